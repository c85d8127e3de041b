//! The bodies that issue papers on behalf of a unit, how their heads read from a given day, who signs, and the register
//! of numbers.

use super::{LINE_MAX, ReportError};
use crate::reports::ReportService;
use dienhong_domain::papers::{Authority, PaperKind};
use dienhong_domain::rights::{Permission, heirs_of};
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::WriteError;
use dienhong_store::papers::{IssuerRow, OutgoingRow, SignerRow};
use uuid::Uuid;

/// Most lines of a head or of recipients.
const LINES_MAX: usize = 20;
/// Largest number of a paper in a year.
const NUMBER_MAX: u32 = 99_999;
/// How often the next number is tried again because others took it.
const TRIES: usize = 20;

/// An issuing body as it is on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Permanent id.
    pub id: Uuid,
    /// Unit on whose behalf it issues.
    pub unit: UnitId,
    /// The first day on which its head reads like this.
    pub from: Day,
    /// Its name in lists.
    pub name: String,
    /// The agency above.
    pub parent: Vec<String>,
    /// Its own lines.
    pub heading: Vec<String>,
    /// Place.
    pub place: String,
    /// Abbreviation in signs.
    pub sign: String,
    /// Whether each kind of paper is numbered separately.
    pub by_kind: bool,
    /// Recipients of its papers.
    pub recipients: Vec<String>,
    /// The line on what is archived where.
    pub archive: String,
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Permanent id.
    pub id: Uuid,
    /// First day.
    pub from: Day,
    /// Last day, counted.
    pub to: Day,
    /// Name as printed below the signature.
    pub name: String,
    /// Form of authority.
    pub authority: Authority,
    /// On whose behalf.
    pub above: Vec<String>,
    /// The signer's own office.
    pub office: String,
}

impl Signer {
    /// Whether the signer may sign on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// A body as typed.
#[derive(Clone, Debug, Default)]
pub struct IssuerForm {
    /// From which day on.
    pub from: Option<Day>,
    /// Its name in lists.
    pub name: String,
    /// The agency above, in lines.
    pub parent: String,
    /// Its own lines.
    pub heading: String,
    /// Place.
    pub place: String,
    /// Abbreviation in signs.
    pub sign: String,
    /// Whether each kind of paper is numbered separately.
    pub by_kind: bool,
    /// Recipients of its papers, in lines.
    pub recipients: String,
    /// The line on what is archived where.
    pub archive: String,
}

/// A signer as typed.
#[derive(Clone, Debug)]
pub struct SignerForm {
    /// First day.
    pub from: Day,
    /// Last day; `None` until somebody ends it.
    pub to: Option<Day>,
    /// Name.
    pub name: String,
    /// Form of authority.
    pub authority: Authority,
    /// On whose behalf, in lines.
    pub above: String,
    /// Own office.
    pub office: String,
}

/// A paper made elsewhere that gets a number of the register.
#[derive(Clone, Debug)]
pub struct OutgoingForm {
    /// Day of the paper.
    pub day: Day,
    /// Kind.
    pub kind: PaperKind,
    /// What it is about.
    pub summary: String,
    /// Recipients, in lines.
    pub recipients: String,
    /// The number, for the first line of a year when earlier numbers were given on paper; otherwise the next one is
    /// taken.
    pub number: Option<u32>,
}

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Year.
    pub year: i32,
    /// Kind of paper where each is numbered separately; otherwise empty.
    pub series: String,
    /// Number.
    pub number: u32,
    /// Day of the paper.
    pub day: Day,
    /// Kind.
    pub kind: PaperKind,
    /// Sign.
    pub sign: String,
    /// What it is about.
    pub summary: String,
    /// Who gets it.
    pub recipients: Vec<String>,
    /// The report, for a paper made here.
    pub report: Option<Uuid>,
    /// Why it was cancelled, if it was.
    pub cancelled: Option<String>,
    /// Who entered it, and when.
    pub by: Option<String>,
    /// Moment, UTC milliseconds.
    pub at: i64,
}

impl Outgoing {
    /// "05/BC-UBND".
    pub fn mark(&self) -> String {
        format!("{:02}/{}", self.number, self.sign)
    }
}

/// A page of the register of a body and year.
#[derive(Clone, Debug)]
pub struct Register {
    /// The body as it is today.
    pub issuer: Issuer,
    /// Year.
    pub year: i32,
    /// Lines, the newest number first.
    pub lines: Vec<Outgoing>,
    /// All of the year.
    pub count: usize,
    /// Whether the actor may enter papers.
    pub may_write: bool,
}

