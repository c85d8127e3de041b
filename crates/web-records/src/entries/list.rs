//! A register's entries: filtered, searched without diacritics, summed, exported.

use super::grid::communes;
use super::page::{problem, register, tag, tag_of};
use super::units::units;
use super::waiting::{WaitingFilter, tick_of};
use crate::search::{Part, parts};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use dienhong_app::entries::{Cursor, EntryList, ListQuery, ListRow, OPEN, answer};
use dienhong_app::exports::EntryTable;
use dienhong_app::urls;
use dienhong_domain::entries::State;
use dienhong_domain::packs::{FieldKind, PartOf};
use dienhong_domain::rights::Permission;
use dienhong_domain::search::Meant;
use dienhong_domain::units::{Lens, Level, UnitId};
use dienhong_web_kit::downloads::{XLSX, made};
use dienhong_web_kit::periods;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Chip, Choice, Field, Mistake, Room, Shell, Steps, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::ticks::Ticks;
use dienhong_web_kit::unit_lists::former;
use serde::Deserialize;
use uuid::Uuid;

const ROWS: i64 = 50;
/// Ticks all rows of a page.
const ALL: &str = "tat-ca";

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct EntryListQuery {
    #[serde(default)]
    pub(super) tim: String,
    #[serde(rename = "don-vi", default)]
    pub(super) unit: String,
    #[serde(default)]
    pub(super) ky: String,
    #[serde(rename = "trang-thai", default)]
    pub(super) state: String,
    /// Goes on below this place.
    #[serde(default)]
    pub(super) sau: String,
    /// Ends above this place.
    #[serde(default)]
    pub(super) truoc: String,
    #[serde(default)]
    pub(super) xong: String,
    /// "tat-ca" ticks all rows.
    #[serde(default)]
    pub(super) chon: String,
}

struct Line {
    place: String,
    register: String,
    href: String,
    day: String,
    what: String,
    amount: String,
    tag: Tag,
    note: String,
    is_void: bool,
    /// What its tick sends and is called, for a waiting entry that the reader may finish.
    tick: Option<(String, String)>,
}

/// The search of those who read no entries.
#[derive(Template)]
#[template(path = "entries/search.html")]
struct Search {
    shell: Shell,
    search: Field,
    found: Vec<Part>,
}

#[derive(Template)]
#[template(path = "entries/list.html")]
struct List {
    shell: Shell,
    /// What else the words mean, in the search over everything.
    found: Vec<Part>,
    code: String,
    search: Field,
    place: Field,
    period: Field,
    chips: Vec<Chip>,
    caption: String,
    lines: Vec<Line>,
    /// Finishes the ticked entries of a list of waiting ones.
    ticks: Option<Ticks>,
    sum: Option<(String, String)>,
    open: Option<String>,
    steps: Steps,
    is_empty: bool,
    has_filter: bool,
    may_write: bool,
    export: String,
    reset: String,
    new_href: String,
    import_href: String,
    /// The grid of a monthly register; empty where there is none.
    grid: String,
}

pub(super) async fn show(
    me: Me,
    Path(code): Path<String>,
    Query(asked): Query<EntryListQuery>,
) -> Result<Response, Problem> {
    let rules = me.cx().entries().rules_of_draft(&code, None, "");
    let form = register(&rules, &code)?;
    let query = query(&me, Some(code.clone()), &asked)?;
    let list = me.cx().entries().list(&query).await.map_err(problem)?;
    let language = me.locale().code();
    let known = dienhong_i18n::known(rules.pack.known(PartOf::Register, &code), me.locale());
    let lead = form.lead.get(language);
    let lead = known.map_or_else(|| lead.to_owned(), |known| format!("{lead} {known}"));
    let mut shell = me
        .shell(form.title.get(language), Room::Registers)
        .lead(lead)
        .below(dienhong_i18n::t(me.locale(), "totals-today-title"), urls::HOME)
        .below(
            dienhong_i18n::t(me.locale(), "entries-registers-title"),
            urls::REGISTERS,
        );
    if asked.xong == "tra" {
        let words = shell.t("entries-done-returned");
        shell = shell.done(words);
    }
    let shell = none_ticked(shell, &asked);
    let action = urls::register(&code);
    Ok(html(&page(&me, shell, &action, &code, &asked, &query, list)))
}

