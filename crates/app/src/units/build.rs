//! Builds a change from a typed form: the change as far as it can be built, and every mistake.

use super::form::{ChangeRequest, Form};
use super::mistake::{UnitMistake, Wrong};
use super::names;
use dienhong_domain::text::{clean, clean_line, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Change, ChangeKind, Level, NewUnit, Part, SetSpan, UnitId, UnitMap};
use std::collections::{BTreeSet, HashSet};
use uuid::{Uuid, uuid};

/// A whole inheritance, in millionths.
pub(super) const WHOLE: u32 = 1_000_000;

/// A change being built.
pub(super) struct Build<'a> {
    pub(super) map: &'a UnitMap,
    pub(super) day: Day,
    pub(super) change: Change,
    pub(super) found: Vec<UnitMistake>,
    next: i32,
    gone: &'a HashSet<Uuid>,
}

/// Namespace of the identities of new communes and provinces.
const HEIRS: Uuid = uuid!("6a1d7f1e-7d0b-5d0c-9a57-3f0f6c1f7b52");

/// Builds the change of a form. New units are numbered from `first`, and none gets the identity of those in `gone`,
/// whose changes were undone. An unreadable day is replaced by `today`, so that the other mistakes are found as well.
pub(super) fn build(
    map: &UnitMap,
    form: &Form,
    today: Day,
    first: i32,
    gone: &HashSet<Uuid>,
) -> (Change, Vec<UnitMistake>) {
    let mut found = Vec::new();
    let day = Day::parse(&form.day).unwrap_or_else(|why| {
        found.push(UnitMistake::new(super::DAY, Wrong::Day(why)));
        today
    });
    let reference = clean(&form.reference);
    if reference.is_empty() {
        found.push(UnitMistake::new(super::REFERENCE, Wrong::NoReference));
    } else if length(&reference) > super::TEXT_MAX {
        let max = super::TEXT_MAX;
        found.push(UnitMistake::new(super::REFERENCE, Wrong::TooLong { max }));
    }
    let change = Change {
        id: form.id,
        day,
        kind: kind(&form.what),
        reference,
        ends: Vec::new(),
        creates: Vec::new(),
        sets: Vec::new(),
        parts: Vec::new(),
        groups: Vec::new(),
    };
    let mut build = Build {
        map,
        day,
        change,
        found,
        next: first,
        gone,
    };
    build.fill(&form.what);
    (build.change, build.found)
}

fn kind(what: &ChangeRequest) -> ChangeKind {
    match what {
        ChangeRequest::Found { .. } => ChangeKind::Found,
        ChangeRequest::Rename { .. } => ChangeKind::Rename,
        ChangeRequest::Transfer { .. } => ChangeKind::Transfer,
        ChangeRequest::Merge { .. } => ChangeKind::Merge,
        ChangeRequest::Split { .. } => ChangeKind::Split,
        ChangeRequest::Reform { .. } => ChangeKind::Reform,
        ChangeRequest::End { .. } => ChangeKind::End,
    }
}

