//! Entries whose unit or home changes with the map: those that follow automatically, and those for which a person
//! chooses where they go. Nothing is overwritten: each gets a new revision with the same answers.

use super::mistake::{UnitMistake, Wrong};
use crate::app::Fault;
use crate::entries::Stored;
use crate::snapshot::RulesSnapshot;
use crate::units::UnitService;
use dienhong_domain::entries::State;
use dienhong_domain::text::fold;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Change, ConnectedUnits, Level, UnitId, UnitMap};
use dienhong_store::entries::{EntryRow, difference};
use dienhong_store::{Batch, EntryWrite, PostingWrite};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// Where a person sends entries; units by their permanent identities.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// For all entries of a unit.
    pub units: BTreeMap<Uuid, Uuid>,
    /// For single entries, which take precedence.
    pub entries: BTreeMap<Uuid, Uuid>,
    /// Whether names that are very similar to those of other groups are intended.
    pub alike_is_meant: bool,
}

/// Entries of one unit that must go elsewhere.
#[derive(Clone, Debug)]
pub struct RehomingChoice {
    /// The unit that does not exist any more on their days.
    pub unit: UnitId,
    /// Where they may go.
    pub options: Vec<UnitId>,
    /// The proposed unit, if only one is possible.
    pub proposed: Option<UnitId>,
    /// The entries, newest day first.
    pub entries: Vec<EntryRow>,
    /// Whether these are only the newest of them.
    pub is_cut: bool,
}

/// All entries that go elsewhere because of a change.
#[derive(Clone, Debug, Default)]
pub struct Rehoming {
    /// Entries whose unit continues at another home: (entry, home).
    pub follow: Vec<(EntryRow, UnitId)>,
    /// Entries for which a person chooses.
    pub ask: Vec<RehomingChoice>,
    /// Whether of some unit only the newest entries were looked at.
    pub is_cut: bool,
}

/// A page looks at so many entries of each unit, the newest; the act itself looks at all.
const SHOWN: i64 = 50;

/// Which entries are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Look {
    /// All that there are, for the act.
    All,
    /// The newest of each unit, for a page.
    Newest,
}

/// Whether a change is made or undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    Forth,
    Back,
}

