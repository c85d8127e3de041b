//! Sentences for mistakes: the same at the form, in a sheet's report, in the API and on the command line.

use super::draft::{EntryMistake, EntryMistakeKind, SentFile};
use super::photos::{FileError, PhotoError};
use super::{DAY, UNIT, WHY};
use crate::snapshot::RulesSnapshot;
use dienhong_domain::entries::{BOUND_SUFFIX, Mistake, State};
use dienhong_domain::packs::{FieldKind, Register, SHARE_SCALE};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, amount, bounded, day, explain, t, t_with, unit_of_count};

/// The question of a field in the reader's language.
pub fn label(locale: Locale, register: &Register, field: &str) -> String {
    match field {
        DAY if register.monthly => t(locale, "entries-field-month"),
        DAY => t(locale, "entries-field-day"),
        UNIT => t(locale, "entries-field-unit"),
        WHY => t(locale, "entries-field-why"),
        other => {
            let stem = other.strip_suffix(BOUND_SUFFIX).unwrap_or(other);
            register
                .field(stem)
                .map_or_else(|| stem.to_owned(), |f| f.label.get(locale.code()).to_owned())
        }
    }
}

/// The sentence for a mistake: what is wrong and what to do.
pub fn say(locale: Locale, snapshot: &RulesSnapshot, register: &Register, mistake: &EntryMistake) -> String {
    let label = label(locale, register, &mistake.field);
    let with = |key: &str, args: &[(&str, dienhong_i18n::Arg<'_>)]| t_with(locale, key, args);
    match &mistake.what {
        EntryMistakeKind::Answer(answer) => said(locale, register, &mistake.field, &label, answer),
        EntryMistakeKind::Future => t(locale, "errors-day-in-the-future"),
        EntryMistakeKind::NoUnit => t(locale, "entries-error-no-unit"),
        EntryMistakeKind::UnitNotThen { from, to, instead } => {
            not_then(locale, snapshot, (*from, *to), instead)
        }
        EntryMistakeKind::WrongLevel => t(locale, "entries-error-wrong-level"),
        EntryMistakeKind::RegisterNotThen => t(locale, "entries-error-register-not-then"),
        EntryMistakeKind::StatedElsewhere { unit } => {
            let name = snapshot.map.label(*unit, Day::MAX.previous(), locale.code());
            with("entries-error-stated-elsewhere", &[("unit", name.into())])
        }
        EntryMistakeKind::MonthTaken { .. } => t(locale, "entries-error-month-taken"),
        EntryMistakeKind::BelowNought {
            unit,
            day: on,
            measure,
            stands,
        } => {
            let (steps, code) = (stands.sums.amount, locale.code());
            let (key, count) = match stands.is_recorded() {
                true => (
                    "entries-error-below-nought",
                    unit_of_count(steps, measure.scale, &measure.unit, locale),
                ),
                // Asks how many there are, so it names several.
                false => ("entries-error-below-nothing", measure.unit.get(code).to_owned()),
            };
            let stands = bounded(steps, measure.scale, stands.bound(), locale);
            let args = [
                ("unit", snapshot.map.label(*unit, *on, code).into()),
                ("day", day(*on).into()),
                ("measure", measure.title.get(code).into()),
                ("stands", stands.into()),
                ("count", count.into()),
            ];
            with(key, &args)
        }
        EntryMistakeKind::Photo { of, why } => photo(locale, of, why),
        EntryMistakeKind::File { of, why } => file(locale, of, why),
        EntryMistakeKind::TooMany { max } => with(
            "entries-error-too-many",
            &[("label", label.as_str().into()), ("max", (*max as i64).into())],
        ),
        EntryMistakeKind::NoReason => t(locale, "entries-error-no-reason"),
        EntryMistakeKind::SeveralUnits { units } => with(
            "entries-error-several-units",
            &[("units", names(locale, snapshot, units).into())],
        ),
        EntryMistakeKind::UnknownUnit { alike } if alike.is_empty() => {
            t(locale, "entries-error-unknown-unit")
        }
        EntryMistakeKind::UnknownUnit { alike } => with(
            "entries-error-unit-alike",
            &[("units", names(locale, snapshot, alike).into())],
        ),
        EntryMistakeKind::NoSuchEntry => t(locale, "entries-error-no-such-entry"),
        EntryMistakeKind::EntryTwice => t(locale, "entries-error-entry-twice"),
        EntryMistakeKind::NotCorrectable => t(locale, "entries-error-not-correctable"),
        EntryMistakeKind::StateBySheet => t(locale, "entries-error-state-by-sheet"),
        EntryMistakeKind::DayInDoubt => t(locale, "entries-error-day-in-doubt"),
    }
}

/// Units by name with the names above them, so that two with the same name can be told apart.
fn names(locale: Locale, snapshot: &RulesSnapshot, units: &[UnitId]) -> String {
    let name = |unit: &UnitId| {
        let last = snapshot.map.get(*unit).map_or(Day::MIN, |u| u.ends().previous());
        let own = snapshot.map.label(*unit, last, locale.code());
        let above = snapshot
            .map
            .chain(*unit, last)
            .get(1)
            .map(|above| snapshot.map.label(*above, last, locale.code()));
        above.map_or(own.clone(), |above| format!("{own} ({above})"))
    };
    units.iter().map(name).collect::<Vec<_>>().join("; ")
}

/// The sentence for a unit that did not exist on the day, with those that did and may be chosen.
fn not_then(locale: Locale, snapshot: &RulesSnapshot, (from, to): (Day, Day), instead: &[UnitId]) -> String {
    let last = to.previous();
    let lived = match (from > Day::MIN, to < Day::MAX) {
        (true, true) => t_with(
            locale,
            "entries-error-unit-not-then",
            &[("from", day(from).into()), ("to", day(last).into())],
        ),
        (_, true) => t_with(locale, "entries-error-unit-ended", &[("to", day(last).into())]),
        _ => t_with(
            locale,
            "entries-error-unit-not-yet",
            &[("from", day(from).into())],
        ),
    };
    let near = if from > Day::MIN {
        from.previous()
    } else {
        last.next()
    };
    let names = instead
        .iter()
        .map(|unit| snapshot.map.label(*unit, near, locale.code()));
    let names: Vec<String> = names.collect();
    let advice = match names.is_empty() {
        true => t(locale, "entries-error-unit-other-day"),
        false => t_with(
            locale,
            "entries-error-unit-instead",
            &[("units", names.join(", ").into())],
        ),
    };
    format!("{lived} {advice}")
}

fn photo(locale: Locale, of: &SentFile, why: &PhotoError) -> String {
    match why {
        PhotoError::Empty => of_file(locale, "entries-error-photo-empty", of, &[]),
        PhotoError::Heic => of_file(locale, "entries-error-photo-heic", of, &[]),
        PhotoError::Avif => of_file(locale, "entries-error-photo-avif", of, &[]),
        PhotoError::TooLarge { bytes, max } => too_large(locale, of, *bytes, *max),
        PhotoError::TooManyPixels { width, height } => {
            let side = |pixels: u32| amount(pixels.into(), 0, locale);
            let args = [("width", side(*width).into()), ("height", side(*height).into())];
            of_file(locale, "entries-error-photo-pixels", of, &args)
        }
        PhotoError::NotAnImage => of_file(locale, "entries-error-photo-kind", of, &[]),
        PhotoError::Broken => of_file(locale, "entries-error-photo-broken", of, &[]),
    }
}

fn file(locale: Locale, of: &SentFile, why: &FileError) -> String {
    match why {
        FileError::Empty => of_file(locale, "entries-error-photo-empty", of, &[]),
        FileError::Heic => of_file(locale, "entries-error-photo-heic", of, &[]),
        FileError::Avif => of_file(locale, "entries-error-photo-avif", of, &[]),
        FileError::TooLarge { bytes, max } => too_large(locale, of, *bytes, *max),
        FileError::Broken => of_file(locale, "entries-error-file-broken", of, &[]),
        _ => of_file(locale, "entries-error-file-kind", of, &[]),
    }
}

fn too_large(locale: Locale, of: &SentFile, bytes: usize, max: usize) -> String {
    let args = [("size", megabytes(bytes).into()), ("max", megabytes(max).into())];
    of_file(locale, "entries-error-photo-too-large", of, &args)
}

/// A sentence about one of several files, by its name, or by its position if it has none.
fn of_file(locale: Locale, key: &str, of: &SentFile, args: &[(&str, dienhong_i18n::Arg<'_>)]) -> String {
    let name = match of.name.as_str() {
        "" => t_with(
            locale,
            "entries-file-number",
            &[("count", (of.number as i64).into())],
        ),
        name => name.to_owned(),
    };
    let args: Vec<_> = args.iter().cloned().chain([("file", name.into())]).collect();
    t_with(locale, key, &args)
}

fn megabytes(bytes: usize) -> i64 {
    bytes.div_ceil(1024 * 1024) as i64
}

fn said(locale: Locale, register: &Register, field: &str, label: &str, mistake: &Mistake) -> String {
    let kind = register.field(field).map(|f| &f.kind);
    match mistake {
        Mistake::Missing => match kind {
            Some(FieldKind::Choice { .. } | FieldKind::Choices { .. } | FieldKind::YesNo) => {
                t_with(locale, "entries-error-choose", &[("label", label.into())])
            }
            Some(FieldKind::Number { .. } | FieldKind::Share) => {
                explain::amount_error(locale, label, &dienhong_domain::amount::AmountError::Missing, 0)
            }
            _ => t_with(locale, "entries-error-missing", &[("label", label.into())]),
        },
        Mistake::Amount { why, scale } => explain::amount_error(locale, label, why, *scale),
        Mistake::Day(dienhong_domain::time::DayError::NotADay) if register.monthly && field == DAY => {
            t(locale, "entries-error-not-a-month")
        }
        Mistake::Day(why) => explain::day_error(locale, why, None),
        Mistake::TooLong { max } => t_with(
            locale,
            "entries-error-too-long",
            &[("label", label.into()), ("max", (*max as i64).into())],
        ),
        Mistake::NotInList { given } => t_with(
            locale,
            "entries-error-not-in-list",
            &[("label", label.into()), ("given", given.as_str().into())],
        ),
        Mistake::NotOnThatDay { item } => t_with(
            locale,
            "entries-error-not-on-that-day",
            &[("label", label.into()), ("item", item.as_str().into())],
        ),
        Mistake::OnlyOne => t_with(locale, "entries-error-only-one", &[("label", label.into())]),
        Mistake::TwoBounds => t_with(locale, "entries-error-two-bounds", &[("label", label.into())]),
        Mistake::NoBound => t_with(locale, "entries-error-no-bound", &[("label", label.into())]),
        Mistake::UnknownField => t_with(locale, "entries-error-unknown-field", &[("label", label.into())]),
    }
}

/// The range that a number or share field accepts, in words; `None` for any other field.
pub fn range(locale: Locale, kind: &FieldKind) -> Option<String> {
    match kind {
        FieldKind::Number { scale, min, max, .. } => Some(format!(
            "{}–{}",
            amount(*min, *scale, locale),
            amount(*max, *scale, locale)
        )),
        FieldKind::Share => Some(format!(
            "0–{}",
            amount(dienhong_domain::packs::WHOLE_SHARE, SHARE_SCALE, locale)
        )),
        _ => None,
    }
}

/// The key of a state's words.
pub fn state_key(state: State) -> &'static str {
    match state {
        State::Draft => "shell-state-draft",
        State::Sent => "shell-state-waiting",
        State::Final => "shell-state-final",
        State::Voided => "shell-state-void",
    }
}
