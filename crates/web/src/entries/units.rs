//! Units to choose from: those held with what stands below them, and those that ended and left their book there.

use crate::state::Me;
use dienhong_domain::packs::Register;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};

/// Living units of a person's book for which a register may be recorded, in the order of their names.
pub(super) fn units(me: &Me, permission: Permission, register: Option<&Register>) -> Vec<UnitId> {
    let today = me.today();
    let held = me.actor.units_for(permission, me.here()).into_iter();
    let found = held.flat_map(|top| std::iter::once(top).chain(me.snapshot.map.children(top, today)));
    in_order(me, found.filter(|u| fits(me, register, *u)).collect())
}

/// Units that ended, directly behind those held: predecessors, their groups, groups drawn anew, the districts of a province.
pub(crate) fn former(me: &Me, permission: Permission) -> Vec<UnitId> {
    let today = me.today();
    let held = me.actor.units_for(permission, me.here()).into_iter();
    let found = held.flat_map(|top| me.snapshot.map.former(top, today));
    in_order(me, found.filter(|u| me.may(permission, *u)).collect())
}

/// What a form offers: the living units, then those that ended. Who holds a unit above communes chooses a commune first
/// (`near`), and gets that one with what stands below and behind it.
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

/// Units whose sheets somebody may take in: those held, then those that ended and left their book there. The groups of
/// a commune, and the communes of what stands above, are named by the rows.
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

/// What the sheet of a unit offers in the column of the unit: itself and what stands below it (or stood, when it ended);
/// of a unit above communes nothing, for its list would be too long.
pub(crate) fn named_in_sheet(me: &Me, register: &Register, unit: UnitId) -> Vec<UnitId> {
    if is_above_communes(me, unit) {
        return Vec::new();
    }
    let (map, today) = (&me.snapshot.map, me.today());
    let below = map.children(unit, map.living_day(unit, today));
    let all = std::iter::once(unit).chain(below);
    let is_asked = |u: &UnitId| fits(me, Some(register), *u) && me.may(Permission::WriteEntries, *u);
    in_order(me, all.filter(is_asked).collect())
}

/// Whether somebody may record in a register at all: for a unit offered, or for some unit below what is held.
pub(super) fn may_record(me: &Me, register: &Register) -> bool {
    !units(me, Permission::WriteEntries, Some(register)).is_empty() || records_below(me, register)
}

/// Whether somebody holds a unit above communes below which a register is kept.
pub(super) fn records_below(me: &Me, register: &Register) -> bool {
    let held = me.actor.units_for(Permission::WriteEntries, me.here());
    let keeps_below = |top: &UnitId| {
        let level = me.snapshot.map.level(*top);
        is_above_communes(me, *top) && register.levels.iter().any(|l| Some(*l) > level)
    };
    held.iter().any(keeps_below)
}

/// A unit, what stands below it (or stood, when it ended), and what ended behind it.
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

fn is_above_communes(me: &Me, unit: UnitId) -> bool {
    me.snapshot.map.level(unit).is_some_and(|l| l < Level::Commune)
}

fn fits(me: &Me, register: Option<&Register>, unit: UnitId) -> bool {
    let level = me.snapshot.map.level(unit);
    register.is_none_or(|r| level.is_some_and(|l| r.levels.contains(&l)))
}

/// Each once, by level and name.
fn in_order(me: &Me, mut units: Vec<UnitId>) -> Vec<UnitId> {
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
