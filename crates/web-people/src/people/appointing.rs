//! Inviting somebody new, giving and ending appointments.

use super::newcomer::TypedPerson;
use super::units::{TermFields, TypedTerm, read_term, term_fields};
use super::{broken, units, words};
use crate::people::door::see;
use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::people::{AppointError, EndError, Member, MemberError};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_i18n::t;
use dienhong_store::people::AppointmentRow;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "people/invite.html")]
struct InvitePage {
    shell: Shell,
    name: Field,
    phone: Field,
    term: TermFields,
    language: Field,
}

#[derive(Template)]
#[template(path = "people/appoint.html")]
struct AppointPage {
    shell: Shell,
    action: String,
    term: TermFields,
}

#[derive(Template)]
#[template(path = "people/end.html")]
struct EndPage {
    shell: Shell,
    action: String,
    when: Field,
    day: Field,
    reason: Field,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedInvite {
    ten: String,
    #[serde(rename = "dien-thoai")]
    phone: String,
    #[serde(rename = "ngon-ngu")]
    language: String,
    #[serde(rename = "vai-tro")]
    role: String,
    #[serde(rename = "don-vi")]
    unit: String,
    tu: String,
    den: String,
}

impl TypedInvite {
    fn person(&self) -> TypedPerson<'_> {
        TypedPerson {
            name: &self.ten,
            phone: &self.phone,
            language: &self.language,
        }
    }
    fn term(&self) -> TypedTerm {
        TypedTerm {
            role: self.role.clone(),
            unit: self.unit.clone(),
            tu: self.tu.clone(),
            den: self.den.clone(),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedEnd {
    khi: String,
    ngay: String,
    #[serde(rename = "ly-do")]
    reason: String,
}

pub(super) async fn invite_form(me: Me, Query(typed): Query<TypedInvite>) -> Response {
    html(&invite_page(&me, &typed, vec![]))
}

fn invite_page(me: &Me, typed: &TypedInvite, mistakes: Vec<Mistake>) -> InvitePage {
    let shell = me
        .shell(t(me.locale(), "people-invite"), Room::More)
        .narrow()
        .below(t(me.locale(), "people-members"), urls::PEOPLE);
    let lead = shell.t("people-invite-lead");
    let person = typed.person().fields(&shell, &mistakes);
    InvitePage {
        name: person.name,
        phone: person.phone,
        term: term_fields(me, &shell, &typed.term(), &mistakes),
        language: person.language,
        shell: shell.lead(lead).mistakes(mistakes),
    }
}

pub(super) async fn invite(me: Me, Form(typed): Form<TypedInvite>) -> Result<Response, Problem> {
    let mut mistakes = Vec::new();
    let newcomer = typed.person().read(me.locale(), &mut mistakes);
    let term = read_term(&me, &typed.term());
    mistakes.extend(term.as_ref().err().cloned().into_iter().flatten());
    if let (Some(newcomer), Ok(term)) = (newcomer, term) {
        match newcomer.invited(&me, term).await? {
            Ok(page) => return Ok(page),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    Ok(html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &invite_page(&me, &typed, mistakes),
    ))
}

async fn member(me: &Me, id: Uuid) -> Result<Member, Problem> {
    me.cx().people().member(id).await.map_err(|error| match error {
        MemberError::NotFound => Problem::NotFound,
        MemberError::Fault(fault) => broken(fault),
    })
}

pub(super) async fn appoint_form(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let member = member(&me, id).await?;
    Ok(html(&appoint_page(&me, &member, &proposed(&me, &member), vec![])))
}

/// For a unit that ended, proposes the same appointment at its only heir, if the reader may appoint there.
fn proposed(me: &Me, member: &Member) -> TypedTerm {
    let (map, today) = (&me.snapshot.map, me.today());
    let again = |row: &AppointmentRow| {
        let held = Some(row.appointment()).filter(|a| today <= a.to && a.subject.is_none())?;
        let ended = map.get(held.unit).map(|u| u.ends()).filter(|day| *day <= today)?;
        let mut heirs = map.heirs(held.unit).iter().filter(|l| l.day == ended);
        let (heir, None) = (heirs.next()?.to, heirs.next()) else {
            return None;
        };
        me.may(Permission::ManagePeople, heir).then(|| TypedTerm {
            role: row.role.code().to_owned(),
            unit: map.uid(heir).to_string(),
            ..TypedTerm::default()
        })
    };
    member.ended.iter().rev().find_map(again).unwrap_or_default()
}

fn appoint_page(me: &Me, member: &Member, typed: &TypedTerm, mistakes: Vec<Mistake>) -> AppointPage {
    let (id, name) = (member.person.uid, member.person.name.clone());
    let title = dienhong_i18n::t_with(me.locale(), "people-appoint-title", &[("name", (&name).into())]);
    let shell = me.shell(title, Room::More).narrow().below(name, urls::person(id));
    AppointPage {
        action: urls::new_term(id),
        term: term_fields(me, &shell, typed, &mistakes),
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn appoint(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<TypedTerm>,
) -> Result<Response, Problem> {
    let mistakes = match read_term(&me, &typed) {
        Err(mistakes) => mistakes,
        Ok(term) => match me.cx().people().appoint(id, &term).await {
            Ok(()) => return Ok(see(&format!("{}?xong=phan-cong", urls::person(id)))),
            Err(AppointError::Fault(fault)) => return Err(broken(fault)),
            Err(error) => vec![words::term(me.locale(), &error)],
        },
    };
    let member = member(&me, id).await?;
    Ok(html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &appoint_page(&me, &member, &typed, mistakes),
    ))
}

fn find(member: &Member, term: Uuid) -> Result<&AppointmentRow, Problem> {
    member
        .current
        .iter()
        .chain(&member.ended)
        .find(|row| row.id == term)
        .ok_or(Problem::NotFound)
}

pub(super) async fn end_form(me: Me, Path((id, term)): Path<(Uuid, Uuid)>) -> Result<Response, Problem> {
    let member = member(&me, id).await?;
    let typed = TypedEnd {
        khi: "ngay".to_owned(),
        ..TypedEnd::default()
    };
    Ok(html(&end_page(
        &me,
        &member,
        find(&member, term)?,
        &typed,
        vec![],
    )))
}

fn end_page(
    me: &Me,
    member: &Member,
    row: &AppointmentRow,
    typed: &TypedEnd,
    mistakes: Vec<Mistake>,
) -> EndPage {
    let (id, name) = (member.person.uid, member.person.name.clone());
    let title = dienhong_i18n::t_with(me.locale(), "people-end-title", &[("name", (&name).into())]);
    let held = units::term(me.locale(), &me.snapshot, row, me.today());
    let shell = me
        .shell(title, Room::More)
        .narrow()
        .kicker(held)
        .below(name, urls::person(id));
    let choice = |code: &str, key: &str| Choice::new(code, shell.t(key)).chosen(typed.khi == code);
    let choices = vec![
        choice("ngay", "people-end-now"),
        choice("sau", "people-end-later"),
    ];
    EndPage {
        action: urls::term(id, row.id),
        when: Field::new("khi", shell.t("people-end-when"))
            .choices(choices)
            .checked(&mistakes),
        day: Field::new("ngay", shell.t("people-end-day"))
            .hint(shell.t("people-end-day-hint"))
            .value(typed.ngay.clone())
            .optional()
            .checked(&mistakes),
        reason: words::reason_field(&shell, "people-end-reason-hint", &typed.reason).checked(&mistakes),
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn end(
    me: Me,
    Path((id, term)): Path<(Uuid, Uuid)>,
    Form(typed): Form<TypedEnd>,
) -> Result<Response, Problem> {
    let locale = me.locale();
    let mut mistakes = Vec::new();
    let at_once = me.today().previous();
    let last = match typed.khi.as_str() {
        "sau" => match Day::parse(&typed.ngay) {
            Ok(day) => Some(day),
            Err(_) => {
                mistakes.push(Mistake::new("ngay", t(locale, "errors-day-not-a-day")));
                None
            }
        },
        _ => Some(at_once),
    };
    if let Some(last) = last {
        match me.cx().people().end_appointment(term, last, &typed.reason).await {
            Ok(()) => return Ok(see(&format!("{}?xong=ket-thuc", urls::person(id)))),
            Err(EndError::Fault(fault)) => return Err(broken(fault)),
            Err(error) => mistakes.push(words::end(locale, &error)),
        }
    }
    let member = member(&me, id).await?;
    let page = end_page(&me, &member, find(&member, term)?, &typed, mistakes);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
