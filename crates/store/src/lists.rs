//! Lists of entries, newest first: each reads as many rows as it shows, from one commune to the whole book.
//!
//! An entry's place (its day, then the order of making) is unique, so a list goes on below the last place shown and stays
//! where it is while others write. Which rows exist is known from the tally, one row for each register and state of a
//! home; the newest of these streams are merged.

use crate::args::{Args, list, padded};
use crate::db::{Engine, Store, StoreError};
use crate::entries::EntryRow;
use crate::rows::As;
use dienhong_domain::entries::State;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;

/// A day's share of the places: more than there are lines in any change log.
const OF_DAY: i64 = 10_000_000_000;

/// PostgreSQL's index keeps so many letters of a word.
const LETTERS: usize = 100;

/// So many entries are collected and sorted without much ado.
const FEW: i64 = 20_000;

/// Of so many homes the marks are asked for together; one mark more makes PostgreSQL's index look longer at every entry.
const HOMES_MARKED: usize = 8;

/// The place of an entry: its day, then the line of the change log that made it.
pub(crate) fn place(day: Day, line: i64) -> i64 {
    i64::from(day.number()) * OF_DAY + line
}

/// Whose entries a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryScope {
    /// All entries of the book.
    Book,
    /// Entries whose home is one of these; none at all finds nothing.
    Homes(Vec<i32>),
    /// Entries of these units, which are not their own home (groups of a commune), whatever the home.
    Units(Vec<i32>),
}

/// What a list of entries is asked for.
#[derive(Clone, Debug)]
pub struct EntryFilter {
    /// Whose entries.
    pub scope: EntryScope,
    /// Only this register.
    pub register: Option<i32>,
    /// Only these days.
    pub days: Option<Period>,
    /// Only this state.
    pub state: Option<State>,
    /// Folded words, each of which must occur as a whole.
    pub words: Vec<String>,
    /// Who reads: of drafts only those that this person holds are shown.
    pub viewer: i64,
}

/// Where a list begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// At the newest entry.
    #[default]
    Newest,
    /// Below the entry at this place.
    After(i64),
    /// So that it ends above the entry at this place.
    Before(i64),
}

/// Places from one up to another, both counted, read from one end.
struct Span {
    low: i64,
    high: i64,
    is_rising: bool,
}

impl Span {
    fn new(days: Option<Period>, cursor: Cursor) -> Span {
        let (mut low, mut high) = match days {
            Some(days) => (place(days.from, 0), place(days.to, OF_DAY - 1)),
            None => (0, i64::MAX),
        };
        match cursor {
            Cursor::Newest => (),
            Cursor::After(place) => high = high.min(place.saturating_sub(1)),
            Cursor::Before(place) => low = low.max(place.saturating_add(1)),
        }
        Span {
            low,
            high,
            is_rising: matches!(cursor, Cursor::Before(_)),
        }
    }
    /// SQL for the nearest place, the order, and the farthest of several.
    fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self.is_rising {
            true => ("MIN", "ASC", "MAX"),
            false => ("MAX", "DESC", "MIN"),
        }
    }
}

/// Streams of entries (a register and a state of a home or a group) that are merged.
struct Streams<'a> {
    scope: &'a EntryScope,
    register: Option<i32>,
    /// States as stored.
    states: Vec<i32>,
    /// A further condition on each entry.
    only: String,
    /// What is merged with them.
    beside: String,
}

impl EntryScope {
    /// Kind and scopes of its rows in the tally.
    pub(crate) fn tallied(&self) -> (i16, String) {
        match self {
            EntryScope::Book => (0, "0".to_owned()),
            EntryScope::Homes(homes) => (1, list(homes)),
            EntryScope::Units(units) => (2, list(units)),
        }
    }
    /// Ties an entry to a stream of the tally, as the indexes have it.
    fn tie(&self) -> &'static str {
        match self {
            EntryScope::Book => "",
            EntryScope::Homes(_) => "e.home = s.scope AND ",
            EntryScope::Units(_) => "e.unit = s.scope AND e.unit <> e.home AND ",
        }
    }
    /// Condition on entries by themselves.
    fn condition(&self) -> String {
        match self {
            EntryScope::Book => "1 = 1".to_owned(),
            EntryScope::Homes(homes) => format!("e.home IN ({})", list(homes)),
            EntryScope::Units(units) => format!("e.unit IN ({}) AND e.unit <> e.home", list(units)),
        }
    }
    /// Marks among the words, one of which an entry must have; none for the whole book.
    fn marks(&self) -> Vec<String> {
        match self {
            EntryScope::Book => Vec::new(),
            EntryScope::Homes(homes) => homes.iter().map(|home| format!("_h{home}")).collect(),
            EntryScope::Units(units) => units.iter().map(|unit| format!("_u{unit}")).collect(),
        }
    }
    fn is_empty(&self) -> bool {
        match self {
            EntryScope::Book => false,
            EntryScope::Homes(all) | EntryScope::Units(all) => all.is_empty(),
        }
    }
}

