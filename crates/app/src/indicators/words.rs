//! Sentences about indicators: the same on the page, on paper and in tables.

use super::{Indicators, Reading};
use dienhong_domain::indicators::{Indicator, Interval, Judged, Lack, Outcome, Target};
use dienhong_domain::ledger::Verdict;
use dienhong_i18n::{Locale, bounded, t, t_with, unit_of_count};
use num_rational::BigRational;

/// Most decimals of a numerator or denominator.
const PLACES: u32 = 6;

/// The result as shown, with its bound before it, or why there is none.
pub fn result(indicator: &Indicator, outcome: &Outcome, locale: Locale) -> String {
    match outcome {
        Outcome::Number(of) => number(indicator, &of.value, locale),
        Outcome::None(Lack::NotRecorded(_)) => t(locale, "totals-none"),
        Outcome::None(Lack::NothingToDivideBy) => t(locale, "indicators-nothing-to-divide-by"),
        Outcome::None(Lack::Undecided) => t(locale, "indicators-inconclusive"),
    }
}

/// The unit beside the result; empty where there is no number.
pub fn unit(indicator: &Indicator, outcome: &Outcome, locale: Locale) -> String {
    let shown = outcome
        .value()
        .map(|value| indicator.shown(value).unwrap_or_default());
    shown.map_or_else(String::new, |steps| {
        unit_of_count(steps, indicator.decimals, &indicator.unit, locale)
    })
}

fn number(indicator: &Indicator, value: &Interval, locale: Locale) -> String {
    match indicator.shown(value) {
        Some(steps) => bounded(steps, indicator.decimals, value.bound(), locale),
        None => t(locale, "indicators-too-large"),
    }
}

/// Numerator and denominator as they were summed, when the result is a quotient.
pub fn fraction(outcome: &Outcome, locale: Locale) -> Option<(String, String)> {
    let (over, under) = outcome.fraction()?;
    Some((plain(over, locale), plain(under, locale)))
}

/// An exact number with as few decimals as it has, at most six.
fn plain(of: &Interval, locale: Locale) -> String {
    let ten = |places: u32| BigRational::from_integer(10i64.pow(places).into());
    let is_whole = |places: &u32| (&of.point * ten(*places)).is_integer();
    let places = (0..PLACES).find(is_whole).unwrap_or(PLACES);
    of.steps(&ten(places)).map_or_else(
        || of.point.to_string(),
        |whole| bounded(whole, places as u8, of.bound(), locale),
    )
}

/// The target: "ít nhất 80 %".
pub fn target(indicator: &Indicator, locale: Locale) -> Option<String> {
    let (key, steps) = match indicator.target? {
        Target::AtLeast(steps) => ("indicators-target-least", steps),
        Target::AtMost(steps) => ("indicators-target-most", steps),
    };
    let amount = dienhong_i18n::amount(steps, indicator.decimals, locale);
    let unit = unit_of_count(steps, indicator.decimals, &indicator.unit, locale);
    Some(t_with(
        locale,
        key,
        &[("amount", amount.into()), ("unit", unit.into())],
    ))
}

/// The result of the comparison: "giảm 3 (25 %)".
pub fn change(reading: &Reading, locale: Locale) -> String {
    let compared = &reading.compared;
    let (Some(verdict), Some(difference)) = (compared.verdict, &compared.difference) else {
        return t(locale, "indicators-no-comparison");
    };
    // The difference is written without its sign.
    let (difference, turn) = match verdict {
        Verdict::Less => (difference.turned(), true),
        _ => (difference.clone(), false),
    };
    let mut said = number(&reading.indicator, &difference, locale);
    if let Some(relative) = &compared.relative {
        let relative = if turn { relative.turned() } else { relative.clone() };
        if let Some(percent) = percent(&relative, locale) {
            said = format!("{said} ({percent})");
        }
    }
    match verdict {
        Verdict::Less => t_with(locale, "totals-change-less", &[("amount", said.into())]),
        Verdict::More => t_with(locale, "totals-change-more", &[("amount", said.into())]),
        Verdict::Equal => t(locale, "totals-change-equal"),
        Verdict::Inconclusive => t(locale, "indicators-inconclusive"),
    }
}

fn percent(of: &Interval, locale: Locale) -> Option<String> {
    let steps = of.steps(&BigRational::from_integer(1000.into()))?;
    Some(format!("{}\u{a0}%", bounded(steps, 1, of.bound(), locale)))
}

/// Which days are compared, on which map, and that the result of a running period is provisional.
pub fn ground(found: &Indicators, locale: Locale) -> String {
    crate::totals::words::compared(&found.comparison, locale)
}

/// A judgement in words.
pub fn judged(of: Judged, locale: Locale) -> String {
    match of {
        Judged::Met => t(locale, "indicators-met"),
        Judged::Missed => t(locale, "indicators-missed"),
        Judged::Inconclusive => t(locale, "indicators-inconclusive"),
    }
}
