//! Photos and files of entries.

use super::super::answer::json;
use super::super::error::{Code, Error, Mistake, Refusal};
use super::super::extract::{Id, Params, media_type};
use super::refuse::{plain, refusal};
use super::show::{FileAnswer, file};
use super::write::again;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{Draft, Upload};
use dienhong_i18n::t;
use dienhong_web_kit::state::{AppState, Me};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Photos or files to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its description is used")]
pub(in super::super) struct FilesContent {
    /// The revision that was seen.
    #[schema(minimum = 1)]
    seen_rev: i64,
    /// The question that takes them.
    #[schema(min_length = 1)]
    field: String,
    /// Reason, needed when the entry is final.
    reason: Option<String>,
    /// The photos or files.
    #[schema(value_type = Vec<String>, format = Binary, min_items = 1)]
    file: Vec<Vec<u8>>,
}

/// What stands after adding.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct FilesAnswer {
    id: Uuid,
    /// Number of the newest revision.
    rev: i64,
    files: Vec<FileAnswer>,
}

#[derive(Default)]
struct Sent {
    seen: Option<i64>,
    field: String,
    reason: String,
    files: Vec<(String, Vec<u8>)>,
}

/// Adds photos (taken in without place, device and time) or files to an entry.
#[utoipa::path(post, path = "/api/v1/entries/{id}/files", operation_id = "add_files", tag = "entries",
    params(("id" = Uuid, Path, description = "Entry's id")),
    request_body(content = FilesContent, content_type = "multipart/form-data"),
    responses((status = 200, description = "Added", body = FilesAnswer),
        (status = 409, description = "`conflict`: somebody was faster", body = Error),
        (status = 422, description = "All mistakes", body = Error)))]
pub(in super::super) async fn add(
    me: Me,
    Id(id): Id,
    params: Params,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refusal> {
    params.done()?;
    let sent = read(&me, request, &state).await?;
    let view = me.cx().entries().find(id, me.locale()).await.map_err(plain)?;
    let takes = view
        .register()
        .and_then(|r| r.field(&sent.field))
        .is_some_and(|f| f.kind.is_upload());
    if !takes {
        return Err(Refusal::wrong(vec![wrong(
            &me,
            "field",
            "unknown-field",
            "api-mistake-takes-no-files",
        )]));
    }
    let upload = |(name, bytes)| Upload {
        field: sent.field.clone(),
        name,
        bytes,
    };
    let draft = Draft {
        seen: sent.seen,
        why: sent.reason,
        uploads: sent.files.into_iter().map(upload).collect(),
        ..again(&view)
    };
    let recorded = me.cx().entries().record(&draft).await;
    let recorded = recorded.map_err(|error| refusal(&me, &draft.register, draft.unit, error))?;
    let all = me
        .app
        .store
        .attachments(id)
        .await
        .map_err(|e| Refusal::broken(&e))?;
    let files = all.iter().filter(|a| a.removed_rev.is_none()).map(file).collect();
    Ok(json(
        StatusCode::OK,
        &FilesAnswer {
            id,
            rev: recorded.rev,
            files,
        },
    ))
}

/// Hands over the bytes of a photo or file.
#[utoipa::path(get, path = "/api/v1/files/{id}", operation_id = "show_file", tag = "entries",
    params(("id" = Uuid, Path, description = "File's id"),
        ("small" = Option<bool>, Query, description = "The small picture of a photo")),
    responses((status = 200, description = "The bytes", content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"),
        (String = "text/plain"), (Vec<u8> = "application/octet-stream")))))]
pub(in super::super) async fn show(me: Me, Id(id): Id, mut params: Params) -> Result<Response, Refusal> {
    let small = params.yes("small");
    params.done()?;
    let (attachment, bytes) = me.cx().entries().file(id, small).await.map_err(plain)?;
    Ok(dienhong_web_kit::downloads::attachment_response(
        &attachment,
        bytes,
    ))
}

async fn read(me: &Me, request: Request, state: &AppState) -> Result<Sent, Refusal> {
    if media_type(request.headers()) != "multipart/form-data" {
        return Err(Refusal::new(Code::UnsupportedMediaType));
    }
    let mut form = Multipart::from_request(request, state)
        .await
        .map_err(|_| Refusal::new(Code::Unreadable))?;
    let (mut sent, mut mistakes) = (Sent::default(), Vec::new());
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" => {
                let file = part.file_name().unwrap_or_default().to_owned();
                sent.files
                    .push((file, part.bytes().await.map_err(unreadable)?.to_vec()));
            }
            "seen_rev" => sent.seen = part.text().await.map_err(unreadable)?.trim().parse().ok(),
            "field" => sent.field = part.text().await.map_err(unreadable)?,
            "reason" => sent.reason = part.text().await.map_err(unreadable)?,
            _ => mistakes.push(wrong(
                me,
                &name,
                "unknown-parameter",
                "api-mistake-unknown-parameter",
            )),
        }
    }
    if sent.seen.is_none() {
        mistakes.push(wrong(me, "seen_rev", "not-a-number", "api-mistake-not-a-number"));
    }
    if sent.field.is_empty() {
        mistakes.push(wrong(me, "field", "missing", "api-mistake-missing"));
    }
    if sent.files.is_empty() {
        mistakes.push(wrong(me, "file", "missing", "api-mistake-missing"));
    }
    if mistakes.is_empty() {
        Ok(sent)
    } else {
        Err(Refusal::unreadable(mistakes))
    }
}

fn unreadable(error: MultipartError) -> Refusal {
    Refusal::new(if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Code::TooLarge
    } else {
        Code::Unreadable
    })
}

fn wrong(me: &Me, field: &str, code: &str, key: &str) -> Mistake {
    Mistake {
        field: field.to_owned(),
        code: code.to_owned(),
        message: t(me.locale(), key),
    }
}
