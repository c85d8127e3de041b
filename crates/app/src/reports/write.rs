//! Writing a report: beginning it, writing its parts, commenting. Two people may write at once without losing words.

use super::build::{hash_of, is_own, kept};
use super::facts::lens;
use super::outline::Outlined;
use super::read::{days, is_foreign};
use super::{NOTE_MAX, OWN_MAX, ReportError, TEXT_MAX};
use crate::procedures::{Remarks, Subject};
use crate::reports::ReportService;
use crate::totals::Question;
use dienhong_domain::outlines::{PartKind, Piece, editable, pieces};
use dienhong_domain::procedures::reports::{BEGIN, PROCEDURE};
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean, clean_line, length};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::WriteError;
use dienhong_store::reports::{NoteRow, ReportFilter, ReportRow, TextRow};
use uuid::Uuid;

/// A report to be begun.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// Outline's code.
    pub outline: String,
    /// Days.
    pub period: Period,
    /// Whether it is read through the map of the last day, so that predecessors are counted with their heir; otherwise
    /// the map as it was.
    pub is_restated: bool,
    /// Who issues it; if not given, the only body of the unit.
    pub issuer: Option<Uuid>,
}

/// Two people wrote the same paragraph: what it contains now.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Part.
    pub part: String,
    /// Its revision now.
    pub rev: i64,
    /// What the other person wrote, in its editable form.
    pub theirs: String,
    /// What was typed.
    pub mine: String,
    /// Who wrote, and when.
    pub by: Option<String>,
    /// Moment.
    pub at: i64,
}