impl EntryFilter {
    /// All entries of a scope that somebody may see.
    pub fn of(scope: EntryScope, viewer: i64) -> EntryFilter {
        EntryFilter {
            scope,
            register: None,
            days: None,
            state: None,
            words: Vec::new(),
            viewer,
        }
    }

    /// Groups of words of which one each must occur.
    fn groups(&self) -> Vec<Vec<String>> {
        let mut groups: Vec<Vec<String>> = Vec::new();
        for word in &self.words {
            let twin = dienhong_domain::text::twin(word);
            groups.push(std::iter::once(word.clone()).chain(twin).collect());
        }
        groups.push(vec!["_v".to_owned(), format!("_d{}", self.viewer)]);
        groups.extend(self.register.map(|register| vec![format!("_r{register}")]));
        groups.extend(self.state.map(|state| vec![format!("_s{}", state.number())]));
        groups
    }

    /// The words and marks as an engine's index is asked: (quote, or, and).
    fn question(groups: &[Vec<String>], (quote, or, and): (char, &str, &str), most_letters: usize) -> String {
        let word = |word: &String| {
            // Folded words hold letters and digits only.
            let letters = word.chars().filter(|c| c.is_alphanumeric() || *c == '_');
            format!("{quote}{}{quote}", letters.take(most_letters).collect::<String>())
        };
        let group = |words: &Vec<String>| {
            let words: Vec<String> = words.iter().map(word).collect();
            format!("({})", words.join(or))
        };
        groups.iter().map(group).collect::<Vec<_>>().join(and)
    }

    /// The states that everybody sees, as far as they are asked for.
    fn seen(&self) -> Vec<i32> {
        let all = [State::Sent, State::Final, State::Voided];
        let asked = all
            .into_iter()
            .filter(|s| self.state.is_none_or(|state| state == *s));
        asked.map(|state| state.number().into()).collect()
    }

    fn shows_drafts(&self) -> bool {
        self.state.is_none_or(|state| state == State::Draft)
    }
}

impl Store {
    /// Lists at most so many entries of a filter, newest first.
    pub async fn list_entries(
        &self,
        filter: &EntryFilter,
        cursor: Cursor,
        most: i64,
    ) -> Result<Vec<EntryRow>, StoreError> {
        if filter.scope.is_empty() || most < 1 {
            return Ok(Vec::new());
        }
        let span = Span::new(filter.days, cursor);
        let places = match filter.words.is_empty() {
            true => self.newest(filter, &span, most).await?,
            false => self.found(filter, &span, most).await?,
        };
        self.entries_at(&places).await
    }

    /// Entries at some places, the newest first.
    async fn entries_at(&self, places: &[i64]) -> Result<Vec<EntryRow>, StoreError> {
        let mut found = Vec::with_capacity(places.len());
        for some in places.chunks(256) {
            let (list, args) = padded(some, 0);
            let sql = format!(
                "SELECT {} FROM entry e WHERE e.place IN ({list})",
                EntryRow::COLUMNS
            );
            found.extend(self.all::<EntryRow>(sql, args).await?);
        }
        found.sort_by_key(|row: &EntryRow| std::cmp::Reverse(row.place));
        Ok(found)
    }

    /// Places of the newest entries that a filter without words shows.
    async fn newest(&self, filter: &EntryFilter, span: &Span, most: i64) -> Result<Vec<i64>, StoreError> {
        let (_, order, _) = span.words();
        let register = filter
            .register
            .map_or(String::new(), |r| format!(" AND e.register = {r}"));
        let drafts = match filter.shows_drafts() {
            false => String::new(),
            true => format!(
                " UNION ALL SELECT d.place FROM (SELECT e.place FROM entry e WHERE e.holder = {} AND e.state = 0 AND {}{register} \
                 AND e.place BETWEEN $1 AND $2 ORDER BY e.place {order} LIMIT $3) d",
                filter.viewer,
                filter.scope.condition(),
            ),
        };
        let streams = Streams {
            scope: &filter.scope,
            register: filter.register,
            states: filter.seen(),
            only: String::new(),
            beside: drafts,
        };
        self.merged(&streams, span, most).await
    }

