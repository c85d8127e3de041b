//! The steps of every change: the form, the preview, recording.

use super::describe::{ChangeDescription, HistoryItem, Way};
use super::kind::Kind;
use super::questions::{Asking, Question};
use super::read::{ChangeForm, ID, STEP};
use super::rehoming::{self, Moves};
use super::words;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::units::{self, Plan, UnitError, UnitMistake};
use dienhong_app::urls;
use dienhong_domain::units::UnitId;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Fact, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "units/form.html")]
pub(super) struct FormPage {
    shell: Shell,
    /// Notes about an uploaded sheet: what was left out, or read differently from what it holds.
    pub(super) notes: Vec<String>,
    action: String,
    is_upload: bool,
    template: String,
    id: String,
    questions: Vec<Question>,
    act: String,
    back: String,
}

#[derive(Template)]
#[template(path = "units/preview.html")]
struct PreviewPage {
    shell: Shell,
    action: String,
    is_upload: bool,
    facts: Vec<Fact>,
    told: Vec<HistoryItem>,
    alike: Option<Field>,
    moves: Moves,
    carried: Vec<(String, String)>,
}

pub(super) async fn ask(me: Me, uid: Uuid, kind: Kind) -> Result<Response, Problem> {
    let unit = allowed(&me, uid, kind)?;
    let mut typed = ChangeForm::default();
    typed.set(units::DAY, dienhong_i18n::day(me.today()));
    begin(&me, unit, kind, &mut typed);
    Ok(html(&form(&me, unit, kind, &typed, &[], Vec::new())))
}

/// The initial values of a form.
fn begin(me: &Me, unit: UnitId, kind: Kind, typed: &mut ChangeForm) {
    let today = me.today();
    let Some(span) = me.snapshot.map.at(unit, today) else {
        return;
    };
    let below = me.snapshot.map.children(unit, today);
    let kinds = below
        .iter()
        .filter_map(|u| me.snapshot.map.at(*u, today))
        .map(|s| s.kind.to_string());
    match kind {
        Kind::Rename => {
            typed.set(units::NAME, &*span.name);
            typed.set(units::KIND, &*span.kind);
            typed.set(units::CODE, span.code.as_deref().unwrap_or_default());
        }
        Kind::Merge | Kind::Split => typed.set(units::KIND, &*span.kind),
        Kind::Found | Kind::Reform => {
            if let Some(kind) = kinds.max() {
                typed.set(units::KIND, kind);
            }
        }
        Kind::Transfer | Kind::End => {}
    }
    if kind == Kind::Reform {
        let mut names: Vec<String> = below.iter().map(|u| me.name(*u)).collect();
        names.sort_by_cached_key(|n| dienhong_i18n::sort_key(n));
        typed.set(
            units::TABLE,
            names.iter().map(|n| format!("{n} | \n")).collect::<String>(),
        );
    }
}

pub(super) async fn submit(me: Me, uid: Uuid, kind: Kind, typed: ChangeForm) -> Result<Response, Problem> {
    let unit = allowed(&me, uid, kind)?;
    step(&me, unit, kind, &typed).await
}

pub(super) async fn step(me: &Me, unit: UnitId, kind: Kind, typed: &ChangeForm) -> Result<Response, Problem> {
    // The id is created with this page and sent with the form, so that sending it twice records one change.
    let mut typed = typed.clone();
    typed.set(ID, typed.id().to_string());
    let wanted = typed.form(me, unit, kind);
    if typed.one(STEP) == "sua" {
        return Ok(html(&form(me, unit, kind, &typed, &[], Vec::new())));
    }
    let refused = match typed.one(STEP) {
        "ghi" => match me.cx().units().record_change(&wanted, &typed.choices(me)).await {
            Ok(id) => return Ok(Redirect::to(&format!("{}?xong=ghi", urls::change(id))).into_response()),
            Err(refused) => refused,
        },
        _ => match me.cx().units().plan_change(&wanted).await {
            Ok(plan) => return Ok(html(&preview(me, unit, kind, &typed, &plan, Vec::new()))),
            Err(refused) => refused,
        },
    };
    match refused {
        UnitError::Mistakes(found) => {
            let shell = me.shell("", Room::Units);
            let said = said(me, &shell, &found);
            // Only a choice in the preview is missing, so the preview is shown again, not the form.
            if said.iter().all(rehoming::is_choice)
                && let Ok(plan) = me.cx().units().plan_change(&wanted).await
            {
                let page = preview(me, unit, kind, &typed, &plan, said);
                return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
            }
            Ok(html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &form(me, unit, kind, &typed, &found, said),
            ))
        }
        UnitError::NotAllowed => {
            let said = vec![Mistake::new(
                units::DAY,
                shell_words(me, "units-error-not-allowed"),
            )];
            Ok(html_with(
                StatusCode::FORBIDDEN,
                &form(me, unit, kind, &typed, &[], said),
            ))
        }
        UnitError::Conflict => {
            let said = vec![Mistake::new(units::DAY, shell_words(me, "units-error-conflict"))];
            Ok(html_with(
                StatusCode::CONFLICT,
                &form(me, unit, kind, &typed, &[], said),
            ))
        }
        // It was sent again after it was recorded and undone; the change's page says so.
        UnitError::Undone => Ok(Redirect::to(&urls::change(wanted.id)).into_response()),
        other => Err(problem(other)),
    }
}

