//! Entries as read: heads, revisions, their postings.

use crate::args::{Arg, Args, list};
use crate::batch::PostingWrite;
use crate::db::{Store, StoreError};
use crate::rows::{As, columns};
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An entry as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Permanent id.
    pub id: Uuid,
    /// Home.
    pub home: UnitId,
    /// Register.
    pub register: i32,
    /// Unit.
    pub unit: UnitId,
    /// Day.
    pub day: Day,
    /// Where it stands.
    pub state: State,
    /// Number of the newest revision.
    pub rev: i32,
    /// Person who made it.
    pub author: i64,
    /// Person who holds the open work.
    pub holder: i64,
    /// Moment of making, UTC milliseconds.
    pub made_at: i64,
    /// Moment of the last change.
    pub changed_at: i64,
    /// Where it stands in lists: its day, then the order of making ([`crate::lists`]).
    pub place: i64,
}

columns!(EntryRow of entry e:
    id, home, register, unit, day, state, rev, author, holder, made_at, changed_at, place);

/// A revision of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionRow {
    /// Number, from 1.
    pub rev: i32,
    /// Home then.
    pub home: UnitId,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person.
    pub author: i64,
    /// Unit then.
    pub unit: UnitId,
    /// Day then.
    pub day: Day,
    /// State then.
    pub state: State,
    /// Rules under which it was read.
    pub rules: i32,
    /// Answers.
    pub body: String,
    /// Free text, unless erased.
    pub text: Option<String>,
    /// Digest.
    pub digest: String,
}

columns!(RevisionRow of revision r:
    rev, home, at, author, unit, day, state, rules, body, text = "t.body", digest);

/// A posting as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// Home.
    pub home: UnitId,
    /// Day.
    pub day: Day,
    /// What proves it.
    pub source: Uuid,
    /// 0 an entry, 1 a change of the map.
    pub source_kind: i16,
    /// Revision that made it.
    pub rev: i32,
    /// Line within it.
    pub line: i32,
    /// Unit.
    pub unit: UnitId,
    /// Measure.
    pub measure: i32,
    /// Steps.
    pub amount: i64,
    /// How exact they are.
    pub bound: Bound,
    /// +1, or −1 for a reversal.
    pub w: i16,
}

columns!(PostingRow of posting p:
    home, day, source, source_kind, rev, line, unit, measure, amount, bound, w);

const COLUMNS: &str = EntryRow::COLUMNS;
pub(crate) const POSTING: &str = PostingRow::COLUMNS;

/// Homes and days where an entry's postings may stand.
pub(crate) const PLACES: &str =
    "SELECT home, day FROM revision WHERE entry = $1 UNION SELECT home, day FROM reach WHERE entry = $1";