    /// The newest entries of one unit from a day on, in every state and whoever holds them, at most so many. `is_home` says
    /// whether it is a home; else it is a group, wherever its home is.
    pub async fn newest_of_unit(
        &self,
        unit: UnitId,
        is_home: bool,
        from: Day,
        most: i64,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let (scope, only) = match is_home {
            true => (
                EntryScope::Homes(vec![unit.0]),
                format!(" AND e.unit = {}", unit.0),
            ),
            false => (EntryScope::Units(vec![unit.0]), String::new()),
        };
        let all = [State::Draft, State::Sent, State::Final, State::Voided];
        let streams = Streams {
            scope: &scope,
            register: None,
            states: all.map(|state| state.number().into()).to_vec(),
            only,
            beside: String::new(),
        };
        let days = Period { from, to: Day::MAX };
        let span = Span::new(Some(days), Cursor::Newest);
        let places = self.merged(&streams, &span, most).await?;
        self.entries_at(&places).await
    }

    /// Places of the newest entries: the heads of all streams say which streams can have any of them, and from when on.
    async fn merged(&self, streams: &Streams<'_>, span: &Span, most: i64) -> Result<Vec<i64>, StoreError> {
        let (nearest, order, farthest) = span.words();
        let (kind, scopes) = streams.scope.tallied();
        let tie = format!(
            "{}e.state = s.state AND e.register = s.register{}",
            streams.scope.tie(),
            streams.only
        );
        let register = streams
            .register
            .map_or(String::new(), |r| format!(" AND s.register = {r}"));
        // From the last of enough heads on; where there are fewer streams than rows, from the end.
        let bound = |end: &str| {
            format!("(SELECT CASE COUNT(*) WHEN $3 THEN {farthest}(top) ELSE {end} END FROM best)")
        };
        let (low, high) = match span.is_rising {
            true => ("$1".to_owned(), bound("$2")),
            false => (bound("$1"), "$2".to_owned()),
        };
        let rows = format!(
            "SELECT e.place FROM entry e WHERE {tie} AND e.place BETWEEN {low} AND {high} ORDER BY e.place {order} LIMIT $3"
        );
        let merged = match self.engine() {
            Engine::Sqlite => format!("SELECT o.place FROM best s JOIN entry o ON o.place IN ({rows})"),
            Engine::Postgres => format!("SELECT o.place FROM best s CROSS JOIN LATERAL ({rows}) o"),
        };
        let sql = format!(
            "WITH stream AS MATERIALIZED (SELECT s.scope, s.register, s.state, (SELECT {nearest}(e.place) FROM entry e \
             WHERE {tie} AND e.place BETWEEN $1 AND $2) AS top \
             FROM tally s WHERE s.kind = {kind} AND s.scope IN ({scopes}) AND s.state IN ({}){register}), \
             best AS MATERIALIZED (SELECT * FROM stream WHERE top IS NOT NULL ORDER BY top {order} LIMIT $3) \
             SELECT f.place FROM ({merged}{}) f ORDER BY f.place {order} LIMIT $3",
            list(&streams.states),
            streams.beside,
        );
        let rows: Vec<(As<i64>,)> = self.all(sql, crate::args![span.low, span.high, most]).await?;
        Ok(numbers(rows))
    }

    /// Places of the newest entries in which words occur.
    async fn found(&self, filter: &EntryFilter, span: &Span, most: i64) -> Result<Vec<i64>, StoreError> {
        let (_, order, _) = span.words();
        let (low, high) = (span.low, span.high);
        let mut groups = filter.groups();
        let marks = filter.scope.marks();
        let rows: Vec<(As<i64>,)> = match self.engine() {
            Engine::Sqlite => {
                groups.extend((!marks.is_empty()).then_some(marks));
                let sql = format!(
                    "SELECT rowid FROM entry_words WHERE entry_words MATCH $1 AND rowid BETWEEN $2 AND $3 \
                     ORDER BY rowid {order} LIMIT $4"
                );
                let asked = EntryFilter::question(&groups, ('"', " OR ", " AND "), usize::MAX);
                self.all(sql, crate::args![asked, low, high, most]).await?
            }
            Engine::Postgres => {
                let (asked, is_rare) = self.rare_or_not(groups, marks).await?;
                let with_words = format!(
                    "SELECT e.place FROM entry e WHERE {asked} AND {}",
                    filter.scope.condition()
                );
                let rest = format!("place BETWEEN {low} AND {high} ORDER BY place {order} LIMIT {most}");
                // Few are collected and sorted; of many, the newest are met soon enough by following the order.
                self.all_once(match is_rare {
                    true => format!("WITH f AS MATERIALIZED ({with_words}) SELECT place FROM f WHERE {rest}"),
                    false => format!("{with_words} AND e.{rest}"),
                })
                .await?
            }
        };
        Ok(numbers(rows))
    }

