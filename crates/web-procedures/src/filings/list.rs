//! What a unit has to file, and freezing it.

use super::{ahead_words, owed_tag, words};
use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::deadlines::Ahead;
use dienhong_app::filings::{Due, FilingError};
use dienhong_app::urls;
use dienhong_domain::filings::State;
use dienhong_domain::packs::PartOf;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::periods;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::{Task, deadline_tag, deadline_words};
use dienhong_web_kit::unit_lists::unit_field;
use serde::Deserialize;
use uuid::Uuid;

/// Number of ended periods shown of each form.
const PERIODS: usize = 3;

#[derive(Deserialize, Default)]
pub(super) struct FilingListQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
}

#[derive(Deserialize, Default)]
pub(super) struct FreezeForm {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(default)]
    mau: String,
    #[serde(default)]
    tu: String,
    #[serde(default)]
    den: String,
    #[serde(rename = "ghi-chu", default)]
    note: String,
}

struct Line {
    name: String,
    period: String,
    due: String,
    /// What was not read of the law that asks for it.
    known: String,
    tag: Tag,
    /// The newest version, when there is one.
    href: String,
    version: String,
    /// Whether it may be frozen now by the reader.
    may_freeze: bool,
    form: String,
    from: String,
    to: String,
}

#[derive(Template)]
#[template(path = "filings/list.html")]
struct Page {
    shell: Shell,
    unit: Field,
    uid: Uuid,
    open: Vec<Line>,
    done: Vec<Line>,
    ahead: Vec<Task>,
}

pub(super) async fn show(me: Me, Query(asked): Query<FilingListQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)?;
    Ok(html(&page(&me, unit, Vec::new()).await?))
}

pub(super) async fn freeze(me: Me, Form(typed): Form<FreezeForm>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&typed.unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)?;
    let days = Day::parse(&typed.tu).ok().zip(Day::parse(&typed.den).ok());
    let period = days
        .and_then(|(from, to)| Period::new(from, to))
        .ok_or(Problem::Unreadable)?;
    match me
        .cx()
        .filings()
        .freeze(unit, &typed.mau, period, &typed.note)
        .await
    {
        Ok(id) => Ok(Redirect::to(&urls::filing(id)).into_response()),
        Err(error) => {
            let shell = me.shell("", Room::Totals);
            let said = words(&shell, &error)?;
            let page = page(&me, unit, vec![Mistake::new("don-vi", said)]).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn page(me: &Me, unit: UnitId, mistakes: Vec<Mistake>) -> Result<Page, Problem> {
    let due = me.cx().filings().due(unit, PERIODS).await.map_err(problem)?;
    let shell = me
        .shell(t(me.locale(), "filings-title"), Room::Totals)
        .kicker(me.full_name(unit))
        .lead(t(me.locale(), "filings-lead"))
        .mistakes(mistakes);
    let (open, done): (Vec<&Due>, Vec<&Due>) = due.iter().partition(|d| d.is_open());
    Ok(Page {
        unit: unit_field(me, &shell, unit),
        uid: me.snapshot.map.uid(unit),
        ahead: ahead(me, unit),
        open: open.iter().map(|d| line(me, unit, d)).collect(),
        done: done.iter().map(|d| line(me, unit, d)).collect(),
        shell,
    })
}

fn line(me: &Me, unit: UnitId, of: &Due) -> Line {
    let state = of.newest.map(|(_, _, state)| state);
    let law = me.cx().rules_for_period(unit, of.period);
    let known = law.pack.known(PartOf::Filing, &of.form.id);
    Line {
        name: of.form.title.get(me.locale().code()).to_owned(),
        period: dienhong_i18n::period(of.period, me.locale()),
        due: deadline_words(me, of.due),
        known: dienhong_i18n::known(known, me.locale()).unwrap_or_default(),
        tag: owed_tag(me, of),
        href: of.newest.map_or_else(String::new, |(id, ..)| urls::filing(id)),
        version: of
            .newest
            .map_or_else(String::new, |(_, version, _)| version.to_string()),
        may_freeze: me.may(Permission::FreezeFigures, unit) && state.is_none_or(State::may_be_frozen_anew),
        form: of.form.id.clone(),
        from: of.period.from.to_string(),
        to: of.period.to.to_string(),
    }
}

pub(super) fn problem(error: FilingError) -> Problem {
    match error {
        FilingError::Fault(fault) => dienhong_web_kit::respond::fault(&fault),
        _ => Problem::NotFound,
    }
}

/// What figures come due next, as lines.
fn ahead(me: &Me, unit: UnitId) -> Vec<Task> {
    let href = urls::filings(me.snapshot.map.uid(unit));
    let task = |of: Ahead| Task {
        href: href.clone(),
        name: of.title.get(me.locale().code()).to_owned(),
        meta: ahead_words(me, of.period, of.due),
        tag: deadline_tag(me, of.due),
    };
    let ahead = me.cx().deadlines().ahead(unit).into_iter();
    ahead.filter(|of| !of.is_report).map(task).collect()
}

/// A period's code or days as in the address.
pub(super) fn period_of(me: &Me, from: &str, to: &str) -> Option<Period> {
    let days = Day::parse(from).ok().zip(Day::parse(to).ok());
    days.and_then(|(from, to)| Period::new(from, to))
        .or_else(|| periods::parse(from, &me.cx().entries().rules_for()))
}
