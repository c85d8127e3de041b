//! The units that a sheet's rows may name.

use crate::book::Book;
use dienhong_domain::time::Day;
use dienhong_domain::units::{NamedUnit, UnitId, UnitNames};

/// Units in reach of a sheet by every name that they bore.
pub(super) struct Places {
    names: UnitNames,
    top: UnitId,
}

impl Places {
    /// The unit of the sheet, all that ever stood below it, and what ended and left it its book, in both languages.
    pub(super) fn new(book: &Book, top: UnitId, today: Day) -> Places {
        let mut names = UnitNames::default();
        let mut reach = book.map.former(top, today);
        reach.extend(book.map.children_ever(top));
        reach.insert(top);
        for id in reach {
            for span in book.map.get(id).into_iter().flat_map(|u| &u.spans) {
                for language in ["vi", "en"] {
                    names.add(&book.map.label(id, span.from, language), id, span.from, span.to);
                }
            }
        }
        Places { names, top }
    }

    /// Who is meant on a day; an empty cell is the sheet's own unit.
    pub(super) fn find(&self, name: &str, day: Option<Day>) -> NamedUnit {
        if name.trim().is_empty() {
            return NamedUnit::One(self.top);
        }
        self.names.find(name, day)
    }
}
