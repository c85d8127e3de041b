//! Sentences beside figures: the same on the page, on paper and in tables.

use super::Row;
use dienhong_domain::comparison::Comparison;
use dienhong_domain::ledger::{Figure, Verdict};
use dienhong_domain::time::{Day, Period};
use dienhong_i18n::{Locale, bounded, day, t, t_with};

/// Which days are compared, on which map, and that the result of a running period is provisional.
pub fn compared(of: &Comparison, locale: Locale) -> String {
    let args = [
        ("now", dienhong_i18n::period(of.now, locale).into()),
        ("before", dienhong_i18n::period(of.before, locale).into()),
        ("day", day(of.ground).into()),
    ];
    let said = t_with(locale, "totals-compared", &args);
    match of.is_open {
        true => format!("{said} {}", t(locale, "totals-provisional")),
        false => said,
    }
}

/// Until when the figures of a running period go: "tính đến ngày 15/09/2026".
pub fn as_of(of: &Comparison, locale: Locale) -> Option<String> {
    of.as_of.map(|on| until_words(on, locale))
}

/// A period, with the last day covered if it is running: "Năm 2026 (tính đến ngày 15/09/2026)".
pub fn period(asked: Period, of: &Comparison, locale: Locale) -> String {
    period_until(asked, of.as_of, locale)
}

/// A period with the last day covered, if there is one.
pub fn period_until(asked: Period, until: Option<Day>, locale: Locale) -> String {
    let period = dienhong_i18n::period(asked, locale);
    match until {
        Some(on) => format!("{period} ({})", until_words(on, locale)),
        None => period,
    }
}

fn until_words(on: Day, locale: Locale) -> String {
    t_with(locale, "totals-as-of", &[("day", day(on).into())])
}

/// The result of the comparison; with both numbers if another one than the row's own is compared.
pub fn change(row: &Row, locale: Locale) -> String {
    let said = difference(row, locale);
    if said.is_empty() || row.compared == row.figure {
        return said;
    }
    let number = |of: &Figure| bounded(of.sums.amount, row.measure.scale, of.bound(), locale);
    let args = [
        ("change", said.into()),
        ("now", number(&row.compared).into()),
        ("before", number(&row.before).into()),
    ];
    t_with(locale, "totals-change-between", &args)
}

fn difference(row: &Row, locale: Locale) -> String {
    let (Some((amount, bound)), Some(verdict)) = (row.change(), row.verdict()) else {
        return String::new();
    };
    // The difference is written without its sign: a change by at least −5 is less by at most 5, with the bound turned.
    let bound = if amount < 0 { bound.turned() } else { bound };
    let said = bounded(amount.abs(), row.measure.scale, bound, locale);
    match verdict {
        Verdict::Equal => t(locale, "totals-change-equal"),
        Verdict::Less => t_with(locale, "totals-change-less", &[("amount", said.into())]),
        Verdict::More => t_with(locale, "totals-change-more", &[("amount", said.into())]),
        Verdict::Inconclusive => t(locale, "totals-change-unsure"),
    }
}
