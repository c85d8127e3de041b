//! Responses of the interface, and the parts that several of them share.

use super::schema::{BoundCode, LevelCode};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dienhong_domain::amount::Bound;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_web_kit::state::Me;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An answer as JSON. Nothing on the way may keep it: it was made for one reader.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let mut response = (status, bytes).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => super::error::Refusal::broken(&error).into_response(),
    }
}

pub(super) fn ok(body: &impl Serialize) -> Response {
    json(StatusCode::OK, body)
}

/// A moment, as RFC 3339 in UTC.
pub(super) fn moment(utc_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(utc_ms)
        .unwrap_or_default()
        .to_string()
}

/// A day that may be the open beginning or end.
pub(super) fn known(day: Day) -> Option<String> {
    (day > Day::MIN && day < Day::MAX).then(|| day.to_string())
}

/// A unit as it is named in passing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitRef {
    /// Permanent identity, equal in every installation for units of the shipped map.
    pub(super) uid: Uuid,
    /// Name with the words of its kind, as it was then.
    pub(super) label: String,
    /// Level.
    #[schema(value_type = LevelCode)]
    pub(super) level: &'static str,
}

impl UnitRef {
    pub(super) fn of(me: &Me, unit: UnitId, day: Day) -> UnitRef {
        UnitRef {
            uid: me.snapshot.map.uid(unit),
            label: me.snapshot.unit_name(unit, day, me.locale().code()),
            level: level(me, unit),
        }
    }
}

pub(super) fn level(me: &Me, unit: UnitId) -> &'static str {
    me.snapshot.map.level(unit).unwrap_or(Level::Group).code()
}

/// An amount in whole steps of 10^-scale, and how sure it is: 12,5 km "hơn" is steps 125, scale 1, at-least.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Amount {
    /// Whole steps.
    #[schema(minimum = -1_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_i64)]
    pub(super) steps: i64,
    /// Decimals.
    #[schema(maximum = 6)]
    #[serde(deserialize_with = "scale")]
    pub(super) scale: u8,
    /// How sure; `exact` when not said.
    #[schema(value_type = BoundCode)]
    #[serde(default)]
    pub(super) bound: Bound,
}

fn scale<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let scale = u8::deserialize(from)?;
    if scale > 6 {
        Err(serde::de::Error::custom("scale is at most 6"))
    } else {
        Ok(scale)
    }
}

impl Amount {
    pub(super) fn new(steps: i64, scale: u8, bound: Bound) -> Amount {
        Amount { steps, scale, bound }
    }
    /// The amount as a person would type it, without the bound.
    pub(super) fn typed(&self) -> String {
        let (sign, digits) = (
            if self.steps < 0 { "-" } else { "" },
            self.steps.unsigned_abs().to_string(),
        );
        let width = usize::from(self.scale) + 1;
        let digits = format!("{digits:0>width$}");
        let (whole, decimals) = digits.split_at(digits.len() - usize::from(self.scale));
        if decimals.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole},{decimals}")
        }
    }
}
