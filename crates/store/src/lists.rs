//! Lists of entries, newest first: each reads as many rows as it shows, from one commune to the whole book.
//!
//! An entry's place (its day, then the order of making) is unique, so a list goes on below the last place shown and stays
//! where it is while others write. Which rows exist is known from the tally, one row for each register and state of a
//! home; the newest of these streams are merged.

use crate::answers::EntryCount;
use crate::args::{Args, any_of, list, padded};
use crate::db::{Engine, Store, StoreError};
use crate::entries::EntryRow;
use crate::rows::As;
use dienhong_domain::entries::State;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use sqlx::{ColumnIndex, Decode, FromRow, Type};

/// A day's share of the places: more than there are lines in any change log.
const OF_DAY: i64 = 10_000_000_000;

/// PostgreSQL's index keeps so many letters of a word.
const LETTERS: usize = 100;

/// So many homes or units stand in the text of a question itself.
const IN_TEXT: usize = 4;

/// Streams of so many homes are merged. Entries of more homes are looked for among those of the whole book first.
const HOMES_MERGED: usize = 16;

/// So many entries of the whole book are looked at for that.
const WALKED: i64 = 4_000;

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

/// An entry in a list, with what its newest revision says.
#[derive(Clone, Debug)]
pub struct ListedRow {
    /// The entry.
    pub row: EntryRow,
    /// Answers.
    pub body: String,
    /// Free text; `None` where there is none or it was erased.
    pub text: Option<String>,
}

impl<'r, R: sqlx::Row> FromRow<'r, R> for ListedRow
where
    EntryRow: FromRow<'r, R>,
    usize: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<ListedRow, sqlx::Error> {
        // They are selected after the columns of the entry.
        let columns = row.len();
        Ok(ListedRow {
            row: EntryRow::from_row(row)?,
            body: row.try_get(columns - 2)?,
            text: row.try_get(columns - 1)?,
        })
    }
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
    /// The arguments `$1` and `$2`, then others.
    fn args(&self, others: Args) -> Args {
        let mut args = crate::args![self.low, self.high];
        args.extend(others);
        args
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
    /// Kind of its rows in the tally.
    pub(crate) fn kind(&self) -> i16 {
        match self {
            EntryScope::Book => 0,
            EntryScope::Homes(_) => 1,
            EntryScope::Units(_) => 2,
        }
    }
    /// Its homes or units as the tally numbers them.
    fn numbers(&self) -> &[i32] {
        match self {
            EntryScope::Book => &[0],
            EntryScope::Homes(all) | EntryScope::Units(all) => all,
        }
    }
    /// Its homes, where they are so many that they are met in the order of the book sooner than each is sought.
    fn many_homes(&self) -> Option<&[i32]> {
        match self {
            EntryScope::Homes(homes) if homes.len() > HOMES_MERGED => Some(homes),
            _ => None,
        }
    }
    /// What a column is to be one of its homes or units. Many of them are one argument, bound at the place `at`: the text stays
    /// the same and short, so that the engine keeps its plan.
    pub(crate) fn among(&self, engine: Engine, at: usize) -> (String, Args) {
        let numbers = self.numbers();
        let text = list(numbers);
        if numbers.len() <= IN_TEXT {
            return (format!("IN ({text})"), Args::new());
        }
        (any_of(at, engine), crate::args![text])
    }
    /// Ties an entry to a stream of the tally, as the indexes have it.
    fn tie(&self) -> &'static str {
        match self {
            EntryScope::Book => "",
            EntryScope::Homes(_) => "e.home = s.scope AND ",
            EntryScope::Units(_) => "e.unit = s.scope AND e.unit <> e.home AND ",
        }
    }
    /// Condition on entries by themselves; `among` says what is one of its homes or units.
    fn condition(&self, among: &str) -> String {
        match self {
            EntryScope::Book => "1 = 1".to_owned(),
            EntryScope::Homes(_) => format!("e.home {among}"),
            EntryScope::Units(_) => format!("e.unit {among} AND e.unit <> e.home"),
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

    /// The streams that a filter without words shows, at most so many entries of each.
    fn streams(&self, span: &Span, among: &str, most: i64) -> Streams<'_> {
        let (_, order, _) = span.words();
        let register = self
            .register
            .map_or(String::new(), |r| format!(" AND e.register = {r}"));
        let drafts = match self.shows_drafts() {
            false => String::new(),
            true => format!(
                " UNION ALL SELECT d.place FROM (SELECT e.place FROM entry e WHERE e.holder = {} AND e.state = 0 AND {}{register} \
                 AND e.place BETWEEN $1 AND $2 ORDER BY e.place {order} LIMIT {most}) d",
                self.viewer,
                self.scope.condition(among),
            ),
        };
        Streams {
            scope: &self.scope,
            register: self.register,
            states: self.seen(),
            only: String::new(),
            beside: drafts,
        }
    }
}

