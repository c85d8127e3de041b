//! The map over time: units with their spans, and the links between predecessors and heirs.

use super::by_number::UnitsByNumber;
use super::change::{Change, ChangeKind, ChangeProblem, ProblemKind};
use super::{Level, UnitId};
use crate::packs::{UnitKind, Words};
use crate::time::{Day, Period};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// What a unit was during some days; `to` is not counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// First day.
    pub from: Day,
    /// First day that is no longer in the span; [`Day::MAX`] while open.
    pub to: Day,
    /// Name without the words of its kind.
    pub name: Arc<str>,
    /// Kind.
    pub kind: Arc<str>,
    /// Official code.
    pub code: Option<Box<str>>,
    /// Parent.
    pub parent: Option<UnitId>,
    /// The change that opened the span; `None` for the shipped map.
    pub opened_by: Option<Uuid>,
}

impl Span {
    /// Whether the span holds a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && day < self.to
    }
}

/// A unit with all its spans, in order of time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// Number in this database.
    pub id: UnitId,
    /// Permanent identity.
    pub uid: Uuid,
    /// Spans, never empty, in order.
    pub spans: Vec<Span>,
}

impl Unit {
    /// The span that holds a day.
    pub fn at(&self, day: Day) -> Option<&Span> {
        self.spans.iter().rev().find(|s| s.holds(day))
    }
    /// The last span.
    pub fn last(&self) -> &Span {
        &self.spans[self.spans.len() - 1]
    }
    /// The span of a day, or the nearest one: what to call a unit on a day before or after its life.
    pub fn near(&self, day: Day) -> &Span {
        self.at(day).unwrap_or_else(|| {
            if day < self.spans[0].from {
                &self.spans[0]
            } else {
                self.last()
            }
        })
    }
    /// First day of its life.
    pub fn begins(&self) -> Day {
        self.spans[0].from
    }
    /// Whether it existed on any day of a period.
    pub fn lives_in(&self, period: Period) -> bool {
        self.begins() <= period.to && self.ends() > period.from
    }
    /// First day after its life; [`Day::MAX`] while it lives.
    pub fn ends(&self) -> Day {
        self.last().to
    }
}

/// A row of the shipped map.
#[derive(Clone, Debug)]
pub struct BaseSpan {
    /// Unit.
    pub id: UnitId,
    /// Identity.
    pub uid: Uuid,
    /// Span.
    pub span: Span,
}

impl BaseSpan {
    /// A unit that stands on every day and has no code.
    pub fn always(id: UnitId, uid: Uuid, (kind, name): (&str, &str), parent: Option<UnitId>) -> BaseSpan {
        let span = Span {
            from: Day::MIN,
            to: Day::MAX,
            name: name.into(),
            kind: kind.into(),
            code: None,
            parent,
            opened_by: None,
        };
        BaseSpan { id, uid, span }
    }

    /// The same from a day on until a day on which it stands no more.
    pub fn between(mut self, from: Day, to: Day) -> BaseSpan {
        (self.span.from, self.span.to) = (from, to);
        self
    }
}

/// A succession from a predecessor to an heir on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// First day of the heir's map.
    pub day: Day,
    /// The succession.
    pub change: Uuid,
    /// What the succession is called.
    pub kind: ChangeKind,
    /// Predecessor.
    pub from: UnitId,
    /// Heir.
    pub to: UnitId,
    /// Share in millionths; `None` is unknown.
    pub share: Option<u32>,
    /// Legal reference.
    pub reference: Arc<str>,
}

/// A group whose earlier postings move to another commune.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupLink {
    /// First day of the new map.
    pub day: Day,
    /// Group.
    pub group: UnitId,
    /// Commune.
    pub to: UnitId,
}

/// Words that many units and links bear (the name "1", the kind "to-dan-pho", a resolution), each kept once.
#[derive(Default)]
struct SharedWords(HashSet<Arc<str>>);

