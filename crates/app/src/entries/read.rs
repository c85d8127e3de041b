//! Reading entries: one with its history, and lists with their sums. What the reader may not see counts as not found.

use super::draft::EntryError;
use super::record::typed;
use super::stored::Stored;
use crate::app::Fault;
use crate::entries::EntryService;
use crate::snapshot::{Rules, RulesSnapshot};
use dienhong_domain::entries::{State, Value};
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{FieldKind, MeasureKind, PostAmount, Register, SHARE_SCALE};
use dienhong_domain::rights::Permission;
use dienhong_domain::text::fold;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, Level, UnitId};
use dienhong_i18n::Locale;
use dienhong_store::entries::{EntryRow, PostingRow};
use dienhong_store::files::AttachmentRow;
use dienhong_store::lists::{EntryFilter, EntryScope, ListedRow};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

pub use dienhong_store::lists::Cursor;

/// An attachment as shown.
pub type Attachment = AttachmentRow;

/// An entry with everything that its page shows.
#[derive(Debug)]
pub struct EntryView {
    /// Its head.
    pub row: EntryRow,
    /// State.
    pub state: State,
    /// Unit.
    pub unit: UnitId,
    /// Day.
    pub day: Day,
    /// Rules under which the newest revision was read.
    pub rules: Arc<Rules>,
    /// Register's code.
    pub register: String,
    /// Answers.
    pub stored: Stored,
    /// Revisions, newest first.
    pub revisions: Vec<Revision>,
    /// Attachments that were not removed.
    pub attachments: Vec<Attachment>,
    /// What it wrote to the ledger, in that order.
    pub postings: Vec<PostedLine>,
    /// Whether the reader may edit it.
    pub may_edit: bool,
    /// Whether the reader may make it final.
    pub may_finish: bool,
    /// Whether the reader may send it back.
    pub may_return: bool,
    /// Whether the reader may void it.
    pub may_void: bool,
}

/// A revision with what it changed.
#[derive(Debug)]
pub struct Revision {
    /// Number, from 1.
    pub rev: i64,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Author's name, or empty when erased.
    pub author: String,
    /// State that it brought.
    pub state: State,
    /// Day then.
    pub day: Day,
    /// Unit then.
    pub unit: UnitId,
    /// Reason.
    pub why: String,
    /// (question, before, after), words in the reader's language.
    pub changes: Vec<(String, String, String)>,
}

impl Revision {
    /// Whether it gave the entry back from the state `before`.
    pub fn gave_back(&self, before: State) -> bool {
        (before, self.state) == (State::Sent, State::Draft)
    }
    /// Whether it undid that the entry was finished.
    pub fn reopened(&self, before: State) -> bool {
        before == State::Final && matches!(self.state, State::Draft | State::Sent)
    }
}

/// A line of the ledger with its measure.
#[derive(Debug)]
pub struct PostedLine {
    /// Posting.
    pub row: PostingRow,
    /// Measure's code.
    pub measure: String,
}

impl EntryView {
    /// The register under its rules.
    pub fn register(&self) -> Option<&Register> {
        self.rules.register(&self.register)
    }
    /// The revision by which an open draft was given back after it had been sent, with its reason.
    pub fn returned(&self) -> Option<&Revision> {
        if self.state != State::Draft {
            return None;
        }
        self.revisions
            .iter()
            .zip(self.revisions.iter().skip(1))
            .find(|(of, before)| of.gave_back(before.state))
            .map(|(of, _)| of)
    }
    /// The answers as they would be typed.
    pub fn typed(&self) -> BTreeMap<String, Vec<String>> {
        self.register()
            .map(|r| typed(r, &self.stored))
            .unwrap_or_default()
    }
}

/// What a list shows.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// Unit; the units below it are included.
    pub unit: UnitId,
    /// For a commune, also what was recorded by predecessors that ended and passed their book to it.
    pub with_former: bool,
    /// Register, or all.
    pub register: Option<String>,
    /// Days, or all.
    pub period: Option<Period>,
    /// State, or all.
    pub state: Option<State>,
    /// Words as typed, with or without diacritics.
    pub words: String,
    /// Where it begins.
    pub from: Cursor,
    /// Rows a page.
    pub most: i64,
}

