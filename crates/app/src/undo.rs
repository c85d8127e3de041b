//! What any area asks before it takes back what was done: whether figures over its days stand still.
//!
//! An area reverses with a step of its own, which is logged, in one batch with [`dienhong_store::Batch::bulk_undone`].

use crate::app::Fault;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::undo::FrozenPeriods;
use dienhong_domain::units::UnitId;
use std::collections::{BTreeMap, BTreeSet};

crate::context::service!(
    /// Answers what may be taken back.
    UndoService, undo
);

/// The frozen figures that hold what is to be taken back.
pub(crate) struct FrozenFigures {
    /// Units whose figures were looked at.
    pub(crate) units: Vec<i32>,
    /// How often these had been frozen when they were looked at.
    pub(crate) times_frozen: i64,
    /// Frozen periods by home.
    periods: BTreeMap<UnitId, FrozenPeriods>,
}

impl FrozenFigures {
    /// The shortest frozen period in which a day of a home stands.
    pub(crate) fn of(&self, home: UnitId, day: Day) -> Option<Period> {
        self.periods.get(&home)?.of(day)
    }
}

impl UndoService<'_> {
    /// Reads which figures stand still over some days of homes: those of the homes themselves, of their heirs, and of all units
    /// above.
    pub(crate) async fn frozen(&self, places: &[(UnitId, Day)]) -> Result<FrozenFigures, Fault> {
        let mut above: BTreeMap<UnitId, BTreeSet<UnitId>> = BTreeMap::new();
        for (home, day) in places {
            above.entry(*home).or_default().extend(self.counting(*home, *day));
        }
        let units: BTreeSet<i32> = above.values().flatten().map(|unit| unit.0).collect();
        let units: Vec<i32> = units.into_iter().collect();
        // Counted first: what is frozen from here on refuses the batch that rests on the answer.
        let times_frozen = self.store.times_frozen(&units).await?;
        let days = places.iter().map(|(_, day)| *day);
        let spans = match (days.clone().min(), days.max()) {
            (Some(from), Some(to)) => self.store.frozen_spans(&units, Period { from, to }).await?,
            _ => Vec::new(),
        };
        let of_home = |(home, units): (UnitId, BTreeSet<UnitId>)| {
            let own = spans.iter().filter(|span| units.contains(&span.unit));
            let periods = own.map(|span| Period {
                from: span.first,
                to: span.last,
            });
            (home, FrozenPeriods(periods.collect()))
        };
        Ok(FrozenFigures {
            periods: above.into_iter().map(of_home).collect(),
            units,
            times_frozen,
        })
    }

    /// Units in whose figures a day of a home counts.
    fn counting(&self, home: UnitId, day: Day) -> BTreeSet<UnitId> {
        let map = &self.snapshot().map;
        let mut found: BTreeSet<UnitId> = map.chain(home, day).into_iter().collect();
        for heir in map.successors(home, self.today()) {
            found.extend(map.chain(heir, self.today()));
        }
        found
    }
}
