//! Units that lists and forms offer.

use crate::shell::{Choice, Field, Shell};
use crate::state::Me;
use dienhong_domain::packs::Register;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};

/// Units that ended and whose book the units held have: predecessors with their groups, groups that were re-formed, the
/// former districts of a province.
pub fn former(me: &Me, permission: Permission) -> Vec<UnitId> {
    let today = me.today();
    let held = me.actor.units_for(permission, me.here()).into_iter();
    let found = held.flat_map(|top| me.snapshot.map.former(top, today));
    in_order(me, found.filter(|u| me.may(permission, *u)).collect())
}

/// The units that the sheet of a unit offers in its column of units: itself and the units below it (for a former unit,
/// those on its last day). Empty for a unit above communes, whose list would be too long.
pub fn named_in_sheet(me: &Me, register: &Register, unit: UnitId) -> Vec<UnitId> {
    if is_above_communes(me, unit) {
        return Vec::new();
    }
    let (map, today) = (&me.snapshot.map, me.today());
    let below = map.children(unit, map.living_day(unit, today));
    let all = std::iter::once(unit).chain(below);
    let is_asked = |u: &UnitId| fits(me, Some(register), *u) && me.may(Permission::WriteEntries, *u);
    in_order(me, all.filter(is_asked).collect())
}

/// Whether a unit is above communes.
pub fn is_above_communes(me: &Me, unit: UnitId) -> bool {
    me.snapshot.map.level(unit).is_some_and(|l| l < Level::Commune)
}

/// Whether a register is kept for units of this level.
pub fn fits(me: &Me, register: Option<&Register>, unit: UnitId) -> bool {
    let level = me.snapshot.map.level(unit);
    register.is_none_or(|r| level.is_some_and(|l| r.levels.contains(&l)))
}

/// Sorts units by level and name, without duplicates.
pub fn in_order(me: &Me, mut units: Vec<UnitId>) -> Vec<UnitId> {
    let key = |u: &UnitId| {
        (
            me.snapshot.map.level(*u),
            dienhong_i18n::sort_key(&me.name(*u)),
            *u,
        )
    };
    units.sort_by_cached_key(key);
    units.dedup();
    units
}

/// A select box of the units whose totals the person may read: those held, those directly below, and former ones.
pub fn unit_field(me: &Me, shell: &Shell, chosen: UnitId) -> Field {
    let today = me.today();
    let mut all: Vec<UnitId> = Vec::new();
    for top in me.actor.units_for(Permission::ReadTotals, me.here()) {
        all.push(top);
        if me.snapshot.map.level(top).is_some_and(|l| l >= Level::Province) {
            let mut below = me.snapshot.map.children(top, today);
            below.sort_by_cached_key(|u| dienhong_i18n::sort_key(&me.name(*u)));
            all.extend(below);
        }
    }
    let has_place = |u: &UnitId| me.snapshot.map.level(*u).is_some_and(|l| l < Level::Group);
    all.extend(former(me, Permission::ReadTotals).into_iter().filter(has_place));
    if !all.contains(&chosen) {
        all.insert(0, chosen);
    }
    all.dedup();
    let choice =
        |u: &UnitId| Choice::new(me.snapshot.map.uid(*u).to_string(), me.dated_name(*u)).chosen(*u == chosen);
    Field::new("don-vi", shell.t("totals-unit")).choices(all.iter().map(choice).collect())
}
