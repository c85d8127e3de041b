//! Units over time: found by name, level or parent on a day; one with its spans, predecessors and heirs.

use super::answer::{UnitRef, known, level, ok};
use super::error::Refusal;
use super::extract::{Id, Params};
use super::schema::{ChangeCode, LevelCode};
use axum::response::Response;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, Link, Span, UnitId};
use dienhong_web_kit::state::Me;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A unit on a day.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnitRow {
    /// Permanent identity.
    uid: Uuid,
    /// Name with the words of its kind.
    label: String,
    /// Name alone.
    name: String,
    /// Kind's code.
    kind: String,
    #[schema(value_type = LevelCode)]
    level: &'static str,
    /// Official code; codes are used again over time, identities never.
    code: Option<String>,
    /// Unit above.
    parent: Option<UnitRef>,
}

/// A page of units.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Units {
    /// The day of the map.
    #[schema(format = Date)]
    on: String,
    units: Vec<UnitRow>,
    total: usize,
    page: i64,
    per_page: i64,
}

/// What a unit was during some days.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SpanAnswer {
    /// First day; null when before every record.
    #[schema(format = Date)]
    from: Option<String>,
    /// Last day, counted; null while it lasts.
    #[schema(format = Date)]
    to: Option<String>,
    label: String,
    name: String,
    kind: String,
    code: Option<String>,
    parent: Option<UnitRef>,
}

/// An inheritance from one unit to another.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkAnswer {
    /// First day of the new map.
    #[schema(format = Date)]
    day: Option<String>,
    #[schema(value_type = ChangeCode)]
    kind: &'static str,
    /// The other unit.
    unit: UnitRef,
    /// Share in millionths; null when nobody has stated it: figures then stay undivided.
    share: Option<u32>,
    /// Resolution or decision.
    reference: String,
}

/// A unit with its history.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitAnswer {
    uid: Uuid,
    label: String,
    #[schema(value_type = LevelCode)]
    level: &'static str,
    /// Whether it exists today.
    is_alive: bool,
    spans: Vec<SpanAnswer>,
    predecessors: Vec<LinkAnswer>,
    heirs: Vec<LinkAnswer>,
    /// Units directly below today; of a unit that ended on its last day.
    children: Vec<UnitRef>,
    /// Units whose people record, finish, read and report what belongs to it: itself while it lives, then those that have
    /// its book.
    kept_by: Vec<UnitRef>,
}

/// Lists units, by name, level or parent, as of a day.
#[utoipa::path(get, path = "/api/v1/units", operation_id = "list_units", tag = "units",
    params(("q" = Option<String>, Query, description = "Words of the name, with or without diacritics, or the official code", max_length = 200),
        ("level" = Option<LevelCode>, Query, description = "Only this level"),
        ("parent" = Option<Uuid>, Query, description = "Only units directly below this one"),
        ("on" = Option<String>, Query, description = "Day of the map, 2026-09-15; today when not said", format = Date, pattern = r"^(19(4[5-9]|[5-9]\d)|[2-9]\d{3})-\d{2}-\d{2}$"),
        ("page" = Option<i64>, Query, description = "Page, from 1", minimum = 1, maximum = 1_000_000),
        ("per_page" = Option<i64>, Query, description = "Rows a page", minimum = 1, maximum = 200)),
    responses((status = 200, description = "A page of units", body = Units)))]
pub(super) async fn list(me: Me, mut params: Params) -> Result<Response, Refusal> {
    let words = params.text("q").unwrap_or_default();
    let wanted = params.read("level", "not-in-list", Level::parse);
    let parent = params.uuid("parent");
    let on = params.day("on").unwrap_or(me.today());
    let (page, most) = params.page();
    params.done()?;
    let parent = match parent {
        Some(uid) => Some(seen(&me, uid)?),
        None => None,
    };
    let mut found = candidates(&me, &words, wanted, parent, on);
    found.retain(|unit| me.may(Permission::ReadUnits, *unit));
    let skip = usize::try_from((page - 1) * most).unwrap_or(usize::MAX);
    let total = found.len();
    let rows = found
        .into_iter()
        .skip(skip)
        .take(most as usize)
        .filter_map(|unit| row(&me, unit, on));
    Ok(ok(&Units {
        on: on.to_string(),
        units: rows.collect(),
        total,
        page,
        per_page: most,
    }))
}

