//! Checks of a commune's book: what is missing, what is unusual, what is impossible, and whether the kept sums still
//! agree with the postings. Each finding is a question with a link to where it is answered.

use crate::app::Fault;
use crate::snapshot::{Rules, RulesSnapshot};
use crate::totals::{Question, TotalsError};
use dienhong_domain::checks::{Dip, Month, dip, gaps, is_above_whole, outliers};
use dienhong_domain::entries::State;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{Measure, MeasureKind, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{ConnectedUnits, Lens, Level, Scope, UnitId, Weight};
use dienhong_store::entries::PostingRow;
use dienhong_store::lists::EntryScope;
use dienhong_store::{Astray, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

crate::context::service!(
    /// Checks a book and asks about what it finds.
    CheckService, checks
);

/// How many ended months are checked.
const MONTHS: i32 = 24;
/// Days after which an open draft, or something sent up and not answered, is asked about.
const WAITS: i64 = 30;
/// Months after which a stock should be stated again.
const STALE: i32 = 13;

/// Most entries of crowded days that are compared with one another, and most duplicates that are asked about.
const CROWDED: i64 = 2_000;
const DOUBLES: usize = 50;

/// What a check found.
#[derive(Clone, Debug)]
pub enum Finding {
    /// A monthly register lacks a month for some units, which are named.
    Gap {
        /// Register.
        register: Register,
        /// Month.
        month: Month,
        /// Units.
        units: Vec<UnitId>,
    },
    /// A month is far above the others.
    Outlier {
        /// Measure.
        measure: Measure,
        /// Month.
        month: Month,
        /// Steps.
        amount: i64,
        /// Median of the other months.
        usual: i64,
    },
    /// A part is larger than its whole.
    Part {
        /// Part.
        part: Box<(Measure, Figure)>,
        /// Its whole, with its figure.
        whole: Box<(Measure, Figure)>,
        /// Year.
        period: Period,
    },
    /// Entries wait for long.
    Waiting {
        /// Draft or sent.
        state: State,
        /// How many.
        count: i64,
        /// Since before this day.
        before: Day,
    },
    /// A stock was last stated long ago.
    Stale {
        /// Measure.
        measure: Measure,
        /// The last day.
        last: Day,
    },
    /// A stock fell below zero, or its undivided part did.
    Below {
        /// The unit that has it.
        unit: UnitId,
        /// Measure.
        measure: Measure,
        /// Since when, and the lowest amount.
        dip: Dip,
        /// Whether it is the part that nobody has divided after a split.
        is_undivided: bool,
    },
    /// Entries of one unit and day with the same content.
    Double {
        /// Register.
        register: Register,
        /// Unit.
        unit: UnitId,
        /// Day.
        day: Day,
        /// How many.
        count: usize,
        /// The last one recorded.
        last: Uuid,
    },
    /// The kept sums do not agree with the postings.
    Sums {
        /// How many.
        count: usize,
    },
}

/// The kinds of check, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Every month has its record.
    Months,
    /// No month is far from the others.
    Amounts,
    /// Nothing is recorded twice.
    Doubles,
    /// No part is larger than its whole.
    Parts,
    /// Nothing waits for long.
    Waiting,
    /// Every stock was stated within a year.
    Stocks,
    /// No stock is below zero.
    Nought,
    /// The sums agree with the postings.
    Sums,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 8] = [
        Kind::Months,
        Kind::Amounts,
        Kind::Doubles,
        Kind::Parts,
        Kind::Waiting,
        Kind::Stocks,
        Kind::Nought,
        Kind::Sums,
    ];
}

