//! All indicators of a unit for a period through a lens.

use super::judged;
use crate::totals::filter::Filter;
use crate::totals::question::{FiguresQuery, problem};
use crate::totals::show::lens;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use dienhong_app::exports::indicators_table;
use dienhong_app::indicators::{Indicators, Reading, json, words};
use dienhong_app::urls;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Lens as LensSwitch, Room, Shell, Tag};
use dienhong_web_kit::state::Me;

struct Line {
    name: String,
    href: String,
    number: String,
    unit: String,
    target: String,
    judged: Option<Tag>,
    before: String,
    change: String,
    expected: Option<Tag>,
}

struct Part {
    id: String,
    title: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "indicators/list.html")]
struct Page {
    shell: Shell,
    filter: Filter,
    lens: LensSwitch,
    parts: Vec<Part>,
    ground: String,
    downloads: Vec<(String, &'static str)>,
}

pub(super) async fn show(me: Me, Query(asked): Query<FiguresQuery>) -> Result<Response, Problem> {
    let read = asked.read(&me)?;
    let q = read.question;
    let found = me.cx().indicators().read(q).await.map_err(problem)?;
    let uid = me.snapshot.map.uid(q.unit);
    let shell = me
        .shell(t(me.locale(), "indicators-title"), Room::Totals)
        .kicker(format!(
            "{}. {}",
            me.full_name(q.unit),
            dienhong_i18n::period(q.period, me.locale())
        ))
        .lead(t(me.locale(), "indicators-lead"))
        .mistakes(Filter::mistakes(&me, &read));
    let query = urls::figure_query(uid, q.period, q.lens);
    let address = |format: &str| format!("{}/tai/{format}?{query}", urls::INDICATORS);
    let page = Page {
        filter: Filter::new(&me, &shell, urls::INDICATORS, &asked, &read),
        lens: lens(&me, q, |lens| urls::indicators(uid, q.period, lens)),
        parts: parts(&me, &found),
        ground: words::ground(&found, me.locale()),
        downloads: vec![
            (address("xlsx"), "XLSX"),
            (address("csv"), "CSV"),
            (address("json"), "JSON"),
        ],
        shell,
    };
    Ok(html(&page))
}

fn parts(me: &Me, found: &Indicators) -> Vec<Part> {
    let part = |s: &dienhong_app::indicators::SectionReadings| Part {
        id: format!("phan-{}", s.id),
        title: s.title.get(me.locale().code()).to_owned(),
        lines: s.readings.iter().map(|r| line(me, found, r)).collect(),
    };
    found.sections.iter().map(part).collect()
}

fn line(me: &Me, found: &Indicators, reading: &Reading) -> Line {
    let (i, q) = (&reading.indicator, found.question);
    let locale = me.locale();
    Line {
        name: i.title.get(locale.code()).to_owned(),
        href: urls::indicator(&i.code, me.snapshot.map.uid(q.unit), q.period, q.lens),
        number: words::result(i, &reading.outcome, locale),
        unit: words::unit(i, &reading.outcome, locale),
        target: words::target(i, locale).unwrap_or_default(),
        judged: reading.target.map(|of| judged(me, of)),
        before: words::result(i, &reading.compared.before, locale),
        change: words::change(reading, locale),
        expected: reading.compared.judged.map(|of| judged(me, of)),
    }
}

pub(super) async fn download(
    me: Me,
    Path(format): Path<String>,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    let q = asked.read(&me)?.question;
    let found = me.cx().indicators().read(q).await.map_err(problem)?;
    let name = format!("chi-tieu-{}-{}", q.period.from, q.period.to);
    let table = indicators_table(&me.snapshot.map, &found, me.locale());
    dienhong_web_kit::downloads::table(&name, &format, table, || {
        json::indicators(&me.snapshot, &found, me.locale())
    })
}