/// A row of a list.
#[derive(Debug)]
pub struct ListRow {
    /// Head.
    pub row: EntryRow,
    /// State.
    pub state: State,
    /// Day.
    pub day: Day,
    /// Register's code.
    pub register: String,
    /// Answers.
    pub stored: Stored,
    /// Rules by which they are named.
    pub rules: Arc<Rules>,
    /// Why an open draft was given back after it had been sent.
    pub returned: Option<String>,
}

/// Part of a list.
#[derive(Debug)]
pub struct EntryList {
    /// Rows, newest day first.
    pub rows: Vec<ListRow>,
    /// How many of each state fit all filters but the state; `None` where words or days are asked for, which nobody counts.
    pub counts: Option<Vec<(State, i64)>>,
    /// How many fit all filters, where that is known.
    pub total: Option<i64>,
    /// How many of what fits are not final yet, counted up to [`OPEN`]; 0 where words are asked for.
    pub open: i64,
    /// Where newer entries are, if there are any.
    pub newer: Option<Cursor>,
    /// Where older entries are, if there are any.
    pub older: Option<Cursor>,
    /// The sum of what is final, for a register with a main number: (measure, figure).
    pub sum: Option<(String, Figure)>,
}

/// Entries that are not final are counted up to so many.
pub const OPEN: i64 = 1_000;

