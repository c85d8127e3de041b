//! Forms that come with files.

use crate::respond::Problem;
use axum::extract::multipart::{Multipart, MultipartError};
use dienhong_app::entries::Upload;
use std::collections::BTreeMap;

/// Most bytes of one uploaded file that are kept; a larger one is refused later for its size.
const FILE_MAX: usize = 60 * 1024 * 1024;

/// A form as it came from the browser.
#[derive(Clone, Debug, Default)]
pub struct UploadForm {
    /// Answers by the names of their fields.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Files.
    pub uploads: Vec<Upload>,
}

impl UploadForm {
    /// Reads a form with files.
    pub async fn read(mut form: Multipart) -> Result<UploadForm, Problem> {
        let mut typed = UploadForm::default();
        while let Some(mut part) = form.next_field().await.map_err(unreadable)? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(file) => {
                    let mut bytes = Vec::new();
                    while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
                        if bytes.len() <= FILE_MAX {
                            bytes.extend_from_slice(&chunk);
                        }
                    }
                    if !file.is_empty() || !bytes.is_empty() {
                        typed.uploads.push(Upload {
                            field: name,
                            name: file,
                            bytes,
                        });
                    }
                }
                None => typed
                    .fields
                    .entry(name)
                    .or_default()
                    .push(part.text().await.map_err(unreadable)?),
            }
        }
        Ok(typed)
    }
    /// The first answer of a field.
    pub fn one(&self, name: &str) -> &str {
        self.fields
            .get(name)
            .and_then(|v| v.first())
            .map_or("", String::as_str)
    }
}

fn unreadable(error: MultipartError) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Problem::TooLarge
    } else {
        Problem::Unreadable
    }
}
