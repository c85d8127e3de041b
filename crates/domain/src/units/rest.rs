//! The parts of a unit's figure that belong to none of the units below it: what it recorded itself, and what is not
//! divided among them. Without these rows a table by units would not add up to its total.

use super::map::UnitMap;
use super::restate::{Targets, View, merge_shares, stretches};
use super::scope::{leans_on_parent, slice, sources, weigh};
use super::{Lens, Level, Scope, UnitId, Weight};
use crate::time::{Day, Period};
use std::collections::BTreeSet;

/// The parts of a unit's figure that are not in the rows of the units below it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rest {
    /// What the unit recorded itself, and what passed to it from units that ended without heirs.
    pub own: Scope,
    /// What certainly belongs to the unit, while the shares of the units below are unknown.
    pub undivided: Scope,
}

impl Rest {
    /// The rest of a flow over a period. With [`Lens::AsItWas`] nothing is undivided: each unit has what it recorded.
    pub fn flow(map: &UnitMap, unit: UnitId, below: &[UnitId], period: Period, lens: Lens) -> Rest {
        match lens {
            Lens::AsItWas => Rest {
                own: Scope {
                    slices: vec![slice(vec![unit], period, Some(unit), Weight::Whole)],
                },
                undivided: Scope::default(),
            },
            Lens::At(lens) => Rest::through(
                View {
                    map,
                    lens,
                    stock: false,
                },
                unit,
                below,
                period,
            ),
        }
    }

    /// The rest of a stock at a day.
    pub fn stock(map: &UnitMap, unit: UnitId, below: &[UnitId], at: Day, lens: Lens) -> Rest {
        let all = Period {
            from: Day::MIN,
            to: at,
        };
        let lens = match lens {
            Lens::AsItWas => at,
            Lens::At(day) => day,
        };
        Rest::through(
            View {
                map,
                lens,
                stock: true,
            },
            unit,
            below,
            all,
        )
    }

    fn through(view: View, unit: UnitId, below: &[UnitId], period: Period) -> Rest {
        let map = view.map;
        let rows = Rows {
            view,
            unit,
            below: below.iter().copied().collect(),
        };
        // Rows of groups need targets by group; for rows of communes their homes are enough.
        let as_homes = map.level(unit) != Some(Level::Commune);
        let mut rest = Rest::default();
        for home in sources(map, unit, view.lens) {
            let is_group = |id: &UnitId| map.level(*id) == Some(Level::Group);
            let groups = map.children_ever(home).filter(is_group);
            for group in groups.filter(|group| !is_plain(map, *group)) {
                let stretches = stretches(view, group, period, as_homes);
                rest.add(&rows, (home, group), stretches);
            }
            if home == unit || !is_plain(map, home) {
                rest.add(&rows, (home, home), stretches(view, home, period, true));
            }
        }
        rest
    }

    fn add(&mut self, rows: &Rows, (home, of): (UnitId, UnitId), stretches: Vec<(Period, Targets)>) {
        for (days, targets) in stretches {
            if let Some(weight) = weigh(&targets, &|target| rows.of(target) == Some(rows.unit)) {
                self.own.slices.push(slice(vec![home], days, Some(of), weight));
            }
            if let Some(weight) = rows.undivided(&targets) {
                self.undivided
                    .slices
                    .push(slice(vec![home], days, Some(of), weight));
            }
        }
    }
}

/// The rows of a table by units.
struct Rows<'m> {
    view: View<'m>,
    unit: UnitId,
    below: BTreeSet<UnitId>,
}

impl Rows<'_> {
    /// The row to which a target belongs: one of the units below, or the unit itself; `None` if it is outside of both.
    fn of(&self, target: UnitId) -> Option<UnitId> {
        let chain = self.view.map.chain(target, self.view.lens);
        let row = chain.iter().find(|id| self.below.contains(id));
        let row = row.or_else(|| chain.iter().find(|id| **id == self.unit));
        row.copied()
    }

    /// The weight in the unit's own figure of postings with these targets, if unknown shares keep them out of the rows;
    /// `None` if the rows hold them, or if the unit's own figure does not count them either.
    fn undivided(&self, targets: &Targets) -> Option<Weight> {
        let rows: BTreeSet<Option<UnitId>> = targets.iter().map(|(target, _)| self.of(*target)).collect();
        let is_unknown = targets.iter().any(|(_, share)| share.is_none());
        if !is_unknown || rows.len() < 2 {
            return None;
        }
        // The figure of the unit is weighed by homes too.
        let View { map, lens, .. } = self.view;
        let homes = merge_shares(
            targets
                .iter()
                .map(|(target, share)| (map.home(*target, lens).unwrap_or(*target), *share)),
        );
        weigh(&homes, &|home| map.is_within(home, self.unit, lens)).filter(|w| *w != Weight::Undivided)
    }
}

/// Whether a unit has no successions at all, so that its postings are in its own row.
fn is_plain(map: &UnitMap, id: UnitId) -> bool {
    map.heirs(id).is_empty() && map.predecessors(id).is_empty() && !leans_on_parent(map, id)
}