impl SharedWords {
    fn shared(&mut self, word: Arc<str>) -> Arc<str> {
        if let Some(kept) = self.0.get(&word) {
            return Arc::clone(kept);
        }
        self.0.insert(Arc::clone(&word));
        word
    }
}

/// All units over time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UnitMap {
    units: UnitsByNumber,
    by_uid: HashMap<Uuid, UnitId>,
    pub(super) below: HashMap<UnitId, BTreeSet<UnitId>>,
    pub(super) links_from: HashMap<UnitId, Vec<Link>>,
    pub(super) links_to: HashMap<UnitId, Vec<Link>>,
    pub(super) group_links: HashMap<UnitId, Vec<GroupLink>>,
    kinds: BTreeMap<Arc<str>, (Level, Words)>,
    changes: Vec<Arc<Change>>,
}

impl UnitMap {
    /// Builds the map from its shipped rows and links.
    pub fn new(kinds: Vec<UnitKind>, rows: Vec<BaseSpan>, links: Vec<Link>) -> UnitMap {
        let mut map = UnitMap::default();
        map.add_kinds(kinds);
        let mut words = SharedWords::default();
        for mut row in rows {
            row.span.name = words.shared(row.span.name);
            row.span.kind = words.shared(row.span.kind);
            map.note_parent(row.id, row.span.parent);
            map.by_uid.insert(row.uid, row.id);
            match map.units.get_mut(row.id) {
                Some(unit) => unit.spans.push(row.span),
                None => map.units.insert(Unit {
                    id: row.id,
                    uid: row.uid,
                    // Most units have one, and a country has a hundred thousand units.
                    spans: vec![row.span],
                }),
            }
        }
        map.units.shrink_to_fit();
        map.by_uid.shrink_to_fit();
        for unit in map.units.iter_mut() {
            unit.spans.sort_by_key(|s| s.from);
        }
        for mut link in links {
            link.reference = words.shared(link.reference);
            map.add_link(link);
        }
        map
    }

    /// Adds kinds of units, those of groups for example.
    pub fn add_kinds(&mut self, kinds: Vec<UnitKind>) {
        for kind in kinds {
            self.kinds.insert(kind.id.into(), (kind.level, kind.title));
        }
    }

