//! The people of a unit: `/nguoi`, one of them, and inviting them again.

use super::{broken, units, words};
use crate::people::door::see;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::people::{Member, MemberError, ResetError, Ticket};
use dienhong_app::urls;
use dienhong_domain::people::PersonState;
use dienhong_domain::rights::Permission;
use dienhong_i18n::t;
use dienhong_store::people::AppointmentRow;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

struct Row {
    id: Uuid,
    name: String,
    terms: Vec<String>,
    state: Tag,
}

#[derive(Template)]
#[template(path = "people/members.html")]
struct ListPage {
    shell: Shell,
    unit: Uuid,
    units: Field,
    current: Vec<Row>,
    former: Vec<Row>,
}

struct Term {
    id: Uuid,
    words: String,
    meta: String,
    may_end: bool,
}

#[derive(Template)]
#[template(path = "people/member.html")]
struct MemberPage {
    shell: Shell,
    id: Uuid,
    unit: Uuid,
    state: Tag,
    ways: String,
    phone: String,
    current: Vec<Term>,
    ended: Vec<Term>,
    is_me: bool,
    has_invitation: bool,
    has_signed_in: bool,
}

#[derive(Template)]
#[template(path = "people/invite_again.html")]
struct AgainPage {
    shell: Shell,
    id: Uuid,
}