impl ReportService<'_> {
    fn may_write(&self, unit: UnitId) -> Result<(), ReportError> {
        let here = self.here();
        if !self.actor.may(Permission::ReadTotals, unit, here) {
            return Err(ReportError::NotFound);
        }
        match self.actor.may(Permission::WriteReports, unit, here) {
            true => Ok(()),
            false => Err(ReportError::NotAllowed),
        }
    }

    /// A report that the actor may write now.
    pub(super) async fn writable(&self, id: Uuid) -> Result<ReportRow, ReportError> {
        let row = self.row(id).await?;
        self.may_write(row.unit)?;
        if is_foreign(&row) {
            return Err(ReportError::NotAllowed);
        }
        match row.stage {
            Stage::Writing => Ok(row),
            other => Err(ReportError::Stands(other)),
        }
    }

    /// Begins a report of a unit.
    ///
    /// # Errors
    /// [`ReportError::Exists`] names the existing report for this outline and period.
    pub async fn begin(&self, unit: UnitId, new: &NewReport) -> Result<Uuid, ReportError> {
        self.may_write(unit)?;
        let snapshot = self.snapshot();
        let level = snapshot.map.level(unit);
        let Outlined { outline, rules } = self
            .outlined(unit, &new.outline, new.period)
            .filter(|of| level.is_some_and(|l| of.outline.levels.contains(&l)))
            .ok_or(ReportError::NotFound)?;
        self.takes(unit, &outline, new.period)?;
        if new.period.from > self.today() {
            return Err(ReportError::NotAPeriod);
        }
        let days = (new.period.from.number(), new.period.to.number());
        if let Some(row) = self.same(unit, &outline.id, days).await? {
            return Err(ReportError::Exists(row.id));
        }
        let bodies = self.papers().issuers(unit, self.today()).await?;
        let issuer = match new.issuer {
            Some(id) => Some(
                bodies
                    .iter()
                    .find(|b| b.id == id)
                    .ok_or(ReportError::NotFound)?
                    .id,
            ),
            None => bodies.first().filter(|_| bodies.len() == 1).map(|b| b.id),
        };
        // A unit that ended before the period did is not on the map of its last day.
        let stands = snapshot.map.at(unit, new.period.to).is_some();
        let id = Uuid::now_v7();
        let begun = Subject {
            id,
            unit,
            state: None,
        };
        let permit = self.procedures().permit(&PROCEDURE, begun, BEGIN).await?;
        let step = self.procedures().step(&permit, Remarks::default()).await?;
        let row = ReportRow {
            id,
            unit,
            outline: outline.id.clone(),
            rules: Some(self.entries().rules_number(&rules).await?),
            first: new.period.from,
            last: new.period.to,
            issuer,
            is_restated: new.is_restated && stands,
            stage: step.state(),
            version: step.version(),
            edit_count: 0,
            made_at: self.now(),
            made_by: self.actor.person,
            origin: String::new(),
        };
        let detail =
            serde_json::json!({ "outline": outline.id, "first": days.0, "last": days.1 }).to_string();
        let batch = step.keep(self.batch().new_report(&row));
        match self.write(step.log(batch, detail)).await {
            Ok(()) => Ok(id),
            Err(WriteError::Constraint(_)) => match self.same(unit, &outline.id, days).await? {
                Some(row) => Err(ReportError::Exists(row.id)),
                None => Err(ReportError::Overtaken),
            },
            Err(WriteError::Stale) => Err(ReportError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn same(
        &self,
        unit: UnitId,
        outline: &str,
        days: (i32, i32),
    ) -> Result<Option<ReportRow>, ReportError> {
        let filter = ReportFilter {
            units: vec![unit.0],
            outline: Some(outline.to_owned()),
            days: Some(days),
        };
        Ok(self.store.reports(&filter, (0, 1)).await?.0.into_iter().next())
    }

    /// Sets who issues a report that is being written, and through which map it is read.
    pub async fn set(&self, id: Uuid, issuer: Option<Uuid>, is_restated: bool) -> Result<(), ReportError> {
        let row = self.writable(id).await?;
        let unit = row.unit;
        let bodies = self.papers().issuers(unit, self.today()).await?;
        if issuer.is_some_and(|id| !bodies.iter().any(|b| b.id == id)) {
            return Err(ReportError::NotFound);
        }
        let stands = self.snapshot().map.at(unit, days(&row).to).is_some();
        let batch = self
            .batch()
            .report_setting(id, issuer, is_restated && stands)
            .touch_report(id)
            .log(unit.0, "reports.setting", id, "{}");
        self.stale(self.write(batch).await)
    }

    pub(super) fn stale(&self, done: Result<(), WriteError>) -> Result<(), ReportError> {
        match done {
            Ok(()) => Ok(()),
            Err(WriteError::Stale | WriteError::Constraint(_)) => Err(ReportError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// Stores a person's words for a part. `rev` is the revision that the person saw; numbers are marked by their names
    /// and always show the value of the ledger.
    ///
    /// # Errors
    /// [`ReportError::Conflict`] when somebody else wrote meanwhile; it contains both texts, so that none is lost.
    pub async fn write_part(&self, id: Uuid, part: &str, rev: i64, typed: &str) -> Result<i64, ReportError> {
        let row = self.writable(id).await?;
        let is_basis = matches!(self.part_of(&row, part).await?, Some(PartKind::Basis(_)));
        let mut all = match is_basis {
            true => vec![kept(typed)],
            false => paragraphs(typed),
        };
        if all.iter().any(|body| length(body) > TEXT_MAX) {
            return Err(ReportError::TooLong(TEXT_MAX));
        }
        let base = self.base(&row, part).await?;
        let more = all.split_off(1);
        let body = all.pop().unwrap_or_default();
        for body in more.iter().chain([&body]) {
            self.knows_numbers(&row, &pieces(body)).await?;
        }
        let more = self.own_paragraphs(&row, part, more).await?;
        let put = Put {
            part,
            rev,
            body: &body,
            base,
            is_gone: false,
            more,
        };
        self.put(&row, put).await
    }

    /// A person's own paragraphs after a part.
    async fn own_paragraphs(
        &self,
        row: &ReportRow,
        behind: &str,
        bodies: Vec<String>,
    ) -> Result<Vec<TextRow>, ReportError> {
        if bodies.is_empty() {
            return Ok(Vec::new());
        }
        let texts = self.store.report_texts(row.id).await?;
        if texts.iter().filter(|t| is_own(&t.part)).count() + bodies.len() > OWN_MAX {
            return Err(ReportError::TooMany(OWN_MAX));
        }
        // A paragraph after somebody's own one is stored as being after the same part of the outline.
        let behind = match texts.iter().find(|t| t.part == behind && is_own(behind)) {
            Some(own) => own.behind.clone(),
            None => behind.to_owned(),
        };
        if !behind.is_empty() {
            self.part_of(row, &behind).await?;
        }
        let paragraph = |body| TextRow {
            part: format!("them:{}", Uuid::now_v7().simple()),
            rev: 1,
            behind: behind.clone(),
            body,
            base: "own".to_owned(),
            is_gone: false,
            at: self.now(),
            person: self.actor.person,
        };
        Ok(bodies.into_iter().map(paragraph).collect())
    }

    /// Resets a part to what the outline says.
    pub async fn reset_part(&self, id: Uuid, part: &str, rev: i64) -> Result<i64, ReportError> {
        let row = self.writable(id).await?;
        self.part_of(&row, part).await?;
        if is_own(part) {
            return Err(ReportError::NotFound);
        }
        self.put(&row, Put::plain(part, rev, "", String::new(), false))
            .await
    }

    /// Takes a part out of the report, or puts it back with its words.
    pub async fn take_out(&self, id: Uuid, part: &str, rev: i64, is_gone: bool) -> Result<i64, ReportError> {
        let row = self.writable(id).await?;
        self.part_of(&row, part).await?;
        let texts = self.store.report_texts(id).await?;
        let (body, base) = texts
            .into_iter()
            .find(|t| t.part == part)
            .map_or_else(Default::default, |t| (t.body, t.base));
        self.put(&row, Put::plain(part, rev, &body, base, is_gone)).await
    }

    /// Adds a person's own paragraph after a part (at the beginning if `behind` is empty).
    pub async fn add_part(&self, id: Uuid, behind: &str, typed: &str) -> Result<String, ReportError> {
        let row = self.writable(id).await?;
        let bodies = paragraphs(typed);
        if bodies.iter().all(String::is_empty) {
            return Err(ReportError::Wordless);
        }
        if bodies.iter().any(|body| length(body) > TEXT_MAX) {
            return Err(ReportError::TooLong(TEXT_MAX));
        }
        for body in &bodies {
            self.knows_numbers(&row, &pieces(body)).await?;
        }
        let texts = self.own_paragraphs(&row, behind, bodies).await?;
        let part = texts.first().map(|t| t.part.clone()).unwrap_or_default();
        let batch = self.batch().touch_report(id);
        let batch = self.with_own(batch, &row, behind, &texts).await?;
        let batch = batch.log(row.unit.0, "reports.write", id, "{}");
        self.stale(self.write(batch).await)?;
        Ok(part)
    }

    /// Whether a report has a part; for one from another book, its paper decides.
    pub(super) async fn has_part(&self, row: &ReportRow, part: &str) -> Result<bool, ReportError> {
        if is_foreign(row) {
            let paper = self.issued_model(row.id, row.version).await?;
            return Ok(paper.anchors.iter().any(|a| a == part));
        }
        match self.part_of(row, part).await {
            Ok(_) => Ok(true),
            Err(ReportError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The outline's part or the person's own with that code; with what the outline says there.
    async fn part_of(&self, row: &ReportRow, part: &str) -> Result<Option<PartKind>, ReportError> {
        if is_own(part) {
            let texts = self.store.report_texts(row.id).await?;
            return match texts.iter().any(|t| t.part == part) {
                true => Ok(None),
                false => Err(ReportError::NotFound),
            };
        }
        let outlined = self.outlined_of(row);
        let found = outlined.and_then(|of| of.outline.parts.into_iter().find(|p| p.id == part));
        found.map(|p| Some(p.is)).ok_or(ReportError::NotFound)
    }

    /// The hash of what the outline says now for a part.
    async fn base(&self, row: &ReportRow, part: &str) -> Result<String, ReportError> {
        let said = match self.part_of(row, part).await? {
            None => return Ok("own".to_owned()),
            Some(PartKind::Basis(words)) => vec![Piece::Words(words)],
            Some(PartKind::Ask(_)) => Vec::new(),
            Some(PartKind::Text(template)) => {
                let ground = self.facts(question(row, self.today()), days(row)).await?;
                ground.narrator.paragraph(&template).unwrap_or_default().pieces
            }
            Some(_) => return Err(ReportError::NotAllowed),
        };
        Ok(hash_of(&editable(&said, |_| None)))
    }

    /// Refuses marks of numbers that this report does not have.
    async fn knows_numbers(&self, row: &ReportRow, pieces: &[Piece]) -> Result<(), ReportError> {
        let names: Vec<&String> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Number(name) => Some(name),
                Piece::Words(_) => None,
            })
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let ground = self.facts(question(row, self.today()), days(row)).await?;
        let unknown = names
            .into_iter()
            .filter(|name| !ground.numbers.contains_key(*name));
        let unknown: Vec<(String, String)> = unknown.map(|name| (name.clone(), String::new())).collect();
        match unknown.is_empty() {
            true => Ok(()),
            false => Err(ReportError::Broken(unknown)),
        }
    }

    /// Writes a revision of a part and the paragraphs after it; the same words again write nothing.
    async fn put(&self, row: &ReportRow, put: Put<'_>) -> Result<i64, ReportError> {
        let Put {
            part,
            rev,
            body,
            base,
            is_gone,
            more,
        } = put;
        let texts = self.store.report_texts(row.id).await?;
        let last = texts.iter().find(|t| t.part == part);
        let text = TextRow {
            part: part.to_owned(),
            rev: rev + 1,
            behind: last.map_or_else(String::new, |t| t.behind.clone()),
            body: body.to_owned(),
            base,
            is_gone,
            at: self.now(),
            person: self.actor.person,
        };
        if let Some(last) = last {
            let is_same = (&last.body, &last.base, last.is_gone) == (&text.body, &text.base, text.is_gone);
            // The same words sent again after a broken connection change nothing.
            let is_repeated = if last.rev == rev {
                more.is_empty()
            } else {
                last.person == self.actor.person
            };
            if is_same && is_repeated {
                return Ok(last.rev);
            }
        }
        if last.map_or(0, |t| t.rev) != rev {
            return Err(self.conflict(row.id, part, body).await?);
        }
        let batch = self.batch().touch_report(row.id).report_text(row.id, &text);
        let batch = self.with_own(batch, row, part, &more).await?;
        let batch = batch.log(row.unit.0, "reports.write", row.id, "{}");
        match self.write(batch).await {
            Ok(()) => Ok(rev + 1),
            Err(WriteError::Constraint(_)) => Err(self.conflict(row.id, part, body).await?),
            Err(WriteError::Stale) => Err(ReportError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    async fn conflict(&self, id: Uuid, part: &str, mine: &str) -> Result<ReportError, ReportError> {
        let texts = self.store.report_texts(id).await?;
        let Some(theirs) = texts.into_iter().find(|t| t.part == part) else {
            return Ok(ReportError::Overtaken);
        };
        let by = self
            .entries()
            .names(&[theirs.person])
            .await?
            .remove(&theirs.person);
        Ok(ReportError::Conflict(Box::new(Conflict {
            part: theirs.part,
            rev: theirs.rev,
            theirs: theirs.body,
            mine: mine.to_owned(),
            by,
            at: theirs.at,
        })))
    }

    /// Comments on a part, or on the whole if it is empty. Its authors, its chair and, once it was sent, the level
    /// above may do so.
    pub async fn comment(&self, id: Uuid, part: &str, typed: &str) -> Result<Uuid, ReportError> {
        let row = self.row(id).await?;
        let unit = row.unit;
        let stage = row.stage;
        let here = self.here();
        let is_theirs = self.actor.may(Permission::WriteReports, unit, here)
            || self.actor.may(Permission::ApproveReports, unit, here);
        let reads = matches!(stage, Stage::Sent | Stage::Accepted) && self.filings().may_accept(unit);
        if !is_theirs && !reads {
            return Err(ReportError::NotAllowed);
        }
        if !part.is_empty() {
            let is_there = self.has_part(&row, part).await?;
            is_there.then_some(()).ok_or(ReportError::NotFound)?;
        }
        let note = self
            .note_row(&row, part, typed)?
            .ok_or(ReportError::NeedsReason)?;
        if self.store.report_notes(id).await?.len() >= 10 * OWN_MAX {
            return Err(ReportError::TooMany(10 * OWN_MAX));
        }
        let batch = self
            .batch()
            .report_note(id, &note)
            .log(unit.0, "reports.comment", id, "{}");
        self.stale(self.write(batch).await)?;
        Ok(note.id)
    }

    /// The row of a comment; `None` when nothing was typed.
    pub(super) fn note_row(
        &self,
        row: &ReportRow,
        part: &str,
        typed: &str,
    ) -> Result<Option<NoteRow>, ReportError> {
        let body = clean_line(typed);
        if length(&body) > NOTE_MAX {
            return Err(ReportError::TooLong(NOTE_MAX));
        }
        Ok((!body.is_empty()).then(|| NoteRow {
            id: Uuid::now_v7(),
            part: part.to_owned(),
            version: row.version,
            body,
            at: self.now(),
            person: self.actor.person,
            solved_at: None,
            solved_by: None,
        }))
    }

    /// Settles a comment.
    pub async fn resolve_comment(&self, id: Uuid, note: Uuid) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let unit = row.unit;
        let here = self.here();
        if !self.actor.may(Permission::WriteReports, unit, here)
            && !self.actor.may(Permission::ApproveReports, unit, here)
        {
            return Err(ReportError::NotAllowed);
        }
        let batch = self
            .batch()
            .solve_report_note(id, note, self.now(), self.actor.person)
            .log(unit.0, "reports.settle", id, "{}");
        self.stale(self.write(batch).await)
    }
}

/// A revision of a part.
struct Put<'a> {
    part: &'a str,
    /// The revision that the person saw.
    rev: i64,
    body: &'a str,
    base: String,
    is_gone: bool,
    /// Paragraphs after it that are written with it.
    more: Vec<TextRow>,
}

impl<'a> Put<'a> {
    fn plain(part: &'a str, rev: i64, body: &'a str, base: String, is_gone: bool) -> Put<'a> {
        Put {
            part,
            rev,
            body,
            base,
            is_gone,
            more: Vec::new(),
        }
    }
}

/// Text of several lines as paragraphs, separated by line breaks; empty lines are dropped. There is always at least
/// one.
fn paragraphs(typed: &str) -> Vec<String> {
    let lines = clean(typed);
    let mut all: Vec<String> = lines.lines().map(kept).filter(|line| !line.is_empty()).collect();
    if all.is_empty() {
        all.push(String::new());
    }
    all
}

/// What a report asks of the ledger as of a day: for a running period, only the days that have passed.
pub(super) fn question(row: &ReportRow, seen: Day) -> Question {
    let period = days(row).until(seen);
    Question {
        unit: row.unit,
        period,
        lens: lens(row.is_restated, period),
    }
}
