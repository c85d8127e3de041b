//! One report with everything that belongs to it.

use super::changes::{Moved, moved};
use super::draft::Draft;
use super::facts::period_as_of;
use super::gaps::Gap;
use super::outline::{OutlineLaw, Outlined};
use super::read::{as_of, days, is_foreign};
use super::typed::TypedNumbers;
use super::write::question;
use super::{Lacking, ReportError, Stored};
use crate::papers::{Issuer, Outgoing, outgoing_of};
use crate::reports::ReportService;
use crate::totals::Question;
use dienhong_domain::packs::Words;
use dienhong_domain::procedures::DueDay;
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_reports::Paper;
use dienhong_store::reports::{NoteRow, ReportRow, VersionRow};
use uuid::Uuid;

/// A comment.
#[derive(Clone, Debug)]
pub struct Note {
    /// Permanent id.
    pub id: Uuid,
    /// Part; empty for the whole.
    pub part: String,
    /// Version that it is about.
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
pub type Step = crate::procedures::Step<Stage>;

impl Step {
    /// Whether it went back to be written.
    pub fn is_back(&self) -> bool {
        self.state == Stage::Writing && self.seq > 1
    }
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
    /// Who submitted it to the chair.
    pub who: Option<String>,
    /// Program's version.
    pub program: String,
}

/// A report with everything that belongs to it.
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
    /// The law behind its outline, which it keeps; none for one that another book sent, or that follows the law of its period.
    pub law: Option<OutlineLaw>,
    /// Days.
    pub period: Period,
    /// The last day covered, when the period is still running or was when it was frozen.
    pub as_of: Option<Day>,
    /// The map through which it is read.
    pub lens: Lens,
    /// Its stage.
    pub stage: Stage,
    /// How often it was submitted to the chair.
    pub version: i64,
    /// Changes of its words.
    pub edit_count: i64,
    /// Who issues it.
    pub issuer: Option<Issuer>,
    /// The draft, while it is written.
    pub draft: Option<Draft>,
    /// The paper: as it would be frozen now, or as it was frozen.
    pub paper: Paper,
    /// What it lacks, while it is written.
    pub gaps: Vec<Gap>,
    /// People's own sentences that contain typed numbers, until it is issued.
    pub typed: Vec<TypedNumbers>,
    /// Characters that its PDF could not show, until it is issued.
    pub lacking: Vec<Lacking>,
    /// SHA-256 of the frozen model, hex.
    pub hash: Option<String>,
    /// Numbers that changed in the ledger since it was frozen.
    pub since: Vec<Moved>,
    /// Whether anything behind its numbers was corrected since, even if the sums are the same.
    pub ledger_changed: bool,
    /// Comments in order.
    pub notes: Vec<Note>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Frozen versions, the newest first.
    pub versions: Vec<Version>,
    /// Stored files.
    pub files: Vec<Stored>,
    /// Numbers that it had, the newest first.
    pub numbers: Vec<Outgoing>,
    /// The last day on which it is in time.
    pub due: Option<DueDay>,
    /// The installation that sent it; `None` for one that was written here.
    pub from: Option<String>,
}

impl Report {
    /// The number that it has now.
    pub fn mark(&self) -> Option<&Outgoing> {
        self.numbers
            .iter()
            .find(|n| n.cancelled.is_none())
            .filter(|_| self.stage.is_issued())
    }
    /// Why it was sent back, while it waits to be corrected. An author's own withdrawal without a note does not count
    /// as sending back.
    pub fn returned(&self) -> Option<&Step> {
        let step = self
            .steps
            .last()
            .filter(|s| s.is_back() && self.stage == Stage::Writing)?;
        let is_said = |n: &Note| n.version == step.version && n.solved.is_none();
        (!step.note.is_empty() || self.notes.iter().any(is_said)).then_some(step)
    }
    /// What it is about: the period in words.
    pub fn period_words(&self) -> String {
        period_as_of(self.period, self.as_of.unwrap_or(self.period.to))
    }
}

/// The paper of a report, with what changed in the ledger since it was frozen.
struct ShownPaper {
    paper: Paper,
    since: Vec<Moved>,
    ledger_changed: bool,
}

