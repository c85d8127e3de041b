//! Reads one table key by key: every answer is checked, and a key that nobody asked for is a mistake.

use crate::mistake::{Expected, MistakeKind, Thing};
use crate::source::{Book, ITEMS_MAX, Source};
use dienhong_domain::amount::LARGEST;
use dienhong_domain::packs::Words;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::time::Day;
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest text of any key, in letters.
pub const TEXT_MAX: usize = 1_000;
/// Longest code.
pub const ID_MAX: usize = 40;

/// Whether a text is a code: a-z, 0-9 and hyphens.
pub fn is_id(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.len() <= ID_MAX && text.bytes().all(allowed)
}

/// A table of a file.
pub(crate) struct Keys<'a> {
    pub(crate) source: &'a Source,
    pub(crate) book: &'a Book,
    pub(crate) line: usize,
    table: &'a DeTable<'a>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(source: &'a Source, book: &'a Book, line: usize, table: &'a DeTable<'a>) -> Keys<'a> {
        Keys {
            source,
            book,
            line,
            table,
            asked: RefCell::default(),
        }
    }

    /// Notes a mistake at a key, or at the table when the key is not written.
    pub(crate) fn wrong(&self, key: &str, what: MistakeKind) {
        self.book.wrong(&self.source.name, self.line_of(key), what);
    }

    fn line_of(&self, key: &str) -> usize {
        self.table
            .get_key_value(key)
            .map_or(self.line, |(k, _)| self.source.line(k.span().start))
    }

    /// Remembers where this table and its keys stand.
    pub(crate) fn place(&self, path: &str) {
        let mut places = self.book.places.borrow_mut();
        let at = |line: usize| (self.source.name.clone(), line);
        places.0.insert(path.to_owned(), at(self.line));
        for (key, _) in self.table {
            places.0.insert(
                format!("{path}#{}", key.get_ref()),
                at(self.source.line(key.span().start)),
            );
        }
    }

    /// Claims a name for the thing that this table defines.
    pub(crate) fn claim(&self, what: Thing, scope: &str, id: &str) {
        if !id.is_empty() {
            self.book
                .claim(what, format!("{scope}/{id}"), id, &self.source.name, self.line);
        }
    }

    /// Notes every key that was not asked for. Call last.
    pub(crate) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let key = key.get_ref().as_ref();
            if !asked.contains(key) {
                let near = self.book.nearest(key, asked.iter().copied());
                self.wrong(
                    key,
                    MistakeKind::UnknownKey {
                        key: shortened(key),
                        near,
                    },
                );
            }
        }
    }

    /// Whether a key is written.
    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn value(&self, key: &'static str) -> Option<&'a DeValue<'a>> {
        self.get(key).map(Spanned::get_ref)
    }

    fn typed<T>(
        &self,
        key: &'static str,
        expected: Expected,
        read: impl Fn(&'a DeValue<'a>) -> Option<T>,
    ) -> Option<T> {
        let found = read(self.value(key)?);
        if found.is_none() {
            self.wrong(
                key,
                MistakeKind::WrongType {
                    key: key.to_owned(),
                    expected,
                },
            );
        }
        found
    }

    /// Notes a missing key.
    pub(crate) fn needed<T>(&self, key: &'static str, value: Option<T>) -> Option<T> {
        if !self.has(key) {
            self.wrong(key, MistakeKind::MissingKey { key: key.to_owned() });
        }
        value
    }

    /// One line of text.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        let text = clean_line(self.typed(key, Expected::Text, DeValue::as_str)?);
        if length(&text) > TEXT_MAX {
            self.wrong(
                key,
                MistakeKind::TooLong {
                    key: key.to_owned(),
                    max: TEXT_MAX,
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
            self.book,
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

    /// One of the words allowed.
    pub(crate) fn one_of<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        self.among(key, self.typed(key, Expected::Text, DeValue::as_str)?, choices)
    }

    /// Finds a word among those allowed, or notes the mistake at the key.
    pub(crate) fn among<T: Copy>(&self, key: &'static str, given: &str, choices: &[(&str, T)]) -> Option<T> {
        if let Some((_, found)) = choices.iter().find(|(word, _)| *word == given) {
            return Some(*found);
        }
        let near = self.book.nearest(given, choices.iter().map(|(word, _)| *word));
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

    /// Several texts in brackets, or one without; true and false are taken as their words.
    pub(crate) fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        let one = |v: &DeValue<'_>| match v {
            DeValue::String(text) => Some(clean_line(text)),
            DeValue::Boolean(yes) => Some(yes.to_string()),
            DeValue::Integer(i) => Some(i.as_str().to_owned()),
            _ => None,
        };
        let texts = self.typed(key, Expected::Texts, |v| match v {
            DeValue::Array(all) => all.iter().take(ITEMS_MAX + 1).map(|v| one(v.get_ref())).collect(),
            v => one(v).map(|text| vec![text]),
        })?;
        (!self.is_too_many(key, texts.len())).then_some(texts)
    }

    /// Tables, as `[[key]]` or in brackets.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Keys<'a>> {
        let Some(all) = self.typed(key, Expected::Tables, DeValue::as_array) else {
            return Vec::new();
        };
        if self.is_too_many(key, all.len()) {
            return Vec::new();
        }
        let mut tables = Vec::new();
        for value in all.iter() {
            let line = self.source.line(value.span().start);
            match value.get_ref() {
                DeValue::Table(table) => tables.push(Keys::new(self.source, self.book, line, table)),
                _ => {
                    let what = MistakeKind::WrongType {
                        key: key.to_owned(),
                        expected: Expected::Tables,
                    };
                    self.book.wrong(&self.source.name, line, what);
                }
            }
        }
        tables
    }

    /// A table.
    pub(crate) fn table(&self, key: &'static str) -> Option<Keys<'a>> {
        let line = self.source.line(self.get(key)?.span().start);
        let table = self.typed(key, Expected::Table, DeValue::as_table)?;
        Some(Keys::new(self.source, self.book, line, table))
    }

    /// Every key with its texts: for tables whose keys the author chooses.
    pub(crate) fn free(&self) -> Vec<(String, Vec<String>)> {
        let one = |v: &DeValue<'_>| match v {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Boolean(yes) => Some(yes.to_string()),
            DeValue::Integer(i) if i.radix() == 10 => Some(i.as_str().to_owned()),
            _ => None,
        };
        let mut found = Vec::new();
        for (key, value) in self.table {
            let texts: Option<Vec<String>> = match value.get_ref() {
                DeValue::Array(all) => all.iter().take(ITEMS_MAX).map(|v| one(v.get_ref())).collect(),
                v => one(v).map(|text| vec![text]),
            };
            match texts {
                Some(texts) => found.push((key.get_ref().to_string(), texts)),
                None => {
                    let name = shortened(key.get_ref());
                    self.wrong(
                        key.get_ref(),
                        MistakeKind::WrongType {
                            key: name,
                            expected: Expected::Texts,
                        },
                    );
                }
            }
        }
        found
    }

    fn is_too_many(&self, key: &str, count: usize) -> bool {
        if count > ITEMS_MAX {
            self.wrong(
                key,
                MistakeKind::TooManyItems {
                    key: key.to_owned(),
                    max: ITEMS_MAX,
                },
            );
        }
        count > ITEMS_MAX
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

/// A foreign text, short enough to be told back.
pub(crate) fn shortened(text: &str) -> String {
    let text = clean_line(text);
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
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
