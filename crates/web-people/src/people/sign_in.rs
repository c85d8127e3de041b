//! Signing in and out: `/vao`, `/ra`.

use super::door::{Visitor, front, go, inside, say, see, with_session, without_session};
use super::{broken, words};
use askama::Template;
use axum::extract::{Form, Json, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use dienhong_app::people::{CodeError, PasskeyError, SetUpState, SignInError};
use dienhong_app::urls;
use dienhong_i18n::t;
use dienhong_web_kit::access::cookie;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Reader, Shell};
use dienhong_web_kit::state::AppState;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "people/sign_in.html")]
struct SignInPage {
    shell: Shell,
    next: String,
    has_passkeys: bool,
    login: Field,
    password: Field,
}

#[derive(Template)]
#[template(path = "people/code.html")]
struct CodePage {
    shell: Shell,
    id: String,
    next: String,
    code: Field,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct SignInQuery {
    next: String,
    ra: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct SignInForm {
    next: String,
    ten: String,
    #[serde(rename = "mat-khau")]
    password: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedCode {
    next: String,
    id: String,
    ma: String,
}

/// What the passkey script sends.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) id: String,
    pub(super) credential: Value,
    #[serde(default)]
    pub(super) next: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    reader: Reader,
    Query(asked): Query<SignInQuery>,
) -> Result<Response, Problem> {
    match state.app.people.set_up_state().await.map_err(broken)? {
        SetUpState::Done => {}
        _ => return Ok(see(urls::SET_UP)),
    }
    let mut page = page(&state, &reader, &asked.next, "", vec![]).await;
    if asked.ra.is_some() {
        let words = page.shell.t("people-signed-out");
        page.shell = page.shell.done(words).forget_kept("*");
    }
    Ok(html(&page))
}

async fn page(
    state: &AppState,
    reader: &Reader,
    next: &str,
    login: &str,
    mistakes: Vec<Mistake>,
) -> SignInPage {
    let shell = front(state, reader, t(reader.locale, "people-sign-in")).await;
    let shell = match &shell.unit {
        Some((name, _)) => {
            let lead = shell.t1("people-sign-in-lead", "unit", name);
            shell.lead(lead)
        }
        None => shell,
    };
    SignInPage {
        next: inside(next),
        has_passkeys: state.app.people.has_passkeys(),
        login: words::login_field(&shell, login).checked(&mistakes),
        password: words::password_field(&shell).checked(&mistakes),
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn password(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Form(typed): Form<SignInForm>,
) -> Result<Response, Problem> {
    let tried = state
        .app
        .people
        .check_password(state.app.now(), &typed.ten, &typed.password, visitor.door())
        .await;
    match tried {
        Ok(half) => Ok(html(
            &code_page(&state, &reader, half.id, &typed.next, vec![]).await,
        )),
        Err(SignInError::Fault(fault)) => Err(broken(fault)),
        Err(error) => {
            let mistakes = words::sign_in(reader.locale, &error);
            let page = page(&state, &reader, &typed.next, &typed.ten, mistakes).await;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn code_page(
    state: &AppState,
    reader: &Reader,
    id: String,
    next: &str,
    mistakes: Vec<Mistake>,
) -> CodePage {
    let shell = front(state, reader, t(reader.locale, "people-code")).await;
    CodePage {
        id,
        next: inside(next),
        code: words::code_field(&shell, "people-code-hint").checked(&mistakes),
        shell: shell
            .below(t(reader.locale, "people-sign-in"), urls::SIGN_IN)
            .mistakes(mistakes),
    }
}

pub(super) async fn code(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Form(typed): Form<TypedCode>,
) -> Result<Response, Problem> {
    match state
        .app
        .people
        .check_code(state.app.now(), &typed.id, &typed.ma, visitor.door())
        .await
    {
        Ok(signed_in) => {
            let to = visitor.onward(&reader, &signed_in, &typed.next);
            Ok(with_session(&state, &visitor, &signed_in, see(&to)).await)
        }
        Err(CodeError::Fault(fault)) => Err(broken(fault)),
        Err(CodeError::Over) => {
            let mistakes = vec![Mistake::new("ten", t(reader.locale, "people-code-over"))];
            let page = page(&state, &reader, &typed.next, "", mistakes).await;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => {
            let mistakes = words::code(reader.locale, &error, state.app.now());
            let page = code_page(&state, &reader, typed.id, &typed.next, mistakes).await;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

pub(super) async fn begin_passkey(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, Problem> {
    match state.app.people.begin_passkey(state.app.now(), visitor.door()) {
        Ok(begun) => Ok(axum::Json(json!({ "id": begun.id, "options": begun.options })).into_response()),
        Err(error) => refuse(&reader, error),
    }
}

pub(super) async fn passkey(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Json(answer): Json<Answer>,
) -> Result<Response, Problem> {
    let tried = state
        .app
        .people
        .sign_in_by_passkey(state.app.now(), &answer.id, answer.credential, visitor.door())
        .await;
    match tried {
        Ok(signed_in) => {
            let to = visitor.onward(&reader, &signed_in, &answer.next);
            Ok(with_session(&state, &visitor, &signed_in, go(&to)).await)
        }
        Err(error) => refuse(&reader, error),
    }
}

/// The answer to the passkey script when a passkey was refused.
pub(super) fn refuse(reader: &Reader, error: PasskeyError) -> Result<Response, Problem> {
    match error {
        PasskeyError::Fault(fault) => Err(broken(fault)),
        error => Ok(say(words::passkey(reader.locale, &error))),
    }
}

pub(super) async fn leave(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(value) = cookie(&headers, state.cookie()) {
        state
            .app
            .people
            .sign_out(state.app.now(), &value)
            .await
            .map_err(broken)?;
    }
    Ok(without_session(&state, see(&format!("{}?ra=1", urls::SIGN_IN))))
}
