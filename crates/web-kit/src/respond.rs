//! Responses: pages, and problems that become pages.

use crate::assets;
use crate::shell::{Reader, Room, Shell};
use crate::state::Me;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use dienhong_i18n::t;

/// Renders a page with the icons that it uses.
pub fn html(page: &impl Template) -> Response {
    html_with(StatusCode::OK, page)
}

/// Renders a page with a status, as 422 for a form with mistakes.
pub fn html_with(status: StatusCode, page: &impl Template) -> Response {
    match render(page) {
        // A page is for the person who asked, so a shared machine must not cache it.
        Ok(body) => (status, [(header::CACHE_CONTROL, "no-store")], Html(body)).into_response(),
        Err(error) => Problem::broken(&error).into_response(),
    }
}

fn render(page: &impl Template) -> askama::Result<String> {
    let body = page.render()?;
    let icons = assets::icons_of(&body);
    Ok(body.replacen("<!--icons-->", &icons, 1))
}

/// Why there is no page. A handler returns it as its error, and `web::dress` makes a page of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// There is no such page, or the reader may not see it; the two are answered alike.
    NotFound,
    /// What was sent could not be read.
    Unreadable,
    /// What was sent is too large.
    TooLarge,
    /// Tried too often.
    TooMany,
    /// The database cannot write now, or as many files are made as can be made at once.
    Busy,
    /// An internal error; the log has the cause under this reference.
    Broken {
        /// Reference that the reader can tell the operator.
        reference: String,
    },
}

impl Problem {
    /// Logs a cause once and keeps only its reference.
    pub fn broken(cause: &dyn std::fmt::Display) -> Problem {
        let reference = reference();
        tracing::error!(%reference, "A page could not be made: {cause}");
        Problem::Broken { reference }
    }

    /// The problem that a bare response stands for; `None` for pages, and for JSON for programs.
    pub fn of(response: &Response) -> Option<Problem> {
        if let Some(problem) = response.extensions().get::<Problem>() {
            return Some(problem.clone());
        }
        let kind = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        if kind.starts_with("text/html") || kind.starts_with("application/json") {
            return None;
        }
        match response.status() {
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::METHOD_NOT_ALLOWED => {
                Some(Problem::NotFound)
            }
            StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::TooLarge),
            StatusCode::TOO_MANY_REQUESTS => Some(Problem::TooMany),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
                Some(Problem::Busy)
            }
            status if status.is_client_error() => Some(Problem::Unreadable),
            status if status.is_server_error() => Some(Problem::broken(&status)),
            _ => None,
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::Unreadable => StatusCode::BAD_REQUEST,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Broken { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn keys(&self) -> (&'static str, &'static str) {
        match self {
            Problem::NotFound => ("shell-problem-not-found", "shell-problem-not-found-lead"),
            Problem::Unreadable => ("shell-problem-unreadable", "shell-problem-unreadable-lead"),
            Problem::TooLarge => ("shell-problem-too-large", "shell-problem-too-large-lead"),
            Problem::TooMany => ("shell-problem-too-many", "shell-problem-too-many-lead"),
            Problem::Busy => ("shell-problem-busy", "shell-problem-busy-lead"),
            Problem::Broken { .. } => ("shell-problem-broken", "shell-problem-broken-lead"),
        }
    }

    /// The page that explains the problem in the reader's language and links onward: in the frame of the person who is
    /// signed in, or in that of the public.
    pub fn page(&self, reader: &Reader, me: Option<&Me>) -> Response {
        let (title, lead) = self.keys();
        let title = t(reader.locale, title);
        let shell = match me {
            Some(me) => me.shell(title, Room::None),
            None => Shell::new(reader, title).public(),
        };
        let shell = shell.lead(t(reader.locale, lead)).narrow();
        let reference = match self {
            Problem::Broken { reference } => reference.clone(),
            _ => String::new(),
        };
        let page = ProblemPage { shell, reference };
        // Not through `html_with`: if this page cannot be rendered, that would call itself again.
        let body = render(&page).unwrap_or_else(|_| page.shell.title.clone());
        let mut response = (self.status(), [(header::CACHE_CONTROL, "no-store")], Html(body)).into_response();
        if matches!(self, Problem::Busy | Problem::TooMany) {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("120"));
        }
        response
    }
}

impl IntoResponse for Problem {
    /// Answers with the status alone; `web::dress` knows the reader and makes the page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "shell/problem.html")]
struct ProblemPage {
    shell: Shell,
    reference: String,
}

/// Eight letters and digits that can be read out over a telephone: 4F7K-2M9Q.
fn reference() -> String {
    const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let Ok(bytes) = dienhong_app::random::bytes::<8>() else {
        return "0000-0000".to_owned();
    };
    let letters = bytes.map(|b| char::from(CROCKFORD[usize::from(b & 31)]));
    let (one, two) = letters.split_at(4);
    format!("{}-{}", String::from_iter(one), String::from_iter(two))
}

/// The problem page for an error that users cannot correct: a busy or full database is named, anything else is logged once.
pub fn fault(fault: &dienhong_app::Fault) -> Problem {
    match fault {
        dienhong_app::Fault::Write(error) if !error.is_corrupt() => {
            tracing::error!(%error, "A write was refused");
            Problem::Busy
        }
        other => Problem::broken(other),
    }
}
