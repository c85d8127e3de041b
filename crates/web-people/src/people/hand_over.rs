//! Handing over open work: what would change hands is shown first. `/ban-giao`.

use super::{broken, units, words};
use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::people::{HandOver, HandOverError, Member, MemberError};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

struct Line {
    unit: String,
    drafts: String,
    sent: String,
}

#[derive(Template)]
#[template(path = "people/hand_over.html")]
struct HandOverPage {
    shell: Shell,
    unit: Uuid,
    units: Field,
    giver: Field,
    from: Option<Uuid>,
    lines: Vec<Line>,
    total: i64,
    elsewhere: i64,
    receiver: Field,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct HandOverQuery {
    #[serde(rename = "don-vi")]
    unit: Option<Uuid>,
    #[serde(rename = "nguoi-giao")]
    from: Option<Uuid>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct HandOverForm {
    #[serde(rename = "don-vi")]
    unit: String,
    #[serde(rename = "nguoi-giao")]
    from: String,
    #[serde(rename = "nguoi-nhan")]
    to: String,
    #[serde(rename = "so-muc")]
    total: i64,
}

pub(super) async fn show(me: Me, Query(asked): Query<HandOverQuery>) -> Result<Response, Problem> {
    let unit = units::requested(&me, asked.unit, Permission::ManagePeople).ok_or(Problem::NotFound)?;
    Ok(html(&page(&me, unit, asked.from, None, vec![], None).await?))
}

async fn page(
    me: &Me,
    unit: UnitId,
    from: Option<Uuid>,
    to: Option<Uuid>,
    mistakes: Vec<Mistake>,
    done: Option<String>,
) -> Result<HandOverPage, Problem> {
    let members = members(me, unit).await?;
    let shown = preview(me, unit, from).await?;
    let shell = frame(me, unit, done);
    let receivers = members
        .iter()
        .filter(|m| Some(m.person.uid) != from && !m.current.is_empty());
    Ok(HandOverPage {
        unit: me.snapshot.map.uid(unit),
        units: units::field(
            me,
            &shell,
            &units::reachable(me, Permission::ManagePeople),
            Some(unit),
        ),
        giver: people(
            &shell,
            "nguoi-giao",
            "people-hand-over-from",
            members.iter(),
            from,
        ),
        lines: shown
            .as_ref()
            .map(|shown| lines(me, &shell, shown))
            .unwrap_or_default(),
        total: shown.as_ref().map_or(0, |s| s.total),
        elsewhere: shown.as_ref().map_or(0, |s| s.elsewhere),
        receiver: people(&shell, "nguoi-nhan", "people-hand-over-to", receivers, to).checked(&mistakes),
        from: shown.map(|s| s.from.uid),
        shell: shell.mistakes(mistakes),
    })
}

async fn members(me: &Me, unit: UnitId) -> Result<Vec<Member>, Problem> {
    let found = me.cx().people().members(unit).await;
    found.map_err(|error| match error {
        MemberError::NotFound => Problem::NotFound,
        MemberError::Fault(fault) => broken(fault),
    })
}

/// What would change hands, once somebody is chosen who gives.
async fn preview(me: &Me, unit: UnitId, from: Option<Uuid>) -> Result<Option<HandOver>, Problem> {
    let Some(from) = from else { return Ok(None) };
    match me.cx().people().preview_hand_over(from, unit).await {
        Ok(shown) => Ok(Some(shown)),
        Err(HandOverError::Fault(fault)) => Err(broken(fault)),
        Err(_) => Err(Problem::NotFound),
    }
}

fn frame(me: &Me, unit: UnitId, done: Option<String>) -> Shell {
    let shell = me
        .shell(t(me.locale(), "people-hand-over"), Room::More)
        .kicker(me.full_name(unit))
        .below(t(me.locale(), "people-members"), urls::PEOPLE)
        .narrow();
    match done {
        Some(words) => shell.done(words),
        None => shell.lead(t(me.locale(), "people-hand-over-lead")),
    }
}

fn people<'a>(
    shell: &Shell,
    name: &str,
    key: &str,
    members: impl Iterator<Item = &'a Member>,
    chosen: Option<Uuid>,
) -> Field {
    let choice = |m: &Member| {
        Choice::new(m.person.uid.to_string(), m.person.name.clone()).chosen(Some(m.person.uid) == chosen)
    };
    Field::new(name, shell.t(key)).choices(members.map(choice).collect())
}

fn lines(me: &Me, shell: &Shell, shown: &HandOver) -> Vec<Line> {
    let line = |l: &dienhong_app::people::WorkLine| Line {
        unit: me.name(l.unit),
        drafts: shell.num(l.drafts),
        sent: shell.num(l.sent),
    };
    shown.lines.iter().map(line).collect()
}

pub(super) async fn hand_over(me: Me, Form(typed): Form<HandOverForm>) -> Result<Response, Problem> {
    let unit = units::requested(&me, Uuid::parse_str(&typed.unit).ok(), Permission::ManagePeople)
        .ok_or(Problem::NotFound)?;
    let from = Uuid::parse_str(&typed.from).map_err(|_| Problem::Unreadable)?;
    let Ok(to) = Uuid::parse_str(&typed.to) else {
        let mistakes = vec![Mistake::new(
            "nguoi-nhan",
            t(me.locale(), "people-error-receiver-missing"),
        )];
        let page = page(&me, unit, Some(from), None, mistakes, None).await?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    match me.cx().people().hand_over((from, to), unit, typed.total).await {
        Ok(done) => {
            let words = dienhong_i18n::t_with(
                me.locale(),
                "people-hand-over-done",
                &[("count", done.total.into()), ("name", (&done.from.name).into())],
            );
            Ok(html(
                &page(&me, unit, Some(from), None, vec![], Some(words)).await?,
            ))
        }
        Err(HandOverError::Fault(fault)) => Err(broken(fault)),
        Err(error) => {
            let mistakes = vec![words::hand_over(me.locale(), &error, |unit| me.name(unit))];
            let page = page(&me, unit, Some(from), Some(to), mistakes, None).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}
