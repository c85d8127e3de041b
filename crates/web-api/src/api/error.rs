//! What the interface answers when it cannot do what was asked: one shape, in the reader's language.

use super::answer::json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dienhong_i18n::{Locale, t};
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::Reader;
use serde::Serialize;
use utoipa::ToSchema;

/// Why the interface did not do what was asked. Codes never change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Code {
    /// 400: the request does not have the described shape; `mistakes` say where.
    Unreadable,
    /// 401: no key and no session, or they are over.
    Unauthorized,
    /// 404: not there, or not for this key: nobody learns which.
    NotFound,
    /// 405: the address does not take this method.
    MethodNotAllowed,
    /// 409: the id belongs to something else.
    IdTaken,
    /// 409: somebody changed it meanwhile; `rev` is the newest revision.
    Conflict,
    /// 413: more bytes than are taken.
    TooLarge,
    /// 415: sent as another media type than described.
    UnsupportedMediaType,
    /// 422: readable, but not right; `mistakes` say all that is wrong.
    Mistakes,
    /// 429: asked too often; `Retry-After` says when to come back.
    TooMany,
    /// 500: nobody outside can mend it; the log has the cause under `reference`.
    Broken,
    /// 503: the database cannot write now; `Retry-After` says when to come back.
    Busy,
}

impl Code {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Code::Unreadable => StatusCode::BAD_REQUEST,
            Code::Unauthorized => StatusCode::UNAUTHORIZED,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Code::IdTaken | Code::Conflict => StatusCode::CONFLICT,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::Mistakes => StatusCode::UNPROCESSABLE_ENTITY,
            Code::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Code::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
    fn words(self, locale: Locale) -> String {
        let key = match self {
            Code::Unreadable => "api-error-unreadable",
            Code::Unauthorized => "api-error-unauthorized",
            Code::NotFound => "api-error-not-found",
            Code::MethodNotAllowed => "api-error-method",
            Code::IdTaken => "api-error-id-taken",
            Code::Conflict => "api-error-conflict",
            Code::TooLarge => "api-error-too-large",
            Code::UnsupportedMediaType => "api-error-media-type",
            Code::Mistakes => "api-error-mistakes",
            Code::TooMany => "api-error-too-many",
            Code::Broken => "api-error-broken",
            Code::Busy => "api-error-busy",
        };
        t(locale, key)
    }
}

/// A mistake at one place of what was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mistake {
    /// Where: a parameter's name, or the way into the body ("values.luot", "day").
    pub(super) field: String,
    /// What, as a code that never changes.
    pub(super) code: String,
    /// What is wrong and what to do, in the reader's language.
    pub(super) message: String,
}

/// The one shape of every refusal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Error {
    /// Why.
    pub(super) error: Code,
    /// Why, in the language of `Accept-Language`.
    pub(super) message: String,
    /// Everything that is wrong, at once; empty when it is not about the content.
    pub(super) mistakes: Vec<Mistake>,
    /// Newest revision, of a conflict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rev: Option<i64>,
    /// Reference to tell the operator, of what is broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
}

/// A refusal on its way out; [`dress`] knows the reader and says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refusal {
    pub(super) code: Code,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) rev: Option<i64>,
    pub(super) reference: Option<String>,
}

impl Refusal {
    pub(super) fn new(code: Code) -> Refusal {
        Refusal {
            code,
            mistakes: Vec::new(),
            rev: None,
            reference: None,
        }
    }
    pub(super) fn not_found() -> Refusal {
        Refusal::new(Code::NotFound)
    }
    /// A request without the described shape.
    pub(super) fn unreadable(mistakes: Vec<Mistake>) -> Refusal {
        Refusal {
            mistakes,
            ..Refusal::new(Code::Unreadable)
        }
    }
    /// Content that is not right.
    pub(super) fn wrong(mistakes: Vec<Mistake>) -> Refusal {
        Refusal {
            mistakes,
            ..Refusal::new(Code::Mistakes)
        }
    }
    pub(super) fn broken(cause: &dyn std::fmt::Display) -> Refusal {
        Problem::broken(cause).into()
    }
    pub(super) fn fault(fault: &dienhong_app::Fault) -> Refusal {
        dienhong_web_kit::respond::fault(fault).into()
    }
    /// The refusal as it is read.
    pub(super) fn said(&self, locale: Locale) -> Error {
        Error {
            error: self.code,
            message: self.code.words(locale),
            mistakes: self.mistakes.clone(),
            rev: self.rev,
            reference: self.reference.clone(),
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        match problem {
            Problem::NotFound => Refusal::not_found(),
            Problem::Unreadable => Refusal::new(Code::Unreadable),
            Problem::TooLarge => Refusal::new(Code::TooLarge),
            Problem::TooMany => Refusal::new(Code::TooMany),
            Problem::Busy => Refusal::new(Code::Busy),
            Problem::Broken { reference } => Refusal {
                reference: Some(reference),
                ..Refusal::new(Code::Broken)
            },
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        let headers = response.headers_mut();
        match self.code {
            Code::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Code::TooMany | Code::Busy => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Puts a bare refusal into its shape and the reader's language, whoever refused: a handler, the guard, a limit.
pub fn dress(reader: &Reader, response: Response) -> Response {
    let refusal = match response.extensions().get::<Refusal>() {
        Some(refusal) => Some(refusal.clone()),
        None => Problem::of(&response).map(Refusal::from),
    };
    let Some(refusal) = refusal else { return response };
    let mut said = json(refusal.code.status(), &refusal.said(reader.locale));
    for (name, value) in refusal.into_response().headers().iter().chain(response.headers()) {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            said.headers_mut().insert(name.clone(), value.clone());
        }
    }
    said
}
