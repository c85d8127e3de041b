//! Reports as they are shown: lists, what is due, one report with everything that belongs to it.

use super::changes::{Moved, moved};
use super::facts::period_as_of;
use super::files::ISSUED;
use super::gaps::{Gap, Gaps};
use super::issuers::{Issuer, Outgoing, outgoing_of};
use super::typed::TypedNumbers;
use super::write::question;
use super::{Lacking, ReportError, Stored};
use crate::filings::owing;
use crate::reports::ReportService;
use dienhong_domain::filings::due;
use dienhong_domain::outlines::{Outline, Piece};
use dienhong_domain::packs::Words;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_reports::{Block, Number, Paper};
use dienhong_store::reports::{ReportFilter, ReportRow, VersionRow};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What stands in a line of a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum LineKind {
    /// A heading of a level.
    Heading(u8, String),
    /// An annex begins.
    Annex(String),
    /// A basis.
    Basis,
    /// A paragraph.
    Text,
    /// A paragraph that a person writes; what belongs there.
    Ask(String),
    /// A table or chart.
    Block(Block),
}

impl LineKind {
    /// Whether its words can be written by a person.
    pub fn is_text(&self) -> bool {
        matches!(self, LineKind::Basis | LineKind::Text | LineKind::Ask(_))
    }
}

/// A line of a draft.
#[derive(Clone, Debug)]
pub struct Line {
    /// Part.
    pub part: String,
    /// What stands there.
    pub kind: LineKind,
    /// Number of a heading: "I.".
    pub mark: String,
    /// The words with their numbers.
    pub pieces: Vec<Piece>,
    /// What the outline says now; none for a person's own paragraph, and where words can not be written.
    pub outline: Option<Vec<Piece>>,
    /// Revision of people's words; 0 when nobody wrote.
    pub rev: i64,
    /// Who wrote last, and when.
    pub person: Option<(i64, i64)>,
    /// Whether it was taken out.
    pub is_gone: bool,
    /// Whether it is a heading or annex with nothing below it, which is not printed.
    pub is_bare: bool,
    /// Whether the outline says something else than when it was written over.
    pub is_outdated: bool,
    /// Why the outline's sentence could not be written.
    pub problem: Option<String>,
}

impl Line {
    /// Whether it stands on the paper. What could not be written stands there as a gap; a table or chart without a row does
    /// not.
    pub fn is_printed(&self) -> bool {
        let has_content = match &self.kind {
            LineKind::Heading(..) | LineKind::Annex(_) => !self.is_bare,
            LineKind::Text => !self.pieces.is_empty() || self.problem.is_some(),
            LineKind::Basis | LineKind::Ask(_) => true,
            LineKind::Block(Block::Table(table)) => !table.rows.is_empty(),
            LineKind::Block(Block::Chart(chart)) => !chart.bars.is_empty(),
            LineKind::Block(_) => true,
        };
        has_content && !self.is_gone
    }
}

/// What is told of numbers behind the sentences that hold them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// By number's name how many units below recorded it.
    pub coverage: BTreeMap<String, String>,
    /// The days that "cùng kỳ" are.
    pub before: String,
}

/// A report as it would be frozen now.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Outline's name.
    pub title: Words,
    /// Kind of paper.
    pub paper: PaperKind,
    /// What it is about; a gap when it could not be written.
    pub summary: String,
    /// Why the summary could not be written.
    pub summary_problem: Option<String>,
    /// Lines in order.
    pub lines: Vec<Line>,
    /// Days that it is about.
    pub days: Period,
    /// That the unit did not exist in all of them, and through which map they are read.
    pub read_through: Option<String>,
    /// Every number that may stand in it, by name.
    pub numbers: BTreeMap<String, Number>,
    /// What is told of them behind the sentences.
    pub sources: Sources,
    /// Numbers that stand in it and were not recorded.
    pub gaps: Gaps,
    /// Units of count of its numbers, by name.
    pub units: BTreeMap<String, String>,
    /// Whether something rests on a known share.
    pub is_estimated: bool,
    /// Whether something could not be divided.
    pub is_undivided: bool,
    /// Whether nothing at all was recorded.
    pub is_empty: bool,
}