impl Store {
    /// Lists at most so many entries of a filter, newest first.
    pub async fn list_entries(
        &self,
        filter: &EntryFilter,
        cursor: Cursor,
        most: i64,
    ) -> Result<Vec<ListedRow>, StoreError> {
        if filter.scope.is_empty() || most < 1 {
            return Ok(Vec::new());
        }
        let span = Span::new(filter.days, cursor);
        if filter.words.is_empty() {
            if let Some(walked) = self.newest_of_many(filter, &span, most).await? {
                return Ok(walked);
            }
            let (places, args) = self.newest(filter, &span, most);
            return self.listed(&places, args).await;
        }
        let mut found = Vec::new();
        for some in self.found(filter, &span, most).await?.chunks(256) {
            let (list, args) = padded(some, 0);
            let places = format!("SELECT o.place FROM entry o WHERE o.place IN ({list})");
            found.extend(self.listed(&places, args).await?);
        }
        found.sort_by_key(|of| std::cmp::Reverse(of.row.place));
        Ok(found)
    }

    /// Entries at the places that a statement gives, with their newest revisions, the newest first.
    async fn listed(&self, places: &str, args: Args) -> Result<Vec<ListedRow>, StoreError> {
        let sql = format!(
            "SELECT {}, r.body, t.body FROM ({places}) p CROSS JOIN entry e CROSS JOIN revision r \
             LEFT JOIN revision_text t ON t.entry = r.entry AND t.rev = r.rev AND t.home = r.home \
             WHERE e.place = p.place AND r.entry = e.id AND r.rev = e.rev ORDER BY e.place DESC",
            EntryRow::COLUMNS
        );
        self.all(sql, args).await
    }

    /// The newest entries of many homes are soon met among those of the whole book: they are most of it, or a good part. `None`
    /// where they are not, and for states that are rare everywhere.
    async fn newest_of_many(
        &self,
        filter: &EntryFilter,
        span: &Span,
        most: i64,
    ) -> Result<Option<Vec<ListedRow>>, StoreError> {
        let is_common = filter.state.is_none_or(|state| state == State::Final);
        if filter.scope.many_homes().is_none() || !is_common {
            return Ok(None);
        }
        let (_, order, _) = span.words();
        let (among, args) = filter.scope.among(self.engine(), 3);
        let draft = format!("e.state = 0 AND e.holder = {}", filter.viewer);
        let seen = filter.seen();
        let conditions: Vec<String> = match filter.register {
            Some(register) => {
                let states = seen.iter().map(|state| format!("e.state = {state}"));
                let states = states.chain(filter.shows_drafts().then_some(draft));
                states
                    .map(|of| format!("e.register = {register} AND {of}"))
                    .collect()
            }
            None if filter.shows_drafts() => vec![format!("(e.state <> 0 OR {draft})")],
            None => vec![format!("e.state IN ({})", list(&seen))],
        };
        let parts: Vec<String> = conditions
            .iter()
            .map(|of| format!("SELECT e.place, e.home FROM entry e WHERE {of} AND e.place BETWEEN $1 AND $2"))
            .collect();
        // The order of the inner list is that of the indexes; what is beyond the last row taken is not looked at.
        let places = format!(
            "SELECT w.place FROM ({} ORDER BY place {order} LIMIT {WALKED}) w WHERE w.home {among} LIMIT {most}",
            parts.join(" UNION ALL ")
        );
        let found = self.listed(&places, span.args(args)).await?;
        Ok((found.len() as i64 == most).then_some(found))
    }

    /// The statement that gives the places of what a filter without words shows, with its arguments.
    fn newest(&self, filter: &EntryFilter, span: &Span, most: i64) -> (String, Args) {
        let (among, args) = filter.scope.among(self.engine(), 3);
        let streams = filter.streams(span, &among, most);
        (self.merged(&streams, span, &among, most), span.args(args))
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
        let (among, args) = scope.among(self.engine(), 3);
        let places = self.merged(&streams, &span, &among, most);
        let listed = self.listed(&places, span.args(args)).await?;
        Ok(listed.into_iter().map(|of| of.row).collect())
    }

