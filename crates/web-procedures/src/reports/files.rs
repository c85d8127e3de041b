//! Files of a report: downloads, the signed copy, and a Word file compared with the report.

use super::decide::refused;
use super::show::title;
use super::{problem, words};
use askama::Template;
use axum::extract::{Multipart, Path};
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::reports::{ReportError, found_words};
use dienhong_app::urls;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use uuid::Uuid;

/// The media type of a file by its ending.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

pub(super) async fn download(me: Me, Path((id, format)): Path<(Uuid, String)>) -> Result<Response, Problem> {
    match me.cx().reports().file(id, &format).await {
        Ok((name, bytes)) => Ok(dienhong_web_kit::downloads::download(&name, kind(&name), bytes)),
        Err(error @ (ReportError::Layout(_) | ReportError::Letters(_))) => {
            let said = words(&me.shell("", Room::Reports), error)?;
            refused(&me, id, said).await
        }
        Err(error) => Err(problem(error)),
    }
}

pub(super) async fn stored(
    me: Me,
    Path((id, version, stage, format)): Path<(Uuid, i64, i64, String)>,
) -> Result<Response, Problem> {
    let found = me.cx().reports().stored_file(id, version, stage, &format).await;
    let (name, bytes) = found.map_err(problem)?;
    Ok(dienhong_web_kit::downloads::download(&name, kind(&name), bytes))
}

async fn uploaded(form: Multipart) -> Result<Vec<u8>, Problem> {
    let typed = UploadForm::read(form).await?;
    Ok(typed
        .uploads
        .into_iter()
        .next()
        .map(|u| u.bytes)
        .unwrap_or_default())
}

pub(super) async fn sign(me: Me, Path(id): Path<Uuid>, form: Multipart) -> Result<Response, Problem> {
    let bytes = uploaded(form).await?;
    match me.cx().reports().keep_signed(id, bytes).await {
        Ok(()) => Ok(Redirect::to(&urls::report(id)).into_response()),
        Err(error) => refused(&me, id, words(&me.shell("", Room::Reports), error)?).await,
    }
}

struct Line {
    name: String,
    expected: String,
    found: String,
}

#[derive(Template)]
#[template(path = "reports/checked.html")]
struct Page {
    shell: Shell,
    id: Uuid,
    numbers: usize,
    differs: String,
    lines: Vec<Line>,
}

pub(super) async fn check(me: Me, Path(id): Path<Uuid>, form: Multipart) -> Result<Response, Problem> {
    let bytes = uploaded(form).await?;
    let checked = match me.cx().reports().check(id, bytes).await {
        Ok(checked) => checked,
        Err(error) => return refused(&me, id, words(&me.shell("", Room::Reports), error)?).await,
    };
    let of = me.cx().reports().find(id).await.map_err(problem)?;
    let locale = me.locale();
    let shell = me
        .shell(t(locale, "reports-check-title"), Room::Reports)
        .kicker(title(&me, &of))
        .below(title(&me, &of), urls::report(id));
    let line = |m: dienhong_reports::Mismatch| Line {
        found: found_words(&m.found, locale),
        name: m.name,
        expected: m.expected,
    };
    let lines: Vec<Line> = checked.differing.into_iter().map(line).collect();
    Ok(html(&Page {
        id,
        differs: shell.t2(
            "reports-check-differs-lead",
            ("count", lines.len() as i64),
            ("all", checked.numbers as i64),
        ),
        numbers: checked.numbers,
        lines,
        shell,
    }))
}
