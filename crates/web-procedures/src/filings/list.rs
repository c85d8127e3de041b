//! What a unit has to file, and freezing it.

use super::{owed_tag, state_tag, words};
use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::Waiting;
use dienhong_app::deadlines::Ahead;
use dienhong_app::filings::{Due, FilingError};
use dienhong_app::urls;
use dienhong_domain::filings::State;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::t;
use dienhong_web_kit::periods;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::Task;
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
    below: bool,
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
        ahead: ahead(me, unit, |of| !of.is_report),
        open: open.iter().map(|d| line(me, unit, d)).collect(),
        done: done.iter().map(|d| line(me, unit, d)).collect(),
        below: me.may(Permission::AcceptFigures, unit)
            && me.snapshot.map.level(unit).is_some_and(|l| l < Level::Commune),
        shell,
    })
}

fn line(me: &Me, unit: UnitId, of: &Due) -> Line {
    let state = of.newest.map(|(_, _, state)| state);
    Line {
        name: of.form.title.get(me.locale().code()).to_owned(),
        period: dienhong_i18n::period(of.period, me.locale()),
        due: dienhong_i18n::day(of.due),
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

/// What comes due next, as lines: figures on the page of figures, reports on theirs.
pub fn ahead(me: &Me, unit: UnitId, is_asked: impl Fn(&Ahead) -> bool) -> Vec<Task> {
    let uid = me.snapshot.map.uid(unit);
    let task = |of: Ahead| Task {
        href: if of.is_report {
            urls::reports(uid)
        } else {
            urls::filings(uid)
        },
        name: of.title.get(me.locale().code()).to_owned(),
        meta: dienhong_i18n::t_with(
            me.locale(),
            "filings-ahead-meta",
            &[
                ("period", dienhong_i18n::period(of.period, me.locale()).into()),
                ("day", dienhong_i18n::day(of.due).into()),
            ],
        ),
        tag: dienhong_web_kit::tasks::due_tag(me, of.due),
    };
    me.cx()
        .deadlines()
        .ahead(unit)
        .into_iter()
        .filter(is_asked)
        .map(task)
        .collect()
}

/// Days after which something overdue is no longer a task on the first page.
const LONG_PAST: i64 = 60;

/// The reader's tasks: periods to freeze, filings to approve or to answer, and filings that were returned.
pub async fn tasks(me: &Me, unit: UnitId) -> Result<Vec<Task>, Problem> {
    let mut found = Vec::new();
    let (freezes, approves) = (
        me.may(Permission::FreezeFigures, unit),
        me.may(Permission::ApproveFigures, unit),
    );
    if freezes || approves {
        for due in me.cx().filings().due(unit, 1).await.map_err(problem)? {
            let state = due.newest.map(|(_, _, state)| state);
            let mine = match state {
                None | Some(State::Returned | State::Replaced) => freezes,
                Some(State::Frozen) => approves,
                Some(State::Sent | State::Accepted) => false,
            };
            // What is long overdue is on the page of filings and no longer repeated here every day.
            if mine && due.due.days_until(me.today()) <= LONG_PAST {
                let href = match due.newest {
                    Some((id, ..)) => urls::filing(id),
                    None => urls::filings(me.snapshot.map.uid(unit)),
                };
                found.push(Task {
                    href,
                    name: due.form.title.get(me.locale().code()).to_owned(),
                    meta: dienhong_i18n::period(due.period, me.locale()),
                    tag: owed_tag(me, &due),
                });
            }
        }
    }
    if me.may(Permission::AcceptFigures, unit)
        && me.snapshot.map.level(unit).is_some_and(|l| l < Level::Commune)
    {
        let uid = me.snapshot.map.uid(unit);
        for of in me.cx().filings().waiting_below(unit).await.map_err(problem)? {
            let href = urls::filings_below(uid, &of.code, of.period);
            found.push(waiting_task(me, &of, href, state_tag(me, State::Sent)));
        }
        found.extend(super::returns::task(me, unit).await?);
    }
    Ok(found)
}

/// How many units below wait for an answer, as a task.
pub(crate) fn waiting_task(me: &Me, of: &Waiting, href: String, tag: Tag) -> Task {
    let words = [
        ("count", (of.count as i64).into()),
        ("period", dienhong_i18n::period(of.period, me.locale()).into()),
    ];
    Task {
        href,
        name: of.title.get(me.locale().code()).to_owned(),
        meta: dienhong_i18n::t_with(me.locale(), "filings-waiting-count", &words),
        tag,
    }
}

/// A period's code or days as in the address.
pub(super) fn period_of(me: &Me, from: &str, to: &str) -> Option<Period> {
    let days = Day::parse(from).ok().zip(Day::parse(to).ok());
    days.and_then(|(from, to)| Period::new(from, to))
        .or_else(|| periods::parse(from, &me.cx().entries().rules_for()))
}