/// The checks of a commune's book with their findings.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Commune.
    pub unit: UnitId,
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
    /// Runs all checks of a commune's book.
    pub async fn check_book(&self, unit: UnitId) -> Result<Checked, TotalsError> {
        let snapshot = self.snapshot();
        let is_commune = snapshot.map.level(unit) == Some(Level::Commune);
        if !is_commune || !self.may(Permission::ReadTotals, unit) {
            return Err(TotalsError::NotFound);
        }
        let rules = snapshot.rules(unit, self.today());
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
            is_empty,
            kinds,
        })
    }

    /// Entries with the same content for one unit and day: the same thing recorded twice, or two equal things.
    async fn doubles_of(
        &self,
        rules: &Rules,
        unit: UnitId,
        months: &[Month],
    ) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let Some(first) = months.first().map(|m| m.days().from) else {
            return Ok(Vec::new());
        };
        let rows = self.store.crowded(unit.0, first.number(), CROWDED).await?;
        let bodies = self.entries().stored_of(rows.iter()).await?;
        let mut found = Vec::new();
        for of_day in rows.chunk_by(|a, b| (a.register, a.unit, a.day) == (b.register, b.unit, b.day)) {
            let mut left: Vec<_> = of_day.iter().collect();
            while let Some(one) = left.pop() {
                let body = bodies.get(&one.id).map(|s| &s.body);
                let before = left.len();
                left.retain(|other| bodies.get(&other.id).map(|s| &s.body) != body);
                let count = before - left.len() + 1;
                let register = snapshot
                    .register_code(one.register)
                    .and_then(|code| rules.register(code));
                if let Some(register) = register.filter(|_| count > 1) {
                    found.push(Finding::Double {
                        register: register.clone(),
                        unit: one.unit,
                        day: one.day,
                        count,
                        last: one.id,
                    });
                }
            }
        }
        found.truncate(DOUBLES);
        Ok(found)
    }

    /// Entries of a home and its connected units whose postings differ from what their stated levels require.
    pub async fn levels_astray(&self, home: UnitId) -> Result<Vec<Astray>, StoreError> {
        let snapshot = self.snapshot();
        self.store
            .levels_astray(&ConnectedUnits::of(&snapshot.map, [home]))
            .await
    }

    /// Posts what the stated levels of a home and its connected units require and is missing. Returns how many entries
    /// were corrected.
    pub async fn mend_levels(&self, home: UnitId) -> Result<usize, Fault> {
        let snapshot = self.snapshot();
        let connected = ConnectedUnits::of(&snapshot.map, [home]);
        let count = self.store.levels_astray(&connected).await?.len();
        if count > 0 {
            self.store.mend_levels(connected, count, self.now()).await?;
        }
        Ok(count)
    }

    /// How many unit-months lack their record, for the page "Hôm nay".
    pub async fn missing_count(&self, unit: UnitId) -> Result<usize, TotalsError> {
        let snapshot = self.snapshot();
        if snapshot.map.level(unit) != Some(Level::Commune) || !self.may(Permission::ReadTotals, unit) {
            return Ok(0);
        }
        let rules = snapshot.rules(unit, self.today());
        let months = looked_at(self.today());
        Ok(self.missing_months(&rules, unit, &months).await?.len())
    }

    async fn missing_months(
        &self,
        rules: &Rules,
        unit: UnitId,
        months: &[Month],
    ) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let units: Vec<i32> = std::iter::once(unit)
            .chain(snapshot.map.children_ever(unit))
            .map(|u| u.0)
            .collect();
        let mut found = Vec::new();
        for register in rules.pack.registers.iter().filter(|r| r.monthly) {
            let Some(number) = snapshot.registers.get(&register.id) else {
                continue;
            };
            let claims: BTreeSet<(UnitId, i32)> =
                self.store.claims(*number, &units).await?.into_iter().collect();
            let mut by_month: BTreeMap<Month, Vec<UnitId>> = BTreeMap::new();
            for gap in gaps(&snapshot.map, unit, &claims, months) {
                by_month.entry(gap.month).or_default().push(gap.unit);
            }
            for (month, mut units) in by_month.into_iter().rev() {
                let name =
                    |u: &UnitId| dienhong_i18n::name_sort_key(&snapshot.map.label(*u, month.days().to, "vi"));
                units.sort_by_cached_key(name);
                found.push(Finding::Gap {
                    register: register.clone(),
                    month,
                    units,
                });
            }
        }
        Ok(found)
    }

    async fn far_months(
        &self,
        rules: &Rules,
        unit: UnitId,
        months: &[Month],
    ) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let flows = numbered(snapshot, rules, MeasureKind::Flow);
        let numbers: Vec<i32> = flows.keys().copied().collect();
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return Ok(Vec::new());
        };
        let years = (first.days().from.year(), last.days().to.year());
        let rows = self.store.months(&[unit.0], &numbers, years).await?;
        let mut series: BTreeMap<i32, Vec<(Month, i64)>> = BTreeMap::new();
        for (measure, year, month, sums) in rows {
            let month = Month::new(year, month);
            if months.contains(&month) && sums.lines > 0 {
                series.entry(measure).or_default().push((month, sums.amount));
            }
        }
        let mut found = Vec::new();
        for (number, series) in series {
            let Some(measure) = flows.get(&number) else {
                continue;
            };
            found.extend(
                outliers(&series, measure.scale)
                    .into_iter()
                    .map(|o| Finding::Outlier {
                        measure: (*measure).clone(),
                        month: o.month,
                        amount: o.amount,
                        usual: o.usual,
                    }),
            );
        }
        Ok(found)
    }

    async fn parts_above(&self, rules: &Rules, unit: UnitId) -> Result<Vec<Finding>, TotalsError> {
        let mut found = Vec::new();
        for back in [0, 1] {
            let year = self.today().year() - back;
            let Some(period) = Period::years(year, year) else {
                continue;
            };
            let q = Question {
                unit,
                period,
                lens: Lens::AsItWas,
            };
            let figures = self.totals().measured(rules.pack.measures.iter(), q).await?;
            for part in rules.pack.measures.iter() {
                let Some(whole) = part.part_of.as_deref().and_then(|code| rules.measure(code)) else {
                    continue;
                };
                let (Some(one), Some(all)) = (figures.get(&part.code), figures.get(&whole.code)) else {
                    continue;
                };
                if is_above_whole(one, all) {
                    found.push(Finding::Part {
                        part: Box::new((part.clone(), *one)),
                        whole: Box::new((whole.clone(), *all)),
                        period,
                    });
                }
            }
        }
        Ok(found)
    }

    async fn long_waiting(&self, unit: UnitId) -> Result<Vec<Finding>, TotalsError> {
        let before = (0..WAITS).fold(self.today(), |day, _| day.previous());
        let rows = self.store.waiting_since(&[unit.0], before).await?;
        let finding = |(state, count): (State, i64)| Finding::Waiting { state, count, before };
        Ok(rows.into_iter().map(finding).collect())
    }

    async fn stale_stocks(&self, rules: &Rules, unit: UnitId) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let stocks = numbered(snapshot, rules, MeasureKind::Stock);
        // Measures that count units change with the map alone.
        let stated = stocks.iter().filter(|(_, m)| m.counts_units.is_none());
        let numbers: Vec<i32> = stated.map(|(number, _)| *number).collect();
        let oldest = Month::of(self.today()).back(STALE).days().from;
        let rows = self.store.last_days(&[unit.0], &numbers).await?;
        let finding = |(number, last): (i32, Day)| {
            let measure = (*stocks.get(&number)?).clone();
            (last < oldest).then_some(Finding::Stale { measure, last })
        };
        Ok(rows.into_iter().filter_map(finding).collect())
    }
}

