//! The effect of a change on the map, for those who decide on it.

use dienhong_domain::units::{Change, UnitId, UnitMap};

/// A unit that moves to another parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Unit.
    pub unit: UnitId,
    /// From.
    pub from: Option<UnitId>,
    /// To.
    pub to: Option<UnitId>,
}

/// A unit that continues under another name, kind or code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Unit.
    pub unit: UnitId,
    /// Official code before and after, where it changes.
    pub code: Option<(String, String)>,
}

/// What a change does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Units that begin.
    pub begins: Vec<UnitId>,
    /// Units that end.
    pub ends: Vec<UnitId>,
    /// Units that move.
    pub moved: Vec<Moved>,
    /// Units that get another name, kind or code.
    pub renamed: Vec<Renamed>,
}

impl Effect {
    /// The effect of a change on a map; `before` and `after` are the map without and with it.
    pub fn of(before: &UnitMap, after: &UnitMap, change: &Change) -> Effect {
        let eve = change.day.previous();
        let mut effect = Effect {
            begins: change.creates.iter().map(|n| n.id).collect(),
            ends: change.ends.clone(),
            ..Effect::default()
        };
        for set in &change.sets {
            let was = before
                .at(set.unit, eve)
                .or_else(|| before.at(set.unit, change.day));
            let (Some(was), Some(is)) = (was, after.at(set.unit, change.day)) else {
                continue;
            };
            if was.parent != is.parent {
                effect.moved.push(Moved {
                    unit: set.unit,
                    from: was.parent,
                    to: is.parent,
                });
            }
            let code = |c: &Option<Box<str>>| c.as_deref().unwrap_or_default().to_owned();
            if (&was.name, &was.kind, &was.code) != (&is.name, &is.kind, &is.code) {
                effect.renamed.push(Renamed {
                    unit: set.unit,
                    code: (was.code != is.code).then(|| (code(&was.code), code(&is.code))),
                });
            }
        }
        effect
    }
}
