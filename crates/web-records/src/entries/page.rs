//! What the pages of entries share: errors, names of fields, states, units and days as they are written.

use dienhong_app::Rules;
use dienhong_app::entries::{Draft, EntryError, EntryMistake, words};
use dienhong_domain::entries::{BOUND_SUFFIX, State};
use dienhong_domain::packs::Register;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::Locale;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::{Mistake, State as Shown, Tag};
use dienhong_web_kit::state::Me;

/// The problem page of an error that is not about the form.
pub(super) fn problem(error: EntryError) -> Problem {
    match error {
        EntryError::Fault(fault) => dienhong_web_kit::respond::fault(&fault),
        _ => Problem::NotFound,
    }
}

/// Name of a question as an HTML id: the domain's own questions begin with "@", which is not used in ids.
pub(super) fn field_id(field: &str) -> String {
    let stem = field.strip_suffix(BOUND_SUFFIX).unwrap_or(field);
    match stem.strip_prefix('@') {
        Some(own) => format!("q-{own}"),
        None => stem.to_owned(),
    }
}

/// All mistakes as sentences at their fields.
pub(super) fn mistakes(me: &Me, register: &Register, found: &[EntryMistake]) -> Vec<Mistake> {
    found
        .iter()
        .map(|m| {
            Mistake::new(
                field_id(&m.field),
                words::say(me.locale(), &me.snapshot, register, m),
            )
        })
        .collect()
}

/// All mistakes of a draft as sentences, in the words of its register.
pub(crate) fn sentences(me: &Me, draft: &Draft, found: &[EntryMistake]) -> Vec<String> {
    let rules = me
        .cx()
        .entries()
        .rules_of_draft(&draft.register, draft.unit, &draft.day);
    let Some(register) = rules.register(&draft.register) else {
        return Vec::new();
    };
    mistakes(me, register, found)
        .into_iter()
        .map(|m| m.words)
        .collect()
}

/// The state as a tag.
pub(crate) fn tag(state: State, locale: Locale) -> Tag {
    let shown = match state {
        State::Draft => Shown::Draft,
        State::Sent => Shown::Waiting,
        State::Final => Shown::Final,
        State::Voided => Shown::Void,
    };
    shown.tag(locale)
}

/// The state of an entry as a tag; a draft that was returned has a tag of its own.
pub fn tag_of(state: State, is_returned: bool, locale: Locale) -> Tag {
    match is_returned {
        true => Shown::Returned.tag(locale),
        false => tag(state, locale),
    }
}

/// A unit as the questions name it.
pub(super) fn units_word(me: &Me, unit: Option<UnitId>) -> String {
    match unit {
        Some(unit) if me.snapshot.map.level(unit) == Some(Level::Group) => me.dated_name(unit),
        Some(unit) => me.full_name(unit),
        None => String::new(),
    }
}

/// A day as the forms write it; for a monthly register the month alone, as 9/2026.
pub(super) fn day_words(day: Day, is_monthly: bool) -> String {
    match is_monthly {
        true => format!("{}/{}", day.month(), day.year()),
        false => dienhong_i18n::day(day),
    }
}

/// Who did something; a name that was erased is told as such.
pub(super) fn who(name: &str, locale: Locale) -> String {
    match name.is_empty() {
        true => dienhong_i18n::t(locale, "entries-history-erased"),
        false => name.to_owned(),
    }
}

/// By whom something was done, and when.
pub(super) fn by(name: &str, at: i64, locale: Locale) -> String {
    let args = [
        ("name", who(name, locale).into()),
        ("when", dienhong_i18n::moment(at, locale).into()),
    ];
    dienhong_i18n::t_with(locale, "entries-history-by", &args)
}

/// A register that the person's rules know.
pub(super) fn register<'a>(rules: &'a Rules, code: &str) -> Result<&'a Register, Problem> {
    rules.register(code).ok_or(Problem::NotFound)
}
