//! The totals of a unit for a period through a lens.

use super::filter::Filter;
use super::question::{FiguresQuery, problem};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use dienhong_app::exports::{sureness, totals_table};
use dienhong_app::totals::{Question, Row, Share, Totals, words};
use dienhong_app::urls;
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{Measure, MeasureKind, SHARE_SCALE};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_domain::units::Lens;
use dienhong_i18n::{Locale, coverage, t, t_with, unit_of_count};
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Lens as LensSwitch, Room, Shell};
use dienhong_web_kit::state::Me;

struct Line {
    name: String,
    depth: usize,
    href: String,
    amount: String,
    bound: String,
    unit: String,
    before: String,
    before_href: String,
    change: String,
    coverage: String,
}

struct Part {
    id: String,
    title: String,
    lines: Vec<Line>,
    empty: i64,
    has_items: bool,
}

#[derive(Template)]
#[template(path = "totals/show.html")]
struct Page {
    shell: Shell,
    filter: Filter,
    lens: LensSwitch,
    parts: Vec<Part>,
    compared: String,
    downloads: Vec<(String, &'static str)>,
    is_empty: bool,
    may_write: bool,
    /// How the law changed within the period; empty when it did not.
    law: String,
    estimated: bool,
    undivided: Vec<String>,
}

pub(super) async fn show(me: Me, Query(asked): Query<FiguresQuery>) -> Result<Response, Problem> {
    let read = asked.read(&me)?;
    let totals = me.cx().totals().read(read.question).await.map_err(problem)?;
    let q = read.question;
    let shell = me
        .shell(t(me.locale(), "totals-title"), Room::Totals)
        .kicker(format!(
            "{}. {}",
            me.full_name(q.unit),
            words::period(q.period, &totals.comparison, me.locale())
        ))
        .lead(t(me.locale(), "totals-lead"))
        .mistakes(Filter::mistakes(&me, &read));
    let parts = parts(&me, &totals);
    let query = urls::figure_query(me.snapshot.map.uid(q.unit), q.period, q.lens);
    let undivided = totals
        .sections
        .iter()
        .flat_map(|s| &s.rows)
        .filter(|r| r.figure.is_undivided())
        .map(|r| {
            let (steps, m) = (r.figure.undivided.amount, &r.measure);
            let amount = dienhong_i18n::amount(steps, m.scale, me.locale());
            let unit = unit_of_count(steps, m.scale, &m.unit, me.locale());
            t_with(
                me.locale(),
                "totals-undivided-note",
                &[("amount", amount.into()), ("unit", unit.into())],
            )
        });
    let page = Page {
        filter: Filter::new(&me, &shell, urls::TOTALS, &asked, &read),
        lens: lens(&me, q, |lens| {
            urls::totals(me.snapshot.map.uid(q.unit), q.period, lens)
        }),
        compared: words::compared(&totals.comparison, me.locale()),
        downloads: vec![
            (format!("{}?{query}", urls::totals_download("xlsx")), "XLSX"),
            (format!("{}?{query}", urls::totals_download("csv")), "CSV"),
            (format!("{}?{query}", urls::totals_download("json")), "JSON"),
        ],
        is_empty: parts.iter().all(|p| p.lines.is_empty()),
        may_write: me.may(Permission::WriteEntries, q.unit),
        law: dienhong_app::law_changes(&me.snapshot, &me.cx().rules_in(q.unit, q.period), me.locale())
            .unwrap_or_default(),
        estimated: totals.is_estimated,
        undivided: undivided.collect(),
        parts,
        shell,
    };
    Ok(html(&page))
}

pub(super) async fn download(
    me: Me,
    Path(format): Path<String>,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    let q = asked.read(&me)?.question;
    let totals = me.cx().totals().read(q).await.map_err(problem)?;
    let name = format!("so-lieu-{}-{}", q.period.from, q.period.to);
    let table = totals_table(&me.snapshot.map, &totals, me.locale());
    dienhong_web_kit::downloads::table(&name, &format, table, || {
        dienhong_app::totals::json::totals(&me.snapshot, &totals, me.locale())
    })
}

fn parts(me: &Me, totals: &Totals) -> Vec<Part> {
    let language = me.locale().code();
    let part = |s: &dienhong_app::totals::SectionRows| {
        let lines: Vec<Line> = s
            .rows
            .iter()
            .filter(|r| !r.is_empty())
            .map(|r| line(me, totals, r))
            .collect();
        Part {
            id: format!("phan-{}", s.id),
            title: s.title.get(language).to_owned(),
            empty: (s.rows.len() - lines.len()) as i64,
            has_items: s.rows.iter().any(|r| r.is_item && !r.is_empty()),
            lines,
        }
    };
    totals
        .sections
        .iter()
        .map(part)
        .filter(|p| !p.lines.is_empty())
        .collect()
}

fn line(me: &Me, totals: &Totals, row: &Row) -> Line {
    let (q, m) = (totals.question, &row.measure);
    let uid = me.snapshot.map.uid(q.unit);
    let (amount, bound, unit) = match &row.share {
        Some(share) => (
            share_words(share, me.locale()),
            share_times(share, me.locale()),
            String::new(),
        ),
        None => (
            number(&row.figure, m, me.locale()),
            extra(row, me.locale()),
            unit(&row.figure, m, me.locale()),
        ),
    };
    Line {
        name: m.title.get(me.locale().code()).to_owned(),
        depth: row.depth,
        href: urls::proof(&m.code, uid, q.period, q.lens),
        amount,
        bound,
        unit,
        before: if m.kind == MeasureKind::Share {
            String::new()
        } else {
            number(&row.before, m, me.locale())
        },
        before_href: urls::proof(&m.code, uid, totals.comparison.before, totals.comparison.lens()),
        change: words::change(row, me.locale()),
        coverage: row
            .coverage
            .as_ref()
            .map(|of| coverage(of, me.locale()))
            .unwrap_or_default(),
    }
}

/// Notes besides the bound before the number.
fn extra(row: &Row, locale: Locale) -> String {
    let all = sureness(row, locale);
    let word = dienhong_i18n::bound_word(row.figure.bound(), locale);
    all.split("; ")
        .filter(|w| *w != word)
        .collect::<Vec<_>>()
        .join("; ")
}

/// The number with the bound before it, or "chưa ghi".
pub(crate) fn number(figure: &Figure, measure: &Measure, locale: Locale) -> String {
    match figure.is_recorded() {
        true => dienhong_i18n::bounded(figure.sums.amount, measure.scale, figure.bound(), locale),
        false if figure.is_undivided() => t(locale, "totals-undivided"),
        false => t(locale, "totals-none"),
    }
}

/// The unit beside that number.
pub(crate) fn unit(figure: &Figure, measure: &Measure, locale: Locale) -> String {
    unit_of_count(figure.sums.amount, measure.scale, &measure.unit, locale)
}

/// A stated share in words.
pub(super) fn share_words(share: &Share, locale: Locale) -> String {
    let said = |(amount, bound): (i64, Bound)| dienhong_i18n::bounded(amount, SHARE_SCALE, bound, locale);
    match share.low == share.high {
        true => t_with(locale, "totals-share-of", &[("share", said(share.low).into())]),
        false => t_with(
            locale,
            "totals-share-range",
            &[("low", said(share.low).into()), ("high", said(share.high).into())],
        ),
    }
}

/// How often a share was stated.
pub(super) fn share_times(share: &Share, locale: Locale) -> String {
    match share.times {
        1 => t(locale, "totals-share-once"),
        times => t_with(locale, "totals-share-times", &[("count", (times as i64).into())]),
    }
}

/// The switch between the map of the time and today's map.
pub(crate) fn lens(me: &Me, q: Question, href: impl Fn(Lens) -> String) -> LensSwitch {
    let today = me.today();
    let words = dienhong_app::totals::reading::lens(&me.snapshot.map, q, me.locale());
    LensSwitch {
        then: href(Lens::AsItWas),
        today: href(Lens::At(today)),
        is_today: q.lens != Lens::AsItWas,
        words,
    }
}

/// This year until today, for charts and tiles.
pub fn year_until(today: dienhong_domain::time::Day) -> Option<Period> {
    Period::new(dienhong_domain::time::Day::new(today.year(), 1, 1)?, today)
}
