//! Scopes of figures and lists of units below, each computed once per map: the scope of a country has fourteen thousand
//! homes.

use crate::owing::Owing;
use crate::snapshot::RulesSnapshot;
use dienhong_domain::packs::MeasureKind;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, Level, Rest, Scope, UnitId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most homes in all cached scopes together.
const MOST_HOMES: usize = 400_000;

type Key = (UnitId, bool, Period, Lens);

/// The scopes that were used since the map last changed.
#[derive(Default, Debug)]
pub(crate) struct Scopes(Mutex<Kept>);

#[derive(Default, Debug)]
struct Kept {
    scopes: HashMap<Key, Arc<Scope>>,
    rests: HashMap<(Key, Vec<UnitId>), [Arc<Scope>; 2]>,
    below: HashMap<(UnitId, Day), Arc<Vec<i32>>>,
    owing: HashMap<(UnitId, Vec<Level>, Day), Arc<Owing>>,
    homes: usize,
}

impl RulesSnapshot {
    /// Numbers of all homes below a unit above communes, as its lists show them on a day.
    pub(crate) fn homes_below(&self, unit: UnitId, today: Day) -> Arc<Vec<i32>> {
        let kept = || self.scopes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(homes) = kept().below.get(&(unit, today)) {
            return homes.clone();
        }
        let homes = self.map.homes_below(unit, today);
        let homes: Arc<Vec<i32>> = Arc::new(homes.into_iter().map(|home| home.0).collect());
        let mut kept = kept();
        if kept.homes > MOST_HOMES {
            *kept = Kept::default();
        }
        kept.homes += 1 + homes.len();
        kept.below.insert((unit, today), homes.clone());
        homes
    }

    /// Units of some levels below one that owe what is asked for a period, by its last day.
    pub(crate) fn owing(&self, top: UnitId, levels: &[Level], last: Day) -> Arc<Owing> {
        let key = (top, levels.to_vec(), last);
        let kept = || self.scopes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(owing) = kept().owing.get(&key) {
            return owing.clone();
        }
        let owing = Arc::new(Owing::new(&self.map, top, levels, last));
        let mut kept = kept();
        if kept.homes > MOST_HOMES {
            *kept = Kept::default();
        }
        kept.homes += 1 + 2 * owing.by_name().len();
        kept.owing.insert(key, owing.clone());
        owing
    }

    /// What a figure of a kind of measure is summed over. A stock is that of the last day; a stated share is read like
    /// a flow.
    pub fn scope(&self, kind: MeasureKind, unit: UnitId, period: Period, lens: Lens) -> Arc<Scope> {
        let is_stock = matches!(kind, MeasureKind::Stock | MeasureKind::Units);
        let period = match is_stock {
            true => Period {
                from: Day::MIN,
                to: period.to,
            },
            false => period,
        };
        let key = (unit, is_stock, period, lens);
        let kept = || self.scopes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scope) = kept().scopes.get(&key) {
            return scope.clone();
        }
        let scope = Arc::new(match is_stock {
            true => Scope::stock(&self.map, unit, period.to, lens),
            false => Scope::flow(&self.map, unit, period, lens),
        });
        let mut kept = kept();
        if kept.homes > MOST_HOMES {
            *kept = Kept::default();
        }
        kept.homes += 1 + scope.slices.iter().map(|s| s.homes.len()).sum::<usize>();
        kept.scopes.insert(key, scope.clone());
        scope
    }

    /// What is shown beside the units below: what the unit recorded itself, and what is not divided among them.
    pub fn rest(
        &self,
        kind: MeasureKind,
        (unit, below): (UnitId, &[UnitId]),
        period: Period,
        lens: Lens,
    ) -> [Arc<Scope>; 2] {
        let is_stock = matches!(kind, MeasureKind::Stock | MeasureKind::Units);
        let key = ((unit, is_stock, period, lens), below.to_vec());
        let kept = || self.scopes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rest) = kept().rests.get(&key) {
            return rest.clone();
        }
        let rest = match is_stock {
            true => Rest::stock(&self.map, unit, below, period.to, lens),
            false => Rest::flow(&self.map, unit, below, period, lens),
        };
        let rest = [Arc::new(rest.own), Arc::new(rest.undivided)];
        let mut kept = kept();
        kept.homes += below.len();
        kept.rests.insert(key, rest.clone());
        rest
    }
}