/// A comment.
#[derive(Clone, Debug)]
pub struct Note {
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
    /// Who.
    pub who: Option<String>,
    /// When it was settled, and by whom.
    pub solved: Option<(i64, Option<String>)>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Step {
    /// Stage since.
    pub stage: Stage,
    /// Whether it went back to be written.
    pub is_back: bool,
    /// Version.
    pub version: i64,
    /// Moment.
    pub at: i64,
    /// Who.
    pub who: Option<String>,
    /// Unit in whose name.
    pub unit: UnitId,
    /// Words.
    pub note: String,
}

/// A frozen version.
#[derive(Clone, Debug)]
pub struct Version {
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 of the model, hex.
    pub hash: String,
    /// Moment.
    pub at: i64,
    /// Who laid it before the chair.
    pub who: Option<String>,
    /// Program's version.
    pub program: String,
}

/// A report in a list.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Outline's name; its code when no pack knows it any more.
    pub title: Words,
    /// Outline's code.
    pub outline: String,
    /// Days.
    pub period: Period,
    /// The last day that it tells, when the period had not ended as it was frozen, or has not ended yet.
    pub as_of: Option<Day>,
    /// Where it stands.
    pub stage: Stage,
    /// Its number, once it has one: "05/BC-UBND".
    pub mark: Option<String>,
    /// The last day in time, where there is one.
    pub due: Option<Day>,
    /// Whether it was sent back and waits to be mended.
    pub is_returned: bool,
}

/// A report with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Outline's code.
    pub outline: String,
    /// Outline's name.
    pub title: Words,
    /// Days.
    pub period: Period,
    /// The last day that it tells, when the period had not ended as it was frozen, or has not ended yet.
    pub as_of: Option<Day>,
    /// Map by which it reads.
    pub lens: Lens,
    /// Where it stands.
    pub stage: Stage,
    /// How often it was laid before the chair.
    pub version: i64,
    /// Changes of its words.
    pub edit_count: i64,
    /// Who issues it.
    pub issuer: Option<Issuer>,
    /// The draft, while it is written.
    pub draft: Option<Draft>,
    /// The paper: as it would be frozen now, or as it was.
    pub paper: Paper,
    /// What it lacks, while it is written.
    pub gaps: Vec<Gap>,
    /// Sentences of people's own in which a number was typed, until it is issued.
    pub typed: Vec<TypedNumbers>,
    /// Letters that its PDF could not show, until it is issued.
    pub lacking: Vec<Lacking>,
    /// SHA-256 of the frozen model, hex.
    pub hash: Option<String>,
    /// Numbers that changed in the ledger since it was frozen.
    pub since: Vec<Moved>,
    /// Whether anything behind its numbers was corrected since, whatever the sums say.
    pub ledger_changed: bool,
    /// Comments in order.
    pub notes: Vec<Note>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Frozen versions, the newest first.
    pub versions: Vec<Version>,
    /// Stored files.
    pub files: Vec<Stored>,
    /// Numbers that it bore, the newest first.
    pub numbers: Vec<Outgoing>,
    /// The last day in time.
    pub due: Option<Day>,
    /// The installation that sent it; none for one that was written here.
    pub from: Option<String>,
}

