//! Inviting the head of a subject: of a school, an enterprise, an agency.

use super::members::ticket_page;
use super::{broken, words};
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::people::{AppointError, InviteError, NewInvite, NewTerm, PersonName, Phone};
use dienhong_app::subjects::{SubjectError, SubjectView};
use dienhong_app::urls;
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, t};
use dienhong_web_kit::respond::{Problem, fault, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "people/invite_head.html")]
struct HeadPage {
    shell: Shell,
    action: String,
    back: String,
    name: Field,
    phone: Field,
    language: Field,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedHead {
    #[serde(rename = "ten")]
    name: String,
    #[serde(rename = "dien-thoai")]
    phone: String,
    #[serde(rename = "ngon-ngu")]
    language: String,
}

/// A subject whose head the reader may invite, and the unit in which it lies.
async fn open(me: &Me, id: Uuid) -> Result<(SubjectView, UnitId), Problem> {
    let view = me.cx().subjects().find(id).await.map_err(|error| match error {
        SubjectError::Fault(cause) => fault(&cause),
        _ => Problem::NotFound,
    })?;
    let seat = view
        .lies_in
        .filter(|seat| me.may(Permission::ManagePeople, *seat))
        .ok_or(Problem::NotFound)?;
    Ok((view, seat))
}

pub(super) async fn form(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let (view, _) = open(&me, id).await?;
    Ok(html(&page(&me, &view, &TypedHead::default(), Vec::new())))
}

fn page(me: &Me, view: &SubjectView, typed: &TypedHead, mistakes: Vec<Mistake>) -> HeadPage {
    let back = urls::subject(view.subject.id);
    let shell = me
        .shell(t(me.locale(), "people-invite-head"), Room::Units)
        .narrow()
        .kicker(view.subject.name.clone())
        .below(view.subject.name.clone(), back.clone());
    let lead = shell.t("people-invite-head-lead");
    let chosen = Locale::parse(&typed.language).unwrap_or_default();
    let choice = |l: Locale| Choice::new(l.code(), l.own_name()).chosen(l == chosen);
    HeadPage {
        action: urls::subject_heads(view.subject.id),
        back,
        name: words::name_field(&shell, &typed.name).checked(&mistakes),
        phone: words::phone_field(&shell, &typed.phone).checked(&mistakes),
        language: Field::new("ngon-ngu", shell.t("people-account-language"))
            .choices(Locale::ALL.map(choice).into()),
        shell: shell.lead(lead).mistakes(mistakes),
    }
}

pub(super) async fn invite(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<TypedHead>,
) -> Result<Response, Problem> {
    let (view, seat) = open(&me, id).await?;
    let locale = me.locale();
    let (name, phone) = (PersonName::parse(&typed.name), Phone::parse(&typed.phone));
    let mut mistakes: Vec<Mistake> = name
        .as_ref()
        .err()
        .map(|e| words::name(locale, e))
        .into_iter()
        .collect();
    mistakes.extend(phone.as_ref().err().map(|_| words::phone(locale)));
    if let (Ok(name), Ok(phone)) = (name, phone) {
        let new = NewInvite {
            name,
            phone,
            term: NewTerm {
                role: Role::SubjectHead,
                unit: seat,
                subject: Some(id),
                from: me.today(),
                to: Day::MAX,
            },
            language: Locale::parse(&typed.language)
                .unwrap_or_default()
                .code()
                .to_owned(),
        };
        match me.cx().people().invite(&new).await {
            Ok(ticket) => return Ok(html(&ticket_page(&me, new.name.as_str(), ticket))),
            Err(InviteError::Fault(cause) | InviteError::Term(AppointError::Fault(cause))) => {
                return Err(broken(cause));
            }
            Err(InviteError::PhoneTaken) => {
                mistakes.push(Mistake::new("dien-thoai", t(locale, "people-error-phone-taken")));
            }
            Err(InviteError::Term(error)) => {
                mistakes.push(Mistake::new("ten", words::term(locale, &error).words));
            }
        }
    }
    let page = page(&me, &view, &typed, mistakes);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