    /// The condition that asks PostgreSQL for words, and whether it holds of few entries, as the engine estimates: of the words
    /// alone, or with the marks of few homes.
    async fn rare_or_not(
        &self,
        mut groups: Vec<Vec<String>>,
        marks: Vec<String>,
    ) -> Result<(String, bool), StoreError> {
        let condition = |groups: &[Vec<String>]| {
            let asked = EntryFilter::question(groups, ('\'', " | ", " & "), LETTERS).replace('\'', "''");
            format!("e.words @@ '{asked}'::tsquery")
        };
        let words = condition(&groups);
        if self.estimate(&words).await? <= FEW {
            return Ok((words, true));
        }
        if (1..=HOMES_MARKED).contains(&marks.len()) {
            groups.push(marks);
            let narrow = condition(&groups);
            if self.estimate(&narrow).await? <= FEW {
                return Ok((narrow, true));
            }
        }
        Ok((words, false))
    }

    /// How many entries PostgreSQL thinks a condition holds of.
    async fn estimate(&self, condition: &str) -> Result<i64, StoreError> {
        let plan: Vec<(String,)> = self
            .all_once(format!("EXPLAIN SELECT 1 FROM entry e WHERE {condition}"))
            .await?;
        let rows = plan.first().and_then(|(line,)| line.split("rows=").nth(1));
        let digits = rows.and_then(|rest| rest.split(' ').next());
        Ok(digits.and_then(|n| n.parse().ok()).unwrap_or(i64::MAX))
    }

    /// How many drafts of a scope somebody holds, by register.
    pub async fn drafts_held(&self, scope: &EntryScope, holder: i64) -> Result<Vec<(i32, i64)>, StoreError> {
        if scope.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT e.register, COUNT(*) FROM entry e WHERE e.holder = $1 AND e.state = 0 AND {} GROUP BY e.register ORDER BY e.register",
            scope.condition()
        );
        let rows: Vec<(As<i32>, i64)> = self.all(sql, crate::args![holder]).await?;
        Ok(rows.into_iter().map(|(As(register), n)| (register, n)).collect())
    }

    /// The first day with an entry of a scope, drafts of everybody with them.
    pub async fn first_day(&self, scope: &EntryScope) -> Result<Option<Day>, StoreError> {
        let (kind, scopes) = scope.tallied();
        let sql = format!(
            "SELECT MIN(f.place) / {OF_DAY} FROM (SELECT (SELECT MIN(e.place) FROM entry e \
             WHERE {}e.state = s.state AND e.register = s.register) AS place \
             FROM tally s WHERE s.kind = {kind} AND s.scope IN ({scopes})) f",
            scope.tie()
        );
        let found: Option<(As<Option<Day>>,)> = self.first(sql, Args::new()).await?;
        Ok(found.and_then(|(As(day),)| day))
    }

    /// How many entries of some days wait to become final, as somebody sees them; it counts no further than `most`.
    pub async fn open_entries(&self, filter: &EntryFilter, most: i64) -> Result<i64, StoreError> {
        let mut open = 0;
        let asked = |state: &State| filter.state.is_none_or(|asked| asked == *state);
        for state in [State::Draft, State::Sent].into_iter().filter(asked) {
            let filter = EntryFilter {
                state: Some(state),
                ..filter.clone()
            };
            let span = Span::new(filter.days, Cursor::Newest);
            open += self.newest(&filter, &span, most).await?.len() as i64;
        }
        Ok(open.min(most))
    }
}

fn numbers(rows: Vec<(As<i64>,)>) -> Vec<i64> {
    rows.into_iter().map(|(As(number),)| number).collect()
}
