//! Registers and measures: enough to build a form and to name a number.

use super::answer::{known, ok};
use super::error::Refusal;
use super::extract::{Name, Params};
use super::schema::{FieldCode, LevelCode, MeasureCode};
use axum::response::Response;
use dienhong_app::Rules;
use dienhong_domain::packs::{Field, FieldKind, List, Measure, MeasureKind, Register, SHARE_SCALE};
use dienhong_domain::rights::Permission;
use dienhong_web_kit::state::Me;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A register (sổ) in a list.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterRef {
    /// Permanent code.
    id: String,
    title: String,
    /// What recording one entry is called.
    act: String,
    lead: String,
    /// Section of the totals in which its measures stand.
    section: String,
    /// One entry covers a month: its day is given as 2026-09.
    monthly: bool,
    /// Levels of units for which entries are recorded.
    #[schema(value_type = Vec<LevelCode>)]
    levels: Vec<&'static str>,
}

/// All registers.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Registers {
    registers: Vec<RegisterRef>,
}

/// A question of a register.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FieldAnswer {
    /// Name under which it is answered in `values` (free text in `texts`).
    id: String,
    label: String,
    hint: Option<String>,
    #[schema(value_type = FieldCode)]
    kind: &'static str,
    /// Whether an entry needs it to be sent up or made final.
    required: bool,
    /// Unit of count, of a number.
    unit_of_count: Option<String>,
    /// Decimals, of a number or share.
    scale: Option<u8>,
    /// Whether "hơn", "khoảng", "không quá" may be said.
    takes_bound: bool,
    /// Smallest, in steps.
    min: Option<i64>,
    /// Largest, in steps.
    max: Option<i64>,
    /// Longest text in letters, or most photos or files.
    most: Option<usize>,
    /// List to choose from.
    list: Option<String>,
}

/// An item of a list.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ItemAnswer {
    id: String,
    title: String,
    /// First day on which it may be chosen.
    #[schema(format = Date)]
    since: Option<String>,
    /// Last day on which it may be chosen.
    #[schema(format = Date)]
    until: Option<String>,
}

/// A list to choose from.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ListAnswer {
    id: String,
    title: String,
    items: Vec<ItemAnswer>,
}

/// A register with its questions, their lists, and what it adds to the figures.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterAnswer {
    register: RegisterRef,
    fields: Vec<FieldAnswer>,
    lists: Vec<ListAnswer>,
    /// Measures that its final entries post to.
    measures: Vec<MeasureAnswer>,
}

/// What is counted.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureAnswer {
    /// Permanent code; it never changes its unit of count, scale or kind.
    code: String,
    title: String,
    /// Unit of count: unlike units are never added.
    unit_of_count: String,
    #[schema(value_type = MeasureCode)]
    kind: MeasureKind,
    /// Decimals: an amount is a whole number of 10^-scale.
    #[schema(maximum = 6)]
    scale: u8,
    /// The measure that it is a part of.
    part_of: Option<String>,
    /// The item of a list for which it was made.
    item: Option<String>,
    section: String,
    /// Article and clause, or why it is counted.
    reference: String,
}

/// All measures.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Measures {
    measures: Vec<MeasureAnswer>,
}

/// Lists the registers.
#[utoipa::path(get, path = "/api/v1/registers", operation_id = "list_registers", tag = "registers",
    params(("unit" = Option<uuid::Uuid>, Query, description = "Unit whose rules hold; the first unit held when not said")),
    responses((status = 200, description = "All registers", body = Registers)))]
pub(super) async fn list(me: Me, params: Params) -> Result<Response, Refusal> {
    let rules = rules(&me, params)?;
    Ok(ok(&Registers {
        registers: rules.pack.registers.iter().map(|r| short(&me, r)).collect(),
    }))
}

/// Shows a register: everything that a form needs.
#[utoipa::path(get, path = "/api/v1/registers/{id}", operation_id = "show_register", tag = "registers",
    params(("id" = String, Path, description = "Register's code"),
        ("unit" = Option<uuid::Uuid>, Query, description = "Unit whose rules hold; the first unit held when not said")),
    responses((status = 200, description = "The register", body = RegisterAnswer)))]
pub(super) async fn show(me: Me, Name(id): Name, params: Params) -> Result<Response, Refusal> {
    let rules = rules(&me, params)?;
    let register = rules.register(&id).ok_or_else(Refusal::not_found)?;
    let lists = rules
        .pack
        .lists
        .iter()
        .filter(|l| register.fields.iter().any(|f| list_of(f) == Some(&l.id)));
    // A post `per` item names the stem of the measures made for the items.
    let posted = |m: &&Measure| {
        register.posts.iter().any(|p| match &p.per {
            Some(_) => m.code.split_once(':').is_some_and(|(stem, _)| stem == p.measure),
            None => m.code == p.measure,
        })
    };
    Ok(ok(&RegisterAnswer {
        fields: register.fields.iter().map(|f| field(&me, f)).collect(),
        lists: lists.map(|l| list_answer(&me, l)).collect(),
        measures: rules
            .pack
            .measures
            .iter()
            .filter(posted)
            .map(|m| measure(&me, m))
            .collect(),
        register: short(&me, register),
    }))
}

