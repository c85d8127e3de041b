//! A session that expired while somebody was typing: what was typed is kept through signing in and sent by a button.

use super::door::{Visitor, front, inside, with_session};
use super::{broken, words};
use askama::Template;
use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{Form, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use dienhong_app::people::{CodeError, SignInError};
use dienhong_app::urls;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Reader, Shell};
use dienhong_web_kit::state::AppState;

// Prefix of the hidden fields that hold what was typed.
const KEPT: &str = "giu.";

/// The fields of a form that was not accepted, with the address that it was sent to.
struct Kept {
    action: String,
    has_files: bool,
    fields: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "people/sign_in_again.html")]
struct AgainPage {
    shell: Shell,
    kept: Kept,
    has_passkeys: bool,
    login: Field,
    password: Field,
    code: Field,
}

#[derive(Template)]
#[template(path = "people/send_on.html")]
struct SendOnPage {
    shell: Shell,
    kept: Kept,
}

/// Answers a form that came without a session: asks to sign in on a page that holds all its fields. Files are lost.
pub async fn ask_again(state: &AppState, request: Request) -> Response {
    let reader = Reader::of(request.headers(), request.uri());
    match read(request).await {
        Ok(kept) => html_with(
            StatusCode::UNAUTHORIZED,
            &page(state, &reader, kept, "", vec![]).await,
        ),
        Err(problem) => problem.into_response(),
    }
}

async fn read(request: Request) -> Result<Kept, Problem> {
    let action = inside(request.uri().path_and_query().map_or(urls::HOME, |p| p.as_str()));
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let has_files = kind.starts_with("multipart/form-data");
    if !has_files {
        let fields = request.extract::<Form<Vec<(String, String)>>, _>().await;
        return Ok(Kept {
            action,
            has_files,
            fields: fields.map(|f| f.0).unwrap_or_default(),
        });
    }
    let mut form = request
        .extract::<Multipart, _>()
        .await
        .map_err(|_| Problem::Unreadable)?;
    let mut fields = Vec::new();
    while let Some(mut part) = form.next_field().await.map_err(|_| Problem::Unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_none() {
            fields.push((name, part.text().await.map_err(|_| Problem::Unreadable)?));
        } else {
            while part.chunk().await.map_err(|_| Problem::Unreadable)?.is_some() {}
        }
    }
    Ok(Kept {
        action,
        has_files,
        fields,
    })
}

async fn page(
    state: &AppState,
    reader: &Reader,
    kept: Kept,
    login: &str,
    mistakes: Vec<Mistake>,
) -> AgainPage {
    let shell = front(state, reader, t(reader.locale, "people-again")).await;
    let lead = shell.t("people-again-lead");
    AgainPage {
        kept,
        has_passkeys: state.app.people.has_passkeys(),
        login: words::login_field(&shell, login).checked(&mistakes),
        password: words::password_field(&shell).checked(&mistakes),
        code: words::code_field(&shell, "people-code-hint").checked(&mistakes),
        shell: shell.lead(lead).mistakes(mistakes),
    }
}

pub(super) async fn sign_in(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut own = std::collections::HashMap::new();
    let mut fields = Vec::new();
    for (name, value) in url::form_urlencoded::parse(&body) {
        match name.strip_prefix(KEPT) {
            Some(name) => fields.push((name.to_owned(), value.into_owned())),
            None => _ = own.insert(name.into_owned(), value.into_owned()),
        }
    }
    let typed = |name: &str| own.get(name).map_or("", String::as_str);
    let kept = Kept {
        action: inside(typed("dich")),
        has_files: typed("tep") == "1",
        fields,
    };
    let tried = (typed("ten"), typed("mat-khau"), typed("ma"));
    let mistakes = match state
        .app
        .people
        .sign_in_again(state.app.now(), tried, visitor.door())
        .await
    {
        Ok(Ok(signed_in)) => {
            let shell = front(&state, &reader, t(reader.locale, "people-again-done")).await;
            let lead = shell.t("people-again-done-lead");
            let page = SendOnPage {
                shell: shell.lead(lead),
                kept,
            };
            return Ok(with_session(&state, &visitor, &signed_in, html(&page)).await);
        }
        Err(SignInError::Fault(fault)) | Ok(Err(CodeError::Fault(fault))) => return Err(broken(fault)),
        Err(error) => words::sign_in(reader.locale, &error),
        Ok(Err(error)) => words::code(reader.locale, &error, state.app.now()),
    };
    let page = page(&state, &reader, kept, typed("ten"), mistakes).await;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
