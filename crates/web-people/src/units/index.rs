//! Units that the person may read: those held with the units below them, and a search.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::{sort_key, t, t_with};
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Field, Link, PageNumber, Pager, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;

/// Units on one page.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct UnitSearch {
    #[serde(default)]
    tim: String,
    #[serde(default)]
    trang: PageNumber,
}

#[derive(Template)]
#[template(path = "units/index.html")]
struct Index {
    shell: Shell,
    search: Field,
    is_search: bool,
    title: String,
    found: Vec<(Link, String)>,
    pager: Pager,
}

pub(super) async fn show(me: Me, Query(asked): Query<UnitSearch>) -> Result<Response, Problem> {
    let shell = me.shell(t(me.locale(), "units-index-title"), Room::Units);
    let words = asked.tim.trim();
    let is_search = !words.is_empty();
    let units = match is_search {
        true => found(&me, words),
        false => mine(&me),
    };
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("tim", words)
        .finish();
    let href = |page: usize| format!("{}?{query}&trang={page}", urls::UNITS);
    let at = asked.trang.within(units.len(), PAGE);
    let pager = Pager::new(units.len(), PAGE, at, href);
    let shown = units.iter().skip(at.skip(PAGE)).take(PAGE);
    let line = |unit: &UnitId| {
        let full = me.full_name(*unit);
        let name = me.dated_name(*unit);
        let above = full
            .strip_prefix(&format!("{name}, "))
            .unwrap_or_default()
            .to_owned();
        let words = names(&me, *unit, above);
        (Link::new(name, urls::unit(me.snapshot.map.uid(*unit))), words)
    };
    let title = match is_search {
        true => shell.t2("units-index-found", ("count", units.len()), ("words", words)),
        false => shell.t("units-index-mine"),
    };
    Ok(html(&Index {
        search: Field::new("tim", shell.t("units-index-search"))
            .hint(shell.t("units-index-search-hint"))
            .value(words),
        is_search,
        title,
        found: shown.map(line).collect(),
        pager,
        shell,
    }))
}

/// Living units by the names that they bear or bore, then those that ended.
fn found(me: &Me, words: &str) -> Vec<UnitId> {
    let mut units = me.cx().units().search(words, &Level::ALL, usize::MAX);
    units.extend(me.cx().units().search_ended(words, &Level::ALL, usize::MAX));
    units
}

/// The note beside a unit: the unit above it and earlier names or, for a former unit, what it is now.
fn names(me: &Me, unit: UnitId, above: String) -> String {
    let (map, today, language) = (&me.snapshot.map, me.today(), me.locale().code());
    let with =
        |key: &str, names: Vec<String>| t_with(me.locale(), key, &[("units", names.join(", ").into())]);
    let more = match map.at(unit, today) {
        Some(span) => {
            let other = map.get(unit).into_iter().flat_map(|u| &u.spans);
            let former = other.filter(|s| s.to <= today && (&s.name, &s.kind) != (&span.name, &span.kind));
            let names: Vec<String> = former
                .map(|s| map.full_name(&s.kind, &s.name, language))
                .collect();
            (!names.is_empty()).then(|| with("units-index-before", names))
        }
        None => {
            let heirs = map.successors(unit, today).into_iter();
            let names: Vec<String> = heirs.map(|u| map.label(u, today, language)).collect();
            (!names.is_empty()).then(|| with("units-index-now", names))
        }
    };
    [above, more.unwrap_or_default()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(". ")
}

/// Units held, each followed by those below it.
fn mine(me: &Me) -> Vec<UnitId> {
    let today = me.today();
    let mut all = Vec::new();
    for top in me.actor.units_for(Permission::ReadUnits, me.here()) {
        let mut below = me.snapshot.map.children(top, today);
        below.sort_by_cached_key(|u| sort_key(&me.name(*u)));
        for unit in std::iter::once(top).chain(below) {
            if !all.contains(&unit) {
                all.push(unit);
            }
        }
    }
    all
}
