//! Files and tables for download.

use crate::respond::Problem;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dienhong_app::entries::Attachment;
use dienhong_sheets::Table;

/// Media type of XLSX.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A response that the browser saves as a file.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
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