/// The search over everything: entries by words, days and filters, and above them what else is meant.
pub(super) async fn search(me: Me, Query(asked): Query<EntryListQuery>) -> Result<Response, Problem> {
    let meant = Meant::read(&asked.tim, me.today());
    let is_first =
        matches!(asked.cursor(), Cursor::Newest) && asked.unit.is_empty() && asked.state.is_empty();
    let found = match is_first && asked.ky.is_empty() {
        true => parts(&me, &meant, &asked.tim).await?,
        false => Vec::new(),
    };
    let title = dienhong_i18n::t(me.locale(), "entries-search-title");
    let shell = me.shell(title, Room::None).lead(searched(&me, &meant, &asked));
    if !me.may_somewhere(Permission::ReadEntries) {
        me.requested_unit(&asked.unit, Permission::ReadUnits)
            .ok_or(Problem::NotFound)?;
        let search = Field::new("tim", shell.t("search-label")).hint(shell.t("search-hint"));
        let search = search.value(asked.tim.as_str());
        return Ok(html(&Search { search, found, shell }));
    }
    let mut query = query(&me, None, &asked)?;
    if let Some(days) = meant.days.filter(|_| asked.ky.is_empty()) {
        (query.period, query.words) = (Some(days), String::new());
    }
    let list = me.cx().entries().list(&query).await.map_err(problem)?;
    let shell = none_ticked(shell, &asked);
    let page = page(&me, shell, urls::SEARCH, "", &asked, &query, list);
    Ok(html(&List { found, ..page }))
}

/// What is looked for, said above the page.
fn searched(me: &Me, meant: &Meant, asked: &EntryListQuery) -> String {
    match meant.days.filter(|_| asked.ky.is_empty()) {
        Some(days) => {
            let period = dienhong_i18n::period(days, me.locale());
            dienhong_i18n::t_with(me.locale(), "search-of-days", &[("period", period.into())])
        }
        None => dienhong_i18n::t(me.locale(), "entries-search-lead"),
    }
}

/// Asks to tick something, when the act on ticked entries was sent without any.
fn none_ticked(shell: Shell, asked: &EntryListQuery) -> Shell {
    match asked.xong.as_str() {
        "chua-chon" => {
            let words = shell.t("entries-finish-none-ticked");
            shell.mistakes(vec![Mistake::new("danh-dau", words)])
        }
        _ => shell,
    }
}

pub(super) async fn xlsx(
    me: Me,
    Path(code): Path<String>,
    Query(asked): Query<EntryListQuery>,
) -> Result<Response, Problem> {
    let query = query(&me, Some(code.clone()), &asked)?;
    // What is refused is refused with a page, before the file begins.
    register(&me.cx().rules_knowing(&code, query.unit, me.today()), &code)?;
    me.cx().entries().pages(&query).map_err(problem)?;
    let place = me.app.workbook_place().await.ok_or(Problem::Busy)?;
    let name = format!("{code}.xlsx");
    let making = async move {
        let rules = me.cx().rules_knowing(&code, query.unit, me.today());
        let table = EntryTable {
            map: &me.snapshot.map,
            rules: &rules,
            register: register(&rules, &code)?,
            locale: me.locale(),
        };
        let pages = me.cx().entries().pages(&query).map_err(problem)?;
        table.workbook(place, pages).await.map_err(problem)
    };
    Ok(made(&name, XLSX, making))
}

impl EntryListQuery {
    /// Where the list begins; anything but a place is the newest entry.
    fn cursor(&self) -> Cursor {
        match (self.sau.parse(), self.truoc.parse()) {
            (Ok(place), _) => Cursor::After(place),
            (_, Ok(place)) => Cursor::Before(place),
            _ => Cursor::Newest,
        }
    }
}

