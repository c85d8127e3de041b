//! Reports: words of people part by part, versions with their files, comments. What happened to them is kept with all other
//! steps.

use crate::args::{Args, among, joined, list};
use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Outline's code.
    pub outline: String,
    /// Rules under which it was begun, whose outline it keeps; none for one that follows the law of its period.
    pub rules: Option<i32>,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// The body that issues it, once chosen.
    pub issuer: Option<Uuid>,
    /// Whether it reads by the map of the last day, not as it was.
    pub is_restated: bool,
    /// Where it stands.
    pub stage: Stage,
    /// How often it was laid before the chair.
    pub version: i64,
    /// Changes of its words.
    pub edit_count: i64,
    /// Moment, UTC milliseconds.
    pub made_at: i64,
    /// Person.
    pub made_by: i64,
    /// The book that sent it, as its permanent id; empty for one that was written here.
    pub origin: String,
}

columns!(ReportRow of report r:
    id, unit, outline, rules, first, last, issuer, is_restated = lens, stage = state, version, edit_count = touched,
    made_at, made_by, origin);

/// Words of a person for a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// Part.
    pub part: String,
    /// Revision, from 1.
    pub rev: i64,
    /// The part behind which one of the person's own stands; else empty.
    pub behind: String,
    /// Words, numbers as marks.
    pub body: String,
    /// Hash of what the outline said then.
    pub base: String,
    /// Whether the part was taken out.
    pub is_gone: bool,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person.
    pub person: i64,
}

columns!(TextRow of report_text t: part, rev, behind, body, base, is_gone, at, person);

/// The order of a report's parts, as a person changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// Revision, from 1.
    pub rev: i64,
    /// Codes of the parts, as JSON.
    pub parts: String,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person.
    pub person: i64,
}

columns!(OrderRow of report_order o: rev, parts, at, person);

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// Permanent id.
    pub id: Uuid,
    /// Part; empty for the whole.
    pub part: String,
    /// Version that it was said of.
    pub version: i64,
    /// Words.
    pub body: String,
    /// Moment.
    pub at: i64,
    /// Person.
    pub person: i64,
    /// When it was settled.
    pub solved_at: Option<i64>,
    /// By whom.
    pub solved_by: Option<i64>,
}

columns!(NoteRow of report_note n: id, part, version, body, at, person, solved_at, solved_by);

/// A frozen version, without its model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 of the model.
    pub hash: Vec<u8>,
    /// Fingerprint of the postings behind it, hex.
    pub inputs: String,
    /// Packs in force, as JSON.
    pub packs: String,
    /// Version of the program that froze it.
    pub program: String,
    /// Moment.
    pub at: i64,
    /// Person.
    pub person: i64,
    /// The number under which another book issued it.
    pub mark: Option<String>,
}

columns!(VersionRow of report_version v: version, hash, inputs, packs, program, at, person, mark);

const COLUMNS: &str = ReportRow::COLUMNS;
const TEXT: &str = TextRow::COLUMNS;

/// What is asked of reports.
#[derive(Clone, Debug, Default)]
pub struct ReportFilter {
    /// Units; an empty list finds nothing.
    pub units: Vec<i32>,
    /// Only this outline.
    pub outline: Option<String>,
    /// Only this period, yyyymmdd.
    pub days: Option<(i32, i32)>,
}

fn numbers(stages: &[Stage]) -> String {
    list(&stages.iter().map(|s| s.number() as i32).collect::<Vec<i32>>())
}

