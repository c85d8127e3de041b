//! Two versions of one pack: what may not change, and what did.

use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::tables::TABLES;
use dienhong_domain::packs::{Pack, Words};
use std::collections::{BTreeMap, BTreeSet};

/// What of the new version would make old entries or figures read otherwise. Empty when it may be installed.
pub fn compatible(old: &Pack, new: &Pack) -> Vec<Mistake> {
    placed(new, found(old, new))
}

/// What a pack that supersedes another one counts otherwise under the same code. It may leave out codes of the older one: that
/// one stays the law of its own days.
pub fn successor(old: &Pack, new: &Pack) -> Vec<Mistake> {
    let mut found = found(old, new);
    found.retain(|what| !matches!(what, MistakeKind::Removed { .. } | MistakeKind::OtherPack { .. }));
    placed(new, found)
}

fn found(old: &Pack, new: &Pack) -> Vec<MistakeKind> {
    let mut found = Vec::new();
    for table in TABLES {
        table.compatible(old, new, &mut found);
    }
    found
}

fn placed(new: &Pack, found: Vec<MistakeKind>) -> Vec<Mistake> {
    let mistake = |what| Mistake {
        file: new.id.clone(),
        line: 0,
        what,
    };
    found.into_iter().map(mistake).collect()
}

/// How something differs between two versions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    /// Only the new one has it.
    Added,
    /// Both have it, not alike.
    Changed,
    /// The new one closes it, or lacks it.
    Closed,
}

/// One line of the preview of an upgrade.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Kind of thing that differs.
    pub what: Thing,
    /// Its code; items and fields as "list/item" and "register/field".
    pub id: String,
    /// Its name, from the version that has it.
    pub title: Words,
    /// Whether it is new, changed or closed.
    pub change: Change,
}

/// What a person should know before an upgrade, in the order of the pack.
pub fn diff(old: &Pack, new: &Pack) -> Vec<Difference> {
    let rows = |pack| {
        TABLES
            .iter()
            .flat_map(|table| table.rows(pack))
            .collect::<Vec<Row>>()
    };
    let (before, after) = (rows(old), rows(new));
    let known: BTreeMap<_, _> = before.iter().map(|row| ((row.what, &row.id), row)).collect();
    let mut found = Vec::new();
    for row in &after {
        let change = match known.get(&(row.what, &row.id)) {
            None => Change::Added,
            Some(was) if was.is_open && !row.is_open => Change::Closed,
            Some(was) if was.text != row.text => Change::Changed,
            Some(_) => continue,
        };
        found.push(row.difference(change));
    }
    let kept: BTreeSet<_> = after.iter().map(|row| (row.what, &row.id)).collect();
    found.extend(
        before
            .iter()
            .filter(|row| !kept.contains(&(row.what, &row.id)))
            .map(|row| row.difference(Change::Closed)),
    );
    found
}

/// A row of a table, as the preview of an upgrade compares it.
pub(crate) struct Row {
    what: Thing,
    /// Unique among what is of the same kind: items and fields as "list/item" and "register/field".
    id: String,
    title: Words,
    /// Whether it may still be used: an item with a last day is closed.
    is_open: bool,
    /// Everything that makes it what it is.
    text: String,
}

impl Row {
    pub(crate) fn new(what: Thing, id: &str, title: &Words, whole: &impl std::fmt::Debug) -> Row {
        Row {
            what,
            id: id.to_owned(),
            title: title.clone(),
            is_open: true,
            text: format!("{whole:?}"),
        }
    }
    /// The row, open or closed; open when nothing is said.
    pub(crate) fn open(self, is_open: bool) -> Row {
        Row { is_open, ..self }
    }
    fn difference(&self, change: Change) -> Difference {
        Difference {
            what: self.what,
            id: self.id.clone(),
            title: self.title.clone(),
            change,
        }
    }
}