impl EntryService<'_> {
    /// Reads an entry with its history.
    pub async fn find(&self, id: Uuid, locale: Locale) -> Result<EntryView, EntryError> {
        let snapshot = self.snapshot();
        let row = self.store.entry(id).await?.ok_or(EntryError::NotFound)?;
        self.readable(&row)?;
        let revisions = self.store.revisions(id).await?;
        let newest = revisions.last().ok_or(EntryError::NotFound)?;
        let rules = snapshot.rules_by_number(newest.rules);
        let register = snapshot
            .register_code(row.register)
            .ok_or(EntryError::NotFound)?
            .to_owned();
        let stored = Stored::read(&newest.body, newest.text.as_deref())?;
        let authors: Vec<i64> = revisions.iter().map(|r| r.author).collect();
        let names = self.names(&authors).await?;
        let mut shown = Vec::new();
        let mut before: Option<(Stored, Day, UnitId)> = None;
        for r in &revisions {
            let now = Stored::read(&r.body, r.text.as_deref())?;
            let (day, unit) = (r.day, r.unit);
            let named = snapshot.rules_by_number(r.rules);
            let changes = match &before {
                Some((old, was, at)) => {
                    let mut changes = changes(&named, &register, old, &now, locale);
                    if *was != day {
                        let label = dienhong_i18n::t(locale, "entries-field-day");
                        changes.insert(0, (label, dienhong_i18n::day(*was), dienhong_i18n::day(day)));
                    }
                    if *at != unit {
                        let label = dienhong_i18n::t(locale, "entries-field-unit");
                        let name = |u: UnitId| snapshot.map.label(u, day, locale.code());
                        changes.insert(0, (label, name(*at), name(unit)));
                    }
                    changes
                }
                None => Vec::new(),
            };
            let why = now.why.clone();
            before = Some((now, day, unit));
            shown.push(Revision {
                rev: r.rev.into(),
                at: r.at,
                author: names.get(&r.author).cloned().unwrap_or_default(),
                state: r.state,
                day,
                unit,
                why,
                changes,
            });
        }
        shown.reverse();
        let attachments = self
            .store
            .attachments(id)
            .await?
            .into_iter()
            .filter(|a| a.removed_rev.is_none())
            .collect();
        let postings = self.store.postings_of(id).await?;
        let postings = postings
            .into_iter()
            .filter_map(|row| {
                Some(PostedLine {
                    measure: snapshot.measure_code(row.measure)?.to_owned(),
                    row,
                })
            })
            .collect();
        let (state, unit) = (row.state, row.unit);
        let has = |act: Permission| self.may(act, unit);
        let (writes, finishes) = (has(Permission::WriteEntries), has(Permission::FinishEntries));
        let open = matches!(state, State::Draft | State::Sent);
        Ok(EntryView {
            state,
            unit,
            day: row.day,
            rules,
            register,
            stored,
            revisions: shown,
            attachments,
            postings,
            may_edit: open && writes || state == State::Final && finishes,
            may_finish: open && finishes,
            may_return: state == State::Sent && finishes,
            may_void: open && (writes || finishes) || state == State::Final && finishes,
            row,
        })
    }

    /// Lists the entries of a unit and of those below it.
    pub async fn list(&self, query: &ListQuery) -> Result<EntryList, EntryError> {
        let filter = self.filter(query)?;
        let counts = self.counts(&filter).await?;
        let total = counts.as_ref().map(|counts| {
            let fits = |(state, _): &&(State, i64)| query.state.is_none_or(|q| q == *state);
            counts.iter().filter(fits).map(|(_, n)| n).sum()
        });
        let (heads, newer, older) = self.part(&filter, query.from, query.most).await?;
        Ok(EntryList {
            rows: self.shown(heads).await?,
            open: self.open(&filter, counts.as_deref()).await?,
            counts,
            total,
            newer,
            older,
            sum: self.list_sum(query).await?,
        })
    }

    /// The newest entries of a unit and what stands below it, of a commune also those of its predecessors; one that may not be
    /// read has none.
    pub async fn newest(
        &self,
        unit: UnitId,
        state: Option<State>,
        most: i64,
    ) -> Result<Vec<ListRow>, EntryError> {
        if !self.may(Permission::ReadEntries, unit) {
            return Ok(Vec::new());
        }
        let filter = EntryFilter {
            days: days_of(self.snapshot(), unit, None),
            state,
            ..EntryFilter::of(self.scope(unit, true), self.actor.person)
        };
        self.shown(self.store.list_entries(&filter, Cursor::Newest, most).await?)
            .await
    }

    /// What a question asks of the store, within the reader's rights.
    pub(super) fn filter(&self, query: &ListQuery) -> Result<EntryFilter, EntryError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadEntries, query.unit) {
            return Err(EntryError::NotFound);
        }
        let register = match &query.register {
            Some(code) => Some(*snapshot.registers.get(code).ok_or(EntryError::NotFound)?),
            None => None,
        };
        Ok(EntryFilter {
            scope: self.scope(query.unit, query.with_former),
            register,
            days: days_of(snapshot, query.unit, query.period),
            state: query.state,
            words: fold(&query.words)
                .split_whitespace()
                .take(8)
                .map(str::to_owned)
                .collect(),
            viewer: self.actor.person,
        })
    }

    /// Entries from a place on, and where newer and older ones are.
    pub(super) async fn part(
        &self,
        filter: &EntryFilter,
        from: Cursor,
        most: i64,
    ) -> Result<(Vec<ListedRow>, Option<Cursor>, Option<Cursor>), EntryError> {
        let mut rows = self.store.list_entries(filter, from, most + 1).await?;
        let has_more = rows.len() as i64 > most;
        if has_more {
            match from {
                Cursor::Before(_) => drop(rows.remove(0)),
                Cursor::Newest | Cursor::After(_) => drop(rows.pop()),
            }
        }
        let above = rows
            .first()
            .map_or(Cursor::Newest, |of| Cursor::Before(of.row.place));
        let below = rows.last().map(|of| Cursor::After(of.row.place));
        let (newer, older) = match from {
            Cursor::Newest => (false, has_more),
            Cursor::After(_) => (true, has_more),
            Cursor::Before(_) => (has_more, true),
        };
        Ok((rows, newer.then_some(above), below.filter(|_| older)))
    }

    /// Rows as lists show them.
    pub(super) async fn shown(&self, listed: Vec<ListedRow>) -> Result<Vec<ListRow>, EntryError> {
        let snapshot = self.snapshot();
        let mut returned = self.returned(&listed).await?;
        let today = self.today();
        let row = |ListedRow { row, body, text }: ListedRow| {
            let register = snapshot.register_code(row.register).unwrap_or_default();
            Ok(ListRow {
                returned: returned.remove(&row.id),
                state: row.state,
                day: row.day,
                register: register.to_owned(),
                stored: Stored::read(&body, text.as_deref())?,
                rules: snapshot.rules_knowing(register, row.unit, row.day, today),
                row,
            })
        };
        listed.into_iter().map(row).collect()
    }

    /// How many entries there are of each state, whatever state is asked for, as the reader sees them: kept counts, and the
    /// reader's own drafts.
    async fn counts(&self, filter: &EntryFilter) -> Result<Option<Vec<(State, i64)>>, EntryError> {
        if filter.days.is_some() || !filter.words.is_empty() {
            return Ok(None);
        }
        let mut counts: BTreeMap<i16, (State, i64)> = BTreeMap::new();
        let all = self
            .store
            .entry_counts(&filter.scope, filter.register, filter.viewer);
        for (_, state, n) in all.await? {
            counts.entry(state.number()).or_insert((state, 0)).1 += n;
        }
        Ok(Some(counts.into_values().collect()))
    }

    async fn open(&self, filter: &EntryFilter, counts: Option<&[(State, i64)]>) -> Result<i64, EntryError> {
        let is_open = |(state, _): &&(State, i64)| matches!(state, State::Draft | State::Sent);
        Ok(match counts {
            Some(counts) => counts.iter().filter(is_open).map(|(_, n)| n).sum(),
            None if filter.words.is_empty() => self.store.open_entries(filter, OPEN).await?,
            None => 0,
        })
    }

    /// How many entries of each register a person sees in some units and below them.
    pub async fn counts_of(&self, units: &[UnitId]) -> Result<BTreeMap<i32, i64>, EntryError> {
        let mut counts = BTreeMap::new();
        for unit in units {
            let scope = self.scope(*unit, false);
            for (register, _, n) in self.store.entry_counts(&scope, None, self.actor.person).await? {
                *counts.entry(register).or_default() += n;
            }
        }
        Ok(counts)
    }

    /// Those of these entries that are drafts again because they were given back, with the reason.
    async fn returned(&self, listed: &[ListedRow]) -> Result<BTreeMap<Uuid, String>, EntryError> {
        let (sent, draft) = (State::Sent, State::Draft);
        let is_open = |row: &&EntryRow| row.state == draft && row.rev > 1;
        let rows = listed.iter().map(|of| &of.row);
        let drafts: Vec<Uuid> = rows.filter(is_open).map(|row| row.id).collect();
        let mut found = BTreeMap::new();
        for (id, body, text) in self.store.given_back(&drafts, (sent, draft)).await? {
            found.insert(id, Stored::read(&body, text.as_deref())?.why);
        }
        Ok(found)
    }

    /// Communes that ended and passed their book to a commune.
    pub fn former_homes(&self, unit: UnitId) -> Vec<i32> {
        let snapshot = self.snapshot();
        if snapshot.map.level(unit) != Some(Level::Commune) {
            return Vec::new();
        }
        let here = self.here();
        let is_read = |id: &UnitId| {
            snapshot.map.level(*id) == Some(Level::Commune)
                && self.actor.may(Permission::ReadEntries, *id, here)
        };
        let former = snapshot.map.former(unit, self.today()).into_iter();
        former.filter(is_read).map(|id| id.0).collect()
    }

    /// Where the entries of a unit and what stands below it are; of a commune also those of its predecessors, if asked for.
    pub(crate) fn scope(&self, unit: UnitId, with_former: bool) -> EntryScope {
        let snapshot = self.snapshot();
        match snapshot.map.level(unit) {
            Some(Level::Country) => EntryScope::Book,
            Some(Level::Group) => EntryScope::Units(vec![unit.0]),
            Some(Level::Commune) => {
                let former = if with_former {
                    self.former_homes(unit)
                } else {
                    Vec::new()
                };
                EntryScope::Homes(std::iter::once(unit.0).chain(former).collect())
            }
            _ => EntryScope::Homes(snapshot.homes_below(unit, self.today()).to_vec()),
        }
    }

    async fn list_sum(&self, query: &ListQuery) -> Result<Option<(String, Figure)>, EntryError> {
        let snapshot = self.snapshot();
        let (Some(code), true) = (&query.register, query.words.trim().is_empty()) else {
            return Ok(None);
        };
        let Some(period) = query.period.filter(|_| !query.with_former) else {
            return Ok(None);
        };
        let rules = self.rules_knowing(code, query.unit, period.to.min(self.today()));
        let Some(measure) = rules.register(code).and_then(|r| main_measure(r, &rules)) else {
            return Ok(None);
        };
        let Some(number) = snapshot.measure_number(&measure) else {
            return Ok(None);
        };
        let scope = snapshot.scope(MeasureKind::Flow, query.unit, period, Lens::AsItWas);
        let figure = self
            .store
            .figures(&scope, &[number])
            .await?
            .remove(&number)
            .unwrap_or_default();
        Ok(Some((measure, figure)))
    }

    /// Names of persons by their numbers; erased names are missing.
    pub async fn names(&self, persons: &[i64]) -> Result<BTreeMap<i64, String>, Fault> {
        let list: Vec<String> = persons.iter().map(i64::to_string).collect();
        if list.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sql = format!("SELECT id, name FROM person WHERE id IN ({})", list.join(","));
        Ok(self
            .store
            .all::<(i64, String)>(sql, vec![])
            .await?
            .into_iter()
            .collect())
    }

    /// A file's bytes, if the reader may see it.
    pub async fn file(&self, id: Uuid, small: bool) -> Result<(Attachment, Vec<u8>), EntryError> {
        let attachment = self.store.attachment(id).await?.ok_or(EntryError::NotFound)?;
        let row = self
            .store
            .entry(attachment.entry)
            .await?
            .ok_or(EntryError::NotFound)?;
        self.readable(&row)?;
        let bytes = self
            .store
            .attachment_bytes(id, small)
            .await?
            .ok_or(EntryError::NotFound)?;
        Ok((attachment, bytes))
    }
}