impl Store {
    /// Finds an entry by its id, wherever its home is.
    pub async fn entry(&self, id: Uuid) -> Result<Option<EntryRow>, StoreError> {
        self.first(
            format!("SELECT {COLUMNS} FROM entry e WHERE e.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// Finds entries by their ids, in no order.
    pub async fn entries_by_id(&self, ids: &[Uuid]) -> Result<Vec<EntryRow>, StoreError> {
        let mut found = Vec::new();
        for chunk in ids.chunks(250) {
            let places: Vec<String> = (1..=chunk.len()).map(|i| format!("${i}")).collect();
            let sql = format!(
                "SELECT {COLUMNS} FROM entry e WHERE e.id IN ({})",
                places.join(",")
            );
            found.extend(
                self.all::<EntryRow>(sql, chunk.iter().map(|id| Arg::from(*id)).collect())
                    .await?,
            );
        }
        Ok(found)
    }

    /// All entries of some homes on some days, newest first: of one register, of some units (of any, when none are given).
    /// For acts that must look at every one of them; what is shown is listed by [`Store::list_entries`].
    pub async fn entries_on(
        &self,
        homes: &[i32],
        days: Period,
        register: Option<i32>,
        units: &[i32],
    ) -> Result<Vec<EntryRow>, StoreError> {
        let register = register.map_or(String::new(), |r| format!(" AND e.register = {r}"));
        let units = match units {
            [] => String::new(),
            units => format!(" AND e.unit IN ({})", list(units)),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM entry e WHERE e.home IN ({}) AND e.day BETWEEN $1 AND $2{register}{units} ORDER BY e.place DESC",
            list(homes)
        );
        self.all(sql, crate::args![days.from, days.to]).await
    }

    /// The entries that count or wait for a month (yyyymm) of some units in a monthly register, in no order.
    pub async fn entries_of_month(
        &self,
        register: i32,
        units: &[i32],
        month: i32,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM claim c JOIN entry e ON e.id = c.entry \
             WHERE c.register = $1 AND c.month = $2 AND c.unit IN ({})",
            list(units)
        );
        self.all(sql, crate::args![register, month]).await
    }

    /// Entries of a home that count, of days from one on, where a register has several of one unit and day; the newest days
    /// first, at most so many.
    pub async fn crowded(&self, home: i32, from: i32, most: usize) -> Result<Vec<EntryRow>, StoreError> {
        let sql = "SELECT register, unit, day FROM entry WHERE home = $1 AND day >= $2 AND state IN (1, 2) \
                   GROUP BY register, unit, day HAVING COUNT(*) > 1 ORDER BY day DESC, register, unit LIMIT $3";
        let groups: Vec<(As<i32>, As<UnitId>, As<Day>)> =
            self.all(sql, crate::args![home, from, most as i64]).await?;
        let groups: BTreeSet<(Reverse<Day>, i32, UnitId)> = groups
            .into_iter()
            .map(|(As(register), As(unit), As(day))| (Reverse(day), register, unit))
            .collect();
        let mut days: Vec<i32> = groups.iter().map(|(Reverse(day), ..)| day.number()).collect();
        days.dedup();
        let group = |row: &EntryRow| (Reverse(row.day), row.register, row.unit);
        let mut found: Vec<EntryRow> = Vec::new();
        for some in days.chunks(100) {
            if found.len() >= most {
                break;
            }
            let sql = format!(
                "SELECT {COLUMNS} FROM entry e WHERE e.home = $1 AND e.day IN ({}) AND e.state IN (1, 2)",
                list(some)
            );
            let rows: Vec<EntryRow> = self.all(sql, crate::args![home]).await?;
            found.extend(rows.into_iter().filter(|row| groups.contains(&group(row))));
        }
        found.sort_by_key(|row| (group(row), row.made_at, row.id));
        found.truncate(most);
        Ok(found)
    }

    /// All revisions of an entry, oldest first.
    pub async fn revisions(&self, entry: Uuid) -> Result<Vec<RevisionRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM revision r LEFT JOIN revision_text t ON t.entry = r.entry AND t.rev = r.rev AND t.home = r.home \
             WHERE r.entry = $1 ORDER BY r.rev",
            RevisionRow::COLUMNS
        );
        self.all(sql, crate::args![entry]).await
    }

    /// The newest revisions of several entries, in no order: (entry, revision).
    pub async fn newest_revisions(
        &self,
        entries: &[(Uuid, i32)],
    ) -> Result<Vec<(Uuid, String, Option<String>)>, StoreError> {
        let mut found = Vec::new();
        for chunk in entries.chunks(100) {
            let mut args: Args = Vec::new();
            let pairs: Vec<String> = chunk
                .iter()
                .map(|(id, rev)| {
                    args.extend(crate::args![*id, *rev]);
                    format!("(r.entry = ${} AND r.rev = ${})", args.len() - 1, args.len())
                })
                .collect();
            let sql = format!(
                "SELECT r.entry, r.body, t.body FROM revision r LEFT JOIN revision_text t ON t.entry = r.entry AND t.rev = r.rev \
                 AND t.home = r.home WHERE {}",
                pairs.join(" OR ")
            );
            found.extend(self.all::<(Uuid, String, Option<String>)>(sql, args).await?);
        }
        Ok(found)
    }

    /// The revisions by which entries were returned to their authors (from one state to another), oldest first:
    /// (entry, answers, free text).
    pub async fn given_back(
        &self,
        entries: &[Uuid],
        (from, to): (State, State),
    ) -> Result<Vec<(Uuid, String, Option<String>)>, StoreError> {
        let mut found = Vec::new();
        for chunk in entries.chunks(100) {
            let mut args: Args = crate::args![from, to];
            args.extend(chunk.iter().flat_map(|id| crate::args![*id]));
            let places: Vec<String> = (3..args.len() + 1).map(|n| format!("${n}")).collect();
            let sql = format!(
                "SELECT r.entry, r.body, t.body FROM revision r JOIN revision b ON b.entry = r.entry AND b.rev = r.rev - 1 \
                 LEFT JOIN revision_text t ON t.entry = r.entry AND t.rev = r.rev AND t.home = r.home \
                 WHERE b.state = $1 AND r.state = $2 AND r.entry IN ({}) ORDER BY r.entry, r.rev",
                places.join(", ")
            );
            found.extend(self.all::<(Uuid, String, Option<String>)>(sql, args).await?);
        }
        Ok(found)
    }

