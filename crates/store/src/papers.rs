//! Who issues papers in the name of a unit, who signs them, and the register of outgoing papers.

use crate::args::list;
use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// How an issuing body's head reads from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerRow {
    /// The body.
    pub issuer: Uuid,
    /// Unit in whose name it issues.
    pub unit: UnitId,
    /// First day.
    pub first: Day,
    /// What it is called in lists.
    pub name: String,
    /// The agency above, a line each.
    pub parent: String,
    /// Its own lines at the head.
    pub heading: String,
    /// Place.
    pub place: String,
    /// Abbreviation in signs.
    pub sign: String,
    /// Whether each kind of paper has numbers of its own.
    pub by_kind: bool,
    /// Who gets its papers, a line each.
    pub recipients: String,
    /// What is kept where.
    pub archive: String,
}

columns!(IssuerRow of issuer_setting s:
    issuer, unit = "i.unit", first, name, parent, heading, place, sign, by_kind, recipients, archive);

/// Who signs for a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerRow {
    /// Permanent id.
    pub id: Uuid,
    /// Body.
    pub issuer: Uuid,
    /// First day.
    pub first: Day,
    /// Last day, counted.
    pub last: Day,
    /// Name as it stands below the signature.
    pub name: String,
    /// Form of authority.
    pub authority: String,
    /// In whose name, a line each.
    pub above: String,
    /// The signer's own office.
    pub office: String,
}

columns!(SignerRow of signer g: id, issuer, first, last, name, authority, above, office);

/// A line of the register of outgoing papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingRow {
    /// Body.
    pub issuer: Uuid,
    /// Year.
    pub year: i32,
    /// Kind of paper where each has its own numbers; else empty.
    pub series: String,
    /// Number, from 1.
    pub number: u32,
    /// Day.
    pub day: Day,
    /// Kind of paper.
    pub kind: String,
    /// Sign behind the number.
    pub sign: String,
    /// What it is about.
    pub summary: String,
    /// Who gets it, a line each.
    pub recipients: String,
    /// The report, for one made here.
    pub report: Option<Uuid>,
    /// The paper, for one made here from a template.
    pub paper: Option<Uuid>,
    /// Its version.
    pub version: i64,
    /// Whether the number was cancelled.
    pub is_cancelled: bool,
    /// Why it was cancelled, or the number and day of the paper that revoked it.
    pub note: String,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person.
    pub person: i64,
}

columns!(OutgoingRow of outgoing o:
    issuer, year, series, number, day, kind, sign, summary, recipients, report, paper, version, is_cancelled = state, note, at,
    person);

const ISSUER: &str = IssuerRow::COLUMNS;
const SIGNER: &str = SignerRow::COLUMNS;
const OUTGOING: &str = OutgoingRow::COLUMNS;

impl Store {
    /// All settings of the bodies of some units, body by body, the newest first.
    pub async fn issuers(&self, units: &[i32]) -> Result<Vec<IssuerRow>, StoreError> {
        self.all(
            format!(
                "SELECT {ISSUER} FROM issuer i JOIN issuer_setting s ON s.issuer = i.id WHERE i.unit IN ({}) \
                 ORDER BY i.made_at, i.id, s.first DESC",
                list(units)
            ),
            vec![],
        )
        .await
    }

    /// All settings of a body, the newest first.
    pub async fn issuer(&self, id: Uuid) -> Result<Vec<IssuerRow>, StoreError> {
        self.all(
            format!(
                "SELECT {ISSUER} FROM issuer i JOIN issuer_setting s ON s.issuer = i.id WHERE i.id = $1 ORDER BY s.first DESC"
            ),
            crate::args![id],
        )
        .await
    }

    /// Everybody who signs or signed for a body, the newest first.
    pub async fn signers(&self, issuer: Uuid) -> Result<Vec<SignerRow>, StoreError> {
        self.all(
            format!("SELECT {SIGNER} FROM signer g WHERE g.issuer = $1 ORDER BY g.first DESC, g.id"),
            crate::args![issuer],
        )
        .await
    }

