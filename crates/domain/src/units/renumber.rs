//! Changes of the map under the numbers of another database.

use super::{Change, GroupMove, NewUnit, Part, SetSpan, UnitId};

impl Change {
    /// The same change where every unit has another number.
    pub fn renumbered(&self, to: impl Fn(UnitId) -> UnitId) -> Change {
        Change {
            ends: self.ends.iter().copied().map(&to).collect(),
            creates: self
                .creates
                .iter()
                .map(|new| NewUnit {
                    id: to(new.id),
                    parent: new.parent.map(&to),
                    ..new.clone()
                })
                .collect(),
            sets: self
                .sets
                .iter()
                .map(|set| SetSpan {
                    unit: to(set.unit),
                    parent: set.parent.map(&to),
                    ..set.clone()
                })
                .collect(),
            parts: self
                .parts
                .iter()
                .map(|part| Part {
                    from: to(part.from),
                    to: to(part.to),
                    ..part.clone()
                })
                .collect(),
            groups: self
                .groups
                .iter()
                .map(|group| GroupMove {
                    group: to(group.group),
                    to: to(group.to),
                })
                .collect(),
            ..self.clone()
        }
    }
}