    /// The statement that gives the places of the newest entries within `$1` and `$2`, at most so many: the heads of all
    /// streams say which streams can have any of them, and from when on.
    fn merged(&self, streams: &Streams<'_>, span: &Span, among: &str, most: i64) -> String {
        let (nearest, order, farthest) = span.words();
        let kind = streams.scope.kind();
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
            format!("(SELECT CASE COUNT(*) WHEN {most} THEN {farthest}(top) ELSE {end} END FROM best)")
        };
        let (low, high) = match span.is_rising {
            true => ("$1".to_owned(), bound("$2")),
            false => (bound("$1"), "$2".to_owned()),
        };
        let rows = format!(
            "SELECT e.place FROM entry e WHERE {tie} AND e.place BETWEEN {low} AND {high} ORDER BY e.place {order} LIMIT {most}"
        );
        let merged = match self.engine() {
            Engine::Sqlite => format!("SELECT o.place FROM best s JOIN entry o ON o.place IN ({rows})"),
            Engine::Postgres => format!("SELECT o.place FROM best s CROSS JOIN LATERAL ({rows}) o"),
        };
        format!(
            "WITH stream AS MATERIALIZED (SELECT s.scope, s.register, s.state, (SELECT {nearest}(e.place) FROM entry e \
             WHERE {tie} AND e.place BETWEEN $1 AND $2) AS top \
             FROM tally s WHERE s.kind = {kind} AND s.scope {among} AND s.state IN ({}){register}), \
             best AS MATERIALIZED (SELECT * FROM stream WHERE top IS NOT NULL ORDER BY top {order} LIMIT {most}) \
             SELECT f.place FROM ({merged}{}) f ORDER BY f.place {order} LIMIT {most}",
            list(&streams.states),
            streams.beside,
        )
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
                let among = format!("IN ({})", list(filter.scope.numbers()));
                let with_words = format!(
                    "SELECT e.place FROM entry e WHERE {asked} AND {}",
                    filter.scope.condition(&among)
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

    /// How many entries of a scope somebody sees, by register and state: kept counts, and of drafts those that they hold.
    pub async fn entry_counts(
        &self,
        scope: &EntryScope,
        register: Option<i32>,
        viewer: i64,
    ) -> Result<Vec<EntryCount>, StoreError> {
        if scope.is_empty() {
            return Ok(Vec::new());
        }
        let read = self.read_counts(scope, register, viewer);
        let Some(homes) = scope.many_homes() else {
            return read.await;
        };
        // Of many homes the sums are kept until an entry of one of them is written.
        let mark = self.entry_mark(homes).await?;
        let question = format!("{register:?} {viewer} {homes:?}");
        self.answers.entry_counts.rows(&question, mark, read).await
    }

    async fn read_counts(
        &self,
        scope: &EntryScope,
        register: Option<i32>,
        viewer: i64,
    ) -> Result<Vec<EntryCount>, StoreError> {
        let only = |of: &str| register.map_or(String::new(), |r| format!(" AND {of}.register = {r}"));
        let kind = scope.kind();
        let (among, args) = scope.among(self.engine(), 2);
        let sql = format!(
            "SELECT s.register, s.state, CAST(SUM(s.n) AS BIGINT) FROM tally s \
             WHERE s.kind = {kind} AND s.scope {among} AND s.state <> 0{} GROUP BY s.register, s.state HAVING SUM(s.n) > 0 \
             UNION ALL SELECT e.register, e.state, COUNT(*) FROM entry e \
             WHERE e.holder = $1 AND e.state = 0 AND {}{} GROUP BY e.register, e.state",
            only("s"),
            scope.condition(&among),
            only("e"),
        );
        let args = crate::args![viewer].into_iter().chain(args).collect();
        let rows: Vec<(As<i32>, As<State>, i64)> = self.all(sql, args).await?;
        Ok(rows
            .into_iter()
            .map(|(As(register), As(state), n)| (register, state, n))
            .collect())
    }

    /// The first day with an entry of a scope, drafts of everybody with them.
    pub async fn first_day(&self, scope: &EntryScope) -> Result<Option<Day>, StoreError> {
        let kind = scope.kind();
        let (among, args) = scope.among(self.engine(), 1);
        if scope.many_homes().is_some() {
            // One of them is soon met from the beginning of the book on.
            let walked = format!(
                "SELECT w.place / {OF_DAY} FROM (SELECT e.place, e.home FROM entry e ORDER BY e.place LIMIT {WALKED}) w \
                 WHERE w.home {among} LIMIT 1"
            );
            if let Some((As(day),)) = self.first::<(As<Day>,)>(walked, args.clone()).await? {
                return Ok(Some(day));
            }
        }
        let sql = format!(
            "SELECT MIN(f.place) / {OF_DAY} FROM (SELECT (SELECT MIN(e.place) FROM entry e \
             WHERE {}e.state = s.state AND e.register = s.register) AS place \
             FROM tally s WHERE s.kind = {kind} AND s.scope {among}) f",
            scope.tie()
        );
        let found: Option<(As<Option<Day>>,)> = self.first(sql, args).await?;
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
            let (places, args) = self.newest(&filter, &span, most);
            let sql = format!("SELECT COUNT(*) FROM ({places}) p");
            open += self.number(sql, args).await?;
        }
        Ok(open.min(most))
    }
}

fn numbers(rows: Vec<(As<i64>,)>) -> Vec<i64> {
    rows.into_iter().map(|(As(number),)| number).collect()
}
