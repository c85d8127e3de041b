//! One measure for each unit below: sorted by name, on any map, each number with its proof.

use super::filter::Filter;
use super::question::{FiguresQuery, Read, problem};
use super::show::{lens, number};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use dienhong_app::exports::below_table;
use dienhong_app::totals::{BelowRow, Breakdown, Question, RestRow, json};
use dienhong_app::urls;
use dienhong_domain::packs::Measure;
use dienhong_domain::text::fold;
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Choice, Field, Lens as LensSwitch, PageNumber, Pager, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;

/// Units of a page.
const ROWS: usize = 40;

/// The query besides unit, days and map.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chosen {
    /// Measure's code.
    #[serde(rename = "so", default)]
    measure: String,
    /// Words of a unit's name.
    #[serde(rename = "tim", default)]
    words: String,
}

struct Line {
    name: String,
    href: String,
    amount: String,
    proof: String,
    width: String,
    undivided: String,
}

#[derive(Template)]
#[template(path = "totals/below.html")]
struct Page {
    shell: Shell,
    filter: Filter,
    lens: LensSwitch,
    measure: Field,
    search: Field,
    hidden: Vec<(&'static str, String)>,
    caption: String,
    unit: String,
    lines: Vec<Line>,
    whole: String,
    whole_proof: String,
    rest: Vec<(String, String)>,
    coverage: String,
    pager: Pager,
    downloads: Vec<(String, &'static str)>,
}

pub(super) async fn show(
    me: Me,
    Query(asked): Query<FiguresQuery>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let read = asked.read(&me)?;
    let q = read.question;
    let measures = me.cx().totals().measures_below(q.unit);
    let measure = measures
        .iter()
        .find(|m| m.code == chosen.measure)
        .or(measures.first())
        .ok_or(Problem::NotFound)?;
    let found = me
        .cx()
        .totals()
        .breakdown(q, std::slice::from_ref(measure))
        .await
        .map_err(problem)?;
    let field = measure_field(&me, &measures, measure);
    Ok(html(&page(&me, &asked, &chosen, &read, measure, field, &found)))
}

fn measure_field(me: &Me, measures: &[Measure], chosen: &Measure) -> Field {
    let language = me.locale().code();
    let choice =
        |m: &Measure| Choice::new(m.code.as_str(), m.title.get(language)).chosen(m.code == chosen.code);
    Field::new("so", t(me.locale(), "totals-measure")).choices(measures.iter().map(choice).collect())
}

fn page(
    me: &Me,
    asked: &FiguresQuery,
    chosen: &Chosen,
    read: &Read,
    measure: &Measure,
    measure_field: Field,
    found: &Breakdown,
) -> Page {
    let q = read.question;
    let uid = me.snapshot.map.uid(q.unit);
    let query = urls::figure_query(uid, q.period, q.lens);
    let shell = below_shell(me, read);
    let rows = rows_named(me, q, found, &chosen.words);
    let at = asked.trang.within(rows.len(), ROWS);
    let whole = found.whole.get(&measure.code).copied().unwrap_or_default();
    let (so, language) = (&measure.code, me.locale().code());
    let words: String = url::form_urlencoded::byte_serialize(chosen.words.as_bytes()).collect();
    Page {
        filter: Filter::new(me, &shell, urls::BELOW, asked, read),
        lens: lens(me, q, |l| {
            format!("{}?{}&so={so}", urls::BELOW, urls::figure_query(uid, q.period, l))
        }),
        measure: measure_field,
        search: Field::new("tim", shell.t("totals-below-search")).value(chosen.words.as_str()),
        hidden: hidden(me, q, asked),
        caption: measure.title.get(language).to_owned(),
        unit: measure.unit.get(language).to_owned(),
        lines: lines(me, q, measure, &rows, at),
        whole: number(&whole, measure, me.locale()),
        whole_proof: urls::proof(so, uid, q.period, q.lens),
        rest: rest(me, measure, found, &chosen.words),
        coverage: coverage(me, measure, q, found),
        pager: Pager::new(rows.len(), ROWS, at, |page| {
            format!("{}?{query}&so={so}&tim={words}&trang={page}", urls::BELOW)
        }),
        downloads: downloads(&query),
        shell,
    }
}

fn below_shell(me: &Me, read: &Read) -> Shell {
    let (q, locale) = (read.question, me.locale());
    let period = dienhong_i18n::period(q.period, locale);
    me.shell(t(locale, "totals-below-title"), Room::Totals)
        .kicker(format!("{}. {period}", me.full_name(q.unit)))
        .lead(t(locale, "totals-below-lead"))
        .mistakes(Filter::mistakes(me, read))
}

/// Rows of units whose names contain the words, with or without diacritics.
fn rows_named<'a>(me: &Me, q: Question, found: &'a Breakdown, words: &str) -> Vec<&'a BelowRow> {
    let wanted = fold(words);
    let is_found = |row: &&BelowRow| wanted.is_empty() || fold(&name(me, q, row.unit)).contains(&wanted);
    found.rows.iter().filter(is_found).collect()
}