pub(super) fn query(me: &Me, register: Option<String>, asked: &EntryListQuery) -> Result<ListQuery, Problem> {
    let unit = match asked.unit.is_empty() {
        true => me
            .actor
            .units_for(Permission::ReadEntries, me.here())
            .first()
            .copied(),
        false => Uuid::parse_str(&asked.unit)
            .ok()
            .and_then(|uid| me.snapshot.map.by_uid(uid)),
    };
    let former = |unit: UnitId| me.cx().entries().former_homes(unit);
    Ok(ListQuery {
        with_former: asked.unit.is_empty() && unit.is_some_and(|unit| !former(unit).is_empty()),
        unit: unit.ok_or(Problem::NotFound)?,
        register,
        period: periods::parse(&asked.ky, &me.cx().entries().rules_for()),
        state: State::parse(&asked.state),
        words: asked.tim.clone(),
        from: asked.cursor(),
        most: ROWS,
    })
}

fn page(
    me: &Me,
    shell: Shell,
    action: &str,
    code: &str,
    asked: &EntryListQuery,
    query: &ListQuery,
    list: EntryList,
) -> List {
    let going = (query.state == Some(State::Sent)).then(|| WaitingFilter::of(code, asked));
    let lines: Vec<Line> = list
        .rows
        .iter()
        .map(|row| line(me, &shell, row, going.as_ref()))
        .collect();
    let search_label = match code.is_empty() {
        true => "search-label",
        false => "entries-filter-search",
    };
    let has_filter =
        !asked.tim.is_empty() || !asked.unit.is_empty() || !asked.ky.is_empty() || query.state.is_some();
    List {
        search: Field::new("tim", shell.t(search_label)).value(asked.tim.as_str()),
        place: place_field(me, &shell, query),
        period: period_field(me, &shell, asked),
        chips: chips(&shell, action, asked, query, &list),
        caption: match list.total {
            Some(total) => shell.t1("entries-list-caption", "count", total),
            None => shell.t("entries-list-caption-newest"),
        },
        ticks: ticks(&shell, action, code, asked, &lines),
        lines,
        sum: sum(me, query, &list),
        open: open_count(&shell, &list),
        steps: Steps {
            // That nothing was found is said by the page.
            words: match list.rows.is_empty() {
                true => String::new(),
                false => shell.shown(list.rows.len(), list.total),
            },
            newer: list.newer.map(|from| at(action, asked, from)),
            older: list.older.map(|from| at(action, asked, from)),
        },
        is_empty: list.counts.as_deref() == Some(&[]) && !has_filter,
        has_filter,
        may_write: !units(me, Permission::WriteEntries, None).is_empty(),
        export: address(action, asked, &[]).replacen(action, &format!("{action}/tai.xlsx"), 1),
        reset: action.to_owned(),
        found: Vec::new(),
        new_href: urls::new_entry(code),
        import_href: urls::import(code),
        grid: grid(me, code),
        code: code.to_owned(),
        shell,
    }
}

/// The grid of a register that is kept by months for groups, for those who record for a commune.
fn grid(me: &Me, code: &str) -> String {
    let rules = me.cx().entries().rules_of_draft(code, None, "");
    let form = rules.register(code);
    let has_grid = form.is_some_and(|form| form.monthly && form.levels.contains(&Level::Group));
    match has_grid && !communes(me).is_empty() {
        true => urls::register_grid(code),
        false => String::new(),
    }
}

/// The act on ticked entries, where some of the list may be finished.
fn ticks(shell: &Shell, action: &str, code: &str, asked: &EntryListQuery, lines: &[Line]) -> Option<Ticks> {
    let count = lines.iter().filter(|line| line.tick.is_some()).count();
    let is_all = asked.chon == ALL;
    let place = [("sau", asked.sau.as_str()), ("truoc", asked.truoc.as_str())];
    let chosen = [("chon", if is_all { "" } else { ALL })];
    (count > 0).then(|| Ticks {
        action: urls::ENTRIES_FINAL.to_owned(),
        act: shell.t("entries-finish-ticked"),
        fields: WaitingFilter::of(code, asked).fields(),
        is_all,
        other: address(action, asked, &[&place[..], &chosen[..]].concat()),
        count,
    })
}

