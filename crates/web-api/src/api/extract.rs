//! Strict reading of requests: what does not have the described shape is refused, with all mistakes listed.

use super::error::{Code, Mistake, Refusal};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, t, t_with};
use dienhong_web_kit::shell::Reader;
use dienhong_web_kit::state::{AppState, Me};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Refusal> {
        let locale = Reader::of(request.headers(), request.uri()).locale;
        if media_type(request.headers()) != "application/json" {
            return Err(Refusal::new(Code::UnsupportedMediaType));
        }
        let bytes = bytes(request, state).await?;
        serde_json::from_slice(&bytes).map(Body).map_err(|error| {
            let (code, key) = match error.is_data() {
                true => ("wrong-shape", "api-mistake-wrong-shape"),
                false => ("not-json", "api-mistake-not-json"),
            };
            let message = t_with(locale, key, &[("detail", error.to_string().into())]);
            Refusal::unreadable(vec![Mistake {
                field: "body".to_owned(),
                code: code.to_owned(),
                message,
            }])
        })
    }
}

/// The whole body; too large a one is refused.
pub(super) async fn bytes(request: Request, state: &AppState) -> Result<Bytes, Refusal> {
    use axum::response::IntoResponse;
    Bytes::from_request(request, state).await.map_err(|refused| {
        let is_large = refused.into_response().status() == Code::TooLarge.status();
        Refusal::new(if is_large {
            Code::TooLarge
        } else {
            Code::Unreadable
        })
    })
}

/// The media type without its parameters, in small letters.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let text = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    text.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// The one part of an address that names a thing.
pub(super) struct Name(pub(super) String);

impl FromRequestParts<AppState> for Name {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let read = Path::<String>::from_request_parts(parts, state).await;
        read.map(|Path(name)| Name(name))
            .map_err(|_| Refusal::new(Code::Unreadable))
    }
}

/// The id in an address.
pub(super) struct Id(pub(super) Uuid);

impl FromRequestParts<AppState> for Id {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let Name(text) = Name::from_request_parts(parts, state).await?;
        let locale = Reader::of(&parts.headers, &parts.uri).locale;
        uuid(&text)
            .map(Id)
            .ok_or_else(|| Refusal::unreadable(vec![mistake(locale, "id", "not-a-uuid")]))
    }
}

// Only the form that the description names: 8-4-4-4-12.
fn uuid(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}

fn mistake(locale: Locale, field: &str, code: &str) -> Mistake {
    let key = match code {
        "unknown-parameter" => "api-mistake-unknown-parameter",
        "given-twice" => "api-mistake-given-twice",
        "missing" => "api-mistake-missing",
        "not-a-uuid" => "api-mistake-not-a-uuid",
        "not-a-day" => "api-mistake-not-a-day",
        "not-a-period" => "api-mistake-not-a-period",
        "not-a-number" => "api-mistake-not-a-number",
        "too-long" => "api-mistake-too-long",
        _ => "api-mistake-not-in-list",
    };
    Mistake {
        field: field.to_owned(),
        code: code.to_owned(),
        message: t(locale, key),
    }
}

/// The query of an address. Every parameter that a handler does not ask for is a mistake.
pub(super) struct Params {
    pairs: Vec<(String, String)>,
    asked: Vec<&'static str>,
    mistakes: Vec<Mistake>,
    locale: Locale,
}

impl FromRequestParts<AppState> for Params {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Params {
            pairs: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            asked: Vec::new(),
            mistakes: Vec::new(),
            locale: Reader::of(&parts.headers, &parts.uri).locale,
        })
    }
}

// Nobody searches for longer texts than this.
const TEXT_MAX: usize = 200;

impl Params {
    /// Notes a mistake.
    pub(super) fn wrong(&mut self, name: &str, code: &str) {
        self.mistakes.push(mistake(self.locale, name, code));
    }
    fn raw(&mut self, name: &'static str) -> Option<String> {
        self.asked.push(name);
        let mut found = self
            .pairs
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, v)| v.clone());
        let (first, second) = (found.next(), found.next());
        if second.is_some() {
            self.wrong(name, "given-twice");
        }
        first
    }
    /// Reads a parameter with a function; what it does not read is a mistake of that code.
    pub(super) fn read<T>(
        &mut self,
        name: &'static str,
        code: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.raw(name)?;
        let value = read(&text);
        if value.is_none() {
            self.wrong(name, code);
        }
        value
    }
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.read(name, "too-long", |text| {
            (text.chars().count() <= TEXT_MAX).then(|| text.to_owned())
        })
    }
    pub(super) fn uuid(&mut self, name: &'static str) -> Option<Uuid> {
        self.read(name, "not-a-uuid", uuid)
    }
    pub(super) fn day(&mut self, name: &'static str) -> Option<Day> {
        self.read(name, "not-a-day", iso_day)
    }
    pub(super) fn number(&mut self, name: &'static str, from: i64, to: i64) -> Option<i64> {
        let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        self.read(name, "not-a-number", |text| {
            text.parse()
                .ok()
                .filter(|n| is_plain(text) && (from..=to).contains(n))
        })
    }
    pub(super) fn yes(&mut self, name: &'static str) -> bool {
        let read = |text: &str| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        self.read(name, "not-in-list", read).unwrap_or(false)
    }
    /// Notes that a parameter is needed, unless it was given wrongly, which was noted already.
    pub(super) fn missing(&mut self, name: &str) {
        if !self.pairs.iter().any(|(n, _)| n == name) {
            self.wrong(name, "missing");
        }
    }
    /// Page, from 1, and rows a page.
    pub(super) fn page(&mut self) -> (i64, i64) {
        (self.number("page", 1, PAGE_MAX).unwrap_or(1), self.per_page())
    }
    /// Rows of one answer.
    pub(super) fn per_page(&mut self) -> i64 {
        self.number("per_page", 1, ROWS_MAX).unwrap_or(50)
    }
    /// Refuses when anything was wrong or not asked for.
    pub(super) fn done(mut self) -> Result<(), Refusal> {
        let unknown: Vec<String> = self
            .pairs
            .iter()
            .map(|(n, _)| n.clone())
            .filter(|n| !self.asked.contains(&n.as_str()))
            .collect();
        for name in unknown {
            self.wrong(&name, "unknown-parameter");
        }
        if self.mistakes.is_empty() {
            Ok(())
        } else {
            Err(Refusal::unreadable(self.mistakes))
        }
    }
}

/// Most pages that can be turned.
pub(super) const PAGE_MAX: i64 = 1_000_000;
/// Most rows of a page.
pub(super) const ROWS_MAX: i64 = 200;

/// A unit whose figures the asker may read; what one may not read is not found.
pub(super) fn readable_unit(me: &Me, uid: Uuid) -> Result<UnitId, Refusal> {
    let unit = me.snapshot.map.by_uid(uid);
    unit.filter(|unit| me.may(Permission::ReadTotals, *unit))
        .ok_or_else(Refusal::not_found)
}

/// First and last day, both counted, as 2026-09-15; nothing where they are no days or turned.
pub(super) fn iso_period(from: &str, to: &str) -> Option<Period> {
    Period::new(iso_day(from)?, iso_day(to)?)
}

/// A day as 2026-09-15.
pub(super) fn iso_day(text: &str) -> Option<Day> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| {
            if matches!(i, 4 | 7) {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if shape { Day::parse(text).ok() } else { None }
}
