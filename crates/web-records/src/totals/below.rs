//! One measure unit by unit below: by name, through any map, each number with its proof.

use super::filter::Filter;
use super::question::{FiguresQuery, problem};
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
use dienhong_web_kit::shell::{Choice, Field, Lens as LensSwitch, Pager, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;

/// Units of a page.
const ROWS: usize = 40;

/// What is asked besides unit, days and map.
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
    let language = me.locale().code();
    let measures = me.cx().totals().measures_below(q.unit);
    let measure = measures
        .iter()
        .find(|m| m.code == chosen.measure)
        .or(measures.first())
        .ok_or(Problem::NotFound)?;
    let name = |unit: UnitId| me.snapshot.unit_name(unit, q.period.to.min(me.today()), language);
    let wanted = fold(&chosen.words);
    let found = me
        .cx()
        .totals()
        .breakdown(q, std::slice::from_ref(measure))
        .await
        .map_err(problem)?;
    let coverage = coverage(&me, measure, q, &found);
    let figure = |row: &BelowRow| row.figures.get(&measure.code).copied().unwrap_or_default();
    let whole = found.whole.get(&measure.code).copied().unwrap_or_default();
    let is_found = |row: &&BelowRow| wanted.is_empty() || fold(&name(row.unit)).contains(&wanted);
    let rows: Vec<&BelowRow> = found.rows.iter().filter(is_found).collect();
    let at = asked.trang.within(rows.len(), ROWS);
    let rest = match wanted.is_empty() {
        true => rest(&me, measure, &found),
        false => Vec::new(),
    };
    let shown = || rows.iter().skip(at.skip(ROWS)).take(ROWS);
    let highest = shown().map(|row| figure(row).sums.amount).max().unwrap_or(0);
    let line = |row: &&BelowRow| {
        let of = figure(row);
        let uid = me.snapshot.map.uid(row.unit);
        Line {
            name: name(row.unit),
            href: urls::totals(uid, q.period, q.lens),
            amount: number(&of, measure, me.locale()),
            proof: urls::proof(&measure.code, uid, q.period, q.lens),
            width: match highest > 0 && of.sums.amount > 0 {
                true => format!("{:.1}%", of.sums.amount as f64 * 100.0 / highest as f64),
                false => String::new(),
            },
            undivided: match of.is_undivided() {
                true => dienhong_i18n::amount(of.undivided.amount, measure.scale, me.locale()),
                false => String::new(),
            },
        }
    };
    let uid = me.snapshot.map.uid(q.unit);
    let query = urls::figure_query(uid, q.period, q.lens);
    let shell = me
        .shell(t(me.locale(), "totals-below-title"), Room::Totals)
        .kicker(format!(
            "{}. {}",
            me.full_name(q.unit),
            dienhong_i18n::period(q.period, me.locale())
        ))
        .lead(t(me.locale(), "totals-below-lead"))
        .below(
            t(me.locale(), "totals-title"),
            urls::totals(uid, q.period, q.lens),
        )
        .mistakes(Filter::mistakes(&me, &read));
    let choice =
        |m: &Measure| Choice::new(m.code.as_str(), m.title.get(language)).chosen(m.code == measure.code);
    let so = &measure.code;
    let words: String = url::form_urlencoded::byte_serialize(chosen.words.as_bytes()).collect();
    let page = Page {
        filter: Filter::new(&me, &shell, urls::BELOW, &asked, &read),
        lens: lens(&me, q, |l| {
            format!("{}?{}&so={so}", urls::BELOW, urls::figure_query(uid, q.period, l))
        }),
        measure: Field::new("so", shell.t("totals-measure")).choices(measures.iter().map(choice).collect()),
        search: Field::new("tim", shell.t("totals-below-search")).value(chosen.words.clone()),
        hidden: vec![
            ("don-vi", uid.to_string()),
            ("tu", q.period.from.to_string()),
            ("den", q.period.to.to_string()),
            ("ban-do", asked.map.clone()),
        ],
        caption: measure.title.get(language).to_owned(),
        unit: measure.unit.get(language).to_owned(),
        lines: shown().map(line).collect(),
        whole: number(&whole, measure, me.locale()),
        whole_proof: urls::proof(so, uid, q.period, q.lens),
        rest,
        coverage,
        pager: Pager::new(rows.len(), ROWS, at, |page| {
            format!("{}?{query}&so={so}&tim={words}&trang={page}", urls::BELOW)
        }),
        downloads: vec![
            (format!("{}/tai/xlsx?{query}", urls::BELOW), "XLSX"),
            (format!("{}/tai/csv?{query}", urls::BELOW), "CSV"),
            (format!("{}/tai/json?{query}", urls::BELOW), "JSON"),
        ],
        shell,
    };
    Ok(html(&page))
}

/// What belongs to none of the units below: name and amount.
fn rest(me: &Me, measure: &Measure, found: &Breakdown) -> Vec<(String, String)> {
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