impl Store {
    /// A report.
    pub async fn report(&self, id: Uuid) -> Result<Option<ReportRow>, StoreError> {
        self.first(
            format!("SELECT {COLUMNS} FROM report r WHERE r.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// A page of reports, the newest period first; and how many there are.
    pub async fn reports(
        &self,
        filter: &ReportFilter,
        (skip, most): (i64, i64),
    ) -> Result<(Vec<ReportRow>, i64), StoreError> {
        let mut condition = format!("r.unit IN ({})", list(&filter.units));
        let mut args: Args = crate::args![];
        if let Some((first, last)) = filter.days {
            condition.push_str(&format!(" AND r.first = {first} AND r.last = {last}"));
        }
        if let Some(outline) = &filter.outline {
            condition.push_str(" AND r.outline = $1");
            args = crate::args![outline.as_str()];
        }
        let count = self
            .number(
                format!("SELECT COUNT(*) FROM report r WHERE {condition}"),
                args.clone(),
            )
            .await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM report r WHERE {condition} ORDER BY r.last DESC, r.outline, r.unit LIMIT {most} OFFSET {skip}"
        );
        Ok((self.all(sql, args).await?, count))
    }

    /// Reports of some units for a period of an outline, in no order. The days are yyyymmdd.
    pub async fn reports_of_period(
        &self,
        outline: &str,
        (first, last): (i32, i32),
        units: &[UnitId],
    ) -> Result<Vec<ReportRow>, StoreError> {
        let among = among("r.unit", 4, self.engine());
        let sql = format!(
            "SELECT {COLUMNS} FROM report r WHERE r.outline = $1 AND r.first = $2 AND r.last = $3 AND {among}"
        );
        self.all(sql, crate::args![outline, first, last, joined(units)])
            .await
    }

    /// Reports of some units, or of the whole book (`None`), that were sent and not answered yet, by unit.
    pub async fn sent_reports(&self, units: Option<&[UnitId]>) -> Result<Vec<ReportRow>, StoreError> {
        let mut condition = format!("r.state = {}", Stage::Sent.number());
        let mut args = Args::new();
        if let Some(units) = units {
            args.push(joined(units).into());
            condition.push_str(&format!(" AND {}", among("r.unit", args.len(), self.engine())));
        }
        let sql = format!("SELECT {COLUMNS} FROM report r WHERE {condition} ORDER BY r.unit");
        self.all(sql, args).await
    }

    /// Reports that an installation sent and that stand in one of these stages.
    pub async fn reports_from(&self, origin: &str, stages: &[Stage]) -> Result<Vec<ReportRow>, StoreError> {
        self.all(
            format!(
                "SELECT {COLUMNS} FROM report r WHERE r.origin = $1 AND r.state IN ({}) ORDER BY r.last DESC, r.id LIMIT 500",
                numbers(stages)
            ),
            crate::args![origin],
        )
        .await
    }

    /// The newest words of each part that people wrote.
    pub async fn report_texts(&self, id: Uuid) -> Result<Vec<TextRow>, StoreError> {
        self.all(
            format!(
                "SELECT {TEXT} FROM report_text t WHERE t.report = $1 \
                 AND t.rev = (SELECT MAX(o.rev) FROM report_text o WHERE o.report = t.report AND o.part = t.part) ORDER BY t.part"
            ),
            crate::args![id],
        )
        .await
    }

    /// Every revision of a part's words, the newest first.
    pub async fn report_text_history(&self, id: Uuid, part: &str) -> Result<Vec<TextRow>, StoreError> {
        self.all(
            format!("SELECT {TEXT} FROM report_text t WHERE t.report = $1 AND t.part = $2 ORDER BY t.rev DESC LIMIT 200"),
            crate::args![id, part],
        )
        .await
    }

    /// The order of a report's parts, if people changed it.
    pub async fn report_order(&self, id: Uuid) -> Result<Option<OrderRow>, StoreError> {
        self.first(
            format!(
                "SELECT {} FROM report_order o WHERE o.report = $1 ORDER BY o.rev DESC LIMIT 1",
                OrderRow::COLUMNS
            ),
            crate::args![id],
        )
        .await
    }

    /// Comments in the order in which they were made.
    pub async fn report_notes(&self, id: Uuid) -> Result<Vec<NoteRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM report_note n WHERE n.report = $1 ORDER BY n.at, n.id",
                NoteRow::COLUMNS
            ),
            crate::args![id],
        )
        .await
    }

    /// Frozen versions, the newest first.
    pub async fn report_versions(&self, id: Uuid) -> Result<Vec<VersionRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM report_version v WHERE v.report = $1 ORDER BY v.version DESC",
                VersionRow::COLUMNS
            ),
            crate::args![id],
        )
        .await
    }
}