/// The days that a list covers. A unit above communes shows nothing after its own end, because the units below it
/// continue elsewhere.
fn days_of(snapshot: &RulesSnapshot, unit: UnitId, asked: Option<Period>) -> Option<Period> {
    let Some(ended) = snapshot.map.get(unit).filter(|u| u.ends() < Day::MAX) else {
        return asked;
    };
    let life = Period {
        from: ended.begins(),
        to: ended.ends().previous(),
    };
    match asked {
        None => Some(life),
        Some(asked) => Some(asked.meet(life).unwrap_or(asked)),
    }
}

/// The measure of a register's main number: the first flow posted from a field.
fn main_measure(register: &Register, rules: &Rules) -> Option<String> {
    let is_flow = |code: &str| rules.measure(code).is_some_and(|m| m.kind == MeasureKind::Flow);
    register
        .posts
        .iter()
        .find(|p| {
            matches!(p.amount, PostAmount::Field(_))
                && p.when.is_none()
                && p.per.is_none()
                && is_flow(&p.measure)
        })
        .map(|p| p.measure.clone())
}

/// How two states of an entry's answers differ: question, before, after.
pub(super) fn changes(
    rules: &Rules,
    register: &str,
    old: &Stored,
    new: &Stored,
    locale: Locale,
) -> Vec<(String, String, String)> {
    let Some(register) = rules.register(register) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for field in &register.fields {
        let (before, after) = (
            answer(rules, &field.kind, &field.id, old, locale),
            answer(rules, &field.kind, &field.id, new, locale),
        );
        if before != after {
            let label = field.label.get(locale.code()).to_owned();
            found.push((label, before.unwrap_or_default(), after.unwrap_or_default()));
        }
    }
    found
}

