//! The register of subjects of a unit.

use super::problem;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use dienhong_app::subjects::SubjectView;
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::Level;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

struct Row {
    id: Uuid,
    name: String,
    meta: String,
}

#[derive(Template)]
#[template(path = "subjects/list.html")]
struct ListPage {
    shell: Shell,
    open: Vec<Row>,
    closed: Vec<Row>,
    /// Address of the form that enters one; empty for who may not.
    enter: String,
    /// Whether subjects are entered at this unit at all.
    keeps: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ListQuery {
    #[serde(rename = "don-vi")]
    unit: String,
}

pub(super) async fn show(me: Me, Query(asked): Query<ListQuery>) -> Result<Response, Problem> {
    let Some(unit) = me.requested_unit(&asked.unit, Permission::ReadSubjects) else {
        return own(&me, &asked).await;
    };
    let subjects = me.cx().subjects();
    let views = subjects.list(unit).await.map_err(problem)?;
    let today = me.today();
    let (map, uid) = (&me.snapshot.map, me.snapshot.map.uid(unit));
    let keeps = map.level(unit) == Some(Level::Commune) && map.at(unit, today).is_some();
    let (open, closed) = by_day(&views, today);
    let mut shell = me
        .shell(t(me.locale(), "subjects-title"), Room::Units)
        .kicker(me.full_name(unit));
    if me.may(Permission::ReadUnits, unit) {
        shell = shell.below(me.name(unit), urls::unit(uid));
    }
    let page = ListPage {
        open: open.into_iter().map(|view| row(&me, &shell, view)).collect(),
        closed: closed.into_iter().map(|view| row(&me, &shell, view)).collect(),
        enter: match keeps && subjects.may_manage(unit) {
            true => urls::new_subject_of(uid),
            false => String::new(),
        },
        keeps,
        shell,
    };
    Ok(html(&page))
}

/// The subjects over which the reader stands, for who stands over no unit.
async fn own(me: &Me, asked: &ListQuery) -> Result<Response, Problem> {
    let views = me.cx().subjects().own().await.map_err(problem)?;
    if !asked.unit.is_empty() || views.is_empty() {
        return Err(Problem::NotFound);
    }
    let shell = me.shell(t(me.locale(), "subjects-title"), Room::Units);
    let (open, closed) = by_day(&views, me.today());
    let page = ListPage {
        open: open.into_iter().map(|view| row(me, &shell, view)).collect(),
        closed: closed.into_iter().map(|view| row(me, &shell, view)).collect(),
        enter: String::new(),
        keeps: false,
        shell,
    };
    Ok(html(&page))
}

/// Those that are open on a day, and those that are closed.
fn by_day(views: &[SubjectView], today: Day) -> (Vec<&SubjectView>, Vec<&SubjectView>) {
    views.iter().partition(|view| view.subject.is_open(today))
}

fn row(me: &Me, shell: &Shell, view: &SubjectView) -> Row {
    let kind = view.kind.get(me.locale().code());
    let meta = match view.subject.closed_on {
        Some(last) => shell.t2(
            "subjects-row-closed",
            ("kind", kind.to_owned()),
            ("day", dienhong_i18n::day(last)),
        ),
        None => kind.to_owned(),
    };
    Row {
        id: view.subject.id,
        name: view.subject.name.clone(),
        meta,
    }
}