impl ReportService<'_> {
    /// A report with everything that belongs to it.
    pub async fn find(&self, id: Uuid) -> Result<Report, ReportError> {
        let (row, stage) = self.shown_row(id).await?;
        let unit = row.unit;
        let period = days(&row);
        let seen = self.seen_on(&row).await?;
        let question = question(&row, seen);
        let outlined = self.outlined_of(&row);
        let issuer = match row.issuer {
            Some(issuer) => self.papers().issuer(issuer, self.today()).await.ok(),
            None => None,
        };
        let draft = self.draft_of(&row, outlined.as_ref(), question).await?;
        let now = draft
            .as_ref()
            .map(|draft| self.paper_of(unit, draft, issuer.as_ref(), None));
        let versions = self.store.report_versions(id).await?;
        let frozen = frozen_of(&row, &versions);
        let ShownPaper {
            paper,
            since,
            ledger_changed,
        } = self.shown_paper(&row, frozen, question, now).await?;
        let numbers = self.store.outgoing_of(id).await?;
        let drafted = |stages: &[Stage]| draft.as_ref().filter(|_| stages.contains(&stage));
        let open = [Stage::Writing, Stage::Submitted];
        Ok(Report {
            gaps: drafted(&[Stage::Writing]).map(Draft::gaps).unwrap_or_default(),
            // Nobody writes while it is submitted: the words are those of the frozen paper.
            typed: drafted(&open).map(Draft::typed).unwrap_or_default(),
            lacking: match drafted(&open) {
                Some(_) => self.lacking_letters(&paper),
                None => Vec::new(),
            },
            id,
            unit,
            title: self.title_of_report(&row),
            law: outlined.as_ref().and_then(|of| self.outline_law(&row, of)),
            due: outlined
                .filter(|of| of.outline.every.is_some())
                .map(|of| self.due_day(unit, of.outline.deadline, period)),
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
            steps: self.procedures().history(&PROCEDURE, id).await?,
            versions: self.versions(versions).await?,
            files: self.stored(id).await?,
            numbers: numbers.iter().map(outgoing_of).collect(),
            from: self.sender_of(&row).await?,
        })
    }

    /// The draft of a report from its outline; `None` for one of another book, or when no pack has the outline any
    /// more.
    async fn draft_of(
        &self,
        row: &ReportRow,
        outlined: Option<&Outlined>,
        question: Question,
    ) -> Result<Option<Draft>, ReportError> {
        match outlined {
            Some(of) if !is_foreign(row) => {
                let written = self.written(row.id).await?;
                let draft = self.compose(of, (question, days(row)), &written).await?;
                Ok(Some(draft))
            }
            _ => Ok(None),
        }
    }

    /// The paper of a report: as it was frozen, else as it would be `now`.
    async fn shown_paper(
        &self,
        row: &ReportRow,
        frozen: Option<&VersionRow>,
        question: Question,
        now: Option<Paper>,
    ) -> Result<ShownPaper, ReportError> {
        let Some(version) = frozen else {
            return Ok(ShownPaper {
                paper: now.ok_or(ReportError::NotFound)?,
                since: Vec::new(),
                ledger_changed: false,
            });
        };
        // The postings behind it are in the other book.
        if is_foreign(row) {
            let paper = self.issued_model(row.id, version.version).await?;
            return Ok(ShownPaper {
                paper: paper.without_proofs(),
                since: Vec::new(),
                ledger_changed: false,
            });
        }
        let paper = match row.stage.is_issued() {
            true => self.issued_model(row.id, version.version).await?,
            false => self.model(row.id, version.version).await?,
        };
        let inputs = self.inputs_like(&version.inputs, question).await?;
        Ok(ShownPaper {
            since: now.map(|now| moved(&paper, &now)).unwrap_or_default(),
            paper,
            ledger_changed: inputs != version.inputs,
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

    async fn notes(&self, id: Uuid) -> Result<Vec<Note>, ReportError> {
        let rows = self.store.report_notes(id).await?;
        let people: Vec<i64> = rows
            .iter()
            .flat_map(|r| [Some(r.person), r.solved_by])
            .flatten()
            .collect();
        let names = self.entries().names(&people).await?;
        let note = |row: NoteRow| Note {
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
}

/// The newest version, if it is frozen or was sent by another book.
fn frozen_of<'v>(row: &ReportRow, versions: &'v [VersionRow]) -> Option<&'v VersionRow> {
    let newest = versions.first()?;
    let is_frozen = newest.version == row.version && (row.stage.is_frozen() || is_foreign(row));
    is_frozen.then_some(newest)
}