/// Lines of a text box, without the empty ones.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(clean_line).filter(|l| !l.is_empty()).collect()
}

fn joined(text: &str) -> Result<String, ReportError> {
    let lines = lines(text);
    if lines.len() > LINES_MAX {
        return Err(ReportError::TooMany(LINES_MAX));
    }
    if lines.iter().any(|line| length(line) > LINE_MAX) {
        return Err(ReportError::TooLong(LINE_MAX));
    }
    Ok(lines.join("\n"))
}

fn needed(text: &str, field: &'static str) -> Result<String, ReportError> {
    let line = clean_line(text);
    match length(&line) {
        0 => Err(ReportError::Missing(field)),
        n if n > LINE_MAX => Err(ReportError::TooLong(LINE_MAX)),
        _ => Ok(line),
    }
}

pub(super) fn issuer_of(row: &IssuerRow) -> Issuer {
    Issuer {
        id: row.issuer,
        unit: row.unit,
        from: row.first,
        name: row.name.clone(),
        parent: lines(&row.parent),
        heading: lines(&row.heading),
        place: row.place.clone(),
        sign: row.sign.clone(),
        by_kind: row.by_kind,
        recipients: lines(&row.recipients),
        archive: row.archive.clone(),
    }
}

pub(super) fn signer_of(row: &SignerRow) -> Signer {
    Signer {
        id: row.id,
        from: row.first,
        to: row.last,
        name: row.name.clone(),
        authority: Authority::parse(&row.authority).unwrap_or(Authority::Head),
        above: lines(&row.above),
        office: row.office.clone(),
    }
}

/// The body on a day: its last setting that had begun, otherwise the first one.
fn on(rows: &[IssuerRow], day: Day) -> Option<Issuer> {
    let begun = rows.iter().find(|row| row.first <= day);
    begun.or(rows.last()).map(issuer_of)
}

