//! Acts on one entry: making it final, sending it back, voiding it.

use super::page::{field_id, mistakes, problem};
use super::waiting::WaitingFilter;
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::entries::{Draft, EntryError, EntryView, Ticked, WHY};
use dienhong_app::urls;
use dienhong_domain::entries::State;
use dienhong_web_kit::respond::{Problem, fault, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::ticks::one;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "entries/reason.html")]
struct Reason {
    shell: Shell,
    action: String,
    seen: String,
    why: Field,
    act: String,
    back: String,
}

type Body = Form<BTreeMap<String, String>>;

pub(super) async fn finish(
    me: Me,
    Path(id): Path<Uuid>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let seen = match one(&form, "seen").parse::<i64>() {
        Ok(seen) => seen,
        Err(_) => {
            let view = me.cx().entries().find(id, me.locale()).await.map_err(problem)?;
            i64::from(view.row.rev)
        }
    };
    let done = me.cx().entries().finish(&[Ticked { id, seen }]).await;
    let mut done = done.map_err(|error| fault(&error))?;
    let address = match (done.act, done.refused.pop()) {
        (Some(act), _) => {
            let said = format!("{}?xong=chot&dot={act}", urls::entry(id));
            WaitingFilter::of_form(&form).at(&said)
        }
        // Missing answers are shown on the form, where they can be filled in.
        (None, Some((_, EntryError::Mistakes(_)))) => urls::entry_edit(id),
        (None, Some((_, EntryError::Conflict { .. }))) => format!("{}?xong=moi", urls::entry(id)),
        (None, Some((_, other))) => return Err(problem(other)),
        (None, None) => urls::entry(id),
    };
    Ok(Redirect::to(&address).into_response())
}

pub(super) async fn ask_return(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    ask(&me, id, State::Draft, &BTreeMap::new(), Vec::new()).await
}
pub(super) async fn return_it(me: Me, Path(id): Path<Uuid>, Form(form): Body) -> Result<Response, Problem> {
    done(&me, id, State::Draft, form, "tra").await
}
pub(super) async fn ask_void(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    ask(&me, id, State::Voided, &BTreeMap::new(), Vec::new()).await
}
pub(super) async fn void(me: Me, Path(id): Path<Uuid>, Form(form): Body) -> Result<Response, Problem> {
    done(&me, id, State::Voided, form, "huy").await
}

async fn done(
    me: &Me,
    id: Uuid,
    to: State,
    form: BTreeMap<String, String>,
    said: &str,
) -> Result<Response, Problem> {
    let view = me.cx().entries().find(id, me.locale()).await.map_err(problem)?;
    match act(me, &view, to, &form).await {
        // Once it is sent back, only its holder sees the draft.
        Ok(()) if to == State::Draft => {
            Ok(Redirect::to(&format!("{}?xong={said}", urls::register(&view.register))).into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("{}?xong={said}", urls::entry(id))).into_response()),
        Err(EntryError::Mistakes(found)) => {
            let register = view.register().ok_or(Problem::NotFound)?;
            let found = mistakes(me, register, &found);
            ask(me, id, to, &form, found).await
        }
        Err(EntryError::Conflict { .. }) => {
            Ok(Redirect::to(&format!("{}?xong=moi", urls::entry(id))).into_response())
        }
        Err(other) => Err(problem(other)),
    }
}

async fn act(
    me: &Me,
    view: &EntryView,
    to: State,
    form: &BTreeMap<String, String>,
) -> Result<(), EntryError> {
    let monthly = view.register().is_some_and(|r| r.monthly);
    let day = if monthly {
        format!("{}/{}", view.day.month(), view.day.year())
    } else {
        dienhong_i18n::day(view.day)
    };
    let draft = Draft {
        id: view.row.id,
        register: view.register.clone(),
        unit: Some(view.unit),
        day,
        fields: view.typed(),
        state: Some(to),
        seen: Some(
            form.get("seen")
                .and_then(|s| s.parse().ok())
                .unwrap_or(view.row.rev.into()),
        ),
        why: form.get(&field_id(WHY)).cloned().unwrap_or_default(),
        ..Draft::default()
    };
    me.cx().entries().record(&draft).await.map(|_| ())
}

async fn ask(
    me: &Me,
    id: Uuid,
    to: State,
    form: &BTreeMap<String, String>,
    found: Vec<Mistake>,
) -> Result<Response, Problem> {
    let view = me.cx().entries().find(id, me.locale()).await.map_err(problem)?;
    let allowed = if to == State::Voided {
        view.may_void
    } else {
        view.may_return
    };
    let register = view.register().filter(|_| allowed).ok_or(Problem::NotFound)?;
    let key = if to == State::Voided {
        "entries-void-title"
    } else {
        "entries-return-title"
    };
    let lead = if to == State::Voided {
        "entries-void-lead"
    } else {
        "entries-return-lead"
    };
    let is_wrong = !found.is_empty();
    let mut shell = me
        .shell(dienhong_i18n::t(me.locale(), key), Room::Registers)
        .narrow()
        .mistakes(found);
    shell = shell.below(
        register.title.get(me.locale().code()),
        urls::register(&view.register),
    );
    let lead = shell.t(lead);
    let shell = shell.lead(lead);
    let why = Field::new(field_id(WHY), shell.t("entries-field-why"))
        .hint(shell.t("entries-field-why-hint"))
        .value(form.get(&field_id(WHY)).cloned().unwrap_or_default())
        .checked(&shell.mistakes);
    let page = Reason {
        action: format!(
            "{}/{}",
            urls::entry(id),
            if to == State::Voided { "huy" } else { "tra" }
        ),
        seen: view.row.rev.to_string(),
        why,
        act: shell.t(if to == State::Voided {
            "entries-void-act"
        } else {
            "entries-return"
        }),
        back: urls::entry(id),
        shell,
    };
    Ok(if is_wrong {
        html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    } else {
        html(&page)
    })
}
