//! What units below sent, and who is late.

use super::{problem, stage_tag};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use dienhong_app::reports::Below;
use dienhong_app::urls;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{t, t_with};
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::{deadline_tag, deadline_words};
use serde::Deserialize;

/// Number of late units named for each outline.
const LATE: usize = 200;

#[derive(Deserialize, Default)]
pub(super) struct ReportsBelowQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
}

struct Line {
    name: String,
    href: String,
    tag: Tag,
}

struct Part {
    id: String,
    title: String,
    summary: String,
    waiting: Vec<Line>,
    late: Vec<Line>,
    late_title: String,
}

#[derive(Template)]
#[template(path = "reports/below.html")]
struct Page {
    shell: Shell,
    parts: Vec<Part>,
}

pub(super) async fn show(me: Me, Query(asked): Query<ReportsBelowQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::AcceptFigures)
        .ok_or(Problem::NotFound)?;
    let found = me.cx().reports().below(unit, None).await.map_err(problem)?;
    let uid = me.snapshot.map.uid(unit);
    let shell = me
        .shell(t(me.locale(), "reports-below-title"), Room::Reports)
        .kicker(me.full_name(unit))
        .below(t(me.locale(), "reports-title"), urls::reports(uid))
        .lead(t(me.locale(), "reports-below-lead"));
    let parts = found.iter().map(|of| part(&me, of)).collect();
    Ok(html(&Page { shell, parts }))
}

/// How many units sent it and how many have to, by kinds; while it is not due from any, only how many sent it.
fn summary(me: &Me, of: &Below) -> String {
    let locale = me.locale();
    let count = |n: usize| -> dienhong_i18n::Arg<'static> { (n as i64).into() };
    let Some(due) = of.due else {
        return t_with(
            locale,
            "reports-below-sent",
            &[("waiting", count(of.waiting.len()))],
        );
    };
    let units = dienhong_i18n::units_by_kind(&me.snapshot.map, &of.units, of.period.to, locale);
    t_with(
        locale,
        "filings-below-summary",
        &[
            ("accepted", count(of.accepted)),
            ("waiting", count(of.waiting.len())),
            ("late", count(of.late.len())),
            ("units", units.into()),
            ("due", deadline_words(me, due).into()),
        ],
    )
}

fn part(me: &Me, of: &Below) -> Part {
    let locale = me.locale();
    let count = |n: usize| -> dienhong_i18n::Arg<'static> { (n as i64).into() };
    let name = |unit: UnitId| me.snapshot.map.label(unit, of.period.to, locale.code());
    let late = of.late.iter().take(LATE).map(|(unit, stage)| Line {
        name: name(*unit),
        href: urls::reports(me.snapshot.map.uid(*unit)),
        tag: match stage {
            Some(stage) => stage_tag(me, *stage, false),
            None => deadline_tag(me, of.due.unwrap_or(Ok(of.period.to))),
        },
    });
    Part {
        id: format!("mau-{}-{}", of.outline.id, of.period.from),
        title: format!(
            "{}, {}",
            of.outline.title.get(locale.code()),
            dienhong_i18n::period(of.period, locale)
        ),
        summary: summary(me, of),
        waiting: of
            .waiting
            .iter()
            .map(|(unit, id)| Line {
                name: name(*unit),
                href: urls::report(*id),
                tag: stage_tag(me, Stage::Sent, false),
            })
            .collect(),
        late: late.collect(),
        late_title: t_with(locale, "filings-late-title", &[("count", count(of.late.len()))]),
    }
}
