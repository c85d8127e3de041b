//! Files of a paper: downloads and the signed copy.

use super::acts::{ActForm, answered};
use crate::papers::problem;
use axum::extract::{Multipart, Path};
use axum::response::Response;
use dienhong_app::papers::PaperError;
use dienhong_web_kit::downloads::download as saved;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use uuid::Uuid;

/// The media type of a file by its ending.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf" => "application/pdf",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

pub(super) async fn download(me: Me, Path((id, format)): Path<(Uuid, String)>) -> Result<Response, Problem> {
    match me.cx().papers().paper_as_file(id, &format).await {
        Ok((name, bytes)) => Ok(saved(&name, kind(&name), bytes)),
        Err(error @ (PaperError::Layout(_) | PaperError::Letters(_))) => {
            answered(&me, id, Err(error), "tai", &ActForm::default()).await
        }
        Err(error) => Err(problem(error)),
    }
}

pub(super) async fn stored(
    me: Me,
    Path((id, version, stage, format)): Path<(Uuid, i64, i64, String)>,
) -> Result<Response, Problem> {
    let papers = me.cx().papers();
    let found = papers.stored_paper_file(id, (version, stage), &format).await;
    let (name, bytes) = found.map_err(problem)?;
    Ok(saved(&name, kind(&name), bytes))
}

pub(super) async fn sign(me: Me, Path(id): Path<Uuid>, form: Multipart) -> Result<Response, Problem> {
    let typed = UploadForm::read(form).await?;
    let bytes = typed.uploads.into_iter().next().map(|file| file.bytes);
    let done = me
        .cx()
        .papers()
        .keep_signed_paper(id, bytes.unwrap_or_default())
        .await;
    answered(&me, id, done, "tep-ky", &ActForm::default()).await
}
