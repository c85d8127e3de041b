//! The bodies that issue papers on behalf of a unit, how their heads read from a given day, and who signs.

use super::typed::{joined, lines, needed};
use super::{LINE_MAX, PaperError, PaperService};
use dienhong_domain::papers::Authority;
use dienhong_domain::rights::{Permission, heirs_of};
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_reports::Signature;
use dienhong_store::WriteError;
use dienhong_store::papers::{IssuerRow, SignerRow};
use uuid::Uuid;

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

    /// The lines of the signature, and the name below.
    pub(crate) fn signature(&self) -> Signature {
        Signature {
            lines: self.authority.lines(&self.above, &self.office),
            name: self.name.clone(),
        }
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

fn issuer_of(row: &IssuerRow) -> Issuer {
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

pub(crate) fn signer_of(row: &SignerRow) -> Signer {
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

impl PaperService<'_> {
    /// Bodies that issue papers for a unit, as they are on a day. The papers of a unit that ended are issued by its
    /// heirs.
    pub async fn issuers(&self, unit: UnitId, day: Day) -> Result<Vec<Issuer>, PaperError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, unit) {
            return Err(PaperError::NotFound);
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
    pub async fn issuer(&self, id: Uuid, day: Day) -> Result<Issuer, PaperError> {
        let found = on(&self.store.issuer(id).await?, day).ok_or(PaperError::NotFound)?;
        match self.may(Permission::ReadTotals, found.unit) {
            true => Ok(found),
            false => Err(PaperError::NotFound),
        }
    }

    /// All settings of a body, the newest first.
    pub async fn issuer_settings(&self, id: Uuid) -> Result<Vec<Issuer>, PaperError> {
        self.issuer(id, self.today()).await?;
        Ok(self.store.issuer(id).await?.iter().map(issuer_of).collect())
    }

    /// All present and former signers of a body, the newest first.
    pub async fn signers(&self, issuer: Uuid) -> Result<Vec<Signer>, PaperError> {
        self.issuer(issuer, self.today()).await?;
        Ok(self.store.signers(issuer).await?.iter().map(signer_of).collect())
    }

    fn may_manage(&self, unit: UnitId) -> Result<(), PaperError> {
        let here = self.here();
        if !self.actor.may(Permission::ReadTotals, unit, here) {
            return Err(PaperError::NotFound);
        }
        match self.actor.is_signed_in() && self.actor.may(Permission::ManagePapers, unit, here) {
            true => Ok(()),
            false => Err(PaperError::NotAllowed),
        }
    }

    /// Stores how a body's head reads from a day on; creates the body if no id is given. Issued papers do not change.
    pub async fn save_issuer(
        &self,
        unit: UnitId,
        id: Option<Uuid>,
        form: &IssuerForm,
    ) -> Result<Uuid, PaperError> {
        let unit = match id {
            Some(id) => self.issuer(id, self.today()).await?.unit,
            None => unit,
        };
        self.may_manage(unit)?;
        let sign = needed(&form.sign, "sign")?;
        // The sign is what follows "-" on the number line, so it has no slash or space.
        if sign.contains(['/', ' ']) {
            return Err(PaperError::Missing("sign"));
        }
        let heading = joined(&form.heading)?;
        if heading.is_empty() {
            return Err(PaperError::Missing("heading"));
        }
        let row = IssuerRow {
            issuer: id.unwrap_or_else(Uuid::now_v7),
            unit,
            first: form.from.ok_or(PaperError::Missing("from"))?,
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
            return Err(PaperError::TooLong(LINE_MAX));
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
    pub async fn add_signer(&self, issuer: Uuid, form: &SignerForm) -> Result<Uuid, PaperError> {
        let unit = self.issuer(issuer, self.today()).await?.unit;
        self.may_manage(unit)?;
        let above = joined(&form.above)?;
        if form.authority.needs_above() && above.is_empty() {
            return Err(PaperError::Missing("above"));
        }
        let to = form.to.unwrap_or(Day::MAX);
        if to < form.from {
            return Err(PaperError::Missing("to"));
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
    pub async fn end_signer(&self, id: Uuid, last: Day) -> Result<Uuid, PaperError> {
        let row = self.store.signer(id).await?.ok_or(PaperError::NotFound)?;
        let unit = self.issuer(row.issuer, self.today()).await?.unit;
        self.may_manage(unit)?;
        if last < row.first {
            return Err(PaperError::Missing("to"));
        }
        let batch = self.batch().end_signer(id, row.last, last).log(
            unit.0,
            "reports.signer_end",
            id,
            serde_json::json!({ "last": last.number() }).to_string(),
        );
        match self.write(batch).await {
            Ok(()) => Ok(row.issuer),
            Err(WriteError::Stale) => Err(PaperError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }
}
