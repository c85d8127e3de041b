//! The tables of a pack: one module for each, with everything that is done with its rows.

pub(crate) mod filings;
mod header;
mod holidays;
mod indicators;
mod kinds;
mod lists;
pub(crate) mod measures;
mod outlines;
pub(crate) mod registers;
mod sections;
mod statuses;
mod subject_kinds;
mod templates;
mod timelines;
mod windows;

use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::packs::Pack;
use std::collections::BTreeSet;

/// What is done with one table of a pack. Nothing here has a default: a table says of each step what it does.
pub(crate) trait Table: Sync {
    /// Reads its rows from all files into the pack. Names of other rows are checked when all tables are read.
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack);
    /// Notes each row that names what is not there, or brings unlike things together.
    fn check(&self, check: &Check<'_>);
    /// Lays the rows of an overlay over those of the packs below it.
    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack);
    /// Notes what a new version lacks or changes, so that old entries or figures would read otherwise.
    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>);
    /// Its rows as the preview of an upgrade compares them.
    fn rows(&self, pack: &Pack) -> Vec<Row>;
    /// The codes that no other pack which stands alone may have, each with what it is a code of.
    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)>;
    /// Puts the rows of another pack that stands alone beside those that are there.
    fn combine(&self, all: &mut Pack, other: &mut Pack);
}

/// Lists each table with the fields of [`Pack`] that hold it.
macro_rules! tables {
    ($($table:expr => $($field:ident),+;)*) => {
        /// All tables, in the order in which every step takes them.
        pub(crate) const TABLES: &[&dyn Table] = &[$(&$table),*];

        // A field of `Pack` for which no table answers does not compile.
        const _: fn(&Pack) = |Pack { $($($field: _),+),* }| ();
    };
}

// Measures are made from the items of lists, and registers write amounts with the decimals of measures.
tables! {
    header::Header => id, version, title, instruments, from, to, extends, supersedes, incomplete;
    sections::Sections => sections;
    kinds::Kinds => kinds;
    subject_kinds::SubjectKinds => subject_kinds;
    windows::Windows => windows;
    lists::Lists => lists;
    timelines::Timelines => timelines;
    holidays::Calendars => holidays;
    measures::Measures => measures, stems;
    indicators::Indicators => indicators;
    filings::Filings => filings;
    outlines::Outlines => outlines;
    templates::Templates => templates;
    registers::Registers => registers;
    statuses::Statuses => statuses;
}

/// The tables of one name, from all files in their order.
fn each<'a>(files: &[Keys<'a>], key: &'static str) -> impl Iterator<Item = Keys<'a>> {
    files.iter().flat_map(move |top| top.tables(key))
}

/// Notes the codes that a new version lacks.
fn removed<T>(
    what: Thing,
    (old, new): (&[T], &[T]),
    id: impl Fn(&T) -> &String,
    found: &mut Vec<MistakeKind>,
) {
    let kept: BTreeSet<&String> = new.iter().map(&id).collect();
    let gone = old.iter().map(&id).filter(|id| !kept.contains(id));
    found.extend(gone.map(|id| MistakeKind::Removed { what, id: id.clone() }));
}