fn shell_words(me: &Me, key: &str) -> String {
    dienhong_i18n::t(me.locale(), key)
}

/// Sentences for mistakes, each at its field.
pub(super) fn said(me: &Me, shell: &Shell, found: &[UnitMistake]) -> Vec<Mistake> {
    found
        .iter()
        .map(|m| Mistake::new(m.field.clone(), words::say(me, shell, m)))
        .collect()
}

/// The problem page of an error that is not about the form.
pub(super) fn problem(error: UnitError) -> Problem {
    match error {
        UnitError::Fault(fault) => dienhong_web_kit::respond::fault(&fault),
        _ => Problem::NotFound,
    }
}

/// The unit of the page, when the person may change it so.
pub(super) fn allowed(me: &Me, uid: Uuid, kind: Kind) -> Result<UnitId, Problem> {
    let unit = me.snapshot.map.by_uid(uid).ok_or(Problem::NotFound)?;
    let may = me.snapshot.map.at(unit, me.today()).is_some() && me.cx().units().may_change_unit(unit);
    if may && kind.fits(me, unit) {
        Ok(unit)
    } else {
        Err(Problem::NotFound)
    }
}

fn frame(me: &Me, unit: UnitId, kind: Kind) -> Shell {
    let uid = me.snapshot.map.uid(unit);
    me.shell(shell_words(me, kind.title()), Room::Units)
        .kicker(me.full_name(unit))
        .below(shell_words(me, "units-index-title"), urls::UNITS)
        .below(me.name(unit), urls::unit(uid))
        .narrow()
}

pub(super) fn form(
    me: &Me,
    unit: UnitId,
    kind: Kind,
    typed: &ChangeForm,
    found: &[UnitMistake],
    mut said: Vec<Mistake>,
) -> FormPage {
    let mut shell = frame(me, unit, kind).lead(shell_words(me, kind.lead()));
    let questions = Asking {
        me,
        shell: &shell,
        unit,
        typed,
        found,
    }
    .of(kind);
    // A mistake must link to a question that is on the page.
    let stands = |m: &Mistake| questions.iter().any(|q| q.field.name == m.field);
    said.iter_mut()
        .filter(|m| !stands(m))
        .for_each(|m| m.field = units::DAY.to_owned());
    shell = shell.mistakes(said);
    let questions = Asking {
        me,
        shell: &shell,
        unit,
        typed,
        found,
    }
    .of(kind);
    let uid = me.snapshot.map.uid(unit);
    FormPage {
        notes: Vec::new(),
        action: kind.href(uid),
        is_upload: kind == Kind::Reform,
        template: if kind == Kind::Reform {
            format!("{}/mau.xlsx", Kind::Found.href(uid))
        } else {
            String::new()
        },
        id: typed.id().to_string(),
        questions,
        act: shell.t("units-look"),
        back: urls::unit(uid),
        shell,
    }
}

fn preview(
    me: &Me,
    unit: UnitId,
    kind: Kind,
    typed: &ChangeForm,
    plan: &Plan,
    said: Vec<Mistake>,
) -> impl Template + use<> {
    let shell = frame(me, unit, kind)
        .lead(shell_words(me, "units-preview-lead"))
        .mistakes(said);
    let teller = ChangeDescription {
        me,
        shell: &shell,
        change: &plan.change,
        before: &me.snapshot.map,
        after: &plan.after,
    };
    PreviewPage {
        action: kind.href(me.snapshot.map.uid(unit)),
        is_upload: kind == Kind::Reform,
        facts: facts(&shell, &plan.change),
        told: teller.tell(&plan.effect, Way::Forth),
        alike: rehoming::alike(&shell, &plan.alike, typed),
        moves: rehoming::ask(me, &shell, &plan.rehoming, &plan.after, typed),
        carried: typed.carried(),
        shell,
    }
}

/// Day and reference of a change.
pub(super) fn facts(shell: &Shell, change: &dienhong_domain::units::Change) -> Vec<Fact> {
    vec![
        Fact::new(shell.t("units-field-day"), dienhong_i18n::day(change.day)),
        Fact::new(shell.t("units-field-reference"), change.reference.clone()),
    ]
}
