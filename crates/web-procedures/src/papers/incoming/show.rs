//! An incoming paper: what arrived, who deals with it and by when, its scan; and striking its line.

use super::enter::scan_field;
use super::{content, day, optional_day, progress_tag, struck_words};
use crate::papers::{problem, words};
use askama::Template;
use axum::extract::{Form, Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::papers::{Incoming, PaperError, Scan};
use dienhong_app::urls;
use dienhong_domain::incoming::Progress;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Fact, Field, Mistake, Room, Shell, Tag, told_at};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize, Default)]
pub(super) struct AssignmentForm {
    /// Changes of the line that the page showed, as in all forms on it.
    #[serde(rename = "lan", default)]
    seen: i64,
    #[serde(rename = "nguoi-nhan", default)]
    receiver: String,
    #[serde(rename = "han", default)]
    due: String,
}

#[derive(Deserialize, Default)]
pub(super) struct CompletionForm {
    #[serde(rename = "lan", default)]
    seen: i64,
    #[serde(rename = "ngay-xong", default)]
    day: String,
    /// "chua" says that it is not dealt with after all.
    #[serde(rename = "viec", default)]
    what: String,
}

#[derive(Deserialize, Default)]
pub(super) struct StrikeForm {
    #[serde(rename = "lan", default)]
    seen: i64,
    #[serde(rename = "ly-do", default)]
    why: String,
    /// "xoa" deletes what the line tells.
    #[serde(rename = "viec", default)]
    what: String,
}

/// The forms on a paper whose line stands.
struct Acts {
    receiver: Field,
    due: Field,
    done: Field,
    is_done: bool,
    why: Field,
    scan: Option<Field>,
}

#[derive(Template)]
#[template(path = "papers/incoming_paper.html")]
struct Page {
    shell: Shell,
    id: Uuid,
    seen: i64,
    tag: Tag,
    facts: Vec<Fact>,
    struck: Option<String>,
    is_emptied: bool,
    scan: Option<String>,
    acts: Option<Acts>,
}

pub(super) async fn show(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    Ok(html(&page(&me, id, Vec::new(), None).await?))
}

pub(super) async fn assign(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<AssignmentForm>,
) -> Result<Response, Problem> {
    let done = match optional_day(&me, "han", &typed.due) {
        Ok(due) => {
            let done = me
                .cx()
                .papers()
                .assign_incoming(id, typed.seen, &typed.receiver, due)
                .await;
            done.map_err(|error| Refused::Act("nguoi-nhan", error))
        }
        Err(mistake) => Err(Refused::Typed(mistake)),
    };
    answered(&me, id, done, Some(&typed)).await
}

pub(super) async fn finish(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<CompletionForm>,
) -> Result<Response, Problem> {
    let on = match typed.what.as_str() {
        "chua" => Ok(None),
        _ => day(&me, "ngay-xong", &typed.day).map(Some),
    };
    let done = match on {
        Ok(on) => {
            let done = me.cx().papers().finish_incoming(id, typed.seen, on).await;
            done.map_err(|error| Refused::Act("ngay-xong", error))
        }
        Err(mistake) => Err(Refused::Typed(mistake)),
    };
    answered(&me, id, done, None).await
}

pub(super) async fn strike(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<StrikeForm>,
) -> Result<Response, Problem> {
    let done = match typed.what.as_str() {
        "xoa" => me.cx().papers().empty_incoming(id, typed.seen).await,
        _ => me.cx().papers().strike_incoming(id, typed.seen, &typed.why).await,
    };
    let done = done.map_err(|error| Refused::Act("ly-do", error));
    answered(&me, id, done, None).await
}