impl ReportService<'_> {
    /// Bodies that issue papers for a unit, as they are on a day. The papers of a unit that ended are issued by its
    /// heirs.
    pub async fn issuers(&self, unit: UnitId, day: Day) -> Result<Vec<Issuer>, ReportError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, unit) {
            return Err(ReportError::NotFound);
        }
        let mut units = vec![unit.0];
        if snapshot.map.at(unit, self.today()).is_none() {
            units.extend(heirs_of(&snapshot.map, unit).iter().map(|u| u.0));
        }
        let rows = self.store.issuers(&units).await?;
        Ok(rows
            .chunk_by(|a, b| a.issuer == b.issuer)
            .filter_map(|rows| on(rows, day))
            .collect())
    }

    /// A body as it is on a day, if the actor may read its unit.
    pub async fn issuer(&self, id: Uuid, day: Day) -> Result<Issuer, ReportError> {
        let found = on(&self.store.issuer(id).await?, day).ok_or(ReportError::NotFound)?;
        match self.may(Permission::ReadTotals, found.unit) {
            true => Ok(found),
            false => Err(ReportError::NotFound),
        }
    }

    /// All settings of a body, the newest first.
    pub async fn issuer_settings(&self, id: Uuid) -> Result<Vec<Issuer>, ReportError> {
        self.issuer(id, self.today()).await?;
        Ok(self.store.issuer(id).await?.iter().map(issuer_of).collect())
    }

    /// All present and former signers of a body, the newest first.
    pub async fn signers(&self, issuer: Uuid) -> Result<Vec<Signer>, ReportError> {
        self.issuer(issuer, self.today()).await?;
        Ok(self.store.signers(issuer).await?.iter().map(signer_of).collect())
    }

    fn may_manage(&self, unit: UnitId) -> Result<(), ReportError> {
        let here = self.here();
        if !self.actor.may(Permission::ReadTotals, unit, here) {
            return Err(ReportError::NotFound);
        }
        match self.actor.is_signed_in() && self.actor.may(Permission::ManagePapers, unit, here) {
            true => Ok(()),
            false => Err(ReportError::NotAllowed),
        }
    }

    /// Stores how a body's head reads from a day on; creates the body if no id is given. Issued papers do not change.
    pub async fn save_issuer(
        &self,
        unit: UnitId,
        id: Option<Uuid>,
        form: &IssuerForm,
    ) -> Result<Uuid, ReportError> {
        let unit = match id {
            Some(id) => self.issuer(id, self.today()).await?.unit,
            None => unit,
        };
        self.may_manage(unit)?;
        let sign = needed(&form.sign, "sign")?;
        // The sign is what follows "-" on the number line, so it has no slash or space.
        if sign.contains(['/', ' ']) {
            return Err(ReportError::Missing("sign"));
        }
        let heading = joined(&form.heading)?;
        if heading.is_empty() {
            return Err(ReportError::Missing("heading"));
        }
        let row = IssuerRow {
            issuer: id.unwrap_or_else(Uuid::now_v7),
            unit,
            first: form.from.ok_or(ReportError::Missing("from"))?,
            name: needed(&form.name, "name")?,
            parent: joined(&form.parent)?,
            heading,
            place: needed(&form.place, "place")?,
            sign,
            by_kind: form.by_kind,
            recipients: joined(&form.recipients)?,
            archive: clean_line(&form.archive),
        };
        if length(&row.archive) > LINE_MAX {
            return Err(ReportError::TooLong(LINE_MAX));
        }
        let now = self.now();
        let mut batch = self.batch();
        if id.is_none() {
            batch = batch.new_issuer(row.issuer, unit.0, now, self.actor.person);
            if self.issuers(unit, self.today()).await?.is_empty() {
                // A report that is begun takes the only body too.
                batch = batch.issuer_of_open_reports(row.issuer, unit.0);
            }
        }
        let detail = serde_json::json!({ "from": row.first.number() }).to_string();
        let batch = batch.issuer_setting(&row, now, self.actor.person).log(
            unit.0,
            "reports.issuer",
            row.issuer,
            detail,
        );
        self.unless_outdated(batch).await?;
        Ok(row.issuer)
    }

    /// Adds a signer of a body.
    pub async fn add_signer(&self, issuer: Uuid, form: &SignerForm) -> Result<Uuid, ReportError> {
        let unit = self.issuer(issuer, self.today()).await?.unit;
        self.may_manage(unit)?;
        let above = joined(&form.above)?;
        if form.authority.needs_above() && above.is_empty() {
            return Err(ReportError::Missing("above"));
        }
        let to = form.to.unwrap_or(Day::MAX);
        if to < form.from {
            return Err(ReportError::Missing("to"));
        }
        let row = SignerRow {
            id: Uuid::now_v7(),
            issuer,
            first: form.from,
            last: to,
            name: needed(&form.name, "name")?,
            authority: form.authority.code().to_owned(),
            above,
            office: needed(&form.office, "office")?,
        };
        let batch = self.batch().new_signer(&row, self.now(), self.actor.person).log(
            unit.0,
            "reports.signer",
            row.id,
            "{}",
        );
        self.unless_outdated(batch).await?;
        Ok(row.id)
    }

    /// Sets the last day of a signer.
    pub async fn end_signer(&self, id: Uuid, last: Day) -> Result<Uuid, ReportError> {
        let row = self.store.signer(id).await?.ok_or(ReportError::NotFound)?;
        let unit = self.issuer(row.issuer, self.today()).await?.unit;
        self.may_manage(unit)?;
        if last < row.first {
            return Err(ReportError::Missing("to"));
        }
        let batch = self.batch().end_signer(id, row.last, last).log(
            unit.0,
            "reports.signer_end",
            id,
            serde_json::json!({ "last": last.number() }).to_string(),
        );
        match self.write(batch).await {
            Ok(()) => Ok(row.issuer),
            Err(WriteError::Stale) => Err(ReportError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// A page of the register of outgoing papers of a body and year.
    pub async fn register_of_papers(
        &self,
        issuer: Uuid,
        year: i32,
        (skip, most): (usize, usize),
    ) -> Result<Register, ReportError> {
        let issuer = self.issuer(issuer, self.today()).await?;
        let page = (skip as i64, most as i64);
        let (rows, count) = self.store.outgoing(issuer.id, year, page).await?;
        let people: Vec<i64> = rows.iter().map(|r| r.person).collect();
        let names = self.entries().names(&people).await?;
        let line = |row: OutgoingRow| Outgoing {
            by: names.get(&row.person).cloned(),
            ..outgoing_of(&row)
        };
        Ok(Register {
            may_write: self.actor.is_signed_in() && self.may(Permission::WriteReports, issuer.unit),
            issuer,
            year,
            lines: rows.into_iter().map(line).collect(),
            count: count as usize,
        })
    }

    /// Enters a paper made elsewhere into the register and gives it a number.
    pub async fn enter_paper(&self, issuer: Uuid, form: &OutgoingForm) -> Result<Outgoing, ReportError> {
        let body = self.issuer(issuer, form.day).await?;
        if !self.actor.is_signed_in() || !self.may(Permission::WriteReports, body.unit) {
            return Err(ReportError::NotAllowed);
        }
        let summary = needed(&form.summary, "summary")?;
        let recipients = joined(&form.recipients)?;
        if form.day > self.today() {
            return Err(ReportError::Ahead);
        }
        for _ in 0..TRIES {
            let next = self.next_number(&body, form.kind, form.day, form.number).await?;
            let row = OutgoingRow {
                kind: form.kind.code().to_owned(),
                sign: form.kind.sign(&body.sign),
                summary: summary.clone(),
                recipients: recipients.clone(),
                at: self.now(),
                person: self.actor.person,
                ..next
            };
            let detail = serde_json::json!({ "year": row.year, "number": row.number }).to_string();
            let batch = self
                .batch()
                .outgoing(&row)
                .log(body.unit.0, "reports.number", issuer, detail);
            match self.write(batch).await {
                Ok(()) => return Ok(outgoing_of(&row)),
                // Somebody took that number.
                Err(WriteError::Constraint(_)) => continue,
                Err(WriteError::Stale) => return Err(ReportError::Overtaken),
                Err(error) => return Err(error.into()),
            }
        }
        Err(ReportError::Overtaken)
    }

    /// Cancels the number of a paper made elsewhere. It stays in the register and is never given again.
    pub async fn cancel_number(
        &self,
        issuer: Uuid,
        (year, series, number): (i32, &str, u32),
        note: &str,
    ) -> Result<(), ReportError> {
        let body = self.issuer(issuer, self.today()).await?;
        if !self.actor.is_signed_in() || !self.may(Permission::WriteReports, body.unit) {
            return Err(ReportError::NotAllowed);
        }
        let note = clean_line(note);
        if note.is_empty() {
            return Err(ReportError::NeedsReason);
        }
        if length(&note) > LINE_MAX {
            return Err(ReportError::TooLong(LINE_MAX));
        }
        let rows = self
            .store
            .outgoing(issuer, year, (0, i64::from(NUMBER_MAX)))
            .await?
            .0;
        let row = rows
            .into_iter()
            .find(|r| r.series == series && r.number == number)
            .ok_or(ReportError::NotFound)?;
        // The number of a report made here is cancelled with the report.
        if row.report.is_some() {
            return Err(ReportError::NotAllowed);
        }
        let detail = serde_json::json!({ "year": year, "number": number }).to_string();
        let batch = self.batch().cancel_outgoing(&row, &note).log(
            body.unit.0,
            "reports.number_cancel",
            issuer,
            detail,
        );
        match self.write(batch).await {
            Ok(()) => Ok(()),
            Err(WriteError::Stale) => Err(ReportError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// The next number of a body for a paper of a day: the last one of the year plus one, never on an earlier day than
    /// that (Decree 30/2020/NĐ-CP, art. 15: numbers follow the order of time). `wished` is used only for the first
    /// number of a year.
    pub(super) async fn next_number(
        &self,
        issuer: &Issuer,
        kind: PaperKind,
        day: Day,
        wished: Option<u32>,
    ) -> Result<OutgoingRow, ReportError> {
        let series = if issuer.by_kind { kind.code() } else { "" };
        let last = self.store.last_outgoing(issuer.id, day.year(), series).await?;
        let number = match &last {
            Some(last) => {
                if last.day > day {
                    return Err(ReportError::BeforeLast(last.number, last.day));
                }
                last.number + 1
            }
            None => wished.unwrap_or(1).clamp(1, NUMBER_MAX),
        };
        Ok(OutgoingRow {
            issuer: issuer.id,
            year: day.year(),
            series: series.to_owned(),
            number,
            day,
            kind: kind.code().to_owned(),
            sign: kind.sign(&issuer.sign),
            summary: String::new(),
            recipients: issuer.recipients.join("\n"),
            report: None,
            version: 0,
            is_cancelled: false,
            note: String::new(),
            at: self.now(),
            person: 0,
        })
    }
}

pub(super) fn outgoing_of(row: &OutgoingRow) -> Outgoing {
    Outgoing {
        year: row.year,
        series: row.series.clone(),
        number: row.number,
        day: row.day,
        kind: PaperKind::parse(&row.kind).unwrap_or(PaperKind::Letter),
        sign: row.sign.clone(),
        summary: row.summary.clone(),
        recipients: lines(&row.recipients),
        report: row.report,
        cancelled: row.is_cancelled.then(|| row.note.clone()),
        by: None,
        at: row.at,
    }
}
