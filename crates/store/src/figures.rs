//! What stands behind figures: postings, statements, months.

use crate::answers::{Stated, StatedOfUnit};
use crate::args::{Args, list};
use crate::db::{Store, StoreError};
use crate::entries::{POSTING, PostingRow};
use crate::lists::place;
use crate::rows::As;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::ledger::Figure;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Scope, Slice, UnitId};
use std::collections::HashMap;

/// Figures by measure number.
pub type Figures = HashMap<i32, Figure>;

/// Unit, measure, day, steps.
type StatedOfUnitRow = (As<UnitId>, As<i32>, As<Day>, i64);

impl Store {
    /// Statements that were not reversed since: (measure, amount, bound), once for each source.
    pub async fn stated(
        &self,
        scope: &Scope,
        measures: &[i32],
    ) -> Result<Vec<(i32, i64, Bound)>, StoreError> {
        let homes = scope.slices.iter().flat_map(|s| &s.homes);
        let homes: Vec<i32> = homes.map(|home| home.0).collect();
        let mark = self.mark(&homes, measures).await?;
        let question = format!("{scope:?} {measures:?}");
        let read = self.read_stated(scope, measures);
        self.answers.stated.rows(&question, mark, read).await
    }

    async fn read_stated(&self, scope: &Scope, measures: &[i32]) -> Result<Vec<Stated>, StoreError> {
        let mut found = Vec::new();
        for slice in &scope.slices {
            let (condition, args) = condition(slice, measures);
            let sql = format!(
                "SELECT p.measure, ABS(p.amount), p.bound FROM posting p WHERE {condition} \
                 GROUP BY p.measure, p.source, ABS(p.amount), p.bound HAVING SUM(p.w) > 0"
            );
            let rows: Vec<(As<i32>, i64, As<Bound>)> = self.all(sql, args).await?;
            found.extend(
                rows.into_iter()
                    .map(|(As(measure), amount, As(bound))| (measure, amount, bound)),
            );
        }
        Ok(found)
    }

    /// Calls a function with every posting behind figures of some measures, in an order that is the same in every
    /// database: by day, source, revision and line. Homes follow one another in the order given.
    pub async fn each_posting(
        &self,
        scope: &Scope,
        measures: &[i32],
        mut see: impl FnMut(&PostingRow),
    ) -> Result<(), StoreError> {
        for slice in &scope.slices {
            for home in &slice.homes {
                let one = Slice {
                    homes: vec![*home],
                    ..slice.clone()
                };
                let (condition, args) = condition(&one, measures);
                let sql = format!(
                    "SELECT {POSTING} FROM posting p WHERE {condition} ORDER BY p.day, p.source, p.rev, p.line"
                );
                self.all::<PostingRow>(sql, args).await?.iter().for_each(&mut see);
            }
        }
        Ok(())
    }

    /// What units of some homes stated of measures that count units which have something: unit, measure, day, steps of each
    /// entry that stands, in the order of days.
    pub async fn stated_of_units(
        &self,
        homes: &[i32],
        measures: &[i32],
    ) -> Result<Vec<(UnitId, i32, Day, i64)>, StoreError> {
        if homes.is_empty() || measures.is_empty() {
            return Ok(Vec::new());
        }
        let mark = self.mark(homes, measures).await?;
        let question = format!("{homes:?} {measures:?}");
        let read = self.read_stated_of_units(homes, measures);
        self.answers.stated_of_units.rows(&question, mark, read).await
    }

    async fn read_stated_of_units(
        &self,
        homes: &[i32],
        measures: &[i32],
    ) -> Result<Vec<StatedOfUnit>, StoreError> {
        let sql = format!(
            "SELECT p.unit, p.measure, p.day, CAST(SUM(p.amount) AS BIGINT) FROM posting p \
             WHERE p.home IN ({}) AND p.measure IN ({}) \
             GROUP BY p.unit, p.measure, p.day, p.source HAVING SUM(p.w) > 0 ORDER BY p.day, p.source",
            list(homes),
            list(measures)
        );
        let rows: Vec<StatedOfUnitRow> = self.all(sql, vec![]).await?;
        Ok(rows
            .into_iter()
            .map(|(As(unit), As(measure), As(day), steps)| (unit, measure, day, steps))
            .collect())
    }

