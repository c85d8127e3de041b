//! Units in the order of their numbers, close together: a country has a hundred thousand of them, and a tree of nodes filled in that order
//! would stand half empty.

use super::UnitId;
use super::map::Unit;

/// Units by number.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct UnitsByNumber(Vec<Unit>);

impl UnitsByNumber {
    fn place(&self, id: UnitId) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |u| u.id)
    }

    /// A unit.
    pub(super) fn get(&self, id: UnitId) -> Option<&Unit> {
        self.place(id).ok().and_then(|at| self.0.get(at))
    }

    /// A unit, to be changed; its number stays.
    pub(super) fn get_mut(&mut self, id: UnitId) -> Option<&mut Unit> {
        self.place(id).ok().and_then(|at| self.0.get_mut(at))
    }

    /// Adds a unit, or puts it in the place of the one that has its number.
    pub(super) fn insert(&mut self, unit: Unit) {
        match self.place(unit.id) {
            Ok(at) => self.0[at] = unit,
            Err(at) => self.0.insert(at, unit),
        }
    }

    /// All, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.0.iter()
    }

    /// All, by number, to be changed; their numbers stay.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Unit> {
        self.0.iter_mut()
    }

    /// The highest number.
    pub(super) fn last(&self) -> Option<UnitId> {
        self.0.last().map(|u| u.id)
    }

    /// Gives back what was set aside for more.
    pub(super) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(id: i32, uid: u128) -> Unit {
        Unit {
            id: UnitId(id),
            uid: Uuid::from_u128(uid),
            spans: Vec::new(),
        }
    }

    #[test]
    fn units_stand_by_number_however_they_came() {
        let mut units = UnitsByNumber::default();
        for id in [5, 1, 9, 3] {
            units.insert(unit(id, 0));
        }
        units.insert(unit(3, 7));
        let order: Vec<i32> = units.iter().map(|u| u.id.0).collect();
        assert_eq!(order, [1, 3, 5, 9]);
        assert_eq!(units.get(UnitId(3)).unwrap().uid, Uuid::from_u128(7));
        assert_eq!(units.get(UnitId(4)), None);
        assert_eq!(units.last(), Some(UnitId(9)));
        units.get_mut(UnitId(9)).unwrap().uid = Uuid::from_u128(8);
        assert_eq!(units.get(UnitId(9)).unwrap().uid, Uuid::from_u128(8));
    }
}