impl Build<'_> {
    fn fill(&mut self, what: &ChangeRequest) {
        match what {
            ChangeRequest::Found { parent, kind, names } => self.found_groups(*parent, kind, names),
            ChangeRequest::Rename {
                unit,
                name,
                kind,
                code,
            } => self.rename(*unit, name, kind, code),
            ChangeRequest::Transfer { units, to, names } => self.transfer(units, *to, names),
            ChangeRequest::Merge { units, into, names } => self.merge(units, into, names),
            ChangeRequest::Split {
                unit,
                heirs,
                places,
                names,
            } => self.split(*unit, heirs, places, names),
            ChangeRequest::Reform { commune, kind, rows } => self.reform(*commune, kind, rows),
            ChangeRequest::End { units } => self.end(units),
        }
    }

    fn found_groups(&mut self, parent: UnitId, kind: &str, typed: &str) {
        if !self.is_kind(kind, Level::Group) {
            self.wrong(super::KIND, Wrong::NoKind);
        }
        let names = names::list(self.map, kind, typed);
        if names.is_empty() {
            self.wrong(super::NAME, Wrong::NoName);
        }
        let mut seen = Vec::new();
        for name in names {
            if seen.contains(&names::key(&name)) {
                self.wrong(super::NAME, Wrong::NameTwice { name });
                continue;
            }
            seen.push(names::key(&name));
            self.checked_name(super::NAME, &name);
            self.create(&name, kind, None, Some(parent));
        }
    }

    fn rename(&mut self, unit: UnitId, name: &str, kind: &str, code: &str) {
        let Some(span) = self.map.get(unit).map(|u| u.last()) else {
            return self.wrong(super::UNITS, Wrong::NoUnit);
        };
        let new_kind = clean_line(kind);
        let kind = Some(new_kind).filter(|k| !k.is_empty() && **k != *span.kind);
        let level = self.map.level(unit);
        let fits = |kind: &String| level.is_some_and(|level| self.is_kind(kind, level));
        if !kind.as_ref().is_none_or(fits) {
            self.wrong(super::KIND, Wrong::NoKind);
        }
        let name = names::bare(self.map, kind.as_deref().unwrap_or(&span.kind), name);
        self.checked_name(super::NAME, &name);
        let code = clean_line(code);
        let code = Some(code).filter(|c| !c.is_empty() && Some(c.as_str()) != span.code.as_deref());
        let set = SetSpan {
            unit,
            name: Some(name).filter(|n| !n.is_empty() && **n != *span.name),
            kind,
            code,
            parent: None,
        };
        if set.name.is_some() || set.kind.is_some() || set.code.is_some() {
            self.change.sets.push(set);
        }
    }

    fn end(&mut self, units: &[UnitId]) {
        if units.is_empty() {
            self.wrong(super::UNITS, Wrong::NoUnit);
        }
        self.change.ends = units.to_vec();
    }

    /// The identity of a commune or province that inherits: the same in every book that records the same event, so that
    /// figures of the heir that come from another book are recognised. Groups are known only in their own book.
    fn identity(&self, from: &BTreeSet<UnitId>, among: &str) -> Option<Uuid> {
        let is_group = |u: &UnitId| self.map.level(*u).is_none_or(|level| level == Level::Group);
        if from.is_empty() || from.iter().any(is_group) {
            return None;
        }
        let mut uids: Vec<String> = from.iter().map(|u| self.map.uid(*u).to_string()).collect();
        uids.sort_unstable();
        let event = format!("{} {} {among}", self.day, uids.join(" "));
        let uid = Uuid::new_v5(&HEIRS, event.as_bytes());
        let is_free = self.map.by_uid(uid).is_none() && !self.gone.contains(&uid);
        is_free.then_some(uid)
    }

    /// Adds a commune, province or group that inherits from others; `among` distinguishes several heirs.
    pub(super) fn create_heir(
        &mut self,
        from: &BTreeSet<UnitId>,
        (name, among): (&str, &str),
        (kind, code): (&str, Option<String>),
        parent: Option<UnitId>,
    ) -> UnitId {
        let identity = self.identity(from, among);
        let id = self.create(name, kind, code, parent);
        if let (Some(uid), Some(new)) = (identity, self.change.creates.last_mut()) {
            new.uid = uid;
        }
        id
    }

    /// Adds a new unit. Its identity is derived from the change's, so that the preview shows exactly what will be
    /// recorded.
    pub(super) fn create(
        &mut self,
        name: &str,
        kind: &str,
        code: Option<String>,
        parent: Option<UnitId>,
    ) -> UnitId {
        let id = UnitId(self.next);
        self.next += 1;
        let place = self.change.creates.len().to_string();
        self.change.creates.push(NewUnit {
            id,
            uid: Uuid::new_v5(&self.change.id, place.as_bytes()),
            name: name.to_owned(),
            kind: kind.to_owned(),
            code,
            parent,
        });
        id
    }

    /// Moves a unit to another parent, perhaps with another name.
    pub(super) fn move_to(&mut self, unit: UnitId, parent: UnitId, name: Option<String>) {
        self.change.sets.push(SetSpan {
            unit,
            name,
            kind: None,
            code: None,
            parent: Some(parent),
        });
    }

    pub(super) fn inherit(&mut self, from: UnitId, to: UnitId, share: Option<u32>, source: String) {
        self.change.parts.push(Part {
            from,
            to,
            share,
            source,
        });
    }

    pub(super) fn wrong(&mut self, field: impl Into<String>, what: Wrong) {
        self.found.push(UnitMistake::new(field, what));
    }

    pub(super) fn checked_name(&mut self, field: impl Into<String>, name: &str) {
        if names::is_too_long(name) {
            let max = super::NAME_MAX;
            self.wrong(field, Wrong::TooLong { max });
        }
    }

    pub(super) fn is_kind(&self, kind: &str, level: Level) -> bool {
        self.map.level_of_kind(kind) == Some(level)
    }

    /// Reads a share in per cent as millionths; empty means not known.
    pub(super) fn share(typed: &str) -> Result<Option<u32>, String> {
        let text = clean_line(typed);
        let plain = text.trim_end_matches('%').trim().replace(',', ".");
        if plain.is_empty() {
            return Ok(None);
        }
        let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
        let is_number = |t: &str| t.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || rest.len() > 4 || !is_number(whole) || !is_number(rest) {
            return Err(text);
        }
        let steps: Option<u32> = format!("{whole}{rest:0<4}").parse().ok();
        match steps.filter(|s| (1..=WHOLE).contains(s)) {
            Some(steps) => Ok(Some(steps)),
            None => Err(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_typed_in_per_cent() {
        assert_eq!(Build::share("40"), Ok(Some(400_000)));
        assert_eq!(Build::share(" 33,3333 % "), Ok(Some(333_333)));
        assert_eq!(Build::share("100%"), Ok(Some(WHOLE)));
        assert_eq!(Build::share(""), Ok(None));
        for bad in ["0", "101", "-5", "4O", "1,23456", "1.000", "%5", "."] {
            assert!(Build::share(bad).is_err() || bad == "1.000", "{bad}");
        }
    }
}
