//! Two versions of one pack: what may not change, and what did.

use crate::check::unlike;
use crate::mistake::{Mistake, MistakeKind, Thing, Unlike};
use dienhong_domain::packs::*;
use std::collections::{BTreeMap, BTreeSet};

/// What of the new version would make old entries or figures read otherwise. Empty when it may be installed.
pub fn compatible(old: &Pack, new: &Pack) -> Vec<Mistake> {
    let mut found = Vec::new();
    if old.id != new.id {
        found.push(MistakeKind::OtherPack {
            old: old.id.clone(),
            new: new.id.clone(),
        });
    }
    let removed = |what, id: &str| MistakeKind::Removed {
        what,
        id: id.to_owned(),
    };
    measures(old, new, &mut found);
    for list in &old.lists {
        let Some(now) = new.lists.iter().find(|l| l.id == list.id) else {
            found.push(removed(Thing::List, &list.id));
            continue;
        };
        let kept: BTreeSet<&str> = now.items.iter().map(|i| i.id.as_str()).collect();
        found.extend(
            list.items
                .iter()
                .filter(|i| !kept.contains(i.id.as_str()))
                .map(|i| removed(Thing::Item, &i.id)),
        );
    }
    let kept: BTreeSet<&str> = new.filings.iter().map(|f| f.id.as_str()).collect();
    let gone = old.filings.iter().filter(|f| !kept.contains(f.id.as_str()));
    found.extend(gone.map(|f| removed(Thing::Filing, &f.id)));
    let kept: BTreeSet<&str> = new.outlines.iter().map(|o| o.id.as_str()).collect();
    let gone = old.outlines.iter().filter(|o| !kept.contains(o.id.as_str()));
    found.extend(gone.map(|o| removed(Thing::Outline, &o.id)));
    let kept: BTreeSet<&str> = new.indicators.iter().map(|i| i.code.as_str()).collect();
    let gone = old.indicators.iter().filter(|i| !kept.contains(i.code.as_str()));
    found.extend(gone.map(|i| removed(Thing::Indicator, &i.code)));
    for register in &old.registers {
        match new.registers.iter().find(|r| r.id == register.id) {
            Some(now) => fields(register, now, &mut found),
            None => found.push(removed(Thing::Register, &register.id)),
        }
    }
    found
        .into_iter()
        .map(|what| Mistake {
            file: new.id.clone(),
            line: 0,
            what,
        })
        .collect()
}

fn measures(old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
    // Measures made for items go with their items, which are told on their own.
    let declared = |pack: &Pack| -> BTreeMap<String, (Measure, Option<String>)> {
        let plain = pack
            .measures
            .iter()
            .filter(|m| m.item.is_none())
            .map(|m| (m.code.clone(), (m.clone(), None)));
        let stems = pack
            .stems
            .iter()
            .map(|s| (s.measure.code.clone(), (s.measure.clone(), Some(s.list.clone()))));
        plain.chain(stems).collect()
    };
    let now = declared(new);
    for (code, (measure, list)) in declared(old) {
        match now.get(&code) {
            None => found.push(MistakeKind::Removed {
                what: Thing::Measure,
                id: code,
            }),
            Some((other, per)) => {
                let is_other = list != *per || measure.counts_units != other.counts_units;
                if let Some(why) = unlike(&measure, other).or(is_other.then_some(Unlike::Kind)) {
                    found.push(MistakeKind::MeasureChanged { code, why });
                }
            }
        }
    }
}

fn fields(old: &Register, new: &Register, found: &mut Vec<MistakeKind>) {
    for field in &old.fields {
        match new.field(&field.id) {
            None => found.push(MistakeKind::Removed {
                what: Thing::Field,
                id: format!("{}/{}", old.id, field.id),
            }),
            Some(now) if !reads_alike(&field.kind, &now.kind) => {
                found.push(MistakeKind::FieldChanged {
                    register: old.id.clone(),
                    field: field.id.clone(),
                });
            }
            Some(_) => {}
        }
    }
}