    /// The last day on which anything was posted to measures in some homes: (measure, day).
    pub async fn last_days(&self, homes: &[i32], measures: &[i32]) -> Result<Vec<(i32, Day)>, StoreError> {
        let mark = self.mark(homes, measures).await?;
        let question = format!("{homes:?} {measures:?}");
        let read = self.read_last_days(homes, measures);
        self.answers.last_days.rows(&question, mark, read).await
    }

    async fn read_last_days(&self, homes: &[i32], measures: &[i32]) -> Result<Vec<(i32, Day)>, StoreError> {
        let sql = format!(
            "SELECT measure, MAX(day) FROM posting WHERE home IN ({}) AND measure IN ({}) GROUP BY measure",
            list(homes),
            list(measures)
        );
        let rows: Vec<(As<i32>, As<Day>)> = self.all(sql, vec![]).await?;
        Ok(rows
            .into_iter()
            .map(|(As(measure), As(day))| (measure, day))
            .collect())
    }

    /// Months that count in monthly registers: (unit, yyyymm).
    pub async fn claims(&self, register: i32, units: &[i32]) -> Result<Vec<(UnitId, i32)>, StoreError> {
        let sql = format!(
            "SELECT unit, month FROM claim WHERE register = $1 AND unit IN ({})",
            list(units)
        );
        let rows: Vec<(As<UnitId>, As<i32>)> = self.all(sql, crate::args![register]).await?;
        Ok(rows
            .into_iter()
            .map(|(As(unit), As(month))| (unit, month))
            .collect())
    }

    /// How many entries of some homes wait since before a day: drafts and those sent up.
    pub async fn waiting_since(&self, homes: &[i32], before: Day) -> Result<Vec<(State, i64)>, StoreError> {
        // Asked by place, so that only open entries are looked at, whatever their day.
        let sql = format!(
            "SELECT state, COUNT(*) FROM entry WHERE home IN ({}) AND place < $1 AND state IN (0, 1) GROUP BY state ORDER BY state",
            list(homes)
        );
        let rows: Vec<(As<State>, i64)> = self.all(sql, crate::args![place(before, 0)]).await?;
        Ok(rows
            .into_iter()
            .map(|(As(state), count)| (state, count))
            .collect())
    }
}

/// The SQL condition that a roll-up belongs to one of some homes, in the form that the engine executes fastest.
///
/// The rows of a measure are clustered by home. A few homes are sought one by one; the communes of a province have
/// neighbouring numbers and are read as one range; for a whole country every row is read. A plus before a column stops
/// the engine from using the index for it.
pub(crate) fn among(homes: &[i32]) -> String {
    let all = list(homes);
    let (Some(first), Some(last)) = (homes.iter().min(), homes.iter().max()) else {
        return format!("home IN ({all})");
    };
    let (stretch, count) = (i64::from(*last) - i64::from(*first) + 1, homes.len() as i64);
    match count {
        0..=4 => format!("home IN ({all})"),
        _ if stretch <= count * 12 => format!("home BETWEEN {first} AND {last} AND +home IN ({all})"),
        5..=600 => format!("home IN ({all})"),
        _ => format!("+home IN ({all})"),
    }
}

/// The condition of a slice's postings `p` that count, with its arguments.
pub(crate) fn condition(slice: &Slice, measures: &[i32]) -> (String, Args) {
    let homes: Vec<i32> = slice.homes.iter().map(|h| h.0).collect();
    let except: Vec<i32> = slice.except.iter().map(|u| u.0).collect();
    let mut text = format!(
        "p.home IN ({}) AND p.day >= $1 AND p.day <= $2 AND p.measure IN ({})",
        list(&homes),
        list(measures)
    );
    if let Some(unit) = slice.only {
        text.push_str(&format!(" AND p.unit = {}", unit.0));
    }
    if !except.is_empty() {
        text.push_str(&format!(" AND p.unit NOT IN ({})", list(&except)));
    }
    (
        text,
        crate::args![slice.days.from.number(), slice.days.to.number()],
    )
}
