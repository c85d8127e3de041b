//! The catalogues: words by key, with arguments.

use crate::{Locale, numbers};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, static_loader};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

static_loader! {
    static CATALOGUE = {
        locales: "../../locales",
        fallback_language: "vi",
        customise: |bundle| {
            // Isolation marks help right-to-left text only; here they would stand in titles, files and tests.
            bundle.set_use_isolating(false);
            let is_english = bundle.locales.first().is_some_and(|l| l.language.as_str() == "en");
            bundle.set_formatter(Some(if is_english {
                |value, _| count(value, Locale::En)
            } else {
                |value, _| count(value, Locale::Vi)
            }));
        },
    };
}

static LANGUAGES: LazyLock<[LanguageIdentifier; 2]> =
    LazyLock::new(|| Locale::ALL.map(|l| l.code().parse().unwrap_or_default()));

// Plural rules need a number; it is then written the way the language writes numbers.
fn count(value: &FluentValue<'_>, locale: Locale) -> Option<String> {
    match value {
        FluentValue::Number(n) if n.value.fract() == 0.0 => Some(numbers::number(n.value as i64, locale)),
        _ => None,
    }
}

/// What a sentence is filled with.
#[derive(Clone, Debug)]
pub enum Arg<'a> {
    /// Words, a formatted amount, a day: put in as it stands.
    Text(Cow<'a, str>),
    /// A count, which chooses the plural and is written as 2.844.
    Count(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a &'a str> for Arg<'a> {
    fn from(text: &'a &'a str) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(Cow::Owned(text))
    }
}

macro_rules! counts {
    ($($number:ty),*) => {$(
        impl From<$number> for Arg<'_> {
            fn from(count: $number) -> Self {
                Arg::Count(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
        // Templates hand their fields over by reference.
        impl From<&$number> for Arg<'_> {
            fn from(count: &$number) -> Self {
                Arg::from(*count)
            }
        }
    )*};
}
counts!(i16, i32, i64, u8, u16, u32, u64, usize);

/// The words of a key; a key that does not exist comes back in brackets, so that it is seen.
pub fn t(locale: Locale, key: &str) -> String {
    t_with(locale, key, &[])
}

/// The words of a key, filled with arguments.
///
/// ```
/// use dienhong_i18n::{Locale, t_with};
/// let words = t_with(Locale::Vi, "shell-days-left", &[("count", 3.into())]);
/// assert_eq!(words, "Còn 3 ngày");
/// ```
pub fn t_with(locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    let value = |arg: &Arg<'_>| match arg {
        Arg::Text(text) => FluentValue::from(text.clone().into_owned()),
        Arg::Count(count) => FluentValue::from(*count),
    };
    let filled: HashMap<&str, FluentValue<'_>> = args.iter().map(|(name, arg)| (*name, value(arg))).collect();
    let [vi, en] = &*LANGUAGES;
    let language = if locale == Locale::En { en } else { vi };
    CATALOGUE
        .lookup_single_language(language, key, Some(&filled))
        .or_else(|_| CATALOGUE.lookup_single_language(vi, key, Some(&filled)))
        .unwrap_or_else(|_| format!("[{key}]"))
}

macro_rules! areas {
    ($($area:literal),*) => {
        const AREAS: &[(&str, &str)] = &[$((
            include_str!(concat!("../../../locales/vi/", $area, ".ftl")),
            include_str!(concat!("../../../locales/en/", $area, ".ftl")),
        )),*];
    };
}
areas!(
    "api",
    "checks",
    "cli",
    "demo",
    "entries",
    "errors",
    "exchange",
    "filings",
    "indicators",
    "packs",
    "papers",
    "people",
    "phone",
    "procedures",
    "reports",
    "search",
    "setup",
    "sheets",
    "shell",
    "subjects",
    "totals",
    "units",
    "waiting"
);

/// All keys of a language's catalogue.
pub fn keys(locale: Locale) -> BTreeSet<String> {
    let text = |(vi, en): &(&'static str, &'static str)| if locale == Locale::En { *en } else { *vi };
    let key = |line: &'static str| {
        let (key, _) = line.split_once('=')?;
        key.starts_with(|c: char| c.is_ascii_lowercase())
            .then(|| key.trim_end().to_owned())
    };
    AREAS
        .iter()
        .flat_map(|area| text(area).lines())
        .filter_map(key)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_is_seen_in_brackets() {
        assert_eq!(
            t(Locale::En, "shell-nothing-of-the-kind"),
            "[shell-nothing-of-the-kind]"
        );
    }

    #[test]
    fn counts_are_written_in_the_language_and_without_isolation_marks() {
        let words = |locale| t_with(locale, "shell-days-left", &[("count", 2844.into())]);
        assert_eq!(words(Locale::Vi), "Còn 2.844 ngày");
        assert_eq!(words(Locale::En), "2\u{202f}844 days left");
    }

    #[test]
    fn english_knows_one_and_many() {
        assert_eq!(
            t_with(Locale::En, "shell-days-left", &[("count", 1.into())]),
            "1 day left"
        );
    }

    #[test]
    fn every_key_can_be_looked_up() {
        for locale in Locale::ALL {
            for key in keys(locale) {
                assert!(!t(locale, &key).is_empty(), "{key}");
            }
        }
    }
}
