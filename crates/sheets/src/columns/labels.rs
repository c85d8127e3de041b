//! The texts by which the head of a column is recognised.

use super::{DAY, ENTRY, STATE, UNIT, asked};
use crate::oldfont::{OldFont, Reading, reading};
use crate::words;
use dienhong_domain::entries::BOUND_SUFFIX;
use dienhong_domain::packs::{FieldKind, Register, Words};
use dienhong_domain::text::{clean_line, fold_spelling, name_key};
use dienhong_i18n::{Locale, t, t_with};
use std::collections::{HashMap, HashSet};

/// Maps heads of columns to fields.
pub(super) trait Heads {
    /// The field that a head names.
    fn find(&self, text: &str) -> Option<&str>;

    /// The field of a head as it stands, or else as typed in the sheet's old font: a head is short, so spelling alone does not
    /// tell, and the labels do.
    fn find_in(&self, text: &str, old_font: Option<OldFont>) -> Option<&str> {
        let old = || match reading(text, old_font?) {
            Reading::Better(read) | Reading::Unsure(read) => self.find(&clean_line(&read)),
            Reading::AsFound => None,
        };
        self.find(&clean_line(text)).or_else(old)
    }
}

/// What heads may say: exactly, or without marks and with i for y where that is not ambiguous.
pub(super) struct Labels {
    /// Every name of a field, folded, those that several fields bear too.
    names: HashSet<(String, String)>,
    exact: HashMap<String, String>,
    folded: HashMap<String, Option<String>>,
    pub(super) fields: usize,
}

impl Labels {
    pub(super) fn of(register: &Register) -> Labels {
        let mut labels = Labels {
            names: HashSet::new(),
            exact: HashMap::new(),
            folded: HashMap::new(),
            fields: 0,
        };
        for field in asked(register) {
            labels.fields += 1;
            labels.add_words(&field.label, &field.id);
            if let FieldKind::Number { unit, .. } = &field.kind {
                let with_unit = |label: &str, unit: &str| format!("{label} ({unit})");
                labels.add(&with_unit(&field.label.vi, &unit.vi), &field.id);
                labels.add(&with_unit(&field.label.en, &unit.en), &field.id);
            }
        }
        // Common names of the two columns that each register has; a field of that name comes first.
        for (names, code) in [(words::DAY_NAMES, DAY), (words::UNIT_NAMES, UNIT)] {
            labels.fields += 1;
            for name in names
                .iter()
                .filter(|n| !labels.folded.contains_key(&fold_spelling(n)))
                .collect::<Vec<_>>()
            {
                labels.folded.insert(fold_spelling(name), Some(code.to_owned()));
            }
        }
        labels.add_own(register);
        labels.add_former(register);
        labels
    }

    /// Whether a head is a name of a field, which others may bear as well.
    pub(super) fn is_called(&self, head: &str, field: &str) -> bool {
        let bare = clean_line(head);
        let bare = bare.trim_end_matches([' ', '*', ':']);
        self.names.contains(&(fold_spelling(bare), field.to_owned()))
    }

    /// What our own export writes: code and state of the entry, how sure a number is. A field of that name comes first.
    fn add_own(&mut self, register: &Register) {
        for locale in [Locale::Vi, Locale::En] {
            self.add_rest(&t(locale, "entries-column-id"), ENTRY);
            self.add_rest(&t(locale, "entries-column-state"), STATE);
            for field in asked(register) {
                let label = field.label.get(locale.code());
                match field.kind {
                    FieldKind::Number { bound: true, .. } => {
                        let head = t_with(locale, "entries-column-bound", &[("label", label.into())]);
                        self.add_rest(&head, &format!("{}{BOUND_SUFFIX}", field.id));
                    }
                    FieldKind::Share => self.add_rest(&format!("{label} (%)"), &field.id),
                    _ => {}
                }
            }
        }
    }

    /// What fields were called before. A field that is called so today comes first, and a name that two had tells neither.
    fn add_former(&mut self, register: &Register) {
        let mut former: HashMap<String, Option<&str>> = HashMap::new();
        for field in asked(register) {
            for name in &field.formerly {
                let of = former
                    .entry(fold_spelling(name))
                    .or_insert(Some(field.id.as_str()));
                *of = of.filter(|id| *id == field.id);
            }
        }
        let one = former
            .into_iter()
            .filter_map(|(name, field)| Some((name, field?.to_owned())));
        for (name, field) in one {
            if !self.folded.contains_key(&name) {
                self.names.insert((name.clone(), field.clone()));
                self.folded.insert(name, Some(field));
            }
        }
    }

    /// Adds a head that only counts where no field bears it.
    fn add_rest(&mut self, head: &str, code: &str) {
        self.exact
            .entry(name_key(&clean_line(head)))
            .or_insert_with(|| code.to_owned());
    }

    fn add_words(&mut self, label: &Words, field: &str) {
        self.add(&label.vi, field);
        self.add(&label.en, field);
    }

    fn add(&mut self, label: &str, field: &str) {
        let label = clean_line(label);
        if label.is_empty() {
            return;
        }
        self.names.insert((fold_spelling(&label), field.to_owned()));
        let folded = self
            .folded
            .entry(fold_spelling(&label))
            .or_insert_with(|| Some(field.to_owned()));
        if folded.as_deref() != Some(field) {
            *folded = None;
        }
        self.exact
            .entry(name_key(&label))
            .or_insert_with(|| field.to_owned());
    }
}

impl Heads for Labels {
    fn find(&self, text: &str) -> Option<&str> {
        let bare = text.trim_end_matches([' ', '*', ':']);
        let exact = self.exact.get(&name_key(bare));
        exact
            .or_else(|| self.folded.get(&fold_spelling(bare))?.as_ref())
            .map(String::as_str)
    }
}