impl CheckService<'_> {
    /// Stocks of a commune and its groups that were below zero on some day, because of a correction, a voiding, a late
    /// entry, or something taken from an undivided part.
    async fn below_nought(&self, rules: &Rules, unit: UnitId) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let is_stated = |m: &&Measure| m.kind == MeasureKind::Stock && m.counts_units.is_none();
        let stocks: Vec<&Measure> = rules.pack.measures.iter().filter(is_stated).collect();
        let mut above: Vec<i32> = snapshot.map.ancestry(unit).into_iter().map(|u| u.0).collect();
        above.push(unit.0);
        let mut by_groups = Vec::new();
        for measure in &stocks {
            let Some(number) = snapshot.measure_number(&measure.code) else {
                continue;
            };
            // Where the commune states the stock for all groups, a group alone has no stock that could be below zero.
            if self.store.levels_by(&above, number).await?.is_empty() {
                by_groups.push(*measure);
            }
        }
        let mut found = self.dips(unit, &stocks).await?;
        for group in snapshot.map.children(unit, self.today()) {
            found.extend(self.dips(group, &by_groups).await?);
        }
        Ok(found)
    }

    async fn dips(&self, unit: UnitId, stocks: &[&Measure]) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let of: BTreeMap<i32, &Measure> = stocks
            .iter()
            .filter_map(|m| Some((snapshot.measure_number(&m.code)?, *m)))
            .collect();
        let numbers: Vec<i32> = of.keys().copied().collect();
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let until = Period {
            from: Day::MIN,
            to: self.today(),
        };
        let scope = snapshot.scope(MeasureKind::Stock, unit, until, Lens::AsItWas);
        // What is known only as a share has no daily course of its own.
        let (mut whole, mut undivided) = (Scope::clone(&scope), Scope::clone(&scope));
        whole.slices.retain(|slice| slice.weight == Weight::Whole);
        undivided.slices.retain(|slice| slice.weight == Weight::Undivided);
        let mut found = Vec::new();
        for (scope, is_undivided) in [(whole, false), (undivided, true)] {
            let mut changes: BTreeMap<i32, BTreeMap<Day, i64>> = BTreeMap::new();
            let see = |row: &PostingRow| {
                let days = changes.entry(row.measure).or_default();
                *days.entry(row.day).or_default() += row.amount;
            };
            self.store.each_posting(&scope, &numbers, see).await?;
            found.extend(changes.iter().filter_map(|(number, changes)| {
                Some(Finding::Below {
                    unit,
                    measure: (*of.get(number)?).clone(),
                    dip: dip(changes)?,
                    is_undivided,
                })
            }));
        }
        Ok(found)
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