/// The address of the same list from a place on.
fn at(action: &str, asked: &EntryListQuery, from: Cursor) -> String {
    match from {
        Cursor::Newest => address(action, asked, &[]),
        Cursor::After(place) => address(action, asked, &[("sau", &place.to_string())]),
        Cursor::Before(place) => address(action, asked, &[("truoc", &place.to_string())]),
    }
}

/// Units to filter by; a unit with predecessors also together with them.
fn place_field(me: &Me, shell: &Shell, query: &ListQuery) -> Field {
    let mut places = units(me, Permission::ReadEntries, None);
    places.extend(former(me, Permission::ReadEntries));
    if !places.contains(&query.unit) {
        places.push(query.unit);
    }
    let chosen = me.snapshot.map.uid(query.unit);
    let choice = |u: &UnitId| {
        let uid = me.snapshot.map.uid(*u);
        let is_chosen = uid == chosen && !query.with_former;
        Choice::new(uid.to_string(), me.dated_name(*u)).chosen(is_chosen)
    };
    let mut choices: Vec<Choice> = places.iter().map(choice).collect();
    if !me.cx().entries().former_homes(query.unit).is_empty() {
        let words = shell.t1("entries-filter-with-former", "unit", me.dated_name(query.unit));
        choices.insert(0, Choice::new("", words).chosen(query.with_former));
    }
    Field::new("don-vi", shell.t("entries-filter-unit")).choices(choices)
}

fn period_field(me: &Me, shell: &Shell, asked: &EntryListQuery) -> Field {
    let all = Choice::new("", shell.t("entries-filter-all-periods")).chosen(asked.ky.is_empty());
    let mut choices = vec![all];
    choices.extend(periods::choices(
        &me.cx().entries().rules_for(),
        me.today(),
        &asked.ky,
        me.locale(),
    ));
    Field::new("ky", shell.t("entries-filter-period")).choices(choices)
}

/// The states to filter by, each with its count where that is known.
fn chips(
    shell: &Shell,
    action: &str,
    asked: &EntryListQuery,
    query: &ListQuery,
    list: &EntryList,
) -> Vec<Chip> {
    let href = |state: &str| address(action, asked, &[("trang-thai", state)]);
    let mut chips = vec![Chip {
        label: match &list.counts {
            Some(counts) => {
                let all: i64 = counts.iter().map(|(_, n)| n).sum();
                shell.t1("entries-filter-all-states", "count", all)
            }
            None => shell.t("entries-filter-any-state"),
        },
        href: href(""),
        is_current: query.state.is_none(),
    }];
    let mut states: Vec<(State, Option<i64>)> = match &list.counts {
        Some(counts) => counts.iter().map(|(state, n)| (*state, Some(*n))).collect(),
        None => [State::Draft, State::Sent, State::Final, State::Voided]
            .map(|state| (state, None))
            .to_vec(),
    };
    // The selected state is listed even if it has no entries.
    if let Some(state) = query.state.filter(|s| states.iter().all(|(c, _)| c != s)) {
        states.push((state, Some(0)));
    }
    for (state, count) in states {
        let words = tag(state, shell.locale()).words;
        chips.push(Chip {
            label: match count {
                Some(count) => format!("{words}, {}", shell.num(count)),
                None => words,
            },
            href: href(state.code()),
            is_current: query.state == Some(state),
        });
    }
    chips
}

/// The sum of final entries with its proof, unless only one state is shown.
fn sum(me: &Me, query: &ListQuery, list: &EntryList) -> Option<(String, String)> {
    let (code, figure) = list.sum.as_ref().filter(|_| query.state.is_none())?;
    let period = query.period?;
    let rules = me.cx().rules_for_period(query.unit, period);
    let measure = rules.measure(code)?;
    if !figure.is_recorded() {
        return None;
    }
    let steps = figure.sums.amount;
    let amount = dienhong_i18n::bounded(steps, measure.scale, figure.bound(), me.locale());
    let unit = dienhong_i18n::unit_of_count(steps, measure.scale, &measure.unit, me.locale());
    let words = format!("{amount}\u{a0}{unit}");
    let uid = me.snapshot.map.uid(query.unit);
    Some((words, urls::proof(code, uid, period, Lens::AsItWas)))
}