/// Lists the measures: what is counted.
#[utoipa::path(get, path = "/api/v1/measures", operation_id = "list_measures", tag = "totals",
    params(("unit" = Option<uuid::Uuid>, Query, description = "Unit whose rules hold; the first unit held when not said")),
    responses((status = 200, description = "All measures", body = Measures)))]
pub(super) async fn measures(me: Me, params: Params) -> Result<Response, Refusal> {
    let rules = rules(&me, params)?;
    Ok(ok(&Measures {
        measures: rules.pack.measures.iter().map(|m| measure(&me, m)).collect(),
    }))
}

fn rules(me: &Me, mut params: Params) -> Result<Arc<Rules>, Refusal> {
    let uid = params.uuid("unit");
    params.done()?;
    let Some(uid) = uid else {
        return Ok(me.cx().entries().rules_for());
    };
    let unit = me
        .snapshot
        .map
        .by_uid(uid)
        .filter(|u| me.may(Permission::ReadUnits, *u))
        .ok_or_else(Refusal::not_found)?;
    Ok(me.snapshot.rules(unit, me.today()))
}

fn short(me: &Me, register: &Register) -> RegisterRef {
    let language = me.locale().code();
    RegisterRef {
        id: register.id.clone(),
        title: register.title.get(language).to_owned(),
        act: register.act.get(language).to_owned(),
        lead: register.lead.get(language).to_owned(),
        section: register.section.clone(),
        monthly: register.monthly,
        levels: register.levels.iter().map(|l| l.code()).collect(),
    }
}

fn list_of(field: &Field) -> Option<&String> {
    match &field.kind {
        FieldKind::Choice { list } | FieldKind::Choices { list } => Some(list),
        _ => None,
    }
}

fn field(me: &Me, of: &Field) -> FieldAnswer {
    let language = me.locale().code();
    let mut answer = FieldAnswer {
        id: of.id.clone(),
        label: of.label.get(language).to_owned(),
        hint: of.hint.as_ref().map(|h| h.get(language).to_owned()),
        kind: "",
        required: of.required,
        unit_of_count: None,
        scale: None,
        takes_bound: false,
        min: None,
        max: None,
        most: None,
        list: list_of(of).cloned(),
    };
    answer.kind = match &of.kind {
        FieldKind::Number {
            unit,
            scale,
            bound,
            min,
            max,
        } => {
            answer.unit_of_count = Some(unit.get(language).to_owned());
            (answer.scale, answer.min, answer.max, answer.takes_bound) =
                (Some(*scale), Some(*min), Some(*max), *bound);
            "number"
        }
        FieldKind::Share => {
            (answer.scale, answer.min, answer.max) = (
                Some(SHARE_SCALE),
                Some(0),
                Some(dienhong_domain::packs::WHOLE_SHARE),
            );
            answer.takes_bound = true;
            "share"
        }
        FieldKind::Text { max } => most(&mut answer, *max, "text"),
        FieldKind::LongText { max } => most(&mut answer, *max, "long-text"),
        FieldKind::Photos { max } => most(&mut answer, *max, "photos"),
        FieldKind::Files { max } => most(&mut answer, *max, "files"),
        FieldKind::Choice { .. } => "choice",
        FieldKind::Choices { .. } => "choices",
        FieldKind::YesNo => "yes-no",
        FieldKind::Date => "date",
    };
    answer
}

fn most(answer: &mut FieldAnswer, most: usize, kind: &'static str) -> &'static str {
    answer.most = Some(most);
    kind
}

fn list_answer(me: &Me, list: &List) -> ListAnswer {
    let language = me.locale().code();
    let item = |i: &dienhong_domain::packs::Item| ItemAnswer {
        id: i.id.clone(),
        title: i.title.get(language).to_owned(),
        since: i.since.and_then(known),
        until: i.until.and_then(known),
    };
    ListAnswer {
        id: list.id.clone(),
        title: list.title.get(language).to_owned(),
        items: list.items.iter().map(item).collect(),
    }
}

fn measure(me: &Me, of: &Measure) -> MeasureAnswer {
    let language = me.locale().code();
    MeasureAnswer {
        code: of.code.clone(),
        title: of.title.get(language).to_owned(),
        unit_of_count: of.unit.get(language).to_owned(),
        kind: of.kind,
        scale: if of.kind == MeasureKind::Share {
            SHARE_SCALE
        } else {
            of.scale
        },
        part_of: of.part_of.clone(),
        item: of.item.as_ref().map(|(_, item)| item.clone()),
        section: of.section.clone(),
        reference: of.reference.clone(),
    }
}