/// An answer in words; `None` when the question was not answered.
pub fn answer(
    rules: &Rules,
    kind: &FieldKind,
    field: &str,
    stored: &Stored,
    locale: Locale,
) -> Option<String> {
    if let Some(text) = stored.body.texts.get(field) {
        return Some(text.clone());
    }
    let value = stored.body.values.get(field)?;
    let item = |list: &str, id: &String| {
        let list = rules.pack.lists.iter().find(|l| l.id == list);
        let item = list.and_then(|l| l.items.iter().find(|i| i.id == *id));
        item.map_or_else(|| id.clone(), |i| i.title.get(locale.code()).to_owned())
    };
    Some(match (value, kind) {
        (Value::Choice(id), FieldKind::Choice { list }) => item(list, id),
        (Value::Choices(ids), FieldKind::Choices { list }) => {
            ids.iter().map(|id| item(list, id)).collect::<Vec<_>>().join("; ")
        }
        (Value::YesNo(yes), _) => dienhong_i18n::t(locale, if *yes { "entries-yes" } else { "entries-no" }),
        (Value::Day { d }, _) => dienhong_i18n::day(*d),
        (Value::Number(_) | Value::Bounded { .. }, kind) => {
            let (steps, bound) = value.number().unwrap_or_default();
            match kind {
                FieldKind::Number { scale, unit, .. } => {
                    format!(
                        "{}\u{a0}{}",
                        dienhong_i18n::bounded(steps, *scale, bound, locale),
                        dienhong_i18n::unit_of_count(steps, *scale, unit, locale)
                    )
                }
                _ => format!(
                    "{}\u{a0}%",
                    dienhong_i18n::bounded(steps, SHARE_SCALE, bound, locale)
                ),
            }
        }
        (Value::Choice(id), _) => id.clone(),
        (Value::Choices(ids), _) => ids.join("; "),
    })
}
