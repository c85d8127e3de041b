//! Units to choose from: those held with the units below them, and former ones whose book they have.

use dienhong_domain::packs::Register;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::unit_lists::{fits, former, in_order, is_above_communes};

/// Living units of a person's book for which a register may be recorded, sorted by name.
pub(super) fn units(me: &Me, permission: Permission, register: Option<&Register>) -> Vec<UnitId> {
    let today = me.today();
    let held = me.actor.units_for(permission, me.here()).into_iter();
    let found = held.flat_map(|top| std::iter::once(top).chain(me.snapshot.map.children(top, today)));
    in_order(me, found.filter(|u| fits(me, register, *u)).collect())
}

/// The units that a form offers: the living ones, then former ones. A person who holds a unit above communes first chooses
/// a commune (`near`), and is offered that one with the units below it and those whose book it has.
pub(super) fn offered(me: &Me, register: &Register, near: Option<UnitId>) -> Vec<UnitId> {
    let permission = Permission::WriteEntries;
    let held = me.actor.units_for(permission, me.here()).into_iter();
    let mut tops: Vec<UnitId> = held.filter(|top| !is_above_communes(me, *top)).collect();
    tops.extend(
        near.filter(|unit| me.may(permission, *unit))
            .map(|unit| commune_of(me, unit)),
    );
    let all = tops.into_iter().flat_map(|top| family(me, top));
    let mut found: Vec<UnitId> = all
        .filter(|u| fits(me, Some(register), *u) && me.may(permission, *u))
        .collect();
    found = in_order(me, found);
    let today = me.today();
    found.sort_by_key(|u| me.snapshot.map.at(*u, today).is_none());
    found
}

/// Units whose sheets the person may import: those held, then former ones whose book they have. The groups of a commune,
/// and the communes of a unit above, are named in the rows.
pub(super) fn of_sheets(me: &Me) -> Vec<UnitId> {
    let held = me.actor.units_for(Permission::WriteEntries, me.here());
    let levels: Vec<Option<Level>> = held.iter().map(|unit| me.snapshot.map.level(*unit)).collect();
    let is_sheets = |unit: &UnitId| {
        let level = me.snapshot.map.level(*unit);
        level < Some(Level::Commune) || levels.contains(&level)
    };
    let ended = former(me, Permission::WriteEntries).into_iter().filter(is_sheets);
    let mut found = held.clone();
    found.extend(ended.filter(|unit| !held.contains(unit)));
    found
}

/// Whether the person may record in a register at all: for a unit offered, or for some unit below those held.
pub(super) fn may_record(me: &Me, register: &Register) -> bool {
    !units(me, Permission::WriteEntries, Some(register)).is_empty() || records_below(me, register)
}

/// Whether the person holds a unit above communes that has units below it which keep the register.
pub(super) fn records_below(me: &Me, register: &Register) -> bool {
    let held = me.actor.units_for(Permission::WriteEntries, me.here());
    let keeps_below = |top: &UnitId| {
        let level = me.snapshot.map.level(*top);
        is_above_communes(me, *top) && register.levels.iter().any(|l| Some(*l) > level)
    };
    held.iter().any(keeps_below)
}

/// A unit, the units below it (for a former unit, those on its last day), and former units whose book it has.
fn family(me: &Me, top: UnitId) -> Vec<UnitId> {
    let (map, today) = (&me.snapshot.map, me.today());
    let mut all = vec![top];
    all.extend(map.children(top, map.living_day(top, today)));
    all.extend(map.former(top, today));
    all
}

/// The commune of a group, the unit itself above groups.
fn commune_of(me: &Me, unit: UnitId) -> UnitId {
    let map = &me.snapshot.map;
    let parent = || map.get(unit).and_then(|u| u.near(me.today()).parent);
    match map.level(unit) {
        Some(Level::Group) => parent().unwrap_or(unit),
        _ => unit,
    }
}