impl Report {
    /// The number that it bears now.
    pub fn mark(&self) -> Option<&Outgoing> {
        self.numbers
            .iter()
            .find(|n| n.cancelled.is_none())
            .filter(|_| self.stage.is_issued())
    }
    /// Why it was sent back, while it waits to be mended. Who takes back their own report without a word was sent nothing.
    pub fn returned(&self) -> Option<&Step> {
        let step = self
            .steps
            .last()
            .filter(|s| s.is_back && self.stage == Stage::Writing)?;
        let is_said = |n: &Note| n.version == step.version && n.solved.is_none();
        (!step.note.is_empty() || self.notes.iter().any(is_said)).then_some(step)
    }
    /// What it is about: period in words.
    pub fn period_words(&self) -> String {
        period_as_of(self.period, self.as_of.unwrap_or(self.period.to))
    }
}

/// A period for which a report is due.
#[derive(Clone, Debug)]
pub struct DueReport {
    /// Outline.
    pub outline: Outline,
    /// Days.
    pub period: Period,
    /// The last day in time.
    pub due: Day,
    /// The report, if somebody began it.
    pub report: Option<(Uuid, Stage)>,
}

impl DueReport {
    /// Whether the unit still owes something.
    pub fn is_open(&self) -> bool {
        !matches!(self.report, Some((_, Stage::Sent | Stage::Accepted)))
    }
}

/// What units below sent, and what they owe, for a period of an outline.
#[derive(Clone, Debug)]
pub struct Below {
    /// Outline.
    pub outline: Outline,
    /// Days.
    pub period: Period,
    /// The last day in time; nothing where nobody owes it yet, or it has no deadline.
    pub due: Option<Day>,
    /// All that owe it; where nobody does, those that sent it.
    pub units: Vec<UnitId>,
    /// How many were accepted.
    pub accepted: usize,
    /// Sent and not answered yet, by name.
    pub waiting: Vec<(UnitId, Uuid)>,
    /// Those that owe it, by name, with where theirs stands.
    pub late: Vec<(UnitId, Option<Stage>)>,
}

