//! Translates the numbers of one database to those of another, and to the permanent names that they stand for.

use super::tables::{Kind, PEOPLE, Table, Value};
use super::{MoveError, read};
use crate::args::Arg;
use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::As;
use crate::units::ChangeRow;
use dienhong_domain::units::{Change, UnitId};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Number, code, kind, unit of count, scale.
type MeasureRow = (As<i64>, String, String, String, As<i64>);

/// The permanent names behind the numbers of a database.
pub(super) struct Names {
    units: BTreeMap<i64, Uuid>,
    people: BTreeMap<i64, Uuid>,
    measures: BTreeMap<i64, (String, String, String, i64)>,
    registers: BTreeMap<i64, String>,
    packs: BTreeMap<i64, String>,
    rules: BTreeMap<i64, Vec<i64>>,
    uids: BTreeMap<Uuid, i64>,
    persons: BTreeMap<Uuid, i64>,
}

fn turned<K: Copy + Ord, V: Clone + Ord>(map: &BTreeMap<K, V>) -> BTreeMap<V, K> {
    map.iter().map(|(k, v)| (v.clone(), *k)).collect()
}

impl Names {
    pub(super) async fn read(store: &Store) -> Result<Names, StoreError> {
        let units: Vec<(As<i64>, Uuid)> = store.all("SELECT id, uid FROM unit", vec![]).await?;
        let people: Vec<(i64, Uuid)> = store.all("SELECT id, uid FROM person", vec![]).await?;
        let measures: Vec<MeasureRow> = store
            .all("SELECT id, code, kind, unit_of_count, scale FROM measure", vec![])
            .await?;
        let registers: Vec<(As<i64>, String)> = store.all("SELECT id, code FROM register", vec![]).await?;
        let rules = store.rules().await?;
        let units: BTreeMap<i64, Uuid> = units.into_iter().map(|(As(id), uid)| (id, uid)).collect();
        let people: BTreeMap<i64, Uuid> = people.into_iter().collect();
        let pack = |p: crate::packs::PackRow| {
            // An overlay for one unit is stored under its hash, "@" and that unit's number in this database.
            let hash = p.hash.split('@').next().unwrap_or_default().to_owned();
            let over = p.scope.and_then(|unit| units.get(&i64::from(unit.0)));
            (p.id, over.map_or(hash.clone(), |uid| format!("{hash}@{uid}")))
        };
        Ok(Names {
            uids: turned(&units),
            persons: turned(&people),
            packs: store.packs().await?.into_iter().map(pack).collect(),
            rules: rules
                .into_iter()
                .map(|(id, packs)| (i64::from(id), packs))
                .collect(),
            measures: measures
                .into_iter()
                .map(|(As(id), code, kind, unit, As(scale))| (id, (code, kind, unit, scale)))
                .collect(),
            registers: registers.into_iter().map(|(As(id), code)| (id, code)).collect(),
            units,
            people,
        })
    }

    pub(super) fn unit(&self, number: i64) -> Uuid {
        self.units.get(&number).copied().unwrap_or_default()
    }
    pub(super) fn unit_of(&self, uid: Uuid) -> Option<i64> {
        self.uids.get(&uid).copied()
    }
    pub(super) fn person(&self, number: i64) -> Uuid {
        self.people.get(&number).copied().unwrap_or_default()
    }
    pub(super) fn person_of(&self, uid: Uuid) -> Option<i64> {
        self.persons.get(&uid).copied()
    }
    pub(super) fn people(&self) -> impl Iterator<Item = Uuid> {
        self.people.values().copied()
    }
    /// Translates a change of another database to the numbers of this one; a unit that does not exist here becomes −1.
    pub(super) fn change(&self, of: &Names, change: &Change) -> Change {
        change.renumbered(|unit| UnitId(self.unit_of(of.unit(i64::from(unit.0))).unwrap_or(-1) as i32))
    }