    /// All postings of an entry, in the order in which they were made.
    pub async fn postings_of(&self, entry: Uuid) -> Result<Vec<PostingRow>, StoreError> {
        let sql = format!(
            "SELECT {POSTING} FROM ({PLACES}) r \
             CROSS JOIN posting p WHERE p.home = r.home AND p.day = r.day AND p.source = $1 ORDER BY p.rev, p.line"
        );
        self.all(sql, crate::args![entry]).await
    }

    /// All postings that a change of the map made.
    pub async fn postings_of_change(
        &self,
        change: Uuid,
        homes: &[i32],
        day: i32,
    ) -> Result<Vec<PostingRow>, StoreError> {
        let sql = format!(
            "SELECT {POSTING} FROM posting p WHERE p.home IN ({}) AND p.day = $1 AND p.source = $2 ORDER BY p.rev, p.line",
            list(homes)
        );
        self.all(sql, crate::args![day, change]).await
    }

    /// Levels of a measure stated in a home, other than by one entry: (unit, day).
    pub async fn levels_in(
        &self,
        home: i32,
        measure: i32,
        but: Uuid,
    ) -> Result<Vec<(UnitId, Day)>, StoreError> {
        let sql = "SELECT unit, day FROM level WHERE home = $1 AND measure = $2 AND entry <> $3";
        self.units_and_days(sql, crate::args![home, measure, but]).await
    }

    /// Levels of a measure stated by some units for themselves: (unit, day).
    pub async fn levels_by(&self, units: &[i32], measure: i32) -> Result<Vec<(UnitId, Day)>, StoreError> {
        let sql = format!(
            "SELECT unit, day FROM level WHERE measure = $1 AND unit IN ({})",
            list(units)
        );
        self.units_and_days(sql, crate::args![measure]).await
    }

    async fn units_and_days(
        &self,
        sql: impl Into<Cow<'static, str>>,
        args: Args,
    ) -> Result<Vec<(UnitId, Day)>, StoreError> {
        let rows: Vec<(As<UnitId>, As<Day>)> = self.all(sql, args).await?;
        Ok(rows.into_iter().map(|(As(unit), As(day))| (unit, day)).collect())
    }
}

impl From<&PostingRow> for PostingWrite {
    fn from(row: &PostingRow) -> PostingWrite {
        PostingWrite {
            home: row.home,
            day: row.day,
            unit: row.unit,
            measure: row.measure,
            amount: row.amount,
            bound: row.bound,
            w: row.w,
        }
    }
}

/// Reversals of postings that are no longer wanted, then the wanted ones that are missing. `posted` is in the order
/// made.
pub fn difference(posted: &[PostingWrite], wanted: &[PostingWrite]) -> Vec<PostingWrite> {
    let mut live: Vec<PostingWrite> = Vec::new();
    for posting in posted {
        let undone = turned(posting);
        match live.iter().position(|p| *p == undone) {
            Some(place) => drop(live.remove(place)),
            None => live.push(posting.clone()),
        }
    }
    let mut missing: Vec<PostingWrite> = Vec::new();
    for posting in wanted {
        match live.iter().position(|p| p == posting) {
            Some(place) => drop(live.remove(place)),
            None => missing.push(posting.clone()),
        }
    }
    live.iter().map(turned).chain(missing).collect()
}

/// Whether two lists of postings are equal once postings and their reversals (−900 and +900) are removed.
pub(crate) fn is_same_in_sum(posted: &[PostingWrite], wanted: &[PostingWrite]) -> bool {
    let net = |lines: &[PostingWrite]| {
        let mut left: Vec<PostingWrite> = Vec::new();
        for posting in lines {
            let undone = turned(posting);
            match left.iter().position(|p| *p == undone) {
                Some(place) => drop(left.remove(place)),
                None => left.push(posting.clone()),
            }
        }
        left
    };
    let (mut left, wanted) = (net(posted), net(wanted));
    wanted.iter().all(|posting| {
        let place = left.iter().position(|p| p == posting);
        place.map(|at| left.remove(at)).is_some()
    }) && left.is_empty()
}

/// The reversal of a posting.
fn turned(posting: &PostingWrite) -> PostingWrite {
    PostingWrite {
        amount: -posting.amount,
        w: -posting.w,
        ..posting.clone()
    }
}
