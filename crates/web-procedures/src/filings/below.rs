//! What units below sent and still have to send: sorted by name, never ranked.

use super::list::{period_of, problem};
use super::state_tag;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use dienhong_app::filings::Filings;
use dienhong_app::urls;
use dienhong_domain::filings::State;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{t, t_with};
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{PageNumber, Pager, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::{deadline_tag, deadline_words};
use serde::Deserialize;

const ROWS: usize = 50;

#[derive(Deserialize, Default)]
pub(super) struct FilingsBelowQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(default)]
    mau: String,
    #[serde(default)]
    tu: String,
    #[serde(default)]
    den: String,
    #[serde(default)]
    trang: PageNumber,
}

struct Line {
    name: String,
    href: String,
    meta: String,
    tag: Tag,
}

struct Part {
    id: String,
    title: String,
    summary: String,
    waiting: Vec<Line>,
    late: Vec<Line>,
    late_title: String,
    more: Option<(String, String)>,
    pager: Option<Pager>,
}

#[derive(Template)]
#[template(path = "filings/below.html")]
struct Page {
    shell: Shell,
    parts: Vec<Part>,
    /// Address of the requests for returns.
    returns: String,
}

pub(super) async fn show(me: Me, Query(asked): Query<FilingsBelowQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::AcceptFigures)
        .ok_or(Problem::NotFound)?;
    let one = period_of(&me, &asked.tu, &asked.den).filter(|_| !asked.mau.is_empty());
    let page = asked.trang;
    // All forms together show a first page of each.
    let window = if one.is_some() {
        (page.skip(ROWS), ROWS)
    } else {
        (0, 10)
    };
    let found = me
        .cx()
        .filings()
        .below(unit, one.map(|p| (asked.mau.as_str(), p)), window)
        .await
        .map_err(problem)?;
    let shell = me
        .shell(t(me.locale(), "filings-below-title"), Room::Totals)
        .kicker(me.full_name(unit))
        .below(
            t(me.locale(), "filings-title"),
            urls::filings(me.snapshot.map.uid(unit)),
        )
        .lead(t(me.locale(), "filings-below-lead"));
    let parts = found
        .iter()
        .map(|of| part(&me, unit, of, one.is_some().then_some(page)));
    let page = Page {
        parts: parts.collect(),
        returns: urls::filing_return_requests(me.snapshot.map.uid(unit)),
        shell,
    };
    Ok(html(&page))
}

fn part(me: &Me, unit: UnitId, of: &Filings, page: Option<PageNumber>) -> Part {
    let locale = me.locale();
    let uid = me.snapshot.map.uid(unit);
    let address = urls::filings_below(uid, &of.form.id, of.period);
    let count = |n: usize| -> dienhong_i18n::Arg<'static> { (n as i64).into() };
    let name = |unit: UnitId| me.snapshot.map.label(unit, of.period.to, locale.code());
    let late = of.late.iter().map(|late| Line {
        name: name(late.unit),
        href: urls::filings(me.snapshot.map.uid(late.unit)),
        meta: String::new(),
        tag: match late.state {
            Some(state) if state != State::Replaced => state_tag(me, state),
            _ => deadline_tag(me, of.due),
        },
    });
    Part {
        id: format!("mau-{}", of.form.id),
        title: format!(
            "{}, {}",
            of.form.title.get(locale.code()),
            dienhong_i18n::period(of.period, locale)
        ),
        summary: t_with(
            locale,
            "filings-below-summary",
            &[
                ("accepted", count(of.accepted)),
                ("waiting", count(of.waiting.len())),
                ("late", count(of.late_count)),
                (
                    "units",
                    dienhong_i18n::units_by_kind(&me.snapshot.map, &of.units, of.period.to, locale).into(),
                ),
                ("due", deadline_words(me, of.due).into()),
            ],
        ),
        waiting: of
            .waiting
            .iter()
            .map(|w| Line {
                name: name(w.unit),
                href: urls::filing(w.id),
                meta: t_with(locale, "filings-version", &[("version", w.version.into())]),
                tag: state_tag(me, w.state),
            })
            .collect(),
        late: late.collect(),
        late_title: t_with(locale, "filings-late-title", &[("count", count(of.late_count))]),
        more: (page.is_none() && of.late_count > of.late.len()).then(|| {
            (
                address.clone(),
                t_with(locale, "filings-late-all", &[("count", count(of.late_count))]),
            )
        }),
        pager: page.map(|page| Pager::new(of.late_count, ROWS, page, |p| format!("{address}&trang={p}"))),
    }
}
