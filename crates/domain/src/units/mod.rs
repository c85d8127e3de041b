//! Units over time: identities that never change, dated spans, changes of the map, lenses.

mod by_number;
pub mod change;
pub mod checks;
mod having;
mod heritage;
pub mod kinds;
mod levels;
pub mod map;
mod names;
mod naming;
mod renumber;
mod rest;
mod restate;
pub mod scope;
mod search;
pub mod shipped;

pub use change::{Change, ChangeKind, ChangeProblem, GroupMove, NewUnit, Part, ProblemKind, SetSpan};
pub use having::{Having, Havings, units_within};
pub use levels::{ConnectedUnits, LevelLine, Stated};
pub use map::{BaseSpan, GroupLink, Link, Span, Unit, UnitMap};
pub use names::{Alike, alike};
pub use naming::{NamedUnit, UnitNames};
pub use rest::Rest;
pub use scope::{Lens, Posted, Scope, Slice, Weight};

use serde::{Deserialize, Serialize};

/// A unit's number in this database; private to it, never shown or exported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitId(pub i32);

/// Where a unit stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The country.
    Country,
    /// Province or city under the central government.
    Province,
    /// The old district level, until 30 June 2025.
    District,
    /// Xã, phường, đặc khu (and thị trấn until 30 June 2025): the home of entries.
    Commune,
    /// Residential area: tổ dân phố, thôn, khối, khu phố and the like.
    Group,
}

impl Level {
    /// All levels from the top.
    pub const ALL: [Level; 5] = [
        Level::Country,
        Level::Province,
        Level::District,
        Level::Commune,
        Level::Group,
    ];

    /// The code written in packs and exports.
    pub fn code(self) -> &'static str {
        match self {
            Level::Country => "country",
            Level::Province => "province",
            Level::District => "district",
            Level::Commune => "commune",
            Level::Group => "group",
        }
    }
    /// Reads the code.
    pub fn parse(code: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|l| l.code() == code)
    }
}
