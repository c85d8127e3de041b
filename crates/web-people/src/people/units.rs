//! Units to choose from, and appointments as sentences.

use super::words;
use dienhong_app::RulesSnapshot;
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::{Locale, sort_key, t, t_with};
use dienhong_store::people::AppointmentRow;
use dienhong_web_kit::shell::{Choice, Field, Mistake, Shell};
use dienhong_web_kit::state::Me;
use uuid::Uuid;

/// "Công an, Phường Diên Hồng, từ 01/01/2026"; over a subject, its name stands before that of the unit.
pub(super) fn term(locale: Locale, snapshot: &RulesSnapshot, row: &AppointmentRow, today: Day) -> String {
    let unit = snapshot.map.label(row.unit, today, locale.code());
    let over = match &row.subject_name {
        Some(subject) => format!("{subject}, {}", dienhong_i18n::lower_first(&unit)),
        None => unit,
    };
    let args = [
        ("role", t(locale, words::role(row.role)).into()),
        ("unit", over.into()),
        ("days", days(locale, row.from_day, row.to_day).into()),
    ];
    t_with(locale, "people-term", &args)
}

/// "Từ 01/01/2026" or "01/01/2026 đến 31/12/2030".
pub(crate) fn days(locale: Locale, from: Day, to: Day) -> String {
    match Period::new(from, to) {
        Some(period) => dienhong_i18n::period(period, locale),
        // It ended before it began.
        None => t(locale, "people-term-never"),
    }
}

/// The unit that a page is about: the one asked for, else the first for which the actor may do the act.
pub(super) fn requested(me: &Me, uid: Option<Uuid>, permission: Permission) -> Option<UnitId> {
    let asked = uid
        .and_then(|uid| me.snapshot.map.by_uid(uid))
        .filter(|unit| me.may(permission, *unit));
    asked.or_else(|| me.actor.units_for(permission, me.here()).first().copied())
}

/// Units for which an act is allowed: those held, and those directly below them.
pub(super) fn reachable(me: &Me, permission: Permission) -> Vec<UnitId> {
    let today = me.today();
    let mut found = Vec::new();
    for top in me.actor.units_for(permission, me.here()) {
        found.push(top);
        found.extend(me.snapshot.map.children(top, today));
    }
    found.sort_by_cached_key(|unit| (me.snapshot.map.level(*unit), sort_key(&me.name(*unit))));
    found.dedup();
    found
}

/// A select over units.
pub(super) fn field(me: &Me, shell: &Shell, units: &[UnitId], chosen: Option<UnitId>) -> Field {
    let choice = |unit: &UnitId| {
        Choice::new(me.snapshot.map.uid(*unit).to_string(), me.name(*unit)).chosen(Some(*unit) == chosen)
    };
    Field::new("don-vi", shell.t("people-unit")).choices(units.iter().map(choice).collect())
}

/// Roles that may be chosen: those that the actor may give somewhere among the units.
pub(super) fn roles(me: &Me, units: &[UnitId]) -> Vec<Role> {
    let here = me.here();
    let fits = |role: &Role, unit: &UnitId| {
        me.snapshot
            .map
            .level(*unit)
            .is_some_and(|level: Level| role.fits(level))
            && dienhong_app::people::may_give(&me.actor, *role, *unit, here)
    };
    Role::ALL
        .into_iter()
        .filter(|role| units.iter().any(|unit| fits(role, unit)))
        .collect()
}

/// Radio buttons for roles, each with what it may do.
pub(super) fn role_field(shell: &Shell, roles: &[Role], chosen: &str) -> Field {
    let choice = |role: &Role| {
        Choice::new(role.code(), shell.t(words::role(*role)))
            .hint(shell.t(words::role_hint(*role)))
            .chosen(role.code() == chosen)
    };
    Field::new("vai-tro", shell.t("people-role")).choices(roles.iter().map(choice).collect())
}

/// Role, unit and days of a form.
#[derive(serde::Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct TypedTerm {
    #[serde(rename = "vai-tro")]
    pub(super) role: String,
    #[serde(rename = "don-vi")]
    pub(super) unit: String,
    pub(super) tu: String,
    pub(super) den: String,
}

/// Reads role, unit and days, with mistakes at their fields.
pub(super) fn read_term(me: &Me, typed: &TypedTerm) -> Result<dienhong_app::people::NewTerm, Vec<Mistake>> {
    let locale = me.locale();
    let mut mistakes = Vec::new();
    let role = Role::parse(&typed.role);
    if role.is_none() {
        mistakes.push(Mistake::new("vai-tro", t(locale, "people-error-role-missing")));
    }
    let unit = Uuid::parse_str(&typed.unit)
        .ok()
        .and_then(|uid| me.snapshot.map.by_uid(uid));
    if unit.is_none() {
        mistakes.push(Mistake::new("don-vi", t(locale, "people-error-unit-missing")));
    }
    let from = read_day(locale, "tu", &typed.tu, me.today(), &mut mistakes);
    let to = read_day(locale, "den", &typed.den, Day::MAX, &mut mistakes);
    match (role, unit, from, to) {
        (Some(role), Some(unit), Some(from), Some(to)) => Ok(dienhong_app::people::NewTerm {
            role,
            unit,
            subject: None,
            from,
            to,
        }),
        _ => Err(mistakes),
    }
}

/// Reads a day that may be left out.
pub(super) fn read_day(
    locale: Locale,
    field: &str,
    typed: &str,
    without: Day,
    mistakes: &mut Vec<Mistake>,
) -> Option<Day> {
    if typed.trim().is_empty() {
        return Some(without);
    }
    let read = Day::parse(typed);
    if read.is_err() {
        mistakes.push(Mistake::new(field, t(locale, "errors-day-not-a-day")));
    }
    read.ok()
}

/// The fields of role, unit and days.
pub(super) struct TermFields {
    pub(super) role: Field,
    pub(super) unit: Field,
    pub(super) from: Field,
    pub(super) to: Field,
}

pub(super) fn term_fields(me: &Me, shell: &Shell, typed: &TypedTerm, mistakes: &[Mistake]) -> TermFields {
    let units = reachable(me, Permission::ManagePeople);
    let chosen = Uuid::parse_str(&typed.unit)
        .ok()
        .and_then(|uid| me.snapshot.map.by_uid(uid));
    TermFields {
        role: role_field(shell, &roles(me, &units), &typed.role).checked(mistakes),
        unit: field(me, shell, &units, chosen)
            .hint(shell.t("people-unit-hint"))
            .checked(mistakes),
        from: Field::new("tu", shell.t("people-from"))
            .hint(shell.t("people-from-hint"))
            .value(typed.tu.clone())
            .optional()
            .checked(mistakes),
        to: Field::new("den", shell.t("people-to"))
            .hint(shell.t("people-to-hint"))
            .value(typed.den.clone())
            .optional()
            .checked(mistakes),
    }
}
