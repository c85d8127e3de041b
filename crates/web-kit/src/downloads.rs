//! Files and tables for download.

use crate::respond::Problem;
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use dienhong_app::entries::Attachment;
use dienhong_sheets::Table;
use futures::{Stream, TryFutureExt, TryStreamExt, stream};
use std::fs::File;
use std::io;
use tokio::io::AsyncReadExt;

/// Media type of XLSX.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// So much of a file is read at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// A response that the browser saves as a file.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    (saved(name, kind), bytes).into_response()
}

/// A response that the browser saves as a file which is made while it waits. It begins at once, so that the making may take
/// longer than a request may, and the file is sent in pieces. When the browser goes away, `making` is dropped.
///
/// An error cuts the answer off, which browsers tell; `making` has logged it.
pub fn made(
    name: &str,
    kind: &'static str,
    making: impl Future<Output = Result<File, Problem>> + Send + 'static,
) -> Response {
    let cut_off = |problem: Problem| io::Error::other(format!("{problem:?}"));
    let body = stream::once(making.map_err(cut_off)).map_ok(pieces).try_flatten();
    (saved(name, kind), Body::from_stream(body)).into_response()
}

/// The headers of a file that is saved.
fn saved(name: &str, kind: &'static str) -> [(header::HeaderName, String); 3] {
    [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ]
}

/// What stands in a file, in pieces.
fn pieces(file: File) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = vec![0; PIECE];
        let length = file.read(&mut piece).await?;
        piece.truncate(length);
        Ok::<_, io::Error>((length > 0).then(|| (Bytes::from(piece), file)))
    })
}

/// A table in the format that the address asks for: a workbook, text with commas, or the same as JSON.
pub fn table(
    name: &str,
    format: &str,
    table: Table,
    json: impl FnOnce() -> serde_json::Value,
) -> Result<Response, Problem> {
    Ok(match format {
        "xlsx" => {
            let bytes = dienhong_sheets::to_xlsx(&[table]).map_err(|e| Problem::broken(&e))?;
            download(&format!("{name}.xlsx"), XLSX, bytes)
        }
        "csv" => download(
            &format!("{name}.csv"),
            "text/csv; charset=utf-8",
            dienhong_sheets::to_csv(&table),
        ),
        "json" => axum::Json(json()).into_response(),
        _ => return Err(Problem::NotFound),
    })
}

/// A response with a photo that is shown, or with a file that is saved.
pub fn attachment_response(attachment: &Attachment, bytes: Vec<u8>) -> Response {
    let kind = match attachment.kind.as_str() {
        "photo" | "jpg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    let place = if attachment.kind == "photo" {
        "inline"
    } else {
        "attachment"
    };
    let name: String = url::form_urlencoded::byte_serialize(attachment.name.as_bytes()).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("{place}; filename*=UTF-8''{}", name.replace('+', "%20")),
        ),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    (headers, bytes).into_response()
}
