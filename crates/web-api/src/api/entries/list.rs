//! Entries of a unit and the units below it, filtered, searched and paged.

use super::super::answer::{UnitRef, moment, ok};
use super::super::error::Refusal;
use super::super::extract::Params;
use super::super::schema::StateCode;
use super::refuse::plain;
use super::show::{EntryRow, values};
use axum::response::Response;
use dienhong_app::entries::{Cursor, ListQuery, ListRow};
use dienhong_domain::entries::State;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_web_kit::state::Me;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of entries, newest day first.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Entries {
    entries: Vec<EntryRow>,
    /// How many fit all filters; null where words or days are asked for, which nobody counts.
    total: Option<i64>,
    /// How many of each state fit all filters but the state; null like `total`.
    counts: Option<Counts>,
    /// Goes on with older entries as `after`; null at the end.
    next: Option<String>,
    per_page: i64,
}

/// How many entries stand in each state.
#[derive(Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Counts {
    draft: i64,
    sent: i64,
    #[serde(rename = "final")]
    finals: i64,
    voided: i64,
}

impl Counts {
    fn of(counts: &[(State, i64)]) -> Counts {
        let mut all = Counts::default();
        for (state, count) in counts {
            match state {
                State::Draft => all.draft = *count,
                State::Sent => all.sent = *count,
                State::Final => all.finals = *count,
                State::Voided => all.voided = *count,
            }
        }
        all
    }
}

/// Lists entries of a unit and what stands below it.
#[utoipa::path(get, path = "/api/v1/entries", operation_id = "list_entries", tag = "entries",
    params(("register" = Option<String>, Query, description = "Only this register", max_length = 200),
        ("unit" = Option<Uuid>, Query, description = "Unit; the first unit held when not said"),
        ("from" = Option<String>, Query, description = "First day", format = Date, pattern = r"^(19(4[5-9]|[5-9]\d)|[2-9]\d{3})-\d{2}-\d{2}$"),
        ("to" = Option<String>, Query, description = "Last day, counted", format = Date, pattern = r"^(19(4[5-9]|[5-9]\d)|[2-9]\d{3})-\d{2}-\d{2}$"),
        ("state" = Option<StateCode>, Query, description = "Only this state"),
        ("q" = Option<String>, Query, description = "Words, with or without diacritics", max_length = 200),
        ("after" = Option<String>, Query, description = "Goes on after an earlier answer: its `next`", pattern = r"^\d{1,18}$"),
        ("per_page" = Option<i64>, Query, description = "Rows a page", minimum = 1, maximum = 200)),
    responses((status = 200, description = "A page of entries", body = Entries)))]
pub(in super::super) async fn list(me: Me, mut params: Params) -> Result<Response, Refusal> {
    let register = params.text("register");
    let uid = params.uuid("unit");
    let (from, to) = (params.day("from"), params.day("to"));
    let state = params.read("state", "not-in-list", State::parse);
    let words = params.text("q").unwrap_or_default();
    let after = params.read("after", "not-a-number", place);
    let most = params.per_page();
    let period = Period::new(from.unwrap_or(Day::MIN), to.unwrap_or(Day::MAX));
    if period.is_none() {
        params.wrong("from", "not-a-period");
    }
    params.done()?;
    let unit = match uid {
        Some(uid) => me.snapshot.map.by_uid(uid),
        None => me
            .actor
            .units_for(Permission::ReadEntries, me.here())
            .first()
            .copied(),
    };
    let query = ListQuery {
        unit: unit.ok_or_else(Refusal::not_found)?,
        with_former: false,
        register,
        period: period.filter(|_| from.or(to).is_some()),
        state,
        words,
        from: after.map_or(Cursor::Newest, Cursor::After),
        most,
    };
    let list = me.cx().entries().list(&query).await.map_err(plain)?;
    let counts = list.counts.as_deref().map(Counts::of);
    let entries = list.rows.iter().map(|r| row(&me, r)).collect();
    Ok(ok(&Entries {
        entries,
        total: list.total,
        counts,
        next: list.older.and_then(|from| match from {
            Cursor::After(place) => Some(place.to_string()),
            Cursor::Newest | Cursor::Before(_) => None,
        }),
        per_page: most,
    }))
}

/// A place among entries. It is a text outside: many a program keeps no number of eighteen digits.
fn place(text: &str) -> Option<i64> {
    let is_number = text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn row(me: &Me, of: &ListRow) -> EntryRow {
    EntryRow {
        id: of.row.id,
        register: of.register.clone(),
        unit: UnitRef::of(me, of.row.unit, of.day),
        day: of.day.to_string(),
        state: of.state,
        rev: of.row.rev.into(),
        made_at: moment(of.row.made_at),
        changed_at: moment(of.row.changed_at),
        values: values(of.rules.register(&of.register), &of.stored.body),
        texts: of.stored.body.texts.clone(),
    }
}
