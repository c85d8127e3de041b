//! The proof of a number: its postings, each with the entry or the change of the map that made it.

use super::{Question, TotalsError, compared};
use crate::snapshot::RulesSnapshot;
use crate::totals::TotalsService;
use dienhong_domain::amount::Bound;
use dienhong_domain::comparison::Comparison;
use dienhong_domain::ledger::{Coverage, Figure};
use dienhong_domain::packs::{Measure, MeasureKind};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Lens, Scope, Slice, UnitId, Weight};
use dienhong_store::entries::{EntryRow, PostingRow};
use std::collections::HashMap;
use uuid::Uuid;

pub use dienhong_store::proof::{ProofCursor, ProofPlace};

/// A posting behind a number.
#[derive(Clone, Debug)]
pub struct ProofLine {
    /// Day.
    pub day: Day,
    /// Unit.
    pub unit: UnitId,
    /// Steps; already with the opposite sign for a reversal.
    pub amount: i64,
    /// Bound.
    pub bound: Bound,
    /// Whether it reverses an earlier posting.
    pub is_reversal: bool,
    /// Revision that made it.
    pub rev: i64,
    /// The entry, if the reader may open it: (id, register's code).
    pub entry: Option<(Uuid, String)>,
    /// The change of the map, if one made it: (id, unit on whose page it is shown).
    pub change: Option<(Uuid, UnitId)>,
    /// The entry or change that proves it, whether or not the reader may open it.
    pub source: Uuid,
}

/// A number with its proof.
#[derive(Clone, Debug)]
pub struct Proof {
    /// What was asked.
    pub question: Question,
    /// Measure.
    pub measure: Measure,
    /// The figure.
    pub figure: Figure,
    /// The days compared, and the map of both periods.
    pub comparison: Comparison,
    /// What is compared: the days that have passed, on that map.
    pub compared: (Question, Figure),
    /// The same days before, on that map.
    pub before: (Question, Figure),
    /// How many units below recorded it, for a unit above communes.
    pub coverage: Option<Coverage>,
    /// The figure through the other lens.
    pub other: (Lens, Figure),
    /// A page of postings, newest day first.
    pub lines: Vec<ProofLine>,
    /// How many postings there are, where the first page shows all of them; nobody counts more.
    pub total: Option<usize>,
    /// Where newer postings are, if there are any.
    pub newer: Option<ProofCursor>,
    /// Where older postings are, if there are any.
    pub older: Option<ProofCursor>,
}

/// Postings from a place on, and where newer and older ones are.
type Part = (Vec<PostingRow>, Option<ProofCursor>, Option<ProofCursor>);

