//! A stock does not fall below zero unnoticed: a new entry that itself takes it there is refused, with the amount that
//! there is. Corrections, and entries that make only a later day negative, are accepted and asked about when the book
//! is checked.

use super::draft::{EntryMistake, EntryMistakeKind, mistake};
use super::record::Ready;
use crate::app::Fault;
use crate::entries::EntryService;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::ledger::{Figure, Sums};
use dienhong_domain::packs::{Measure, MeasureKind, PostAmount};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, Level, UnitId};
use std::collections::BTreeMap;

/// What an earlier entry of the same batch adds to a stock.
struct Added {
    unit: UnitId,
    home: UnitId,
    measure: i32,
    sums: Sums,
}

impl Added {
    fn counts_for(&self, holder: UnitId, measure: i32) -> bool {
        self.measure == measure && (self.unit == holder || self.home == holder)
    }
}

/// What the entries of a batch take, in the order of their days.
struct Drawing<'a> {
    entries: &'a EntryService<'a>,
    added: Vec<Added>,
}

impl EntryService<'_> {
    /// Entries that themselves take a stock below zero, by their position. They count in the order of their days,
    /// whatever order they are sent in: what a sheet adds on the fifth is available on the tenth.
    pub(super) async fn overdrawn(
        &self,
        all: &[(usize, &Ready)],
    ) -> Result<Vec<(usize, EntryMistake)>, Fault> {
        let mut found = Vec::new();
        if !all.iter().any(|(_, ready)| takes(ready)) {
            return Ok(found);
        }
        let mut ordered: Vec<&(usize, &Ready)> = all.iter().collect();
        ordered.sort_by_key(|(place, ready)| (ready.write.day, takes(ready), *place));
        let mut drawing = Drawing {
            entries: self,
            added: Vec::new(),
        };
        for (place, ready) in ordered.into_iter().filter(|(_, r)| r.state == State::Final) {
            match drawing.below(ready).await? {
                Some(mistake) => found.push((*place, mistake)),
                None => drawing.add(ready).await?,
            }
        }
        found.sort_by_key(|(place, _)| *place);
        Ok(found)
    }
}

/// Whether a new entry takes anything away. A correction is never refused for that.
fn takes(ready: &Ready) -> bool {
    let is_new = !ready.is_correction && ready.state == State::Final;
    is_new && ready.write.postings.iter().any(|p| p.amount < 0)
}

impl Drawing<'_> {
    /// The stock that an entry takes below zero.
    async fn below(&self, ready: &Ready) -> Result<Option<EntryMistake>, Fault> {
        if !takes(ready) {
            return Ok(None);
        }
        for (number, net) in nets(ready).into_iter().filter(|(_, net)| net.amount < 0) {
            let Some(measure) = self.stock(ready, number) else {
                continue;
            };
            let holder = self.holder(ready, number).await?;
            let stands = self.standing(holder, number, day(ready)).await?;
            let after = Figure {
                sums: stands.sums + net,
                ..stands
            };
            if after.sums.amount < 0 && matches!(after.bound(), Bound::Exact | Bound::AtMost) {
                return Ok(Some(self.mistake(ready, holder, measure, stands)));
            }
        }
        Ok(None)
    }

    /// Notes what an entry adds for those after it; a stated level adds its difference from the amount before.
    async fn add(&mut self, ready: &Ready) -> Result<(), Fault> {
        let (unit, home) = (ready.write.unit, ready.write.home);
        for (measure, sums) in nets(ready) {
            self.added.push(Added {
                unit,
                home,
                measure,
                sums,
            });
        }
        for level in &ready.write.levels {
            let stands = self.standing(unit, level.measure, day(ready)).await?;
            let stated = Sums::of(level.amount, level.bound, 1);
            self.added.push(Added {
                unit,
                home,
                measure: level.measure,
                sums: stated - stands.sums,
            });
        }
        Ok(())
    }

    /// How much a unit has of a stock on a day, with what earlier entries of the batch add.
    async fn standing(&self, holder: UnitId, measure: i32, day: Day) -> Result<Figure, Fault> {
        let until = Period {
            from: Day::MIN,
            to: day,
        };
        let scope = self
            .entries
            .snapshot()
            .scope(MeasureKind::Stock, holder, until, Lens::AsItWas);
        let mut found = self.entries.store.figures(&scope, &[measure]).await?;
        let mut figure = found.remove(&measure).unwrap_or_default();
        for added in self.added.iter().filter(|a| a.counts_for(holder, measure)) {
            figure.sums += added.sums;
        }
        Ok(figure)
    }

    /// The unit that holds the stock from which a unit takes: its commune, from the day on which the commune states it
    /// for all its groups.
    async fn holder(&self, ready: &Ready, measure: i32) -> Result<UnitId, Fault> {
        let (unit, home) = (ready.write.unit, ready.write.home);
        if self.entries.snapshot().map.level(unit) != Some(Level::Group) {
            return Ok(unit);
        }
        let mut above: Vec<i32> = self
            .entries
            .snapshot()
            .map
            .ancestry(home)
            .into_iter()
            .map(|u| u.0)
            .collect();
        above.push(home.0);
        let stated = self.entries.store.levels_by(&above, measure).await?;
        let is_above = stated.iter().any(|(_, on)| *on <= day(ready));
        Ok(if is_above { home } else { unit })
    }

    fn stock(&self, ready: &Ready, measure: i32) -> Option<Measure> {
        let rules = self.entries.rules_on(ready.write.unit, ready.write.day);
        let measure = rules.measure(self.entries.snapshot().measure_code(measure)?)?;
        (measure.kind == MeasureKind::Stock).then(|| measure.clone())
    }

    fn mistake(&self, ready: &Ready, unit: UnitId, measure: Measure, stands: Figure) -> EntryMistake {
        let rules = self.entries.rules_on(ready.write.unit, ready.write.day);
        let code = self.entries.snapshot().register_code(ready.write.register);
        let register = code.and_then(|code| rules.register(code));
        let posts = register.into_iter().flat_map(|r| &r.posts);
        let mut fields = posts
            .filter(|p| p.sign < 0 && p.measure == measure.code)
            .filter_map(|p| match &p.amount {
                PostAmount::Field(field) => Some(field.as_str()),
                PostAmount::Fixed(_) => None,
            });
        let what = EntryMistakeKind::BelowNought {
            unit,
            day: day(ready),
            measure: Box::new(measure.clone()),
            stands,
        };
        mistake(fields.next().unwrap_or(super::DAY), what)
    }
}

fn day(ready: &Ready) -> Day {
    ready.write.day
}

/// What an entry posts to each measure in total.
fn nets(ready: &Ready) -> BTreeMap<i32, Sums> {
    let mut nets: BTreeMap<i32, Sums> = BTreeMap::new();
    for posting in &ready.write.postings {
        let sums = Sums::of(posting.amount, posting.bound, posting.w.into());
        *nets.entry(posting.measure).or_default() += sums;
    }
    nets
}