pub(super) async fn scan(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let (name, bytes) = me.cx().papers().incoming_scan(id).await.map_err(problem)?;
    let kind = match name.rsplit('.').next().unwrap_or_default() {
        "pdf" => "application/pdf",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    Ok(dienhong_web_kit::downloads::download(&name, kind, bytes))
}

pub(super) async fn add_scan(me: Me, Path(id): Path<Uuid>, form: Multipart) -> Result<Response, Problem> {
    let typed = UploadForm::read(form).await?;
    let bytes = typed
        .uploads
        .first()
        .map_or(&[][..], |upload| upload.bytes.as_slice());
    let done = me.cx().papers().add_incoming_scan(id, bytes).await;
    let done = done.map_err(|error| Refused::Act("ban-quet", error));
    answered(&me, id, done, None).await
}

pub(super) async fn remove_scan(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let done = me.cx().papers().remove_incoming_scan(id).await;
    let done = done.map_err(|error| Refused::Act("ban-quet", error));
    answered(&me, id, done, None).await
}

/// The part of the page that always stands there.
const STATE: &str = "tinh-trang";

/// Why an act on a paper was not done.
enum Refused {
    /// Something typed could not be read.
    Typed(Mistake),
    /// The act refused; the field at which that is told.
    Act(&'static str, PaperError),
}

async fn answered(
    me: &Me,
    id: Uuid,
    done: Result<(), Refused>,
    typed: Option<&AssignmentForm>,
) -> Result<Response, Problem> {
    let mistake = match done {
        Ok(()) => return Ok(Redirect::to(&urls::incoming_paper(id)).into_response()),
        Err(Refused::Typed(mistake)) => mistake,
        Err(Refused::Act(field, error)) => {
            let field = match error {
                PaperError::DueBeforeArrival => "han",
                _ => field,
            };
            Mistake::new(field, words(&me.shell("", Room::Papers), error)?)
        }
    };
    let page = page(me, id, vec![mistake], typed).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn page(
    me: &Me,
    id: Uuid,
    mistakes: Vec<Mistake>,
    typed: Option<&AssignmentForm>,
) -> Result<Page, Problem> {
    let (of, scan) = me.cx().papers().incoming_paper(id).await.map_err(problem)?;
    let locale = me.locale();
    let name = dienhong_i18n::t_with(
        locale,
        "papers-incoming-name",
        &[
            ("number", of.number.to_string().into()),
            ("year", of.year.to_string().into()),
        ],
    );
    let shell = me
        .shell(name, Room::Papers)
        .kicker(me.full_name(of.unit))
        .below(
            dienhong_i18n::t(locale, "papers-incoming-title"),
            urls::incoming_of(me.snapshot.map.uid(of.unit), of.year),
        )
        .mistakes(told_at(mistakes, STATE, |field| {
            let is_done = matches!(of.progress, Progress::Done(_));
            of.struck.is_none()
                && match field {
                    "nguoi-nhan" | "han" | "ngay-xong" => !is_done,
                    "ban-quet" => scan.is_none(),
                    _ => true,
                }
        }));
    Ok(Page {
        id,
        seen: of.edit_count,
        tag: progress_tag(me, &shell, &of),
        facts: facts(me, &shell, &of),
        struck: struck_words(&shell, &of),
        is_emptied: of.kind.is_none(),
        acts: of
            .struck
            .is_none()
            .then(|| acts(me, &shell, &of, typed, scan.is_none())),
        scan: scan.as_ref().map(|scan| scan_words(me, &shell, scan)),
        shell,
    })
}

fn facts(me: &Me, shell: &Shell, of: &Incoming) -> Vec<Fact> {
    let written = |day: Option<_>| day.map_or_else(String::new, dienhong_i18n::day);
    let entered = format!(
        "{}, {}",
        of.by.clone().unwrap_or_default(),
        dienhong_i18n::moment(of.at, me.locale())
    );
    let all = [
        ("papers-incoming-number", of.number.to_string()),
        ("papers-incoming-day", dienhong_i18n::day(of.day)),
        ("papers-incoming-author", of.author.clone()),
        ("papers-incoming-sign", of.sign.clone()),
        ("papers-incoming-paper-day", written(of.paper_day)),
        ("papers-incoming-content", content(me, of)),
        ("papers-incoming-receiver", of.receiver.clone()),
        ("papers-incoming-due", written(of.due)),
        ("papers-incoming-entered", entered),
    ];
    all.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| Fact::new(shell.t(key), value))
        .collect()
}

fn scan_words(me: &Me, shell: &Shell, scan: &Scan) -> String {
    shell.t2(
        "papers-incoming-scan-by",
        ("who", scan.by.clone().unwrap_or_default()),
        ("when", dienhong_i18n::moment(scan.at, me.locale())),
    )
}

fn acts(me: &Me, shell: &Shell, of: &Incoming, typed: Option<&AssignmentForm>, has_no_scan: bool) -> Acts {
    let field = |name: &str, label: &str, value: String| {
        Field::new(name, shell.t(label))
            .value(value)
            .checked(&shell.mistakes)
    };
    let (receiver, due) = match typed {
        Some(typed) => (typed.receiver.clone(), typed.due.clone()),
        None => (
            of.receiver.clone(),
            of.due.map_or_else(String::new, dienhong_i18n::day),
        ),
    };
    Acts {
        receiver: field("nguoi-nhan", "papers-incoming-receiver", receiver)
            .hint(shell.t("papers-incoming-receiver-hint")),
        due: field("han", "papers-incoming-due", due).optional(),
        done: field(
            "ngay-xong",
            "papers-incoming-done",
            dienhong_i18n::day(me.today()),
        ),
        is_done: matches!(of.progress, Progress::Done(_)),
        why: field("ly-do", "papers-incoming-strike-why", String::new()),
        scan: has_no_scan.then(|| scan_field(shell)),
    }
}