impl ReportService<'_> {
    /// An outline of the rules of a unit.
    pub(super) fn outline(&self, unit: UnitId, code: &str) -> Option<Outline> {
        let snapshot = self.snapshot();
        let rules = snapshot.rules(unit, self.today());
        rules.pack.outlines.iter().find(|o| o.id == code).cloned()
    }

    /// The name of an outline; its code when no pack knows it any more.
    pub(crate) fn title_of(&self, unit: UnitId, code: &str) -> Words {
        let known = self.outline(unit, code).map(|o| o.title);
        known.unwrap_or_else(|| Words {
            vi: code.to_owned(),
            en: code.to_owned(),
        })
    }

    /// Outlines that a unit writes, in the order of the rules.
    pub fn outlines(&self, unit: UnitId) -> Vec<Outline> {
        let snapshot = self.snapshot();
        let level = snapshot.map.level(unit);
        let rules = snapshot.rules(unit, self.today());
        let fits = |o: &&Outline| level.is_some_and(|l| o.levels.contains(&l));
        rules.pack.outlines.iter().filter(fits).cloned().collect()
    }

    /// A report's row, for whoever may see it: those of its unit, and from sending on those above.
    pub(crate) async fn row(&self, id: Uuid) -> Result<ReportRow, ReportError> {
        let row = self.store.report(id).await?.ok_or(ReportError::NotFound)?;
        if !self.actor.may(Permission::ReadTotals, row.unit, self.here()) {
            return Err(ReportError::NotFound);
        }
        Ok(row)
    }

    /// A page of a unit's reports, the newest period first; and how many there are.
    pub async fn list(
        &self,
        unit: UnitId,
        (skip, most): (usize, usize),
    ) -> Result<(Vec<Summary>, usize), ReportError> {
        if !self.may(Permission::ReadTotals, unit) {
            return Err(ReportError::NotFound);
        }
        let filter = ReportFilter {
            units: vec![unit.0],
            ..ReportFilter::default()
        };
        let (rows, count) = self.store.reports(&filter, (skip as i64, most as i64)).await?;
        let mut found = Vec::new();
        for row in &rows {
            found.push(self.summary(row).await?);
        }
        Ok((found, count as usize))
    }

    async fn summary(&self, row: &ReportRow) -> Result<Summary, ReportError> {
        let unit = row.unit;
        let outline = self.outline(unit, &row.outline);
        let stage = row.stage;
        let period = days(row);
        let version = self.frozen_version(row).await?;
        let mark = match (&version, stage.is_issued()) {
            (Some(version), _) if is_foreign(row) => version.mark.clone(),
            (_, true) => {
                let numbers = self.store.outgoing_of(row.id).await?;
                numbers
                    .iter()
                    .find(|n| !n.is_cancelled)
                    .map(|n| outgoing_of(n).mark())
            }
            (_, false) => None,
        };
        let seen = version.map_or(self.today(), |v| dienhong_i18n::day_of(v.at));
        Ok(Summary {
            id: row.id,
            unit,
            title: self.title_of(unit, &row.outline),
            due: outline
                .filter(|o| o.every.is_some())
                .map(|o| due(period, o.due_days)),
            outline: row.outline.clone(),
            as_of: as_of(period, seen),
            period,
            stage,
            mark,
            is_returned: stage == Stage::Writing && row.version > 0,
        })
    }

    /// The row of a report whose paper the actor may read: the level above reads what was sent, not what is being written.
    pub(super) async fn shown_row(&self, id: Uuid) -> Result<(ReportRow, Stage), ReportError> {
        let row = self.row(id).await?;
        let stage = row.stage;
        let may = |act| self.actor.may(act, row.unit, self.here());
        let works =
            may(Permission::WriteReports) || may(Permission::ApproveReports) || may(Permission::ReadEntries);
        // What came from another book was sent; it stays readable when it was sent back.
        match works || stage.is_issued() || is_foreign(&row) {
            true => Ok((row, stage)),
            false => Err(ReportError::NotFound),
        }
    }

    /// A report with all that belongs to it.
    pub async fn find(&self, id: Uuid) -> Result<Report, ReportError> {
        let (row, stage) = self.shown_row(id).await?;
        let unit = row.unit;
        let period = days(&row);
        let seen = self.seen_on(&row).await?;
        let question = question(&row, seen);
        let outline = self.outline(unit, &row.outline);
        let issuer = match row.issuer {
            Some(issuer) => self.issuer(issuer, self.today()).await.ok(),
            None => None,
        };
        let texts = self.store.report_texts(id).await?;
        let draft = match &outline {
            Some(outline) if !is_foreign(&row) => {
                let draft = self.compose(outline, (question, period), &texts).await?;
                Some(draft)
            }
            _ => None,
        };
        let now = draft
            .as_ref()
            .map(|draft| self.paper_of(unit, draft, issuer.as_ref(), None));
        let versions = self.store.report_versions(id).await?;
        let frozen = versions
            .first()
            .filter(|v| v.version == row.version && (stage.is_frozen() || is_foreign(&row)));
        let (paper, since, ledger_changed) = match frozen {
            // The postings behind it are in the book that it came from.
            Some(version) if is_foreign(&row) => {
                let paper = self.issued_model(id, version.version).await?;
                (paper.without_proofs(), Vec::new(), false)
            }
            Some(version) => {
                let paper = match stage.is_issued() {
                    true => self.issued_model(id, version.version).await?,
                    false => self.model(id, version.version).await?,
                };
                let inputs = self.inputs_like(&version.inputs, question).await?;
                let since = now.as_ref().map(|now| moved(&paper, now)).unwrap_or_default();
                (paper, since, inputs != version.inputs)
            }
            None => (now.ok_or(ReportError::NotFound)?, Vec::new(), false),
        };
        let numbers = self.store.outgoing_of(id).await?;
        let drafted = |stages: &[Stage]| draft.as_ref().filter(|_| stages.contains(&stage));
        let open = [Stage::Writing, Stage::Submitted];
        Ok(Report {
            gaps: drafted(&[Stage::Writing]).map(Draft::gaps).unwrap_or_default(),
            // Nobody writes while it lies before the chair: the words are those of the frozen paper.
            typed: drafted(&open).map(Draft::typed).unwrap_or_default(),
            lacking: match drafted(&open) {
                Some(_) => self.lacking_letters(&paper),
                None => Vec::new(),
            },
            id,
            unit,
            title: self.title_of(unit, &row.outline),
            due: outline
                .filter(|o| o.every.is_some())
                .map(|o| due(period, o.due_days)),
            outline: row.outline.clone(),
            as_of: as_of(period, seen),
            period,
            lens: question.lens,
            stage,
            version: row.version,
            edit_count: row.edit_count,
            issuer,
            draft: draft.filter(|_| stage == Stage::Writing),
            paper,
            hash: frozen.map(|v| hex::encode(&v.hash)),
            since,
            ledger_changed,
            notes: self.notes(id).await?,
            steps: self.steps(id).await?,
            versions: self.versions(versions).await?,
            files: self.stored(id).await?,
            numbers: numbers.iter().map(outgoing_of).collect(),
            from: self.sender_of(&row).await?,
        })
    }

    /// The name of the installation that sent a report.
    async fn sender_of(&self, row: &ReportRow) -> Result<Option<String>, ReportError> {
        let Ok(snapshot) = Uuid::parse_str(&row.origin) else {
            return Ok(None);
        };
        let peer = self.store.peer(snapshot).await?;
        Ok(Some(peer.map_or_else(|| row.origin.clone(), |p| p.name)))
    }

    /// The day on which a report's figures are seen: today while it is written, else the day on which it was frozen.
    pub(super) async fn seen_on(&self, row: &ReportRow) -> Result<Day, ReportError> {
        let frozen = self.frozen_version(row).await?;
        Ok(frozen.map_or(self.today(), |v| dienhong_i18n::day_of(v.at)))
    }

    /// The version of a report that stands frozen, or that another book sent.
    async fn frozen_version(&self, row: &ReportRow) -> Result<Option<VersionRow>, ReportError> {
        if !row.stage.is_frozen() && !is_foreign(row) {
            return Ok(None);
        }
        let versions = self.store.report_versions(row.id).await?;
        Ok(versions.into_iter().find(|v| v.version == row.version))
    }

    /// The model of a frozen version.
    pub(super) async fn model(&self, id: Uuid, version: i64) -> Result<Paper, ReportError> {
        let text = self
            .store
            .report_model(id, version)
            .await?
            .ok_or(ReportError::NotFound)?;
        serde_json::from_str(&text)
            .map_err(|e| ReportError::Fault(crate::Fault::Other(format!("a report can not be read: {e}"))))
    }

    /// The paper as it was issued, with number, day and signer.
    pub(crate) async fn issued_model(&self, id: Uuid, version: i64) -> Result<Paper, ReportError> {
        let bytes = self.store.report_file(id, version, ISSUED, "model").await?;
        let bytes = bytes.ok_or(ReportError::NotFound)?;
        serde_json::from_slice(&bytes)
            .map_err(|e| ReportError::Fault(crate::Fault::Other(format!("a report can not be read: {e}"))))
    }

    async fn notes(&self, id: Uuid) -> Result<Vec<Note>, ReportError> {
        let rows = self.store.report_notes(id).await?;
        let people: Vec<i64> = rows
            .iter()
            .flat_map(|r| [Some(r.person), r.solved_by])
            .flatten()
            .collect();
        let names = self.entries().names(&people).await?;
        let note = |row: dienhong_store::reports::NoteRow| Note {
            id: row.id,
            who: names.get(&row.person).cloned(),
            solved: row
                .solved_at
                .map(|at| (at, row.solved_by.and_then(|by| names.get(&by).cloned()))),
            part: row.part,
            version: row.version,
            body: row.body,
            at: row.at,
        };
        Ok(rows.into_iter().map(note).collect())
    }

    async fn steps(&self, id: Uuid) -> Result<Vec<Step>, ReportError> {
        let rows = self.store.report_steps(id).await?;
        let people: Vec<i64> = rows.iter().map(|r| r.person).collect();
        let names = self.entries().names(&people).await?;
        let step = |row: dienhong_store::reports::ReportStepRow| Step {
            stage: row.stage,
            is_back: row.stage == Stage::Writing && row.seq > 1,
            version: row.version,
            at: row.at,
            who: names.get(&row.person).cloned(),
            unit: row.unit,
            note: row.note,
        };
        Ok(rows.into_iter().map(step).collect())
    }

    async fn versions(&self, rows: Vec<VersionRow>) -> Result<Vec<Version>, ReportError> {
        let people: Vec<i64> = rows.iter().map(|r| r.person).collect();
        let names = self.entries().names(&people).await?;
        let version = |row: VersionRow| Version {
            version: row.version,
            hash: hex::encode(&row.hash),
            at: row.at,
            who: names.get(&row.person).cloned(),
            program: row.program,
        };
        Ok(rows.into_iter().map(version).collect())
    }

    /// The periods for which a unit has to report: of each outline with a deadline the last ones that ended.
    pub async fn due(&self, unit: UnitId, most: usize) -> Result<Vec<DueReport>, ReportError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, unit) {
            return Err(ReportError::NotFound);
        }
        let (homes, _) = self.entries().homes(unit);
        let Some(first) = self.store.first_day(&homes).await? else {
            return Ok(Vec::new());
        };
        let rules = snapshot.rules(unit, self.today());
        let mut found = Vec::new();
        for outline in self.outlines(unit) {
            let Some(every) = &outline.every else { continue };
            for period in every.ended(self.today(), &rules.pack.windows, most) {
                // Nothing is owed for a time without a book, or without the unit.
                if first > period.to || !snapshot.map.get(unit).is_some_and(|u| u.lives_in(period)) {
                    continue;
                }
                let filter = ReportFilter {
                    units: vec![unit.0],
                    outline: Some(outline.id.clone()),
                    days: Some((period.from.number(), period.to.number())),
                    stages: Vec::new(),
                };
                let (rows, _) = self.store.reports(&filter, (0, 1)).await?;
                let report = rows.first().map(|row| (row.id, row.stage));
                found.push(DueReport {
                    due: due(period, outline.due_days),
                    outline: outline.clone(),
                    period,
                    report,
                });
            }
        }
        found.sort_by_key(|d| std::cmp::Reverse((d.period.to, d.due)));
        Ok(found)
    }

    /// For a unit with units below: what they sent and owe for the last ended period of each outline with a deadline, or
    /// for one that is asked for.
    pub async fn below(&self, top: UnitId, asked: Option<(&str, Period)>) -> Result<Vec<Below>, ReportError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, top) {
            return Err(ReportError::NotFound);
        }
        let today = self.today();
        let rules = snapshot.rules(top, today);
        let mut found = Vec::new();
        let outlines = rules.pack.outlines.iter();
        for outline in outlines.filter(|o| asked.is_none_or(|(code, _)| code == o.id)) {
            let Some(every) = &outline.every else { continue };
            let period = match asked {
                Some((_, period)) => Some(period).filter(|p| every.holds(*p, &rules.pack.windows)),
                None => every.ended(today, &rules.pack.windows, 1).first().copied(),
            };
            let Some(period) = period else { continue };
            let mut units = owing(&snapshot.map, top, &outline.levels, period);
            if units.is_empty() {
                continue;
            }
            units.sort_by_cached_key(|u| dienhong_i18n::sort_key(&snapshot.map.label(*u, period.to, "vi")));
            let filter = ReportFilter {
                units: units.iter().map(|u| u.0).collect(),
                outline: Some(outline.id.clone()),
                days: Some((period.from.number(), period.to.number())),
                stages: Vec::new(),
            };
            let (rows, _) = self.store.reports(&filter, (0, i64::from(i32::MAX))).await?;
            let of: BTreeMap<UnitId, (Uuid, Stage)> =
                rows.iter().map(|row| (row.unit, (row.id, row.stage))).collect();
            let stage = |unit: &UnitId| of.get(unit).map(|(_, stage)| *stage);
            found.push(Below {
                due: Some(due(period, outline.due_days)),
                units: units.clone(),
                accepted: units.iter().filter(|u| stage(u) == Some(Stage::Accepted)).count(),
                waiting: units
                    .iter()
                    .filter_map(|u| {
                        of.get(u)
                            .filter(|(_, s)| *s == Stage::Sent)
                            .map(|(id, _)| (*u, *id))
                    })
                    .collect(),
                late: units
                    .iter()
                    .filter(|u| !matches!(stage(u), Some(Stage::Sent | Stage::Accepted)))
                    .map(|u| (*u, stage(u)))
                    .collect(),
                outline: outline.clone(),
                period,
            });
        }
        if asked.is_none() {
            let known: Vec<(String, Period)> =
                found.iter().map(|b| (b.outline.id.clone(), b.period)).collect();
            found.extend(self.sent_besides(&rules.pack.outlines, top, &known).await?);
        }
        Ok(found)
    }

    /// What units below sent of other periods, those that still go on and those without a deadline among them: it waits for
    /// an answer all the same.
    async fn sent_besides(
        &self,
        outlines: &[Outline],
        top: UnitId,
        known: &[(String, Period)],
    ) -> Result<Vec<Below>, ReportError> {
        let snapshot = self.snapshot();
        let today = self.today();
        let today = Period {
            from: today,
            to: today,
        };
        let mut found = Vec::new();
        for outline in outlines {
            let filter = ReportFilter {
                units: owing(&snapshot.map, top, &outline.levels, today)
                    .iter()
                    .map(|u| u.0)
                    .collect(),
                outline: Some(outline.id.clone()),
                stages: vec![Stage::Sent],
                ..ReportFilter::default()
            };
            if filter.units.is_empty() {
                continue;
            }
            let (rows, _) = self.store.reports(&filter, (0, i64::from(i32::MAX))).await?;
            let mut periods: BTreeMap<(Day, Day), Vec<(UnitId, Uuid)>> = BTreeMap::new();
            for row in rows
                .iter()
                .filter(|row| !known.contains(&(outline.id.clone(), days(row))))
            {
                let of = days(row);
                let waiting = periods.entry((of.from, of.to)).or_default();
                waiting.push((row.unit, row.id));
            }
            for ((from, to), mut waiting) in periods {
                let name = |unit: UnitId| dienhong_i18n::sort_key(&snapshot.map.label(unit, to, "vi"));
                waiting.sort_by_cached_key(|(unit, _)| name(*unit));
                found.push(Below {
                    outline: outline.clone(),
                    period: Period { from, to },
                    due: None,
                    units: waiting.iter().map(|(unit, _)| *unit).collect(),
                    accepted: 0,
                    waiting,
                    late: Vec::new(),
                });
            }
        }
        Ok(found)
    }
}

/// The last day that is told of a period seen on a day, when it has not ended by then.
pub(super) fn as_of(period: Period, seen: Day) -> Option<Day> {
    let told = period.until(seen);
    (told != period).then_some(told.to)
}

/// Whether it was written in another book: its words and numbers are not this book's to change.
pub(crate) fn is_foreign(row: &ReportRow) -> bool {
    !row.origin.is_empty()
}

pub(crate) fn days(row: &ReportRow) -> Period {
    Period {
        from: row.first,
        to: row.last,
    }
}