    /// Adds a value to a digest, numbers replaced by permanent names.
    pub(super) fn feed(&self, hash: &mut Sha256, kind: Kind, value: &Value) {
        let text = |hash: &mut Sha256, tag: u8, bytes: &[u8]| {
            hash.update([tag]);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        match (kind, value) {
            (_, Value::Null) => hash.update([0]),
            (Kind::Unit, Value::Int(n)) => text(hash, 1, self.unit(*n).as_bytes()),
            (Kind::Person, Value::Int(n)) => text(hash, 2, self.person(*n).as_bytes()),
            (Kind::Measure, Value::Int(n)) => {
                text(hash, 3, self.measures.get(n).map_or("?", |m| &m.0).as_bytes())
            }
            (Kind::Register, Value::Int(n)) => {
                text(hash, 4, self.registers.get(n).map_or("?", |r| r).as_bytes())
            }
            (Kind::Rules, Value::Int(n)) => {
                let packs = self.rules.get(n).into_iter().flatten();
                let packs: Vec<&str> = packs.map(|p| self.packs.get(p).map_or("?", |p| p)).collect();
                text(hash, 5, packs.join(",").as_bytes());
            }
            (_, Value::Int(n)) => text(hash, 6, &n.to_be_bytes()),
            (_, Value::Text(words)) => text(hash, 7, words.as_bytes()),
            (_, Value::Bytes(bytes)) => text(hash, 8, bytes),
        }
    }
}

/// Numbers of the moving book, translated to those of the receiving one.
pub(super) struct Numbers {
    units: BTreeMap<i64, i64>,
    people: BTreeMap<i64, i64>,
    measures: BTreeMap<i64, i64>,
    registers: BTreeMap<i64, i64>,
    rules: BTreeMap<i64, i64>,
    doors: BTreeSet<String>,
    /// Lines of the receiving book's change log: moved entries were made after all that is there.
    lines: i64,
    pub(super) renamed: usize,
}

/// A counter that continues after the highest number in use here.
struct Next(i64);

impl Next {
    fn after<'a>(all: impl Iterator<Item = &'a i64>) -> Next {
        Next(all.copied().max().unwrap_or(0))
    }
    fn take(&mut self) -> i64 {
        self.0 += 1;
        self.0
    }
}

impl Numbers {
    /// Finds the number here of everything that moves; what does not exist here yet is added to the batch.
    pub(super) async fn make(from: &Store, into: &Store, at: i64) -> Result<(Numbers, Batch), MoveError> {
        let steps = (step(from).await?, step(into).await?);
        if steps.0 != steps.1 {
            return Err(MoveError::OtherStep(steps.0, steps.1));
        }
        let (there, here) = (Names::read(from).await?, Names::read(into).await?);
        same_map(from, into, &there, &here).await?;
        let mut batch = Batch::new(0, at);
        let mut next = Next::after(here.units.keys());
        let mut units = BTreeMap::from([(0, 0)]);
        for (number, uid) in &there.units {
            let own = match here.unit_of(*uid) {
                Some(own) => own,
                None => {
                    let own = next.take();
                    batch = batch.run(
                        "INSERT INTO unit (id, uid) VALUES ($1, $2)",
                        crate::args![own, *uid],
                    );
                    own
                }
            };
            units.insert(*number, own);
        }
        let mut next = Next::after(here.people.keys());
        let mut people = BTreeMap::from([(0, 0)]);
        for (number, uid) in &there.people {
            if here.person_of(*uid).is_some() {
                return Err(MoveError::Occupied(1));
            }
            people.insert(*number, next.take());
        }
        let mut next = Next::after(here.measures.keys());
        let mut measures = BTreeMap::new();
        for (number, of) in &there.measures {
            let own = here.measures.iter().find(|(_, own)| own.0 == of.0);
            let own = match own {
                Some((_, own)) if own != of => return Err(MoveError::OtherMeasure(of.0.clone())),
                Some((own, _)) => *own,
                None => {
                    let own = next.take();
                    batch = batch.run(
                        "INSERT INTO measure (id, code, kind, unit_of_count, scale) VALUES ($1,$2,$3,$4,$5)",
                        crate::args![own, of.0.as_str(), of.1.as_str(), of.2.as_str(), of.3],
                    );
                    own
                }
            };
            measures.insert(*number, own);
        }
        let mut next = Next::after(here.registers.keys());
        let mut registers = BTreeMap::new();
        for (number, code) in &there.registers {
            let own = here
                .registers
                .iter()
                .find(|(_, own)| *own == code)
                .map(|(n, _)| *n);
            let own = own.unwrap_or_else(|| next.take());
            if !here.registers.contains_key(&own) {
                let sql = "INSERT INTO register (id, code) VALUES ($1, $2)";
                batch = batch.run(sql, crate::args![own, code.as_str()]);
            }
            registers.insert(*number, own);
        }
        let (packs, batch) = packs(from, &there, &here, &units, &people, batch).await?;
        let (rules, batch) = rules(&there, &here, &packs, batch, at);
        let (doors, renamed) = taken(from, into).await?;
        let numbers = Numbers {
            units,
            people,
            measures,
            registers,
            rules,
            doors,
            lines: into
                .number("SELECT COALESCE(MAX(seq), 0) FROM log", vec![])
                .await?,
            renamed,
        };
        Ok((numbers, batch))
    }

