//! Inviting the head of a subject: of a school, an enterprise, an agency.

use super::newcomer::TypedPerson;
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::people::NewTerm;
use dienhong_app::subjects::{SubjectError, SubjectView};
use dienhong_app::urls;
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, fault, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Room, Shell};
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

impl TypedHead {
    fn person(&self) -> TypedPerson<'_> {
        TypedPerson {
            name: &self.name,
            phone: &self.phone,
            language: &self.language,
        }
    }
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
    let person = typed.person().fields(&shell, &mistakes);
    HeadPage {
        action: urls::subject_heads(view.subject.id),
        back,
        name: person.name,
        phone: person.phone,
        language: person.language,
        shell: shell.lead(lead).mistakes(mistakes),
    }
}

pub(super) async fn invite(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<TypedHead>,
) -> Result<Response, Problem> {
    let (view, seat) = open(&me, id).await?;
    let mut mistakes = Vec::new();
    if let Some(newcomer) = typed.person().read(me.locale(), &mut mistakes) {
        let term = NewTerm {
            role: Role::SubjectHead,
            unit: seat,
            subject: Some(id),
            from: me.today(),
            to: Day::MAX,
        };
        match newcomer.invited(&me, term).await? {
            Ok(page) => return Ok(page),
            // The page asks for nothing of the appointment, so its mistakes stand at the person.
            Err(mistake) if mistake.field == "dien-thoai" => mistakes.push(mistake),
            Err(mistake) => mistakes.push(Mistake::new("ten", mistake.words)),
        }
    }
    let page = page(&me, &view, &typed, mistakes);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
