//! Numbers of outgoing papers and their register (Decree 30/2020/NĐ-CP, art. 15 and 16).

use super::typed::{joined, lines, needed};
use super::{Issuer, LINE_MAX, PaperError, PaperService};
use dienhong_domain::papers::PaperKind;
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::time::Day;
use dienhong_store::WriteError;
use dienhong_store::papers::OutgoingRow;
use uuid::Uuid;

/// Largest number of a paper in a year.
const NUMBER_MAX: u32 = 99_999;
/// The series of a body's book of certificates, which runs on over the years, and what stands for their kind.
const CERTIFICATES: &str = "certificate";
/// How often the next number is tried again because others took it.
const TRIES: usize = 20;

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
    /// Kind of paper where each is numbered separately, "certificate" in the book of certificates; otherwise empty.
    pub series: String,
    /// Number.
    pub number: u32,
    /// Day of the paper.
    pub day: Day,
    /// Kind; none for a certificate.
    pub kind: Option<PaperKind>,
    /// Sign; empty for a certificate.
    pub sign: String,
    /// What it is about.
    pub summary: String,
    /// Who gets it.
    pub recipients: Vec<String>,
    /// The report, for one made here.
    pub report: Option<Uuid>,
    /// The paper, for one made here from a template.
    pub paper: Option<Uuid>,
    /// Why it was cancelled, if it was.
    pub cancelled: Option<String>,
    /// Number and day of the paper that revoked it, if one did.
    pub revoked: Option<String>,
    /// Who entered it, and when.
    pub by: Option<String>,
    /// Moment, UTC milliseconds.
    pub at: i64,
}

impl Outgoing {
    /// "05/BC-UBND"; of a certificate the number alone.
    pub fn mark(&self) -> String {
        match self.sign.as_str() {
            "" => format!("{:02}", self.number),
            sign => format!("{:02}/{sign}", self.number),
        }
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

impl PaperService<'_> {
    /// A page of the register of outgoing papers of a body and year.
    pub async fn register_of_papers(
        &self,
        issuer: Uuid,
        year: i32,
        (skip, most): (usize, usize),
    ) -> Result<Register, PaperError> {
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
    pub async fn enter_paper(&self, issuer: Uuid, form: &OutgoingForm) -> Result<Outgoing, PaperError> {
        let body = self.issuer(issuer, form.day).await?;
        if !self.actor.is_signed_in() || !self.may(Permission::WriteReports, body.unit) {
            return Err(PaperError::NotAllowed);
        }
        let summary = needed(&form.summary, "summary")?;
        let recipients = joined(&form.recipients)?;
        if form.day > self.today() {
            return Err(PaperError::Ahead);
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
                Err(WriteError::Stale) => return Err(PaperError::Overtaken),
                Err(error) => return Err(error.into()),
            }
        }
        Err(PaperError::Overtaken)
    }

    /// Cancels the number of a paper made elsewhere. It stays in the register and is never given again.
    pub async fn cancel_number(
        &self,
        issuer: Uuid,
        (year, series, number): (i32, &str, u32),
        note: &str,
    ) -> Result<(), PaperError> {
        let body = self.issuer(issuer, self.today()).await?;
        if !self.actor.is_signed_in() || !self.may(Permission::WriteReports, body.unit) {
            return Err(PaperError::NotAllowed);
        }
        let note = clean_line(note);
        if note.is_empty() {
            return Err(PaperError::NeedsReason);
        }
        if length(&note) > LINE_MAX {
            return Err(PaperError::TooLong(LINE_MAX));
        }
        let rows = self
            .store
            .outgoing(issuer, year, (0, i64::from(NUMBER_MAX)))
            .await?
            .0;
        let row = rows
            .into_iter()
            .find(|r| r.series == series && r.number == number)
            .ok_or(PaperError::NotFound)?;
        // The number of a report or paper made here is cancelled with it.
        if row.report.is_some() || row.paper.is_some() {
            return Err(PaperError::NotAllowed);
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
            Err(WriteError::Stale) => Err(PaperError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// The next number of a body for a paper of a day: the last one of the year plus one, never on an earlier day than
    /// that (Decree 30/2020/NĐ-CP, art. 15: numbers follow the order of time). `wished` is used only for the first
    /// number of a year.
    pub(crate) async fn next_number(
        &self,
        issuer: &Issuer,
        kind: PaperKind,
        day: Day,
        wished: Option<u32>,
    ) -> Result<OutgoingRow, PaperError> {
        let series = if issuer.by_kind { kind.code() } else { "" };
        let last = self.store.last_outgoing(issuer.id, day.year(), series).await?;
        let number = number_after(last.as_ref(), day, wished)?;
        Ok(OutgoingRow {
            kind: kind.code().to_owned(),
            sign: kind.sign(&issuer.sign),
            ..numbered(issuer, series, day, number)
        })
    }

    /// The next number of a body's book of certificates for one of a day, never on an earlier day than the last. A certificate
    /// is no paper of Decree 30/2020/NĐ-CP: its numbers do not begin anew each year, and no sign follows them.
    pub(crate) async fn next_certificate(
        &self,
        issuer: &Issuer,
        day: Day,
    ) -> Result<OutgoingRow, PaperError> {
        let last = self.store.last_outgoing_of(issuer.id, CERTIFICATES).await?;
        let number = number_after(last.as_ref(), day, None)?;
        Ok(OutgoingRow {
            kind: CERTIFICATES.to_owned(),
            recipients: String::new(),
            ..numbered(issuer, CERTIFICATES, day, number)
        })
    }
}

/// The number after the last one; without one, the wished for or 1.
fn number_after(last: Option<&OutgoingRow>, day: Day, wished: Option<u32>) -> Result<u32, PaperError> {
    match last {
        Some(last) if last.day > day => Err(PaperError::BeforeLast(last.number, last.day)),
        Some(last) => Ok(last.number + 1),
        None => Ok(wished.unwrap_or(1).clamp(1, NUMBER_MAX)),
    }
}

/// A number of a series of a body, of no kind and without what it is about.
fn numbered(issuer: &Issuer, series: &str, day: Day, number: u32) -> OutgoingRow {
    OutgoingRow {
        issuer: issuer.id,
        year: day.year(),
        series: series.to_owned(),
        number,
        day,
        kind: String::new(),
        sign: String::new(),
        summary: String::new(),
        recipients: issuer.recipients.join("\n"),
        report: None,
        paper: None,
        version: 0,
        is_cancelled: false,
        note: String::new(),
        at: 0,
        person: 0,
    }
}

pub(crate) fn outgoing_of(row: &OutgoingRow) -> Outgoing {
    Outgoing {
        year: row.year,
        series: row.series.clone(),
        number: row.number,
        day: row.day,
        kind: PaperKind::parse(&row.kind),
        sign: row.sign.clone(),
        summary: row.summary.clone(),
        recipients: lines(&row.recipients),
        report: row.report,
        paper: row.paper,
        cancelled: row.is_cancelled.then(|| row.note.clone()),
        revoked: (!row.is_cancelled && !row.note.is_empty()).then(|| row.note.clone()),
        by: None,
        at: row.at,
    }
}