impl UnitService<'_> {
    /// Finds the entries that do not fit the map `after` a change, or after its undoing.
    pub(super) async fn misplaced(
        &self,
        after: &UnitMap,
        change: &Change,
        way: Way,
        look: Look,
    ) -> Result<Rehoming, Fault> {
        let snapshot = self.snapshot();
        let mut units: BTreeSet<UnitId> = change.ends.iter().copied().collect();
        units.extend(change.creates.iter().map(|n| n.id));
        units.extend(change.sets.iter().filter(|s| s.parent.is_some()).map(|s| s.unit));
        units.retain(|unit| snapshot.map.get(*unit).is_some());
        let mut found = Rehoming::default();
        if units.is_empty() {
            return Ok(found);
        }
        let (rows, cut) = match look {
            Look::All => (self.all_since(&units, change.day).await?, BTreeSet::new()),
            Look::Newest => self.newest_since(after, &units, change.day).await?,
        };
        let mut asked: BTreeMap<UnitId, Vec<EntryRow>> = BTreeMap::new();
        for row in rows {
            match after.home(row.unit, row.day) {
                Some(home) if home == row.home => {}
                Some(home) => found.follow.push((row, home)),
                None => asked.entry(row.unit).or_default().push(row),
            }
        }
        found.is_cut = !cut.is_empty();
        found.ask = asked
            .into_iter()
            .map(|(unit, entries)| {
                let options = options(&snapshot.map, after, change, unit, way);
                RehomingChoice {
                    unit,
                    proposed: options.first().copied().filter(|_| options.len() == 1),
                    options,
                    entries,
                    is_cut: cut.contains(&unit),
                }
            })
            .collect();
        Ok(found)
    }

    /// All entries of some units from a day on, newest first.
    async fn all_since(&self, units: &BTreeSet<UnitId>, from: Day) -> Result<Vec<EntryRow>, Fault> {
        let map = &self.snapshot().map;
        let homes: BTreeSet<i32> = units
            .iter()
            .flat_map(|u| map.homes_ever(*u))
            .map(|h| h.0)
            .collect();
        let homes: Vec<i32> = homes.into_iter().collect();
        let units: Vec<i32> = units.iter().map(|unit| unit.0).collect();
        let days = Period { from, to: Day::MAX };
        Ok(self.store.entries_on(&homes, days, None, &units).await?)
    }

    /// The newest entries of each of some units from a day on, and the units that have more.
    async fn newest_since(
        &self,
        after: &UnitMap,
        units: &BTreeSet<UnitId>,
        from: Day,
    ) -> Result<(Vec<EntryRow>, BTreeSet<UnitId>), Fault> {
        let map = &self.snapshot().map;
        let (mut rows, mut cut) = (Vec::new(), BTreeSet::new());
        for unit in units {
            let is_home = map.level(*unit) != Some(Level::Group);
            // A home that is there all the time keeps its own entries.
            let is_there = |day: Day| after.home(*unit, day) == Some(*unit);
            if is_home && is_there(from) && is_there(Day::MAX.previous()) {
                continue;
            }
            let own = self.store.newest_of_unit(*unit, is_home, from, SHOWN + 1).await?;
            if own.len() as i64 > SHOWN {
                cut.insert(*unit);
            }
            rows.extend(own.into_iter().take(SHOWN as usize));
        }
        Ok((rows, cut))
    }

    /// The new revisions of all entries that go elsewhere; the error names those for which nobody chose.
    pub(super) async fn rehomed(
        &self,
        after: &UnitMap,
        rehoming: &Rehoming,
        choices: &Choices,
        why: &str,
    ) -> Result<Result<Vec<EntryWrite>, Vec<UnitMistake>>, Fault> {
        let snapshot = self.snapshot();
        let (mut writes, mut found) = (Vec::new(), Vec::new());
        for (row, home) in &rehoming.follow {
            let unit = row.unit;
            writes.push(self.rehome(after, row, unit, *home, why).await?);
        }
        for asked in &rehoming.ask {
            let name = || snapshot.map.label(asked.unit, Day::MAX, "vi");
            let uid = snapshot.map.uid(asked.unit);
            let field = super::choice_field(uid);
            let mut open = 0;
            for row in &asked.entries {
                let chosen = choices.entries.get(&row.id).or(choices.units.get(&uid)).copied();
                // A voided entry does not count, so nobody is asked about it.
                let is_voided = row.state == State::Voided;
                let any = asked.options.first().filter(|_| is_voided).map(|u| after.uid(*u));
                let Some(chosen) = chosen.or(any) else {
                    open += 1;
                    continue;
                };
                let unit = after.by_uid(chosen).filter(|u| asked.options.contains(u));
                let place = unit.and_then(|u| Some((u, after.home(u, row.day)?)));
                let Some((unit, home)) = place else {
                    found.push(UnitMistake::new(&field, Wrong::BadChoice { name: name() }));
                    continue;
                };
                let write = self.rehome(after, row, unit, home, why).await?;
                if after.level(unit) != snapshot.map.level(asked.unit)
                    && self.counts_twice(after, &write).await?
                {
                    let name = name();
                    found.push(UnitMistake::new(&field, Wrong::StatedElsewhere { name }));
                }
                writes.push(write);
            }
            if open > 0 {
                let (name, entries) = (name(), open);
                found.push(UnitMistake::new(field, Wrong::NoChoice { name, entries }));
            }
        }
        found.dedup();
        Ok(if found.is_empty() { Ok(writes) } else { Err(found) })
    }

    /// Whether units of another level state the same stock in an entry's home.
    async fn counts_twice(&self, after: &UnitMap, write: &EntryWrite) -> Result<bool, Fault> {
        let level = after.level(write.unit);
        for stated in &write.levels {
            let others = self
                .store
                .levels_in(write.home.0, stated.measure, write.id)
                .await?;
            if others.iter().any(|(unit, _)| after.level(*unit) != level) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Adds entries that go elsewhere to a batch. They release the months that they occupied, because two units may
    /// have become one.
    pub(super) fn moved(&self, batch: Batch, entries: Vec<EntryWrite>) -> Batch {
        entries.into_iter().fold(batch, |batch, entry| {
            self.store.put_claim(batch, entry.id, None).entry(entry)
        })
    }

    /// Moves the entries that were recorded while the change was written, by somebody who still saw the old map. If
    /// such an entry needs a choice that nobody made, it goes to the proposed unit, if only one is possible.
    pub(super) async fn sweep(
        &self,
        batch: Batch,
        (snapshot, after): (&RulesSnapshot, &UnitMap),
        (change, way): (&Change, Way),
        choices: &Choices,
    ) -> Result<(), Fault> {
        let late = self.misplaced(after, change, way, Look::All).await?;
        if late.follow.is_empty() && late.ask.is_empty() {
            return Ok(());
        }
        let mut choices = choices.clone();
        for asked in &late.ask {
            if let Some(unit) = asked.proposed {
                let (from, to) = (snapshot.map.uid(asked.unit), after.uid(unit));
                choices.units.entry(from).or_insert(to);
            }
        }
        if let Ok(entries) = self.rehomed(after, &late, &choices, &change.reference).await? {
            let connected = Arc::new(connected(after, change));
            let batch = batch.restate_levels(connected.clone(), connected);
            self.store.write(self.moved(batch, entries)).await?;
        }
        Ok(())
    }

    /// An entry with the same answers for another unit or home: its postings are reversed and made again there.
    async fn rehome(
        &self,
        after: &UnitMap,
        row: &EntryRow,
        unit: UnitId,
        home: UnitId,
        why: &str,
    ) -> Result<EntryWrite, Fault> {
        let snapshot = self.snapshot();
        let revisions = self.store.revisions(row.id).await?;
        let broken = || Fault::Other(format!("entry {} has no revision", row.id));
        let last = revisions.last().ok_or_else(broken)?;
        let mut stored = Stored::read(&last.body, last.text.as_deref())?;
        stored.why = why.to_owned();
        let written = stored.write()?;
        let mut levels = self.store.levels_of(row.id).await?;
        // Postings of stated levels are derived by the writer from the levels themselves.
        let posted = self.store.postings_of(row.id).await?;
        let posted: Vec<PostingWrite> = posted
            .iter()
            .map(PostingWrite::from)
            .filter(|p| !levels.iter().any(|l| l.measure == p.measure))
            .collect();
        for level in &mut levels {
            // What was stated for a unit that has ended by then stays a part of what its heir holds.
            let ended = level.unit;
            let is_part = after.get(ended).is_some_and(|u| u.at(row.day).is_none());
            if !is_part || !after.ancestry(unit).contains(&ended) {
                (level.unit, level.home) = (unit, home);
            }
        }
        let back = difference(&posted, &[]);
        let forth = back.iter().map(|p| PostingWrite {
            home,
            unit,
            amount: -p.amount,
            w: -p.w,
            ..p.clone()
        });
        let wanted: Vec<PostingWrite> = forth.collect();
        let day = row.day;
        let called = |map: &UnitMap, unit: UnitId| fold(&map.label(unit, day, "vi"));
        let words = self.store.search_words_of(row.id).await?;
        let old = called(&snapshot.map, row.unit);
        let rest = words.strip_prefix(&old).unwrap_or(&words);
        Ok(EntryWrite {
            id: row.id,
            home,
            register: row.register,
            unit,
            day: row.day,
            state: row.state,
            rev: row.rev + 1,
            was_home: row.home,
            holder: row.holder,
            rules: last.rules,
            body: written.body,
            text: written.text,
            digest: written.digest,
            search: format!("{}{rest}", called(after, unit)),
            postings: difference(&posted, &wanted),
            touches_levels: !levels.is_empty(),
            levels,
        })
    }
}

/// The units among which a change moves stock levels, on the map before or after it.
pub(super) fn connected(map: &UnitMap, change: &Change) -> ConnectedUnits {
    let moved = change.sets.iter().filter(|s| s.parent.is_some()).map(|s| s.unit);
    let moved = moved.filter(|unit| map.level(*unit) == Some(Level::Group));
    let mut touched: BTreeSet<UnitId> = change.ends.iter().copied().chain(moved).collect();
    touched.extend(change.creates.iter().map(|n| n.id));
    touched.extend(change.parts.iter().flat_map(|p| [p.from, p.to]));
    touched.extend(change.groups.iter().flat_map(|g| [g.group, g.to]));
    touched.retain(|unit| map.get(*unit).is_some());
    ConnectedUnits::of(map, touched)
}

/// Where the entries of a unit may go: to its heirs, or back to its predecessors; those of a group without any, to its
/// commune.
fn options(before: &UnitMap, after: &UnitMap, change: &Change, unit: UnitId, way: Way) -> Vec<UnitId> {
    let of = |unit: UnitId| -> Vec<UnitId> {
        let parts = change.parts.iter();
        match way {
            Way::Forth => parts.filter(|p| p.from == unit).map(|p| p.to).collect(),
            Way::Back => parts.filter(|p| p.to == unit).map(|p| p.from).collect(),
        }
    };
    let mut found = of(unit);
    if found.is_empty() && before.level(unit) == Some(Level::Group) {
        let above = before.get(unit).and_then(|u| u.near(change.day).parent);
        found = above.map_or_else(Vec::new, |home| match after.at(home, change.day) {
            Some(_) => vec![home],
            None => of(home),
        });
    }
    found.retain(|unit| after.at(*unit, change.day).is_some());
    found.sort();
    found.dedup();
    found
}
