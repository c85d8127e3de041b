//! Checks of a commune's book: what is missing, what is unusual, what is impossible, and whether the kept sums still
//! agree with the postings. Each finding is a question with a link to where it is answered.

mod doubles;
mod finding;
mod job;
mod months;
mod parts;
mod stocks;

pub use finding::{Finding, Kind};
pub(crate) use job::BookChecks;
pub use job::{Answer, Standing};

use crate::snapshot::{Rules, RulesSnapshot};
use crate::totals::TotalsError;
use dienhong_domain::checks::Month;
use dienhong_domain::packs::{Measure, MeasureKind};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::lists::EntryScope;
use std::collections::BTreeMap;

crate::context::service!(
    /// Checks a book and asks about what it finds.
    CheckService, checks
);

/// How many ended months are checked.
const MONTHS: i32 = 24;

/// The checks of a commune's book with their findings.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Commune.
    pub unit: UnitId,
    /// When it was checked, UTC milliseconds.
    pub at: i64,
    /// Whether nothing was ever recorded, so that there is nothing to check.
    pub is_empty: bool,
    /// Each kind of check with its findings; an empty list is good.
    pub kinds: Vec<(Kind, Vec<Finding>)>,
}

impl Checked {
    /// How many questions there are.
    pub fn count(&self) -> usize {
        self.kinds.iter().map(|(_, found)| found.len()).sum()
    }
}

impl CheckService<'_> {
    /// Whether a unit is a commune whose book the actor may look through; any other is not found.
    fn checkable(&self, unit: UnitId) -> Result<(), TotalsError> {
        let is_commune = self.snapshot().map.level(unit) == Some(Level::Commune);
        match is_commune && self.may(Permission::ReadTotals, unit) {
            true => Ok(()),
            false => Err(TotalsError::NotFound),
        }
    }

    /// Runs all checks of a commune's book at once. It reads the whole book; a page asks for [`CheckService::answer`].
    pub async fn check_book(&self, unit: UnitId) -> Result<Checked, TotalsError> {
        self.checkable(unit)?;
        self.run_all(unit).await
    }

    async fn run_all(&self, unit: UnitId) -> Result<Checked, TotalsError> {
        let rules = self.rules_today(unit);
        let months = looked_at(self.today());
        let mut kinds = Vec::new();
        for kind in Kind::ALL {
            let found = match kind {
                Kind::Months => self.missing_months(&rules, unit, &months).await?,
                Kind::Amounts => self.far_months(&rules, unit, &months).await?,
                Kind::Doubles => self.doubles_of(&rules, unit, &months).await?,
                Kind::Parts => self.parts_above(&rules, unit).await?,
                Kind::Waiting => self.long_waiting(unit).await?,
                Kind::Stocks => self.stale_stocks(&rules, unit).await?,
                Kind::Nought => self.below_nought(&rules, unit).await?,
                Kind::Sums => {
                    let sums = self.store.recount_home(unit.0).await?.len();
                    let counts = self.store.miscounts(Some(unit.0)).await?.len();
                    let count = sums + self.levels_astray(unit).await?.len() + counts;
                    (count > 0)
                        .then_some(Finding::Sums { count })
                        .into_iter()
                        .collect()
                }
            };
            kinds.push((kind, found));
        }
        let scope = EntryScope::Homes(vec![unit.0]);
        let is_empty = self.store.tallied(&scope, None).await?.is_empty();
        Ok(Checked {
            unit,
            at: self.now(),
            is_empty,
            kinds,
        })
    }

    /// How many unit-months lack their record, for the page "Hôm nay".
    pub async fn missing_count(&self, unit: UnitId) -> Result<usize, TotalsError> {
        let snapshot = self.snapshot();
        if snapshot.map.level(unit) != Some(Level::Commune) || !self.may(Permission::ReadTotals, unit) {
            return Ok(0);
        }
        let rules = self.rules_today(unit);
        let months = looked_at(self.today());
        Ok(self.missing_months(&rules, unit, &months).await?.len())
    }
}

/// The ended months that are checked, the oldest first.
fn looked_at(today: Day) -> Vec<Month> {
    let this = Month::of(today);
    (1..=MONTHS).rev().map(|by| this.back(by)).collect()
}

/// Measures of a kind by their numbers, without those made per item, which repeat what their wholes say.
fn numbered<'r>(snapshot: &RulesSnapshot, rules: &'r Rules, kind: MeasureKind) -> BTreeMap<i32, &'r Measure> {
    let own = rules
        .pack
        .measures
        .iter()
        .filter(|m| m.kind == kind && m.item.is_none());
    own.filter_map(|m| Some((snapshot.measure_number(&m.code)?, m)))
        .collect()
}
