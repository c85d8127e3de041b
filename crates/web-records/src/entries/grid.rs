//! The grid of a monthly register: all groups of a commune in one month. It works without a script; with one, arrow keys move between
//! cells and a block of cells is pasted from a spreadsheet.

use super::page::{field_id, problem, tag};
use super::waiting::refusal_of;
use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{EntryError, Grid, GridAnswer, GridRow, GridSaved, WHY};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};
use dienhong_web_kit::respond::{Problem, fault, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::ticks::one;
use dienhong_web_kit::unit_lists::in_order;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

#[derive(Default, Deserialize)]
pub(super) struct GridQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(default)]
    thang: String,
}

struct Cell {
    id: String,
    label: String,
    value: String,
}

struct Row {
    id: String,
    unit: String,
    /// Name and value of the hidden field with the entry that was seen.
    seen: (String, String),
    href: String,
    tag: Option<Tag>,
    cells: Vec<Cell>,
    why: String,
}

#[derive(Template)]
#[template(path = "entries/grid.html")]
struct Page {
    shell: Shell,
    action: String,
    unit: Uuid,
    units: Option<Field>,
    month: Field,
    typed_month: String,
    columns: Vec<String>,
    rows: Vec<Row>,
    why: Field,
}

/// A register's grid of a commune and a month.
struct Of<'a> {
    code: &'a str,
    commune: UnitId,
    month: &'a str,
}

/// Communes whose groups the person may record for.
pub(super) fn communes(me: &Me) -> Vec<UnitId> {
    let (map, today) = (&me.snapshot.map, me.today());
    let held = me.actor.units_for(Permission::WriteEntries, me.here());
    let below = held
        .iter()
        .flat_map(|top| std::iter::once(*top).chain(map.children(*top, today)));
    let mut found: Vec<UnitId> = below
        .filter(|unit| map.level(*unit) == Some(Level::Commune) && map.at(*unit, today).is_some())
        .collect();
    found.sort_unstable();
    found.dedup();
    in_order(me, found)
}

fn commune(me: &Me, uid: &str) -> Result<UnitId, Problem> {
    let found = match uid.is_empty() {
        true => communes(me).first().copied(),
        false => Uuid::parse_str(uid)
            .ok()
            .and_then(|uid| me.snapshot.map.by_uid(uid)),
    };
    found.ok_or(Problem::NotFound)
}

pub(super) async fn show(
    me: Me,
    Path(code): Path<String>,
    Query(asked): Query<GridQuery>,
) -> Result<Response, Problem> {
    let of = Of {
        code: &code,
        commune: commune(&me, &asked.unit)?,
        month: &asked.thang,
    };
    let grid = me.cx().entries().grid(of.code, of.commune, of.month).await;
    let grid = grid.map_err(problem)?;
    Ok(html(&page(&me, &of, &grid, &Told::default())))
}

/// What was typed and what came of it.
#[derive(Default)]
struct Told {
    /// Cells of rows that were refused, by unit.
    typed: HashMap<UnitId, BTreeMap<String, String>>,
    /// Why they were refused.
    refused: HashMap<UnitId, String>,
    saved: Option<usize>,
    why: String,
}

pub(super) async fn save(
    me: Me,
    Path(code): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let of = Of {
        code: &code,
        commune: commune(&me, one(&form, "don-vi"))?,
        month: one(&form, "thang"),
    };
    let why = one(&form, &field_id(WHY)).to_owned();
    let answers = answers(&me, &form);
    let entries = me.cx().entries();
    let saved = entries
        .save_grid((of.code, of.commune), of.month, &answers, &why)
        .await;
    let saved = saved.map_err(problem)?;
    let grid = entries
        .grid(of.code, of.commune, of.month)
        .await
        .map_err(problem)?;
    let mut told = Told {
        saved: Some(0),
        why,
        ..Told::default()
    };
    for ((unit, state), answer) in saved.into_iter().zip(answers) {
        match state {
            GridSaved::Unchanged => {}
            GridSaved::Saved => told.saved = told.saved.map(|count| count + 1),
            GridSaved::Refused(EntryError::Fault(error)) => return Err(fault(&error)),
            GridSaved::Refused(why) => {
                told.refused
                    .insert(unit, refusal_of(&me, (of.code, unit, grid.month), &why));
                told.typed.insert(unit, answer.cells);
            }
        }
    }
    let page = page(&me, &of, &grid, &told);
    Ok(match told.refused.is_empty() {
        true => html(&page),
        false => html_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
    })
}