fn name(me: &Me, q: Question, unit: UnitId) -> String {
    let day = q.period.to.min(me.today());
    me.snapshot.unit_name(unit, day, me.locale().code())
}

/// Query fields that the search form keeps.
fn hidden(me: &Me, q: Question, asked: &FiguresQuery) -> Vec<(&'static str, String)> {
    vec![
        ("don-vi", me.snapshot.map.uid(q.unit).to_string()),
        ("tu", q.period.from.to_string()),
        ("den", q.period.to.to_string()),
        ("ban-do", asked.map.clone()),
    ]
}

/// The lines of one page, with bars proportional to the highest amount.
fn lines(me: &Me, q: Question, measure: &Measure, rows: &[&BelowRow], at: PageNumber) -> Vec<Line> {
    let figure = |row: &BelowRow| row.figures.get(&measure.code).copied().unwrap_or_default();
    let shown = || rows.iter().skip(at.skip(ROWS)).take(ROWS);
    let highest = shown().map(|row| figure(row).sums.amount).max().unwrap_or(0);
    let line = |row: &&BelowRow| {
        let of = figure(row);
        let uid = me.snapshot.map.uid(row.unit);
        Line {
            name: name(me, q, row.unit),
            href: urls::totals(uid, q.period, q.lens),
            amount: number(&of, measure, me.locale()),
            proof: urls::proof(&measure.code, uid, q.period, q.lens),
            width: bar_width(of.sums.amount, highest),
            undivided: match of.is_undivided() {
                true => dienhong_i18n::amount(of.undivided.amount, measure.scale, me.locale()),
                false => String::new(),
            },
        }
    };
    shown().map(line).collect()
}

fn bar_width(amount: i64, highest: i64) -> String {
    match highest > 0 && amount > 0 {
        true => format!("{:.1}%", amount as f64 * 100.0 / highest as f64),
        false => String::new(),
    }
}

fn downloads(query: &str) -> Vec<(String, &'static str)> {
    [("xlsx", "XLSX"), ("csv", "CSV"), ("json", "JSON")]
        .map(|(format, name)| (format!("{}/tai/{format}?{query}", urls::BELOW), name))
        .to_vec()
}

/// Amounts that belong to none of the units below: name and amount; empty during a search.
fn rest(me: &Me, measure: &Measure, found: &Breakdown, words: &str) -> Vec<(String, String)> {
    if !fold(words).is_empty() {
        return Vec::new();
    }
    let row = |row: &RestRow| {
        let figure = row.figures.get(&measure.code)?;
        Some((row.kind.words(me.locale()), number(figure, measure, me.locale())))
    };
    found.rest.iter().filter_map(row).collect()
}

/// "12 đơn vị: 9 xã, 3 phường", and of a figure above communes how many of them recorded it.
fn coverage(me: &Me, measure: &Measure, q: Question, found: &Breakdown) -> String {
    let units: Vec<UnitId> = found.rows.iter().map(|row| row.unit).collect();
    let counted = dienhong_i18n::units_by_kind(&me.snapshot.map, &units, q.period.to, me.locale());
    match found.coverage(&me.snapshot.map, q, measure) {
        Some(of) => format!("{counted}. {}.", dienhong_i18n::coverage(&of, me.locale())),
        None => format!("{counted}."),
    }
}

pub(super) async fn download(
    me: Me,
    Path(format): Path<String>,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    let q = asked.read(&me)?.question;
    let measures = me.cx().totals().measures_below(q.unit);
    let found = me.cx().totals().breakdown(q, &measures).await.map_err(problem)?;
    let name = format!("theo-don-vi-{}-{}", q.period.from, q.period.to);
    let table = below_table(&me.snapshot.map, q, &measures, &found, me.locale());
    dienhong_web_kit::downloads::table(&name, &format, table, || {
        json::breakdown(&me.snapshot, q, &measures, &found)
    })
}