    /// A signer.
    pub async fn signer(&self, id: Uuid) -> Result<Option<SignerRow>, StoreError> {
        self.first(
            format!("SELECT {SIGNER} FROM signer g WHERE g.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// A page of a body's register of a year, the newest number first; and how many lines there are.
    pub async fn outgoing(
        &self,
        issuer: Uuid,
        year: i32,
        (skip, most): (i64, i64),
    ) -> Result<(Vec<OutgoingRow>, i64), StoreError> {
        let count = self
            .number(
                "SELECT COUNT(*) FROM outgoing WHERE issuer = $1 AND year = $2",
                crate::args![issuer, year],
            )
            .await?;
        let rows = self
            .all(
                format!(
                    "SELECT {OUTGOING} FROM outgoing o WHERE issuer = $1 AND year = $2 \
                     ORDER BY series, number DESC LIMIT {most} OFFSET {skip}"
                ),
                crate::args![issuer, year],
            )
            .await?;
        Ok((rows, count))
    }

    /// Lines of a body's register of a year with a number, one of each series, at most `most`.
    pub async fn outgoing_numbered(
        &self,
        (issuer, year): (Uuid, i32),
        number: u32,
        most: usize,
    ) -> Result<Vec<OutgoingRow>, StoreError> {
        self.all(
            format!(
                "SELECT {OUTGOING} FROM outgoing o WHERE issuer = $1 AND year = $2 AND number = $3 ORDER BY series LIMIT {most}"
            ),
            crate::args![issuer, year, number],
        )
        .await
    }

    /// The newest lines of a body's register of a year, at most `most`.
    pub async fn newest_outgoing(
        &self,
        (issuer, year): (Uuid, i32),
        most: usize,
    ) -> Result<Vec<OutgoingRow>, StoreError> {
        self.all(
            format!(
                "SELECT {OUTGOING} FROM outgoing o WHERE issuer = $1 AND year = $2 ORDER BY series, number DESC LIMIT {most}"
            ),
            crate::args![issuer, year],
        )
        .await
    }

    /// The last number given in a series of a year.
    pub async fn last_outgoing(
        &self,
        issuer: Uuid,
        year: i32,
        series: &str,
    ) -> Result<Option<OutgoingRow>, StoreError> {
        self.first(
            format!(
                "SELECT {OUTGOING} FROM outgoing o WHERE issuer = $1 AND year = $2 AND series = $3 ORDER BY number DESC LIMIT 1"
            ),
            crate::args![issuer, year, series],
        )
        .await
    }

    /// The last number given in a series that runs on over the years, as in a book of certificates.
    pub async fn last_outgoing_of(
        &self,
        issuer: Uuid,
        series: &str,
    ) -> Result<Option<OutgoingRow>, StoreError> {
        self.first(
            format!(
                "SELECT {OUTGOING} FROM outgoing o WHERE issuer = $1 AND series = $2 ORDER BY year DESC, number DESC LIMIT 1"
            ),
            crate::args![issuer, series],
        )
        .await
    }

    /// The numbers that a paper made from a template bore, the newest first.
    pub async fn outgoing_of_paper(&self, paper: Uuid) -> Result<Vec<OutgoingRow>, StoreError> {
        self.all(
            format!("SELECT {OUTGOING} FROM outgoing o WHERE paper = $1 ORDER BY at DESC, number DESC"),
            crate::args![paper],
        )
        .await
    }

    /// The numbers that a report bore, the newest first.
    pub async fn outgoing_of(&self, report: Uuid) -> Result<Vec<OutgoingRow>, StoreError> {
        self.all(
            format!("SELECT {OUTGOING} FROM outgoing o WHERE report = $1 ORDER BY at DESC, number DESC"),
            crate::args![report],
        )
        .await
    }
}

impl Batch {
    /// Founds a body that issues papers.
    pub fn new_issuer(self, id: Uuid, unit: i32, at: i64, person: i64) -> Batch {
        self.run(
            "INSERT INTO issuer (id, unit, made_at, made_by) VALUES ($1,$2,$3,$4)",
            crate::args![id, unit, at, person],
        )
    }

    /// Says how its head reads from a day on; what was said for the same day is replaced.
    pub fn issuer_setting(self, of: &IssuerRow, at: i64, person: i64) -> Batch {
        self.run(
            "DELETE FROM issuer_setting WHERE issuer = $1 AND first = $2",
            crate::args![of.issuer, of.first],
        )
        .run(
            "INSERT INTO issuer_setting (issuer, first, name, parent, heading, place, sign, by_kind, recipients, archive, made_at, made_by) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)",
            crate::args![
                of.issuer,
                of.first,
                of.name.as_str(),
                of.parent.as_str(),
                of.heading.as_str(),
                of.place.as_str(),
                of.sign.as_str(),
                i32::from(of.by_kind),
                of.recipients.as_str(),
                of.archive.as_str(),
                at,
                person
            ],
        )
    }

    /// Adds a signer.
    pub fn new_signer(self, of: &SignerRow, at: i64, person: i64) -> Batch {
        self.run(
            "INSERT INTO signer (id, issuer, first, last, name, authority, above, office, made_at, made_by) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
            crate::args![
                of.id,
                of.issuer,
                of.first,
                of.last,
                of.name.as_str(),
                of.authority.as_str(),
                of.above.as_str(),
                of.office.as_str(),
                at,
                person
            ],
        )
    }

    /// Ends a signer's time; refused as stale when it was changed meanwhile.
    pub fn end_signer(self, id: Uuid, was: Day, last: Day) -> Batch {
        self.run(
            "UPDATE signer SET last = $1 WHERE id = $2 AND last = $3",
            crate::args![last, id, was],
        )
        .expect(1)
    }

    /// Enters a paper into the register. A number that is taken refuses the whole batch.
    pub fn outgoing(self, of: &OutgoingRow) -> Batch {
        self.run(
            "INSERT INTO outgoing (issuer, year, series, number, day, kind, sign, summary, recipients, report, paper, version, state, \
             note, at, person) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)",
            crate::args![
                of.issuer,
                of.year,
                of.series.as_str(),
                of.number,
                of.day,
                of.kind.as_str(),
                of.sign.as_str(),
                of.summary.as_str(),
                of.recipients.as_str(),
                of.report,
                of.paper,
                of.version,
                i32::from(of.is_cancelled),
                of.note.as_str(),
                of.at,
                of.person
            ],
        )
    }

    /// Says at a number by which paper it was revoked.
    pub fn revoke_outgoing(self, of: &OutgoingRow, by: &str) -> Batch {
        self.run(
            "UPDATE outgoing SET note = $1 WHERE issuer = $2 AND year = $3 AND series = $4 AND number = $5 AND state = 0",
            crate::args![by, of.issuer, of.year, of.series.as_str(), of.number],
        )
        .expect(1)
    }

    /// Cancels a number with its reason; it is never given again.
    pub fn cancel_outgoing(self, of: &OutgoingRow, note: &str) -> Batch {
        self.run(
            "UPDATE outgoing SET state = 1, note = $1 WHERE issuer = $2 AND year = $3 AND series = $4 AND number = $5 AND state = 0",
            crate::args![note, of.issuer, of.year, of.series.as_str(), of.number],
        )
        .expect(1)
    }
}
