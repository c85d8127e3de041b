//! Codes of periods in addresses and select boxes: 2022, 2022-H1, 2022-Q3, 2022-09, and reporting windows set by law.

use crate::shell::Choice;
use dienhong_app::Rules;
use dienhong_domain::time::{Day, Period};
use dienhong_i18n::Locale;

/// Reads a period's code.
pub fn parse(code: &str, rules: &Rules) -> Option<Period> {
    if let Some((window, year)) = code.strip_prefix("w.").and_then(|c| c.rsplit_once('.')) {
        let window = rules.pack.windows.iter().find(|w| w.id == window)?;
        return window.days.of(year.parse().ok()?);
    }
    if let Some((first, last)) = code.split_once("..") {
        return Period::years(first.parse().ok()?, last.parse().ok()?);
    }
    let (year, part) = code.split_once('-').unwrap_or((code, ""));
    let year: i32 = year.parse().ok().filter(|y| (1945..=9998).contains(y))?;
    match part.split_at_checked(1) {
        None => Period::years(year, year),
        Some(("H", half)) => Period::half(year, half.parse().ok()?),
        Some(("Q", quarter)) => Period::quarter(year, quarter.parse().ok()?),
        Some(_) => Period::month(year, part.parse().ok()?),
    }
}

/// The periods that a select box offers: this year and the four before, their parts near today, and the reporting windows
/// set by law.
pub fn choices(rules: &Rules, today: Day, chosen: &str, locale: Locale) -> Vec<Choice> {
    let year = today.year();
    let mut codes: Vec<String> = vec![year.to_string()];
    codes.extend(
        (1..=today.month())
            .rev()
            .take(3)
            .map(|m| format!("{year}-{m:02}")),
    );
    codes.extend(
        (1..=today.month().div_ceil(3))
            .rev()
            .map(|q| format!("{year}-Q{q}")),
    );
    codes.extend(
        (1..=if today.month() > 6 { 2 } else { 1 })
            .rev()
            .map(|h| format!("{year}-H{h}")),
    );
    codes.extend((1..=4).map(|back| (year - back).to_string()));
    codes.push(format!("{}..{year}", year - 2));
    codes.push(format!("{}..{year}", year - 9));
    let mut all: Vec<Choice> = codes
        .iter()
        .filter_map(|code| {
            Some(
                Choice::new(code.as_str(), dienhong_i18n::period(parse(code, rules)?, locale))
                    .chosen(code == chosen),
            )
        })
        .collect();
    for window in &rules.pack.windows {
        for of in [year, year - 1] {
            let code = format!("w.{}.{of}", window.id);
            let name = window.title.get(locale.code());
            let words = dienhong_i18n::t_with(
                locale,
                "totals-period-window",
                &[("name", name.into()), ("year", of.to_string().into())],
            );
            all.push(Choice::new(code.as_str(), words).chosen(code == chosen));
        }
    }
    if !chosen.is_empty()
        && !all.iter().any(|c| c.is_chosen)
        && let Some(period) = parse(chosen, rules)
    {
        all.insert(
            0,
            Choice::new(chosen, dienhong_i18n::period(period, locale)).chosen(true),
        );
    }
    all
}