impl Batch {
    /// Begins a report.
    pub fn new_report(self, of: &ReportRow) -> Batch {
        self.run(
            "INSERT INTO report (id, unit, outline, first, last, issuer, lens, state, version, touched, made_at, made_by, origin, \
             rules) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)",
            crate::args![
                of.id,
                of.unit,
                of.outline.as_str(),
                of.first,
                of.last,
                of.issuer,
                i32::from(of.is_restated),
                of.stage,
                of.version,
                of.edit_count,
                of.made_at,
                of.made_by,
                of.origin.as_str(),
                of.rules
            ],
        )
    }

    /// Notes that the words of a report that is being written changed; refused as stale when it is written no more.
    pub fn touch_report(self, id: Uuid) -> Batch {
        self.run(
            "UPDATE report SET touched = touched + 1 WHERE id = $1 AND state = 0",
            crate::args![id],
        )
        .expect(1)
    }

    /// Chooses who issues it and through which map it is read, while it is written.
    pub fn report_setting(self, id: Uuid, issuer: Option<Uuid>, is_restated: bool) -> Batch {
        self.run(
            "UPDATE report SET issuer = $1, lens = $2 WHERE id = $3 AND state = 0",
            crate::args![issuer, i32::from(is_restated), id],
        )
        .expect(1)
    }

    /// Lets every report of a unit that is being written, and has no body yet, be issued by this one.
    pub fn issuer_of_open_reports(self, issuer: Uuid, unit: i32) -> Batch {
        self.run(
            "UPDATE report SET issuer = $1 WHERE unit = $2 AND issuer IS NULL AND state = 0",
            crate::args![issuer, unit],
        )
    }

    /// Keeps words of a part. The same revision twice refuses the batch.
    pub fn report_text(self, report: Uuid, of: &TextRow) -> Batch {
        self.run(
            "INSERT INTO report_text (report, part, rev, behind, body, base, is_gone, at, person) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
            crate::args![
                report,
                of.part.as_str(),
                of.rev,
                of.behind.as_str(),
                of.body.as_str(),
                of.base.as_str(),
                i32::from(of.is_gone),
                of.at,
                of.person
            ],
        )
    }

    /// Keeps an order of the parts. The same revision twice refuses the batch.
    pub fn report_order(self, report: Uuid, of: &OrderRow) -> Batch {
        self.run(
            "INSERT INTO report_order (report, rev, parts, at, person) VALUES ($1,$2,$3,$4,$5)",
            crate::args![report, of.rev, of.parts.as_str(), of.at, of.person],
        )
    }

    /// Keeps a comment.
    pub fn report_note(self, report: Uuid, of: &NoteRow) -> Batch {
        self.run(
            "INSERT INTO report_note (id, report, part, version, body, at, person) VALUES ($1,$2,$3,$4,$5,$6,$7)",
            crate::args![
                of.id,
                report,
                of.part.as_str(),
                of.version,
                of.body.as_str(),
                of.at,
                of.person
            ],
        )
    }

    /// Settles a comment.
    pub fn solve_report_note(self, report: Uuid, id: Uuid, at: i64, person: i64) -> Batch {
        self.run(
            "UPDATE report_note SET solved_at = $1, solved_by = $2 WHERE id = $3 AND report = $4 AND solved_at IS NULL",
            crate::args![at, person, id, report],
        )
        .expect(1)
    }

    /// Brings a report from one stage and version to another; refused as stale when it stands elsewhere, or when its words
    /// were changed since.
    pub fn report_stage(self, was: &ReportRow, stage: Stage, version: i64) -> Batch {
        self.run(
            "UPDATE report SET state = $1, version = $2 WHERE id = $3 AND state = $4 AND version = $5 AND touched = $6",
            crate::args![stage, version, was.id, was.stage, was.version, was.edit_count],
        )
        .expect(1)
    }

    /// Keeps a frozen version.
    pub fn report_version(self, report: Uuid, of: &VersionRow, model: &str) -> Batch {
        self.run(
            "INSERT INTO report_version (report, version, model, hash, inputs, packs, program, at, person, mark) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
            crate::args![
                report,
                of.version,
                model,
                of.hash.clone(),
                of.inputs.as_str(),
                of.packs.as_str(),
                of.program.as_str(),
                of.at,
                of.person,
                of.mark.clone()
            ],
        )
    }
}