impl TotalsService<'_> {
    /// A number with a page of its postings, at most so many.
    pub async fn proof(
        &self,
        measure: &str,
        q: Question,
        from: ProofCursor,
        most: usize,
    ) -> Result<Proof, TotalsError> {
        let snapshot = self.snapshot();
        let q = self.as_read(q);
        let (measure, figure) = self.figure(measure, q).await?;
        let number = snapshot
            .measure_number(&measure.code)
            .ok_or(TotalsError::NotFound)?;
        let scope = snapshot.scope(measure.kind, q.unit, q.period, q.lens);
        let (rows, newer, older) = self.part(&scope, number, from, most).await?;
        let comparison = self.comparison(q);
        let (now, before) = compared(&comparison, q);
        let gone = match now == q {
            true => figure,
            false => self.figure_of(&measure, now).await?,
        };
        let then = self.figure_of(&measure, before).await?;
        let lens = if q.lens == Lens::AsItWas {
            Lens::At(self.today())
        } else {
            Lens::AsItWas
        };
        let Question { lens, .. } = self.as_read(Question { lens, ..q });
        let restated = self.figure_of(&measure, Question { lens, ..q }).await?;
        let is_whole = from == ProofCursor::Newest && older.is_none();
        let lines = self.lines(rows).await?;
        Ok(Proof {
            question: q,
            coverage: self.coverage(q, &measure).await?,
            measure,
            figure,
            comparison,
            compared: (now, gone),
            before: (before, then),
            other: (lens, restated),
            total: is_whole.then_some(lines.len()),
            lines,
            newer,
            older,
        })
    }

    /// Postings from a place on, and where newer and older ones are.
    async fn part(
        &self,
        scope: &Scope,
        measure: i32,
        from: ProofCursor,
        most: usize,
    ) -> Result<Part, TotalsError> {
        let mut rows = self.store.proof(scope, measure, from, most + 1).await?;
        let has_more = rows.len() > most;
        if has_more {
            match from {
                ProofCursor::Before(_) => drop(rows.remove(0)),
                ProofCursor::Newest | ProofCursor::After(_) => drop(rows.pop()),
            }
        }
        let above = rows
            .first()
            .map_or(ProofCursor::Newest, |(place, _)| ProofCursor::Before(*place));
        let below = rows.last().map(|(place, _)| ProofCursor::After(*place));
        let (newer, older) = match from {
            ProofCursor::Newest => (false, has_more),
            ProofCursor::After(_) => (true, has_more),
            ProofCursor::Before(_) => (has_more, true),
        };
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        Ok((rows, newer.then_some(above), below.filter(|_| older)))
    }

    /// Postings as lines, each with the entry or the change behind it.
    async fn lines(&self, rows: Vec<PostingRow>) -> Result<Vec<ProofLine>, TotalsError> {
        let snapshot = self.snapshot();
        let mut ids: Vec<Uuid> = rows
            .iter()
            .filter(|row| row.source_kind == 0)
            .map(|row| row.source)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let mut opened: HashMap<Uuid, String> = HashMap::new();
        for entry in self.store.entries_by_id(&ids).await? {
            if let Some(code) = snapshot
                .register_code(entry.register)
                .filter(|_| self.may_open(&entry))
            {
                opened.insert(entry.id, code.to_owned());
            }
        }
        let line = |row: PostingRow| ProofLine {
            day: row.day,
            unit: row.unit,
            amount: row.amount,
            bound: row.bound,
            is_reversal: row.w < 0,
            rev: row.rev.into(),
            entry: opened.get(&row.source).map(|code| (row.source, code.clone())),
            change: (row.source_kind == 1).then_some((row.source, row.home)),
            source: row.source,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    fn may_open(&self, row: &EntryRow) -> bool {
        self.actor.may(Permission::ReadEntries, row.unit, self.here())
    }

    /// The months of a flow of one unit, for its chart: year, month, steps and bound; `None` for a month without
    /// postings.
    pub async fn by_month(
        &self,
        measure: &Measure,
        q: Question,
    ) -> Result<Vec<(i32, u32, Option<(i64, Bound)>)>, TotalsError> {
        let snapshot = self.snapshot();
        if measure.kind != MeasureKind::Flow || !self.may(Permission::ReadTotals, q.unit) {
            return Ok(Vec::new());
        }
        let number = snapshot
            .measure_number(&measure.code)
            .ok_or(TotalsError::NotFound)?;
        let Some(homes) = whole_homes(snapshot, self.as_read(q)) else {
            return Ok(Vec::new());
        };
        let rows = self
            .store
            .months(&homes, &[number], (q.period.from.year(), q.period.to.year()))
            .await?;
        Ok(rows
            .into_iter()
            .map(|(_, y, m, s)| (y, m, (s.lines > 0).then(|| (s.amount, s.bound()))))
            .collect())
    }
}

/// The homes whose postings of a whole period are exactly what a flow sums, if there are such: only then do the months
/// add up to it.
fn whole_homes(snapshot: &RulesSnapshot, q: Question) -> Option<Vec<i32>> {
    let scope = snapshot.scope(MeasureKind::Flow, q.unit, q.period, q.lens);
    let is_plain = |s: &Slice| {
        s.days == q.period && s.weight == Weight::Whole && s.only.is_none() && s.except.is_empty()
    };
    let plain = q.lens == Lens::AsItWas && scope.slices.iter().all(is_plain);
    plain.then(|| scope.slices.iter().flat_map(|s| &s.homes).map(|h| h.0).collect())
}
