//! One's own account: `/tai-khoan`.

use super::door::{Visitor, go, say, see};
use super::invitation::{CodesPage, EnrolmentPage, TypedDigits, TypedPassword};
use super::sign_in::{Answer, refuse};
use super::{broken, units, words};
use askama::Template;
use axum::extract::{Form, Json, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dienhong_app::people::{AcceptError, Account, AccountError, Enrolment, Kind, PasswordForm};
use dienhong_app::urls;
use dienhong_i18n::{Locale, moment, t};
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

struct Row {
    id: Uuid,
    name: String,
    meta: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "people/account.html")]
struct AccountPage {
    shell: Shell,
    terms: Vec<String>,
    passkeys: Vec<Row>,
    sessions: Vec<Row>,
    has_passkeys: bool,
    has_password: bool,
    login: String,
    recovery_codes: usize,
    is_fresh: bool,
    /// When the address of the calendar was made, if there is one.
    feed: Option<String>,
    language: Field,
}

#[derive(Template)]
#[template(path = "people/password.html")]
struct PasswordPage {
    shell: Shell,
    login: Field,
    password: Field,
    again: Field,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Done {
    xong: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedLanguage {
    #[serde(rename = "ngon-ngu")]
    language: String,
}

pub(super) async fn show(me: Me, Query(done): Query<Done>) -> Result<Response, Problem> {
    let said = match done.xong.as_str() {
        "khoa" => Some("people-account-passkey-added"),
        "bo-khoa" => Some("people-account-passkey-removed"),
        "bo-mat-khau" => Some("people-account-password-removed"),
        "phien" => Some("people-account-session-ended"),
        "lich" => Some("people-feed-revoked"),
        _ => None,
    };
    page(&me, said, vec![]).await
}

async fn page(me: &Me, said: Option<&str>, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let here = me.here();
    let account = match me.cx().people().account().await {
        Ok(account) => account,
        Err(AccountError::Fault(fault)) => return Err(broken(fault)),
        Err(_) => return Err(Problem::NotFound),
    };
    let feed = me.cx().people().feed_made().await.map_err(broken)?;
    let shell = me.shell(account.person.name.clone(), Room::None);
    let shell = match said {
        Some(key) => shell.done(t(me.locale(), key)),
        None => shell,
    };
    let today = here.today();
    let held = account.appointments.iter().filter(|a| a.to_day >= today);
    let choice = |l: Locale| Choice::new(l.code(), l.own_name()).chosen(l.code() == account.person.language);
    let page = AccountPage {
        terms: held
            .map(|row| units::term(me.locale(), &me.snapshot, row, here.today()))
            .collect(),
        passkeys: passkeys(&shell, &account),
        sessions: sessions(&shell, &account),
        has_passkeys: me.app.people.has_passkeys(),
        has_password: account.has_password,
        login: account.person.login.clone().unwrap_or_default(),
        recovery_codes: account.recovery_codes,
        is_fresh: account.is_fresh,
        feed: feed.map(|at| shell.t1("people-feed-made-at", "moment", moment(at, shell.locale()))),
        language: Field::new("ngon-ngu", shell.t("people-account-language"))
            .choices(Locale::ALL.map(choice).into()),
        shell: shell.mistakes(mistakes),
    };
    let status = if page.shell.has_errors() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(html_with(status, &page))
}

fn passkeys(shell: &Shell, account: &Account) -> Vec<Row> {
    let row = |key: &dienhong_store::people::PasskeyRow| Row {
        id: key.uid,
        name: device(shell, &key.label),
        meta: match key.last_used {
            Some(at) => shell.t1("people-account-last-used", "moment", moment(at, shell.locale())),
            None => shell.t1(
                "people-account-made",
                "moment",
                moment(key.created, shell.locale()),
            ),
        },
        is_this: false,
    };
    account.passkeys.iter().map(row).collect()
}

fn sessions(shell: &Shell, account: &Account) -> Vec<Row> {
    let row = |session: &dienhong_store::people::SessionRow| Row {
        id: session.uid,
        name: device(shell, &session.device),
        meta: match session.kind {
            Kind::Passkey => shell.t1(
                "people-account-session-passkey",
                "moment",
                moment(session.seen, shell.locale()),
            ),
            Kind::Password => shell.t1(
                "people-account-session-password",
                "moment",
                moment(session.seen, shell.locale()),
            ),
        },
        is_this: session.uid == account.session,
    };
    account.sessions.iter().map(row).collect()
}

fn device(shell: &Shell, label: &str) -> String {
    if label.is_empty() {
        shell.t("people-device-unknown")
    } else {
        label.to_owned()
    }
}

/// A refusal as a page; if the session is not fresh, people sign in again and return to the page.
async fn refused(me: &Me, error: AccountError) -> Result<Response, Problem> {
    let key = match error {
        AccountError::Fault(fault) | AccountError::Password(AcceptError::Fault(fault)) => {
            return Err(broken(fault));
        }
        AccountError::NotFresh => return Ok(see(&format!("{}?next=%2Ftai-khoan", urls::SIGN_IN))),
        AccountError::NotFound => return Err(Problem::NotFound),
        AccountError::LastWay => "people-error-last-way",
        AccountError::Password(_) => "people-error-enrol-over",
        AccountError::Passkey(_) => "people-error-passkey-not-proven",
    };
    page(me, None, vec![Mistake::new("phan-chinh", t(me.locale(), key))]).await
}

/// A refusal for the passkey script.
fn refused_key(me: &Me, error: AccountError) -> Result<Response, Problem> {
    match error {
        AccountError::Passkey(error) => refuse(&me.reader, error),
        AccountError::Fault(fault) => Err(broken(fault)),
        AccountError::NotFresh => Ok(say(t(me.locale(), "people-account-not-fresh"))),
        _ => Ok(say(t(me.locale(), "people-error-passkey-not-proven"))),
    }
}

pub(super) async fn begin_passkey(me: Me) -> Result<Response, Problem> {
    match me.cx().people().begin_add_passkey().await {
        Ok(begun) => Ok(Json(json!({ "id": begun.id, "options": begun.options })).into_response()),
        Err(error) => refused_key(&me, error),
    }
}

pub(super) async fn passkey(
    me: Me,
    visitor: Visitor,
    Json(answer): Json<Answer>,
) -> Result<Response, Problem> {
    let ceremony = (answer.id.as_str(), answer.credential);
    match me.cx().people().add_passkey(ceremony, visitor.device()).await {
        Ok(()) => Ok(go(&format!("{}?xong=khoa", urls::ACCOUNT))),
        Err(error) => refused_key(&me, error),
    }
}

pub(super) async fn remove_passkey(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().people().remove_passkey(id).await {
        Ok(()) => Ok(see(&format!("{}?xong=bo-khoa", urls::ACCOUNT))),
        Err(error) => refused(&me, error).await,
    }
}

fn password_page(me: &Me, login: &str, mistakes: Vec<Mistake>) -> PasswordPage {
    let shell = me
        .shell(t(me.locale(), "people-set-password"), Room::None)
        .narrow();
    PasswordPage {
        login: words::new_login_field(&shell, login).checked(&mistakes),
        password: words::new_password_field(&shell).checked(&mistakes),
        again: words::again_field(&shell).checked(&mistakes),
        shell: shell
            .below(me.actor.name.clone(), urls::ACCOUNT)
            .mistakes(mistakes),
    }
}

pub(super) async fn password_form(me: Me) -> Result<Response, Problem> {
    let person = me
        .app
        .people
        .store()
        .person(me.actor.person)
        .await
        .map_err(|e| broken(e.into()))?;
    let login = person.and_then(|p| p.login.or(p.phone)).unwrap_or_default();
    Ok(html(&password_page(&me, &login, vec![])))
}

pub(super) async fn password(me: Me, Form(typed): Form<TypedPassword>) -> Result<Response, Problem> {
    let form = PasswordForm::from(typed);
    match me.cx().people().begin_set_password(&form).await {
        Ok(enrolment) => Ok(html(&enrol(&me, enrolment, vec![]))),
        Err(AccountError::Password(error @ AcceptError::Form { .. })) => {
            let mistakes = words::accept(me.locale(), &error);
            Ok(html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &password_page(&me, &form.login, mistakes),
            ))
        }
        Err(error) => refused(&me, error).await,
    }
}

fn enrol(me: &Me, enrolment: Enrolment, mistakes: Vec<Mistake>) -> EnrolmentPage {
    let shell = me.shell(t(me.locale(), "people-enrol"), Room::None).narrow();
    EnrolmentPage {
        action: urls::ACCOUNT_PASSWORD_CODE.to_owned(),
        enrolment,
        code: words::code_field(&shell, "people-enrol-code-hint").checked(&mistakes),
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn code(me: Me, Form(typed): Form<TypedDigits>) -> Result<Response, Problem> {
    match me.cx().people().set_password((&typed.id, &typed.ma)).await {
        Ok(codes) => Ok(codes_page(&me, codes)),
        Err(AccountError::Password(AcceptError::WrongCode(enrolment, drift))) => {
            let mistakes = vec![words::wrong_code(
                me.locale(),
                "people-enrol-wrong-code",
                drift,
                me.now(),
            )];
            Ok(html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &enrol(&me, *enrolment, mistakes),
            ))
        }
        Err(error) => refused(&me, error).await,
    }
}

fn codes_page(me: &Me, codes: Vec<String>) -> Response {
    let shell = me
        .shell(t(me.locale(), "people-recovery-codes"), Room::None)
        .narrow();
    html(&CodesPage {
        shell,
        codes,
        next: urls::ACCOUNT.to_owned(),
    })
}

pub(super) async fn remove_password(me: Me) -> Result<Response, Problem> {
    match me.cx().people().remove_password().await {
        Ok(()) => Ok(see(&format!("{}?xong=bo-mat-khau", urls::ACCOUNT))),
        Err(error) => refused(&me, error).await,
    }
}

pub(super) async fn recovery_codes(me: Me) -> Result<Response, Problem> {
    match me.cx().people().renew_recovery_codes().await {
        Ok(codes) => Ok(codes_page(&me, codes)),
        Err(error) => refused(&me, error).await,
    }
}

pub(super) async fn end_session(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().people().end_own_session(id).await {
        Ok(()) => Ok(see(&format!("{}?xong=phien", urls::ACCOUNT))),
        Err(error) => refused(&me, error).await,
    }
}

pub(super) async fn end_others(me: Me) -> Result<Response, Problem> {
    match me.cx().people().end_other_sessions().await {
        Ok(()) => Ok(see(&format!("{}?xong=phien", urls::ACCOUNT))),
        Err(error) => refused(&me, error).await,
    }
}

pub(super) async fn language(me: Me, Form(typed): Form<TypedLanguage>) -> Result<Response, Problem> {
    match me.cx().people().choose_language(&typed.language).await {
        // The link to the other language sets this browser's cookie as well.
        Ok(()) => Ok(see(&format!(
            "{}?ve=%2Ftai-khoan",
            urls::language(&typed.language)
        ))),
        Err(error) => refused(&me, error).await,
    }
}