    pub(super) fn unit(&self, number: i64) -> i64 {
        self.units.get(&number).copied().unwrap_or(-1)
    }
    pub(super) fn person(&self, number: i64) -> i64 {
        self.people.get(&number).copied().unwrap_or(0)
    }

    /// The arguments of a row under the numbers here.
    pub(super) fn row(&self, table: &Table, row: Vec<Value>) -> Vec<Arg> {
        let number = |kind, n| {
            let of = |map: &BTreeMap<i64, i64>| map.get(&n).copied().unwrap_or(-1);
            match kind {
                Kind::Unit => self.unit(n),
                Kind::Person => self.person(n),
                Kind::Measure => of(&self.measures),
                Kind::Register => of(&self.registers),
                Kind::Rules => of(&self.rules),
                Kind::Place => n + self.lines,
                _ => n,
            }
        };
        let free = |(value, (_, kind)): (Value, &(&str, Kind))| match value {
            Value::Text(door) if *kind == Kind::Door && self.doors.contains(&door) => Value::Null,
            value => value,
        };
        let row = row.into_iter().zip(table.columns).map(free).collect();
        table.args(row, number)
    }

    /// Adds the changes of the map to the batch, in their order, after those recorded here.
    pub(super) fn changes(&self, mut batch: Batch, changes: Vec<ChangeRow>) -> Batch {
        for row in changes {
            let change = row
                .change
                .renumbered(|unit| UnitId(self.unit(i64::from(unit.0)) as i32));
            let body = serde_json::to_string(&change).unwrap_or_default();
            let (undone_at, undone_by, why) = match row.undone {
                Some((at, by, why)) => (Some(at), Some(self.person(by)), Some(why)),
                None => (None, None, None),
            };
            batch = batch.run(
                "INSERT INTO unit_change (seq, id, home, day, kind, body, at, author, undone_at, undone_by, undone_why) \
                 SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM unit_change",
                crate::args![
                    change.id,
                    self.unit(row.home.0.into()),
                    change.day.number(),
                    change.kind.code(),
                    body,
                    row.at,
                    self.person(row.author),
                    undone_at,
                    undone_by,
                    why
                ],
            );
        }
        batch
    }
}

async fn step(store: &Store) -> Result<i64, StoreError> {
    store
        .number("SELECT COALESCE(MAX(step), 0) FROM migration", vec![])
        .await
}