/// How many drafts and sent entries are not counted yet.
fn open_count(shell: &Shell, list: &EntryList) -> Option<String> {
    match list.open {
        0 => None,
        // Counted no further.
        OPEN if list.counts.is_none() => Some(shell.t1("entries-list-open-most", "count", OPEN)),
        open => Some(shell.num(open)),
    }
}

/// The address of a list with the same filters but for the changes, from its beginning on unless these say otherwise.
pub(super) fn address(action: &str, asked: &EntryListQuery, changes: &[(&str, &str)]) -> String {
    let all = [
        ("tim", asked.tim.as_str()),
        ("don-vi", &asked.unit),
        ("ky", &asked.ky),
        ("trang-thai", &asked.state),
        ("sau", ""),
        ("truoc", ""),
        ("chon", ""),
    ];
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in all {
        let value = changes.iter().find(|(n, _)| *n == name).map_or(value, |(_, v)| v);
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() {
        action.to_owned()
    } else {
        format!("{action}?{query}")
    }
}

/// The number that represents an entry: the first required one, otherwise the first answered one.
pub fn main_number(me: &Me, row: &ListRow) -> Option<String> {
    let form = row.rules.register(&row.register)?;
    let is_number = |k: &FieldKind| matches!(k, FieldKind::Number { .. } | FieldKind::Share);
    let said = |field: &dienhong_domain::packs::Field| {
        answer(&row.rules, &field.kind, &field.id, &row.stored, me.locale())
    };
    let mut numbers = form.fields.iter().filter(|f| is_number(&f.kind));
    match numbers.clone().find(|f| f.required) {
        Some(field) => said(field),
        None => numbers.find_map(said),
    }
}

fn line(me: &Me, shell: &Shell, row: &ListRow, going: Option<&WaitingFilter>) -> Line {
    let language = me.locale().code();
    let form = row.rules.register(&row.register);
    let said = |field: &dienhong_domain::packs::Field| {
        answer(&row.rules, &field.kind, &field.id, &row.stored, me.locale())
    };
    let fields = || form.into_iter().flat_map(|f| &f.fields);
    let words: Vec<String> = fields()
        .filter(|f| {
            matches!(
                f.kind,
                FieldKind::Choice { .. } | FieldKind::Choices { .. } | FieldKind::Text { .. }
            )
        })
        .filter_map(said)
        .collect();
    let day = if form.is_some_and(|f| f.monthly) {
        dienhong_i18n::month(row.day)
    } else {
        dienhong_i18n::day(row.day)
    };
    let note = match row.state {
        State::Draft => row.returned.clone().unwrap_or_default(),
        State::Voided => row.stored.why.clone(),
        State::Final if row.row.rev > 1 && !row.stored.why.is_empty() => row.stored.why.clone(),
        _ => String::new(),
    };
    let place = me.name_on(row.row.unit, row.day);
    let may_tick = row.state == State::Sent && me.may(Permission::FinishEntries, row.row.unit);
    let tick = going.filter(|_| may_tick).map(|_| {
        let words = shell.t2("entries-tick", ("unit", place.as_str()), ("day", day.as_str()));
        (tick_of(row.row.id, row.row.rev.into()), words)
    });
    let href = urls::entry(row.row.id);
    Line {
        tick,
        place,
        register: form.map_or_else(String::new, |f| f.title.get(language).to_owned()),
        href: going.map_or_else(|| href.clone(), |going| going.at(&href)),
        day,
        what: words.join(". "),
        amount: main_number(me, row).unwrap_or_else(|| shell.t("shell-not-recorded")),
        tag: tag_of(row.state, row.returned.is_some(), me.locale()),
        note,
        is_void: row.state == State::Voided,
    }
}