/// Whether an answer that was stored under one kind reads the same under the other.
fn reads_alike(old: &FieldKind, new: &FieldKind) -> bool {
    use FieldKind::*;
    match (old, new) {
        (
            Number { unit, scale, .. },
            Number {
                unit: now,
                scale: steps,
                ..
            },
        ) => unit == now && scale == steps,
        (Choice { list }, Choice { list: now }) | (Choices { list }, Choices { list: now }) => list == now,
        (Text { .. } | LongText { .. }, Text { .. } | LongText { .. }) => true,
        _ => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
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
    /// What it is.
    pub what: Thing,
    /// Its code; items and fields as "list/item" and "register/field".
    pub id: String,
    /// Its name, from the version that has it.
    pub title: Words,
    /// How it differs.
    pub change: Change,
}

/// What a person should know before an upgrade, in the order of the pack.
pub fn diff(old: &Pack, new: &Pack) -> Vec<Difference> {
    let (before, after) = (things(old), things(new));
    let known: BTreeMap<_, _> = before.iter().map(|t| ((t.what, &t.id), t)).collect();
    let mut found = Vec::new();
    for thing in &after {
        let change = match known.get(&(thing.what, &thing.id)) {
            None => Change::Added,
            Some(was) if was.is_open && !thing.is_open => Change::Closed,
            Some(was) if was.text != thing.text => Change::Changed,
            Some(_) => continue,
        };
        found.push(thing.difference(change));
    }
    let kept: BTreeSet<_> = after.iter().map(|t| (t.what, &t.id)).collect();
    found.extend(
        before
            .iter()
            .filter(|t| !kept.contains(&(t.what, &t.id)))
            .map(|t| t.difference(Change::Closed)),
    );
    found
}

struct Named {
    what: Thing,
    id: String,
    title: Words,
    is_open: bool,
    text: String,
}

impl Named {
    fn new(what: Thing, id: &str, title: &Words, whole: &impl std::fmt::Debug) -> Named {
        Named {
            what,
            id: id.to_owned(),
            title: title.clone(),
            is_open: true,
            text: format!("{whole:?}"),
        }
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

fn things(pack: &Pack) -> Vec<Named> {
    let mut all = Vec::new();
    all.extend(
        pack.sections
            .iter()
            .map(|s| Named::new(Thing::Section, &s.id, &s.title, s)),
    );
    all.extend(
        pack.kinds
            .iter()
            .map(|k| Named::new(Thing::Kind, &k.id, &k.title, k)),
    );
    all.extend(
        pack.windows
            .iter()
            .map(|w| Named::new(Thing::Window, &w.id, &w.title, w)),
    );
    for list in &pack.lists {
        all.push(Named::new(Thing::List, &list.id, &list.title, &list.title));
        for item in &list.items {
            let named = Named::new(
                Thing::Item,
                &format!("{}/{}", list.id, item.id),
                &item.title,
                item,
            );
            all.push(Named {
                is_open: item.until.is_none(),
                ..named
            });
        }
    }
    let plain = pack.measures.iter().filter(|m| m.item.is_none());
    all.extend(
        plain
            .chain(pack.stems.iter().map(|s| &s.measure))
            .map(|m| Named::new(Thing::Measure, &m.code, &m.title, m)),
    );
    all.extend(
        pack.indicators
            .iter()
            .map(|i| Named::new(Thing::Indicator, &i.code, &i.title, i)),
    );
    all.extend(
        pack.filings
            .iter()
            .map(|f| Named::new(Thing::Filing, &f.id, &f.title, f)),
    );
    all.extend(
        pack.outlines
            .iter()
            .map(|o| Named::new(Thing::Outline, &o.id, &o.title, o)),
    );
    for register in &pack.registers {
        let own = Register {
            fields: Vec::new(),
            ..register.clone()
        };
        all.push(Named::new(Thing::Register, &register.id, &register.title, &own));
        let id = |field: &Field| format!("{}/{}", register.id, field.id);
        all.extend(
            register
                .fields
                .iter()
                .map(|f| Named::new(Thing::Field, &id(f), &f.label, f)),
        );
    }
    all
}
