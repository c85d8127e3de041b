//! Invitations: the page for a code typed by hand, and the page that it opens, where a passkey or a password is created.

use super::door::{Visitor, front, go, see, with_session};
use super::sign_in::{Answer, refuse};
use super::{broken, units, words};
use askama::Template;
use axum::extract::{Form, Json, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dienhong_app::people::{AcceptError, Enrolment, InvitationError, Invited, PasskeyError, PasswordForm};
use dienhong_app::urls;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Reader, Shell};
use dienhong_web_kit::state::AppState;
use serde::Deserialize;
use serde_json::json;

#[derive(Template)]
#[template(path = "people/invitation_ask.html")]
struct AskPage {
    shell: Shell,
    code: Field,
}

#[derive(Template)]
#[template(path = "people/invitation.html")]
struct InvitationPage {
    shell: Shell,
    code: String,
    terms: Vec<String>,
    is_reset: bool,
    has_passkeys: bool,
    until: String,
    login: Field,
    password: Field,
    again: Field,
}

/// The page that shows the secret for the authenticator app; invitations and one's own account use it.
#[derive(Template)]
#[template(path = "people/enrolment.html")]
pub(super) struct EnrolmentPage {
    pub(super) shell: Shell,
    pub(super) action: String,
    pub(super) enrolment: Enrolment,
    pub(super) code: Field,
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "people/recovery_codes.html")]
pub(super) struct CodesPage {
    pub(super) shell: Shell,
    pub(super) codes: Vec<String>,
    pub(super) next: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedCode {
    ma: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedPassword {
    pub(super) ten: String,
    #[serde(rename = "mat-khau-moi")]
    pub(super) password: String,
    #[serde(rename = "mat-khau-lai")]
    pub(super) again: String,
}

impl From<TypedPassword> for PasswordForm {
    fn from(typed: TypedPassword) -> PasswordForm {
        PasswordForm {
            login: typed.ten,
            password: typed.password,
            again: typed.again,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedDigits {
    pub(super) id: String,
    pub(super) ma: String,
}

pub(super) async fn ask(State(state): State<AppState>, reader: Reader) -> Response {
    html(&ask_page(&state, &reader, "", vec![]).await)
}

async fn ask_page(state: &AppState, reader: &Reader, typed: &str, mistakes: Vec<Mistake>) -> AskPage {
    let shell = front(state, reader, t(reader.locale, "people-invitation-ask")).await;
    let code = Field::new("ma", shell.t("people-invitation-code"))
        .hint(shell.t("people-invitation-code-hint"))
        .value(typed)
        .checked(&mistakes);
    AskPage {
        code,
        shell: shell
            .below(t(reader.locale, "people-sign-in"), urls::SIGN_IN)
            .mistakes(mistakes),
    }
}

pub(super) async fn find(
    State(state): State<AppState>,
    reader: Reader,
    Form(typed): Form<TypedCode>,
) -> Response {
    match state.app.people.read_code(&typed.ma) {
        Some(code) => see(&urls::invitation(code)),
        None => {
            let mistakes = vec![Mistake::new(
                "ma",
                t(reader.locale, "people-invitation-not-a-code"),
            )];
            html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &ask_page(&state, &reader, &typed.ma, mistakes).await,
            )
        }
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    reader: Reader,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let snapshot = state.app.snapshot();
    match state.app.people.invited(state.app.here(&snapshot), &code).await {
        Ok(invited) => Ok(private(html(
            &page(&state, &reader, &code, &invited, "", vec![]).await,
        ))),
        Err(error) => closed(&state, &reader, error).await,
    }
}

async fn page(
    state: &AppState,
    reader: &Reader,
    code: &str,
    invited: &Invited,
    login: &str,
    mistakes: Vec<Mistake>,
) -> InvitationPage {
    let snapshot = state.app.snapshot();
    let here = state.app.here(&snapshot);
    let title = dienhong_i18n::t_with(
        reader.locale,
        "people-invitation",
        &[("name", (&invited.person.name).into())],
    );
    let shell = front(state, reader, title).await;
    let today = here.today();
    let terms = invited.appointments.iter().filter(|a| a.to_day >= today);
    let login = if login.is_empty() {
        invited
            .person
            .login
            .clone()
            .or(invited.person.phone.clone())
            .unwrap_or_default()
    } else {
        login.to_owned()
    };
    InvitationPage {
        terms: terms
            .map(|row| units::term(reader.locale, &snapshot, row, here.today()))
            .collect(),
        code: code.to_owned(),
        is_reset: invited.is_reset,
        has_passkeys: state.app.people.has_passkeys(),
        until: shell.t1(
            "people-invitation-until",
            "moment",
            dienhong_i18n::moment(invited.expires, reader.locale),
        ),
        login: words::new_login_field(&shell, &login).checked(&mistakes),
        password: words::new_password_field(&shell).checked(&mistakes),
        again: words::again_field(&shell).checked(&mistakes),
        shell: shell.mistakes(mistakes),
    }
}

async fn closed(state: &AppState, reader: &Reader, error: InvitationError) -> Result<Response, Problem> {
    let key = match error {
        InvitationError::Fault(fault) => return Err(broken(fault)),
        InvitationError::Unknown => "people-invitation-unknown",
        InvitationError::Used => "people-invitation-used",
        InvitationError::Expired => "people-invitation-expired",
        InvitationError::Withdrawn => "people-invitation-withdrawn",
    };
    let mistakes = vec![Mistake::new("ma", t(reader.locale, key))];
    Ok(html_with(
        StatusCode::NOT_FOUND,
        &ask_page(state, reader, "", mistakes).await,
    ))
}

pub(super) async fn begin_passkey(
    State(state): State<AppState>,
    reader: Reader,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let snapshot = state.app.snapshot();
    match state
        .app
        .people
        .begin_accept(state.app.here(&snapshot), &code)
        .await
    {
        Ok(begun) => Ok(Json(json!({ "id": begun.id, "options": begun.options })).into_response()),
        Err(error) => refuse_accept(&reader, error),
    }
}

pub(super) async fn passkey(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Path(code): Path<String>,
    Json(answer): Json<Answer>,
) -> Result<Response, Problem> {
    let snapshot = state.app.snapshot();
    let ceremony = (answer.id.as_str(), answer.credential);
    match state
        .app
        .people
        .accept_by_passkey(state.app.here(&snapshot), &code, ceremony, visitor.device())
        .await
    {
        Ok(signed_in) => {
            let to = visitor.onward(&reader, &signed_in, urls::HOME);
            Ok(with_session(&state, &visitor, &signed_in, go(&to)).await)
        }
        Err(error) => refuse_accept(&reader, error),
    }
}

fn refuse_accept(reader: &Reader, error: AcceptError) -> Result<Response, Problem> {
    match error {
        AcceptError::Fault(fault) => Err(broken(fault)),
        AcceptError::Passkey(error) => refuse(reader, error),
        _ => refuse(reader, PasskeyError::Over),
    }
}

pub(super) async fn password(
    State(state): State<AppState>,
    reader: Reader,
    Path(code): Path<String>,
    Form(typed): Form<TypedPassword>,
) -> Result<Response, Problem> {
    let snapshot = state.app.snapshot();
    let here = state.app.here(&snapshot);
    let form = PasswordForm::from(typed);
    let error = match state.app.people.accept_by_password(here, &code, &form).await {
        Ok(enrolment) => {
            return Ok(private(html(
                &enrol(&state, &reader, &code, enrolment, vec![]).await,
            )));
        }
        Err(error) => error,
    };
    match error {
        AcceptError::Fault(fault) => Err(broken(fault)),
        AcceptError::Invitation(error) => closed(&state, &reader, error).await,
        error => {
            let invited = match state.app.people.invited(here, &code).await {
                Ok(invited) => invited,
                Err(error) => return closed(&state, &reader, error).await,
            };
            let mistakes = words::accept(reader.locale, &error);
            let page = page(&state, &reader, &code, &invited, &form.login, mistakes).await;
            Ok(private(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)))
        }
    }
}

async fn enrol(
    state: &AppState,
    reader: &Reader,
    code: &str,
    enrolment: Enrolment,
    mistakes: Vec<Mistake>,
) -> EnrolmentPage {
    let shell = front(state, reader, t(reader.locale, "people-enrol")).await;
    EnrolmentPage {
        action: urls::invitation_code(code),
        enrolment,
        code: words::code_field(&shell, "people-enrol-code-hint").checked(&mistakes),
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn code(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Path(code): Path<String>,
    Form(typed): Form<TypedDigits>,
) -> Result<Response, Problem> {
    let snapshot = state.app.snapshot();
    let here = state.app.here(&snapshot);
    match state
        .app
        .people
        .confirm_accept(here, &code, (&typed.id, &typed.ma), visitor.device())
        .await
    {
        Ok((signed_in, codes)) => {
            let shell = front(&state, &reader, t(reader.locale, "people-recovery-codes")).await;
            let next = visitor.onward(&reader, &signed_in, urls::HOME);
            let page = html(&CodesPage { shell, codes, next });
            Ok(with_session(&state, &visitor, &signed_in, page).await)
        }
        Err(AcceptError::Fault(fault)) => Err(broken(fault)),
        Err(AcceptError::Invitation(error)) => closed(&state, &reader, error).await,
        Err(AcceptError::WrongCode(enrolment, drift)) => {
            let mistakes = vec![words::wrong_code(
                reader.locale,
                "people-enrol-wrong-code",
                drift,
                state.app.now(),
            )];
            let page = enrol(&state, &reader, &code, *enrolment, mistakes).await;
            Ok(private(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)))
        }
        Err(error) => {
            let invited = match state.app.people.invited(here, &code).await {
                Ok(invited) => invited,
                Err(error) => return closed(&state, &reader, error).await,
            };
            let mistakes = words::accept(reader.locale, &error);
            let page = page(&state, &reader, &code, &invited, "", mistakes).await;
            Ok(private(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)))
        }
    }
}

// The address is a secret, so it is not sent as a referrer.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        axum::http::header::REFERRER_POLICY,
        axum::http::HeaderValue::from_static("no-referrer"),
    );
    response
}
