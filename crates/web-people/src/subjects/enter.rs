//! Entering a subject under a commune.

use super::told;
use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::subjects::SubjectForm;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "subjects/form.html")]
struct FormPage {
    shell: Shell,
    action: String,
    back: String,
    id: Uuid,
    name: Field,
    kind: Field,
    opened: Field,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct UnitQuery {
    #[serde(rename = "don-vi")]
    unit: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedSubject {
    #[serde(rename = "ma")]
    id: String,
    #[serde(rename = "ten")]
    name: String,
    #[serde(rename = "loai")]
    kind: String,
    #[serde(rename = "tu-ngay")]
    opened: String,
}

fn unit_of(me: &Me, asked: &UnitQuery) -> Result<UnitId, Problem> {
    me.requested_unit(&asked.unit, Permission::ManageSubjects)
        .ok_or(Problem::NotFound)
}

pub(super) async fn form(me: Me, Query(asked): Query<UnitQuery>) -> Result<Response, Problem> {
    let unit = unit_of(&me, &asked)?;
    Ok(html(&page(&me, unit, &TypedSubject::default(), Vec::new())))
}

fn page(me: &Me, unit: UnitId, typed: &TypedSubject, mistakes: Vec<Mistake>) -> FormPage {
    let (uid, language) = (me.snapshot.map.uid(unit), me.locale().code());
    let back = urls::subjects_of(uid);
    let shell = me
        .shell(t(me.locale(), "subjects-enter-title"), Room::Units)
        .narrow()
        .kicker(me.full_name(unit))
        .below(t(me.locale(), "subjects-title"), back.clone());
    let kinds = me.cx().subjects().kinds(unit);
    let choices = kinds.iter().map(|kind| {
        Choice::new(kind.id.clone(), kind.title.get(language))
            .hint(kind.reference.clone())
            .chosen(kind.id == typed.kind)
    });
    FormPage {
        action: urls::new_subject_of(uid),
        back,
        id: Uuid::parse_str(&typed.id).unwrap_or_else(|_| Uuid::now_v7()),
        name: Field::new("ten", shell.t("subjects-name"))
            .hint(shell.t("subjects-name-hint"))
            .value(typed.name.clone())
            .checked(&mistakes),
        kind: Field::new("loai", shell.t("subjects-kind"))
            .choices(choices.collect())
            .checked(&mistakes),
        opened: Field::new("tu-ngay", shell.t("subjects-opened"))
            .hint(shell.t("subjects-opened-hint"))
            .value(typed.opened.clone())
            .checked(&mistakes),
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn add(
    me: Me,
    Query(asked): Query<UnitQuery>,
    Form(typed): Form<TypedSubject>,
) -> Result<Response, Problem> {
    let unit = unit_of(&me, &asked)?;
    let locale = me.locale();
    let opened = Day::parse(&typed.opened);
    let mut mistakes = Vec::new();
    if opened.is_err() {
        mistakes.push(Mistake::new("tu-ngay", t(locale, "errors-day-not-a-day")));
    }
    let form = SubjectForm {
        kind: typed.kind.clone(),
        name: typed.name.clone(),
        opened_on: opened.unwrap_or(me.today()),
    };
    let subjects = me.cx().subjects();
    if mistakes.is_empty() {
        let id = Uuid::parse_str(&typed.id).map_err(|_| Problem::Unreadable)?;
        match subjects.add(id, unit, &form).await {
            Ok(subject) => return Ok(Redirect::to(&urls::subject(subject.id)).into_response()),
            Err(error) => mistakes.extend(told(locale, error, "ten")?),
        }
    } else if let Err(more) = subjects.check(unit, &form) {
        mistakes.extend(told(locale, more, "ten")?);
    }
    let page = page(&me, unit, &typed, mistakes);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