    /// Kinds of a level: code and words.
    pub fn kinds_of(&self, level: Level) -> impl Iterator<Item = (&str, &Words)> {
        self.kinds
            .iter()
            .filter(move |(_, (l, _))| *l == level)
            .map(|(code, (_, words))| (&**code, words))
    }
    /// Words of a kind.
    pub fn kind_words(&self, kind: &str) -> Option<&Words> {
        self.kinds.get(kind).map(|(_, words)| words)
    }
    /// Level of a kind.
    pub fn level_of_kind(&self, kind: &str) -> Option<Level> {
        self.kinds.get(kind).map(|(level, _)| *level)
    }
    /// A unit.
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(id)
    }
    /// The unit with an identity.
    pub fn by_uid(&self, uid: Uuid) -> Option<UnitId> {
        self.by_uid.get(&uid).copied()
    }
    /// The permanent identity of a unit.
    pub fn uid(&self, id: UnitId) -> Uuid {
        self.units.get(id).map(|u| u.uid).unwrap_or_default()
    }
    /// Every unit.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter()
    }
    /// The next free number.
    pub fn next_id(&self) -> UnitId {
        UnitId(self.units.last().map_or(1, |u| u.0 + 1))
    }
    /// Changes recorded here, in the order in which they were recorded.
    pub fn changes(&self) -> &[Arc<Change>] {
        &self.changes
    }
    /// A unit's span on a day.
    pub fn at(&self, id: UnitId, day: Day) -> Option<&Span> {
        self.get(id)?.at(day)
    }
    /// A unit's level, by its last span: island districts went on as special zones in 2025.
    pub fn level(&self, id: UnitId) -> Option<Level> {
        self.level_of_kind(&self.get(id)?.last().kind)
    }
    /// The name with the words of its kind, as it was on a day or nearest to it.
    pub fn label(&self, id: UnitId, day: Day, language: &str) -> String {
        let Some(unit) = self.get(id) else {
            return String::new();
        };
        let span = unit.near(day);
        self.full_name(&span.kind, &span.name, language)
    }
    /// A name with the words of a kind.
    pub fn full_name(&self, kind: &str, name: &str, language: &str) -> String {
        let words = self.kind_words(kind).map_or("", |w| w.get(language));
        if words.is_empty() {
            name.to_owned()
        } else {
            format!("{words} {name}")
        }
    }
    /// Units directly below on a day, by number.
    pub fn children(&self, id: UnitId, day: Day) -> Vec<UnitId> {
        let is_child = |u: &&UnitId| self.at(**u, day).is_some_and(|s| s.parent == Some(id));
        self.below
            .get(&id)
            .into_iter()
            .flatten()
            .filter(is_child)
            .copied()
            .collect()
    }
    /// Units that ever stood directly below.
    pub fn children_ever(&self, id: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        self.below.get(&id).into_iter().flatten().copied()
    }
    /// The unit and all above it on a day, from below.
    pub fn chain(&self, id: UnitId, day: Day) -> Vec<UnitId> {
        let mut chain = vec![id];
        let mut at = id;
        while let Some(parent) = self.get(at).and_then(|u| u.near(day).parent) {
            if chain.contains(&parent) {
                break;
            }
            chain.push(parent);
            at = parent;
        }
        chain
    }
    /// Whether `id` is `top` or stands below it on a day.
    pub fn is_within(&self, id: UnitId, top: UnitId, day: Day) -> bool {
        self.chain(id, day).contains(&top)
    }
    /// The home of what is recorded for a unit on a day: its commune, or the unit itself above communes.
    pub fn home(&self, id: UnitId, day: Day) -> Option<UnitId> {
        let span = self.at(id, day)?;
        match self.level_of_kind(&span.kind)? {
            Level::Group => span.parent,
            _ => Some(id),
        }
    }
    /// Every home that a unit's own postings may have had.
    pub fn homes_ever(&self, id: UnitId) -> Vec<UnitId> {
        match self.level(id) {
            Some(Level::Group) => {
                let all: BTreeSet<UnitId> = self
                    .get(id)
                    .into_iter()
                    .flat_map(|u| u.spans.iter().filter_map(|s| s.parent))
                    .collect();
                all.into_iter().collect()
            }
            _ => vec![id],
        }
    }
    /// Links to heirs, by day.
    pub fn heirs(&self, id: UnitId) -> &[Link] {
        self.links_from.get(&id).map_or(&[], Vec::as_slice)
    }
    /// Links from predecessors, by day.
    pub fn predecessors(&self, id: UnitId) -> &[Link] {
        self.links_to.get(&id).map_or(&[], Vec::as_slice)
    }
    /// All units that a unit inherits from, near and far.
    pub fn ancestry(&self, id: UnitId) -> BTreeSet<UnitId> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            for link in self.predecessors(at) {
                if found.insert(link.from) {
                    open.push(link.from);
                }
            }
        }
        found
    }
    /// Applies a change; nothing changes when there is a problem, and all problems are returned.
    pub fn apply(&mut self, change: &Change) -> Result<(), Vec<ChangeProblem>> {
        let problems = super::checks::problems(self, change);
        if !problems.is_empty() {
            return Err(problems);
        }
        self.restore(&Arc::new(change.clone()));
        Ok(())
    }

    /// Applies a change without checks, as it was checked when recorded: a stricter rule must not make an old book
    /// unreadable.
    pub fn restore(&mut self, change: &Arc<Change>) {
        for id in &change.ends {
            self.end_span(*id, change.day);
        }
        for new in &change.creates {
            self.note_parent(new.id, new.parent);
            self.by_uid.insert(new.uid, new.id);
            let span = Span {
                from: change.day,
                to: Day::MAX,
                name: new.name.as_str().into(),
                kind: self.kind(&new.kind),
                code: new.code.as_deref().map(Into::into),
                parent: new.parent,
                opened_by: Some(change.id),
            };
            let spans = self.following(span);
            for parent in spans.iter().map(|s| s.parent).collect::<Vec<_>>() {
                self.note_parent(new.id, parent);
            }
            self.units.insert(Unit {
                id: new.id,
                uid: new.uid,
                spans,
            });
        }
        for set in &change.sets {
            let Some(old) = self.units.get(set.unit).map(|u| u.last().clone()) else {
                continue;
            };
            self.end_span(set.unit, change.day);
            let span = Span {
                from: change.day,
                to: Day::MAX,
                name: set.name.as_deref().map_or(old.name, Into::into),
                kind: set.kind.as_deref().map_or(old.kind, |k| self.kind(k)),
                code: set.code.as_deref().map(Into::into).or(old.code),
                parent: set.parent.or(old.parent),
                opened_by: Some(change.id),
            };
            self.note_parent(set.unit, span.parent);
            if let Some(unit) = self.units.get_mut(set.unit) {
                unit.spans.push(span);
            }
        }
        for part in &change.parts {
            self.add_link(Link {
                day: change.day,
                change: change.id,
                kind: change.kind,
                from: part.from,
                to: part.to,
                share: part.share,
                reference: change.reference.as_str().into(),
            });
        }
        for group in &change.groups {
            let link = GroupLink {
                day: change.day,
                group: group.group,
                to: group.to,
            };
            self.group_links.entry(group.group).or_default().push(link);
        }
        self.changes.push(Arc::clone(change));
    }

    /// The spans of a new group whose commune is known to end later: the group continues under the heir if a single one
    /// takes everything, and otherwise ends with its commune.
    fn following(&self, first: Span) -> Vec<Span> {
        let mut spans = vec![first];
        while let Some(last) = spans.last_mut() {
            let Some(parent) = last.parent.and_then(|p| self.get(p)) else {
                break;
            };
            let end = parent.ends();
            if end == Day::MAX {
                break;
            }
            last.to = end;
            let heirs: Vec<&Link> = self.heirs(parent.id).iter().filter(|l| l.day == end).collect();
            let [
                Link {
                    to,
                    share: Some(super::checks::WHOLE),
                    ..
                },
            ] = heirs[..]
            else {
                break;
            };
            let next = Span {
                from: end,
                to: Day::MAX,
                parent: Some(*to),
                ..last.clone()
            };
            spans.push(next);
        }
        spans
    }

    /// A kind as the map keeps it, so that the units that bear it share one word.
    fn kind(&self, code: &str) -> Arc<str> {
        let kept = self.kinds.get_key_value(code);
        kept.map_or_else(|| code.into(), |(kept, _)| Arc::clone(kept))
    }

    fn end_span(&mut self, id: UnitId, day: Day) {
        if let Some(last) = self.units.get_mut(id).and_then(|u| u.spans.last_mut()) {
            last.to = day;
        }
    }

    fn note_parent(&mut self, id: UnitId, parent: Option<UnitId>) {
        if let Some(parent) = parent {
            self.below.entry(parent).or_default().insert(id);
        }
    }

    fn add_link(&mut self, link: Link) {
        let from = self.links_from.entry(link.from).or_default();
        from.push(link.clone());
        from.sort_by_key(|l| (l.day, l.to));
        let to = self.links_to.entry(link.to).or_default();
        to.push(link);
        to.sort_by_key(|l| (l.day, l.from));
    }

    /// Replays changes on top of the shipped map; a change that no longer fits is returned with its problems.
    #[allow(clippy::result_large_err, reason = "read once, when a book is opened")]
    pub fn replay<C: Borrow<Change>>(&mut self, changes: &[C]) -> Result<(), (Change, Vec<ChangeProblem>)> {
        for change in changes.iter().map(Borrow::borrow) {
            self.apply(change)
                .map_err(|problems| (change.clone(), problems))?;
        }
        Ok(())
    }
}

impl ChangeProblem {
    pub(super) fn new(unit: UnitId, what: ProblemKind) -> ChangeProblem {
        ChangeProblem {
            unit: Some(unit),
            what,
        }
    }
}
