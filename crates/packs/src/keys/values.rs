//! Single answers: text, codes, words, numbers, days.

use super::{Keys, TEXT_MAX, is_id, shortened};
use crate::mistake::{Expected, MistakeKind};
use dienhong_domain::amount::LARGEST;
use dienhong_domain::packs::Words;
use dienhong_domain::text::{clean_line, is_longer};
use dienhong_domain::time::Day;
use dienhong_domain::units::Level;
use toml::de::DeValue;

/// Codes of the levels, as packs write them.
pub(crate) const LEVELS: [(&str, Level); 5] = [
    ("country", Level::Country),
    ("province", Level::Province),
    ("district", Level::District),
    ("commune", Level::Commune),
    ("group", Level::Group),
];
/// Most decimals.
const SCALE_MAX: u8 = 6;

impl Keys<'_> {
    /// One line of text.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        self.long_text(key, TEXT_MAX)
    }

    /// One line of at most so many letters; lines of the file become spaces.
    pub(crate) fn long_text(&self, key: &'static str, max: usize) -> Option<String> {
        let private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
        let text = clean_line(
            &self
                .typed(key, Expected::Text, DeValue::as_str)?
                .replace(private, ""),
        );
        if is_longer(&text, max) {
            self.wrong(
                key,
                MistakeKind::TooLong {
                    key: key.to_owned(),
                    max,
                },
            );
            return None;
        }
        Some(text)
    }

    /// A code.
    pub(crate) fn id(&self, key: &'static str) -> Option<String> {
        let text = self.typed(key, Expected::Text, DeValue::as_str)?;
        if is_id(text) {
            return Some(text.to_owned());
        }
        self.wrong(
            key,
            MistakeKind::BadId {
                key: key.to_owned(),
                given: shortened(text),
            },
        );
        None
    }

    /// A code that must be there; empty when it is not, so that reading goes on.
    pub(crate) fn need_id(&self, key: &'static str) -> String {
        self.needed(key, self.id(key)).unwrap_or_default()
    }

    /// Words in both languages.
    pub(crate) fn words(&self, key: &'static str) -> Option<Words> {
        let found = self.get(key)?;
        let table = match found.get_ref() {
            DeValue::Table(table) => table,
            DeValue::String(_) => {
                self.wrong(
                    key,
                    MistakeKind::MissingTranslation {
                        key: key.to_owned(),
                        language: "en".to_owned(),
                    },
                );
                return None;
            }
            _ => {
                self.wrong(
                    key,
                    MistakeKind::WrongType {
                        key: key.to_owned(),
                        expected: Expected::Words,
                    },
                );
                return None;
            }
        };
        let inner = Keys::new(
            self.source,
            self.diagnostics,
            self.source.line(found.span().start),
            table,
        );
        let words = Words {
            vi: inner.text("vi").unwrap_or_default(),
            en: inner.text("en").unwrap_or_default(),
        };
        inner.finish();
        for (language, text) in [("vi", &words.vi), ("en", &words.en)] {
            if text.is_empty() {
                self.wrong(
                    key,
                    MistakeKind::MissingTranslation {
                        key: key.to_owned(),
                        language: language.to_owned(),
                    },
                );
            }
        }
        Some(words)
    }

    /// Words that must be there.
    pub(crate) fn need_words(&self, key: &'static str) -> Words {
        self.needed(key, self.words(key)).unwrap_or_default()
    }

    /// True or false.
    pub(crate) fn flag(&self, key: &'static str) -> Option<bool> {
        self.typed(key, Expected::Flag, DeValue::as_bool)
    }

    /// A whole number as the file has it.
    pub(crate) fn whole(&self, key: &'static str) -> Option<i64> {
        self.typed(key, Expected::Whole, |v| {
            v.as_integer()
                .map(|i| i64::from_str_radix(i.as_str(), i.radix()).unwrap_or(i64::MAX))
        })
    }

    /// How many decimals something has; 0 when nothing usable is written.
    pub(crate) fn decimals(&self, key: &'static str) -> u8 {
        let Some(given) = self.whole(key) else {
            return 0;
        };
        match u8::try_from(given).ok().filter(|scale| *scale <= SCALE_MAX) {
            Some(scale) => scale,
            None => {
                self.wrong(key, MistakeKind::ScaleTooLarge { scale: given });
                0
            }
        }
    }

    /// A number as people write it, in steps of 10^-scale.
    pub(crate) fn steps(&self, key: &'static str, scale: u8) -> Option<i64> {
        let given = self.typed(key, Expected::Number, |v| match v {
            DeValue::Integer(i) if i.radix() == 10 => Some(i.as_str().to_owned()),
            DeValue::Float(f) => Some(f.as_str().to_owned()),
            _ => None,
        })?;
        let steps = steps_of(&given, scale);
        if steps.is_none() {
            self.wrong(
                key,
                MistakeKind::BadNumber {
                    key: key.to_owned(),
                    given: shortened(&given),
                    scale,
                },
            );
        }
        steps
    }

    /// A day, written as a TOML date or in quotes.
    pub(crate) fn day(&self, key: &'static str) -> Option<Day> {
        let (day, given) = self.typed(key, Expected::Date, |v| match v {
            DeValue::Datetime(d) => {
                let day = d.date.filter(|_| d.time.is_none() && d.offset.is_none());
                Some((
                    day.and_then(|d| Day::new(d.year.into(), d.month.into(), d.day.into())),
                    d.to_string(),
                ))
            }
            DeValue::String(text) => Some((Day::parse(text).ok(), text.to_string())),
            _ => None,
        })?;
        if day.is_none() {
            self.wrong(
                key,
                MistakeKind::BadDate {
                    key: key.to_owned(),
                    given: shortened(&given),
                },
            );
        }
        day
    }

    /// "11-01": month and day, as in a TOML date without its year.
    pub(crate) fn month_day(&self, key: &'static str) -> Option<(u32, u32)> {
        let given = self.text(key)?;
        let number = |s: &str| {
            (s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit()))
                .then(|| s.parse().ok())
                .flatten()
        };
        let found = given
            .split_once('-')
            .and_then(|(month, day)| number(month).zip(number(day)));
        // A leap year, so that 29 February may close a window.
        let found = found.filter(|(month, day)| Day::new(2024, *month, *day).is_some());
        if found.is_none() {
            self.wrong(
                key,
                MistakeKind::BadMonthDay {
                    key: key.to_owned(),
                    given: shortened(&given),
                },
            );
        }
        found
    }

    /// One of the words allowed.
    pub(crate) fn one_of<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        self.among(key, self.typed(key, Expected::Text, DeValue::as_str)?, choices)
    }

    /// Finds a word among those allowed, or notes the mistake at the key.
    pub(crate) fn among<T: Copy>(&self, key: &'static str, given: &str, choices: &[(&str, T)]) -> Option<T> {
        if let Some((_, found)) = choices.iter().find(|(word, _)| *word == given) {
            return Some(*found);
        }
        let near = self
            .diagnostics
            .nearest(given, choices.iter().map(|(word, _)| *word));
        let choices = choices.iter().map(|(word, _)| (*word).to_owned()).collect();
        self.wrong(
            key,
            MistakeKind::BadChoice {
                key: key.to_owned(),
                given: shortened(given),
                choices,
                near,
            },
        );
        None
    }
}

/// A number of a TOML file in steps, without going through floating point.
fn steps_of(given: &str, scale: u8) -> Option<i64> {
    let (negative, digits) = match given.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, given.strip_prefix('+').unwrap_or(given)),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = decimals.trim_end_matches('0');
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 18
        || decimals.len() > usize::from(scale)
        || !plain(whole)
        || !plain(decimals)
    {
        return None;
    }
    let steps: i128 = format!("{whole}{decimals:0<width$}", width = usize::from(scale))
        .parse()
        .ok()?;
    let steps = i64::try_from(steps).ok().filter(|s| *s <= LARGEST)?;
    Some(if negative { -steps } else { steps })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_file_become_steps_exactly() {
        assert_eq!(steps_of("0.1", 3), Some(100));
        assert_eq!(steps_of("-2.50", 1), Some(-25));
        assert_eq!(steps_of("1000000000000000", 0), Some(LARGEST));
        assert_eq!(steps_of("0.0001", 3), None);
        assert_eq!(steps_of("1e3", 0), None);
        assert_eq!(steps_of("nan", 0), None);
    }
}