/// Shows a unit with its spans, predecessors, heirs and what stands below it.
#[utoipa::path(get, path = "/api/v1/units/{uid}", operation_id = "show_unit", tag = "units",
    params(("uid" = Uuid, Path, description = "Permanent identity")),
    responses((status = 200, description = "The unit", body = UnitAnswer)))]
pub(super) async fn show(me: Me, Id(uid): Id, params: Params) -> Result<Response, Refusal> {
    params.done()?;
    let id = seen(&me, uid)?;
    let unit = me.snapshot.map.get(id).ok_or_else(Refusal::not_found)?;
    let today = me.today();
    let day = me.snapshot.map.living_day(id, today);
    let mut children = me.snapshot.map.children(id, day);
    children.sort_by_cached_key(|u| dienhong_i18n::sort_key(&me.name(*u)));
    let kept_by = me.snapshot.map.successors(id, today).into_iter();
    Ok(ok(&UnitAnswer {
        uid,
        label: me.name(id),
        level: level(&me, id),
        is_alive: unit.at(today).is_some(),
        spans: unit.spans.iter().map(|s| span(&me, id, s)).collect(),
        predecessors: me
            .snapshot
            .map
            .predecessors(id)
            .iter()
            .map(|l| link(&me, l, l.from))
            .collect(),
        heirs: me
            .snapshot
            .map
            .heirs(id)
            .iter()
            .map(|l| link(&me, l, l.to))
            .collect(),
        children: children.into_iter().map(|u| UnitRef::of(&me, u, day)).collect(),
        kept_by: kept_by.map(|u| UnitRef::of(&me, u, today)).collect(),
    }))
}

/// A unit that the asker may see; what one may not see is not found.
pub(super) fn seen(me: &Me, uid: Uuid) -> Result<UnitId, Refusal> {
    me.snapshot
        .map
        .by_uid(uid)
        .filter(|unit| me.may(Permission::ReadUnits, *unit))
        .ok_or_else(Refusal::not_found)
}

fn candidates(me: &Me, words: &str, wanted: Option<Level>, parent: Option<UnitId>, on: Day) -> Vec<UnitId> {
    let map = &me.snapshot.map;
    let fits = |unit: &UnitId| {
        wanted.is_none_or(|l| map.at(*unit, on).and_then(|s| map.level_of_kind(&s.kind)) == Some(l))
    };
    if !words.trim().is_empty() {
        let levels = wanted.map_or(Level::ALL.to_vec(), |l| vec![l]);
        let mut found = map.search(words, &levels, on, usize::MAX);
        found.retain(|unit| parent.is_none_or(|p| map.at(*unit, on).is_some_and(|s| s.parent == Some(p))));
        return found;
    }
    let mut found: Vec<UnitId> = match parent {
        Some(parent) => map.children(parent, on),
        None => map.units().filter(|u| u.at(on).is_some()).map(|u| u.id).collect(),
    };
    found.retain(fits);
    found.sort_by_cached_key(|unit| {
        (
            map.level(*unit),
            dienhong_i18n::sort_key(&map.label(*unit, on, "vi")),
            *unit,
        )
    });
    found
}

fn row(me: &Me, id: UnitId, on: Day) -> Option<UnitRow> {
    let span = me.snapshot.map.at(id, on)?;
    Some(UnitRow {
        uid: me.snapshot.map.uid(id),
        label: me.snapshot.map.label(id, on, me.locale().code()),
        name: span.name.to_string(),
        kind: span.kind.to_string(),
        level: me
            .snapshot
            .map
            .level_of_kind(&span.kind)
            .unwrap_or(Level::Group)
            .code(),
        code: span.code.as_deref().map(str::to_owned),
        parent: span.parent.map(|p| UnitRef::of(me, p, on)),
    })
}

fn span(me: &Me, id: UnitId, of: &Span) -> SpanAnswer {
    SpanAnswer {
        from: known(of.from),
        to: known(of.to).map(|_| of.to.previous().to_string()),
        label: me.snapshot.map.label(id, of.from, me.locale().code()),
        name: of.name.to_string(),
        kind: of.kind.to_string(),
        code: of.code.as_deref().map(str::to_owned),
        parent: of.parent.map(|p| UnitRef::of(me, p, of.from)),
    }
}

fn link(me: &Me, of: &Link, other: UnitId) -> LinkAnswer {
    LinkAnswer {
        day: known(of.day),
        kind: of.kind.code(),
        unit: UnitRef::of(me, other, of.day),
        share: of.share,
        reference: of.reference.to_string(),
    }
}