/// What is given to the invited person; it is shown once.
#[derive(Template)]
#[template(path = "people/ticket.html")]
pub(super) struct TicketPage {
    pub(super) shell: Shell,
    pub(super) ticket: Ticket,
    pub(super) until: String,
    pub(super) next: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct MembersQuery {
    #[serde(rename = "don-vi")]
    unit: Option<Uuid>,
    xong: String,
}

pub(super) async fn list(me: Me, Query(asked): Query<MembersQuery>) -> Result<Response, Problem> {
    let unit = units::requested(&me, asked.unit, Permission::ManagePeople).ok_or(Problem::NotFound)?;
    let members = me.cx().people().members(unit).await.map_err(problem)?;
    let shell = me
        .shell(t(me.locale(), "people-members"), Room::More)
        .kicker(me.full_name(unit));
    let shell = shell.below(t(me.locale(), "shell-room-more"), urls::MORE);
    let (current, former): (Vec<_>, Vec<_>) = members.iter().partition(|m| !m.current.is_empty());
    let page = ListPage {
        unit: me.snapshot.map.uid(unit),
        units: units::field(
            &me,
            &shell,
            &units::reachable(&me, Permission::ManagePeople),
            Some(unit),
        ),
        current: current.into_iter().map(|m| row(&me, &shell, m)).collect(),
        former: former.into_iter().map(|m| row(&me, &shell, m)).collect(),
        shell,
    };
    Ok(html(&page))
}

fn problem(error: MemberError) -> Problem {
    match error {
        MemberError::NotFound => Problem::NotFound,
        MemberError::Fault(fault) => broken(fault),
    }
}

fn row(me: &Me, shell: &Shell, member: &Member) -> Row {
    let shown = if member.current.is_empty() {
        &member.ended
    } else {
        &member.current
    };
    Row {
        id: member.person.uid,
        name: member.person.name.clone(),
        terms: shown.iter().map(|row| term(me, row)).collect(),
        state: state(me, shell, member),
    }
}

fn term(me: &Me, row: &AppointmentRow) -> String {
    units::term(me.locale(), &me.snapshot, row, me.today())
}

fn state(me: &Me, shell: &Shell, member: &Member) -> Tag {
    let now = me.now();
    let tag = |kind, icon, key: &str| Tag {
        kind,
        icon,
        words: shell.t(key),
    };
    match &member.invitation {
        Some(open) if open.holds(now) => tag("due", "qr", "people-state-invited"),
        _ if member.ways.passkeys > 0 || member.ways.has_password => {
            tag("met", "check", "people-state-active")
        }
        Some(_) => tag("over", "alert", "people-state-expired"),
        None => tag("over", "alert", "people-state-no-way"),
    }
}

pub(super) async fn show(
    me: Me,
    Path(id): Path<Uuid>,
    Query(asked): Query<MembersQuery>,
) -> Result<Response, Problem> {
    let said = match asked.xong.as_str() {
        "phan-cong" => Some("people-done-appointed"),
        "ket-thuc" => Some("people-done-ended"),
        "thu-hoi" => Some("people-done-withdrawn"),
        _ => None,
    };
    page(&me, id, said, vec![]).await
}

async fn page(me: &Me, id: Uuid, said: Option<&str>, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let here = me.here();
    let member = me.cx().people().member(id).await.map_err(problem)?;
    let mut authors: Vec<i64> = member
        .current
        .iter()
        .chain(&member.ended)
        .flat_map(|r| [Some(r.made_by), r.ended_by])
        .flatten()
        .collect();
    authors.dedup();
    let names = me
        .app
        .people
        .store()
        .names(&authors)
        .await
        .map_err(|e| broken(e.into()))?;
    let shell = me
        .shell(member.person.name.clone(), Room::More)
        .below(t(me.locale(), "people-members"), urls::PEOPLE);
    let shell = match said {
        Some(key) => shell.done(t(me.locale(), key)),
        None => shell,
    };
    let unit = member
        .current
        .iter()
        .chain(&member.ended)
        .next()
        .map(|row| row.unit);
    let page = MemberPage {
        id,
        unit: unit.map(|u| me.snapshot.map.uid(u)).unwrap_or_default(),
        state: state(me, &shell, &member),
        ways: ways(&shell, &member),
        phone: member.person.phone.clone().unwrap_or_default(),
        current: member
            .current
            .iter()
            .map(|r| told(me, &shell, r, &names))
            .collect(),
        ended: member.ended.iter().map(|r| told(me, &shell, r, &names)).collect(),
        is_me: member.person.id == me.actor.person,
        has_invitation: member.invitation.as_ref().is_some_and(|i| i.holds(here.now)),
        has_signed_in: member.person.state == PersonState::Active,
        shell: shell.mistakes(mistakes),
    };
    let status = if page.shell.has_errors() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(html_with(status, &page))
}

fn ways(shell: &Shell, member: &Member) -> String {
    match (member.ways.passkeys, member.ways.has_password) {
        (0, false) => shell.t("people-ways-none"),
        (0, true) => shell.t("people-ways-password"),
        (count, false) => shell.t1("people-ways-passkeys", "count", count),
        (count, true) => shell.t1("people-ways-both", "count", count),
    }
}

fn told(me: &Me, shell: &Shell, row: &AppointmentRow, names: &HashMap<i64, String>) -> Term {
    let name = |id: i64| {
        names
            .get(&id)
            .cloned()
            .unwrap_or_else(|| shell.t("people-program-itself"))
    };
    let meta = match (&row.ended_by, &row.reason) {
        (Some(by), Some(reason)) => shell.t2(
            "people-term-ended",
            ("name", name(*by)),
            ("reason", reason.clone()),
        ),
        _ => shell.t2(
            "people-term-given",
            ("name", name(row.made_by)),
            ("moment", shell.moment(&row.made_at)),
        ),
    };
    let here = me.here();
    let may_end =
        row.ended_at.is_none() && dienhong_app::people::may_give(&me.actor, row.role, row.unit, here);
    Term {
        id: row.id,
        words: term(me, row),
        meta,
        may_end,
    }
}

pub(super) async fn ask_invite_again(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let member = me.cx().people().member(id).await.map_err(problem)?;
    let title = dienhong_i18n::t_with(
        me.locale(),
        "people-invite-again-title",
        &[("name", (&member.person.name).into())],
    );
    let shell = me
        .shell(title, Room::More)
        .narrow()
        .below(member.person.name, urls::person(id));
    Ok(html(&AgainPage { shell, id }))
}

pub(super) async fn invite_again(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().people().invite_again(id).await {
        Ok(ticket) => {
            let member = me.cx().people().member(id).await.map_err(problem)?;
            Ok(html(&ticket_page(&me, &member.person.name, ticket)))
        }
        Err(ResetError::Fault(fault)) => Err(broken(fault)),
        Err(error) => refuse(&me, id, &error).await,
    }
}

async fn refuse(me: &Me, id: Uuid, error: &ResetError) -> Result<Response, Problem> {
    page(
        me,
        id,
        None,
        vec![Mistake::new("phan-chinh", t(me.locale(), words::reset(error)))],
    )
    .await
}

/// The page that shows a ticket.
pub(super) fn ticket_page(me: &Me, name: &str, ticket: Ticket) -> TicketPage {
    let title = dienhong_i18n::t_with(me.locale(), "people-ticket", &[("name", name.into())]);
    let shell = me
        .shell(title, Room::More)
        .narrow()
        .below(t(me.locale(), "people-members"), urls::PEOPLE);
    let until = shell.t1("people-ticket-until", "moment", shell.moment(&ticket.expires));
    let next = urls::person(ticket.person);
    TicketPage {
        shell,
        ticket,
        until,
        next,
    }
}

pub(super) async fn withdraw(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().people().withdraw_invitation(id).await {
        Ok(()) => Ok(see(&format!("{}?xong=thu-hoi", urls::person(id)))),
        Err(ResetError::Fault(fault)) => Err(broken(fault)),
        Err(error) => refuse(&me, id, &error).await,
    }
}
