//! Several answers: texts, tables, and tables whose keys the author chooses.

use super::{Keys, shortened};
use crate::mistake::{Expected, MistakeKind};
use crate::source::ITEMS_MAX;
use dienhong_domain::text::clean_line;
use toml::de::DeValue;

impl<'a> Keys<'a> {
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
                DeValue::Table(table) => tables.push(Keys::new(self.source, self.diagnostics, line, table)),
                _ => {
                    let what = MistakeKind::WrongType {
                        key: key.to_owned(),
                        expected: Expected::Tables,
                    };
                    self.diagnostics.wrong(&self.source.name, line, what);
                }
            }
        }
        tables
    }

    /// A table.
    pub(crate) fn table(&self, key: &'static str) -> Option<Keys<'a>> {
        let line = self.source.line(self.get(key)?.span().start);
        let table = self.typed(key, Expected::Table, DeValue::as_table)?;
        Some(Keys::new(self.source, self.diagnostics, line, table))
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
