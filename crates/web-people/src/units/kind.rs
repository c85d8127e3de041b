//! Kinds of change that have a form.

use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::sort_key;
use dienhong_web_kit::state::Me;
use uuid::Uuid;

/// A kind of change with a form of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Found,
    Reform,
    Rename,
    Transfer,
    Merge,
    Split,
    End,
}

impl Kind {
    pub(super) const ALL: [Kind; 7] = [
        Kind::Found,
        Kind::Reform,
        Kind::Rename,
        Kind::Transfer,
        Kind::Merge,
        Kind::Split,
        Kind::End,
    ];
    /// Those that come without a file.
    pub(super) const TYPED: [Kind; 6] = [
        Kind::Found,
        Kind::Rename,
        Kind::Transfer,
        Kind::Merge,
        Kind::Split,
        Kind::End,
    ];

    /// The route.
    pub(super) fn path(self) -> &'static str {
        match self {
            Kind::Found => urls::UNIT_GROUPS,
            Kind::Reform => urls::UNIT_REFORM,
            Kind::Rename => urls::UNIT_NAME,
            Kind::Transfer => urls::UNIT_TRANSFER,
            Kind::Merge => urls::UNIT_MERGE,
            Kind::Split => urls::UNIT_SPLIT,
            Kind::End => urls::UNIT_END,
        }
    }
    /// The address for a unit.
    pub(super) fn href(self, uid: Uuid) -> String {
        self.path().replace("{uid}", &uid.to_string())
    }
    /// Key of what it is called, also its button.
    pub(super) fn title(self) -> &'static str {
        match self {
            Kind::Found => "units-found-title",
            Kind::Reform => "units-reform-title",
            Kind::Rename => "units-rename-title",
            Kind::Transfer => "units-transfer-title",
            Kind::Merge => "units-merge-title",
            Kind::Split => "units-split-title",
            Kind::End => "units-end-title",
        }
    }
    /// Key of the sentence below the title.
    pub(super) fn lead(self) -> &'static str {
        match self {
            Kind::Found => "units-found-lead",
            Kind::Reform => "units-reform-lead",
            Kind::Rename => "units-rename-lead",
            Kind::Transfer => "units-transfer-lead",
            Kind::Merge => "units-merge-lead",
            Kind::Split => "units-split-lead",
            Kind::End => "units-end-lead",
        }
    }
    /// Icon of the design kit, without its prefix.
    pub(super) fn icon(self) -> &'static str {
        match self {
            Kind::Found => "plus",
            Kind::Rename => "pencil",
            Kind::Merge => "merge",
            Kind::Split => "branch",
            Kind::End => "cross",
            _ => "map",
        }
    }
    /// Whether the person may change a unit in this way.
    pub(super) fn fits(self, me: &Me, unit: UnitId) -> bool {
        let today = me.today();
        let below = || !me.snapshot.map.children(unit, today).is_empty();
        match (self, me.snapshot.map.level(unit)) {
            (_, None | Some(Level::Country)) => false,
            (Kind::Found, level) => level == Some(Level::Commune),
            (Kind::Reform, level) => level == Some(Level::Commune) && below(),
            (Kind::End, _) => !below(),
            (Kind::Transfer, level) => level != Some(Level::Province) && !targets(me, unit).is_empty(),
            (Kind::Merge, _) => !siblings(me, unit).is_empty(),
            (Kind::Rename | Kind::Split, _) => true,
        }
    }
}

/// Other units under the same parent that the person may change. An operator of a commune sees all neighbours; whether one
/// of them keeps a book here, for which others are responsible, is checked once it is chosen.
pub(super) fn siblings(me: &Me, unit: UnitId) -> Vec<UnitId> {
    let today = me.today();
    let parent = me.snapshot.map.at(unit, today).and_then(|s| s.parent);
    let all = parent.map_or_else(Vec::new, |p| me.snapshot.map.children(p, today));
    let level = me.snapshot.map.level(unit);
    let others = all
        .into_iter()
        .filter(|u| *u != unit && me.snapshot.map.level(*u) == level);
    let runs = level == Some(Level::Commune) && me.may(Permission::ManagePacks, unit);
    let is_open = |u: &UnitId| runs || me.cx().units().may_change_unit(*u);
    sorted(me, others.filter(is_open).collect())
}

/// Units to which a unit may go: others on the level above it that the person may change.
pub(super) fn targets(me: &Me, unit: UnitId) -> Vec<UnitId> {
    let today = me.today();
    let parent = me.snapshot.map.at(unit, today).and_then(|s| s.parent);
    let level = parent.and_then(|p| me.snapshot.map.level(p));
    let living = me
        .snapshot
        .map
        .units()
        .filter(|u| u.at(today).is_some())
        .map(|u| u.id);
    let fitting = living.filter(|u| me.snapshot.map.level(*u) == level && Some(*u) != parent);
    sorted(
        me,
        fitting.filter(|u| me.cx().units().may_change_unit(*u)).collect(),
    )
}

/// Sorts units by their names.
pub(super) fn sorted(me: &Me, mut units: Vec<UnitId>) -> Vec<UnitId> {
    units.sort_by_cached_key(|u| sort_key(&me.name(*u)));
    units
}