/// Both books must stand on the same shipped map.
async fn same_map(from: &Store, into: &Store, there: &Names, here: &Names) -> Result<(), MoveError> {
    let said = |spans: Vec<dienhong_domain::units::BaseSpan>, names: &Names| -> BTreeSet<String> {
        let parent = |p: Option<UnitId>| p.map(|p| names.unit(i64::from(p.0)));
        spans
            .into_iter()
            .map(|s| {
                let span = s.span;
                format!(
                    "{} {:?} {:?} {} {} {:?} {:?}",
                    s.uid,
                    span.from,
                    span.to,
                    span.name,
                    span.kind,
                    span.code,
                    parent(span.parent)
                )
            })
            .collect()
    };
    let one = said(from.base_map().await?.0, there);
    match one == said(into.base_map().await?.0, here) {
        true => Ok(()),
        false => Err(MoveError::OtherMap),
    }
}

type Map = BTreeMap<i64, i64>;

async fn packs(
    from: &Store,
    there: &Names,
    here: &Names,
    units: &Map,
    people: &Map,
    mut batch: Batch,
) -> Result<(Map, Batch), MoveError> {
    let mut next = Next::after(here.packs.keys());
    let mut packs = BTreeMap::new();
    for row in from.packs().await? {
        let at = batch.at;
        let name = &there.packs[&row.id];
        let own = here.packs.iter().find(|(_, own)| *own == name).map(|(n, _)| *n);
        let own = match own {
            Some(own) => own,
            None => {
                let own = next.take();
                let scope = row.scope.and_then(|unit| units.get(&i64::from(unit.0)).copied());
                let hash = row.hash.split('@').next().unwrap_or_default();
                let hash = scope.map_or_else(|| hash.to_owned(), |unit| format!("{hash}@{unit}"));
                batch = batch.run(
                    "INSERT INTO pack (id, code, version, hash, scope, files, installed_at, installed_by, retired_at) \
                     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
                    crate::args![
                        own,
                        row.code.as_str(),
                        row.version.as_str(),
                        hash,
                        scope,
                        row.files.as_str(),
                        row.installed_at,
                        people.get(&row.installed_by).copied().unwrap_or(0),
                        // A pack for all units that only the moving book has must not come into force here.
                        row.retired_at.or_else(|| row.scope.is_none().then_some(at))
                    ],
                );
                own
            }
        };
        packs.insert(row.id, own);
    }
    Ok((packs, batch))
}

fn rules(there: &Names, here: &Names, packs: &Map, mut batch: Batch, at: i64) -> (Map, Batch) {
    let mut next = Next::after(here.rules.keys());
    let mut rules = BTreeMap::new();
    for (number, of) in &there.rules {
        let own: Vec<i64> = of.iter().filter_map(|p| packs.get(p).copied()).collect();
        let found = here.rules.iter().find(|(_, here)| **here == own).map(|(n, _)| *n);
        let found = match found {
            Some(found) => found,
            None => {
                let made = next.take();
                let key = own.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
                batch = batch.run(
                    "INSERT INTO rules (id, hash, packs, made_at) VALUES ($1, $2, $3, $4)",
                    crate::args![made, key.as_str(), key.as_str(), at],
                );
                made
            }
        };
        rules.insert(*number, found);
    }
    (rules, batch)
}

/// Sign-in names and telephones already in use by somebody else here, and how many people lose one because of it.
async fn taken(from: &Store, into: &Store) -> Result<(BTreeSet<String>, usize), MoveError> {
    let doors = |rows: &[Vec<Value>]| -> BTreeSet<String> {
        let texts = rows.iter().flat_map(|row| {
            row.iter()
                .zip(PEOPLE.columns)
                .filter_map(|(value, (_, kind))| match value {
                    Value::Text(text) if *kind == Kind::Door => Some(text.clone()),
                    _ => None,
                })
        });
        texts.collect()
    };
    let there = read(from, &PEOPLE, "").await?;
    let taken: BTreeSet<String> = doors(&read(into, &PEOPLE, "").await?)
        .intersection(&doors(&there))
        .cloned()
        .collect();
    let loses = |row: &&Vec<Value>| {
        row.iter()
            .any(|v| matches!(v, Value::Text(t) if taken.contains(t)))
    };
    let renamed = there.iter().filter(loses).count();
    Ok((taken, renamed))
}