/// The rows of a form. A cell is named by its unit and field, the entry that was seen by its unit and "muc".
fn answers(me: &Me, form: &[(String, String)]) -> Vec<GridAnswer> {
    let mut rows: BTreeMap<Uuid, GridAnswer> = BTreeMap::new();
    for (name, value) in form {
        let Some((uid, field)) = name.split_once('.') else {
            continue;
        };
        let Ok(uid) = Uuid::parse_str(uid) else {
            continue;
        };
        let Some(unit) = me.snapshot.map.by_uid(uid) else {
            continue;
        };
        let row = rows.entry(uid).or_insert_with(|| GridAnswer {
            unit,
            seen: None,
            cells: BTreeMap::new(),
        });
        match field {
            SEEN => row.seen = seen(value),
            _ => drop(row.cells.insert(field.to_owned(), value.clone())),
        }
    }
    rows.into_values().collect()
}

/// Name of the entry that was seen, behind its unit.
const SEEN: &str = "@muc";

fn seen(value: &str) -> Option<(Uuid, i64)> {
    let (id, rev) = value.split_once('.')?;
    Some((Uuid::parse_str(id).ok()?, rev.parse().ok()?))
}

fn page(me: &Me, of: &Of<'_>, grid: &Grid, told: &Told) -> Page {
    let language = me.locale().code();
    let title = grid.form().map_or(of.code, |form| form.title.get(language));
    let typed_month = format!("{}/{}", grid.month.month(), grid.month.year());
    let args = [
        ("register", title.into()),
        ("month", dienhong_i18n::month(grid.month).into()),
    ];
    let mut shell = me
        .shell(
            dienhong_i18n::t_with(me.locale(), "entries-grid-title", &args),
            Room::Registers,
        )
        .kicker(me.dated_name(of.commune))
        .below(title, urls::register(of.code));
    let lead = shell.t("entries-grid-lead");
    shell = shell.lead(lead);
    if !told.refused.is_empty() {
        let words = shell.t1("entries-grid-refused", "count", told.refused.len());
        shell = shell.mistakes(vec![Mistake::new("bang-to", words)]);
    }
    let done = match told.saved {
        Some(0) if told.refused.is_empty() => Some(shell.t("entries-grid-saved-none")),
        Some(count) if count > 0 => Some(shell.t1("entries-grid-saved", "count", count)),
        _ => None,
    };
    if let Some(done) = done {
        shell = shell.done(done);
    }
    let choices = communes(me);
    let choice = |unit: &UnitId| {
        let uid = me.snapshot.map.uid(*unit).to_string();
        Choice::new(uid, me.dated_name(*unit)).chosen(*unit == of.commune)
    };
    let units = (choices.len() > 1).then(|| {
        Field::new("don-vi", shell.t("entries-grid-unit-choose"))
            .choices(choices.iter().map(choice).collect())
    });
    let mut rows: Vec<&GridRow> = grid.rows.iter().collect();
    rows.sort_by_cached_key(|row| dienhong_i18n::sort_key(&me.name_on(row.unit, grid.month)));
    Page {
        action: urls::register_grid(of.code),
        unit: me.snapshot.map.uid(of.commune),
        units,
        month: Field::new("thang", shell.t("entries-grid-month"))
            .hint(shell.t("entries-grid-month-hint"))
            .value(typed_month.as_str()),
        typed_month,
        columns: grid
            .columns()
            .map(|field| field.label.get(language).to_owned())
            .collect(),
        rows: rows.into_iter().map(|row| shown(me, grid, row, told)).collect(),
        why: Field::new(field_id(WHY), shell.t("entries-field-why"))
            .hint(shell.t("entries-grid-why-hint"))
            .value(told.why.as_str())
            .optional(),
        shell,
    }
}

fn shown(me: &Me, grid: &Grid, row: &GridRow, told: &Told) -> Row {
    let uid = me.snapshot.map.uid(row.unit);
    let unit = me.name_on(row.unit, grid.month);
    let typed = told.typed.get(&row.unit).unwrap_or(&row.cells);
    let entry = row.entry.as_ref();
    Row {
        id: format!("to-{uid}"),
        seen: (
            format!("{uid}.{SEEN}"),
            entry.map_or_else(String::new, |entry| format!("{}.{}", entry.id, entry.rev)),
        ),
        href: entry.map_or_else(String::new, |entry| urls::entry(entry.id)),
        tag: entry.map(|entry| tag(entry.state, me.locale())),
        cells: grid
            .columns()
            .map(|field| Cell {
                id: format!("{uid}.{}", field.id),
                label: format!("{unit}: {}", field.label.get(me.locale().code())),
                value: typed.get(&field.id).cloned().unwrap_or_default(),
            })
            .collect(),
        why: told.refused.get(&row.unit).cloned().unwrap_or_default(),
        unit,
    }
}
