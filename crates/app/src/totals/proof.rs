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
use dienhong_domain::units::{Lens, Slice, UnitId, Weight};
use dienhong_store::entries::EntryRow;
use uuid::Uuid;

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
    /// How many postings there are.
    pub total: i64,
}

impl TotalsService<'_> {
    /// A number with a page of its postings.
    pub async fn proof(
        &self,
        measure: &str,
        q: Question,
        page: i64,
        most: i64,
    ) -> Result<Proof, TotalsError> {
        let snapshot = self.snapshot();
        let q = self.as_read(q);
        let (measure, figure) = self.figure(measure, q).await?;
        let number = snapshot
            .measure_number(&measure.code)
            .ok_or(TotalsError::NotFound)?;
        let scope = snapshot.scope(measure.kind, q.unit, q.period, q.lens);
        let (rows, total) = self.store.proof(&scope, number, page * most, most).await?;
        let comparison = self.comparison(q);
        let (now, before) = compared(&comparison, q);
        let gone = match now == q {
            true => figure,
            false => self.figure(&measure.code, now).await?.1,
        };
        let (_, then) = self.figure(&measure.code, before).await?;
        let lens = if q.lens == Lens::AsItWas {
            Lens::At(self.today())
        } else {
            Lens::AsItWas
        };
        let Question { lens, .. } = self.as_read(Question { lens, ..q });
        let (_, restated) = self.figure(&measure.code, Question { lens, ..q }).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let entry = match row.source_kind {
                0 => self.store.entry(row.source).await?.filter(|e| self.may_open(e)),
                _ => None,
            };
            lines.push(ProofLine {
                day: row.day,
                unit: row.unit,
                amount: row.amount,
                bound: row.bound,
                is_reversal: row.w < 0,
                rev: row.rev.into(),
                entry: entry.and_then(|e| Some((e.id, snapshot.register_code(e.register)?.to_owned()))),
                change: (row.source_kind == 1).then_some((row.source, row.home)),
                source: row.source,
            });
        }
        Ok(Proof {
            question: q,
            coverage: self.coverage(q, &measure).await?,
            measure,
            figure,
            comparison,
            compared: (now, gone),
            before: (before, then),
            other: (lens, restated),
            lines,
            total,
        })
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
            .by_month(&homes, number, (q.period.from.year(), q.period.to.year()))
            .await?;
        Ok(rows
            .into_iter()
            .map(|(y, m, s)| (y, m, (s.lines > 0).then(|| (s.amount, s.bound()))))
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
