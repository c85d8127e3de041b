//! Going through waiting entries: finishing the ticked ones of a list, undoing that, and the next one of the same list.

use super::list::{EntryListQuery, address, query};
use super::page::{problem, sentences};
use askama::Template;
use axum::extract::Form;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::entries::{Draft, EntryError, Ticked};
use dienhong_app::urls;
use dienhong_domain::entries::State;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::entries::EntryRow;
use dienhong_web_kit::respond::{Problem, fault, html};
use dienhong_web_kit::shell::{Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::ticks::{one, ticked};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Which waiting entries somebody goes through: the filters of the list from which they came.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct WaitingFilter {
    /// Code of the register, or all.
    #[serde(default)]
    so: String,
    #[serde(default)]
    tim: String,
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(default)]
    ky: String,
}

impl WaitingFilter {
    /// The filter of a list; the code is empty for all registers.
    pub(super) fn of(code: &str, asked: &EntryListQuery) -> WaitingFilter {
        WaitingFilter {
            so: code.to_owned(),
            tim: asked.tim.clone(),
            unit: asked.unit.clone(),
            ky: asked.ky.clone(),
        }
    }

    /// The filter that a form carries on.
    pub(super) fn of_form(form: &[(String, String)]) -> WaitingFilter {
        WaitingFilter {
            so: one(form, "so").to_owned(),
            tim: one(form, "tim").to_owned(),
            unit: one(form, "don-vi").to_owned(),
            ky: one(form, "ky").to_owned(),
        }
    }

    /// The filter as hidden fields; what is not asked for is left out.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("so", &self.so),
            ("tim", &self.tim),
            ("don-vi", &self.unit),
            ("ky", &self.ky),
        ];
        let asked = all.into_iter().filter(|(_, value)| !value.is_empty());
        asked.map(|(name, value)| (name, value.clone())).collect()
    }

    /// An address that carries the filter on.
    pub(super) fn at(&self, href: &str) -> String {
        let fields = self.fields();
        if fields.is_empty() {
            return href.to_owned();
        }
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(fields);
        let joint = if href.contains('?') { '&' } else { '?' };
        format!("{href}{joint}{}", query.finish())
    }

    fn asked(&self) -> EntryListQuery {
        EntryListQuery {
            tim: self.tim.clone(),
            unit: self.unit.clone(),
            ky: self.ky.clone(),
            state: State::Sent.code().to_owned(),
            ..EntryListQuery::default()
        }
    }

    /// The address of the list of what waits.
    pub(super) fn list(&self) -> String {
        let action = match self.so.as_str() {
            "" => urls::SEARCH.to_owned(),
            code => urls::register(code),
        };
        address(&action, &self.asked(), &[])
    }

    /// The address of the next entry that waits behind a place of the list, or of its first one; `None` when none is left.
    pub(super) async fn next(&self, me: &Me, place: i64) -> Result<Option<String>, Problem> {
        let register = Some(self.so.clone()).filter(|code| !code.is_empty());
        let query = query(me, register, &self.asked())?;
        let next = me.cx().entries().next(&query, place).await.map_err(problem)?;
        Ok(next.map(|id| self.at(&urls::entry(id))))
    }
}

/// What a tick sends: the entry, and the revision that the person saw.
pub(super) fn tick_of(id: Uuid, seen: i64) -> String {
    format!("{id}.{seen}")
}

fn read_tick(value: &str) -> Option<Ticked> {
    let (id, seen) = value.split_once('.')?;
    Some(Ticked {
        id: Uuid::parse_str(id).ok()?,
        seen: seen.parse().ok()?,
    })
}

/// An entry that stayed as it was.
pub(super) struct Left {
    /// Where it is opened; empty if the reader may not see it.
    pub(super) href: String,
    pub(super) name: String,
    pub(super) why: String,
}

#[derive(Template)]
#[template(path = "entries/finished.html")]
struct Finished {
    shell: Shell,
    left: Vec<Left>,
    /// Undoes it; empty when nothing was done.
    undo: String,
    list: String,
}

pub(super) async fn finish(me: Me, Form(form): Form<Vec<(String, String)>>) -> Result<Response, Problem> {
    let filter = WaitingFilter::of_form(&form);
    let ticks: Vec<Ticked> = ticked(&form).into_iter().filter_map(read_tick).collect();
    if ticks.is_empty() {
        let list = filter.list();
        let joint = if list.contains('?') { '&' } else { '?' };
        return Ok(Redirect::to(&format!("{list}{joint}xong=chua-chon")).into_response());
    }
    let done = me
        .cx()
        .entries()
        .finish(&ticks)
        .await
        .map_err(|error| fault(&error))?;
    let mut left = Vec::new();
    let rows = rows(&me, done.refused.iter().map(|(id, _)| *id)).await?;
    for (id, why) in &done.refused {
        left.push(left_over(&me, rows.get(id), refusal(&me, rows.get(id), why)));
    }
    let count = done.done.len();
    let title = match count {
        0 => dienhong_i18n::t(me.locale(), "entries-finished-none"),
        _ => dienhong_i18n::t_with(me.locale(), "entries-finished", &[("count", count.into())]),
    };
    let shell = me.shell(title, Room::Registers).narrow();
    Ok(html(&Finished {
        undo: done.act.map_or_else(String::new, urls::bulk_undo),
        list: filter.list(),
        left,
        shell,
    }))
}

/// Entries by their ids, for naming them.
pub(super) async fn rows(
    me: &Me,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, EntryRow>, Problem> {
    let ids: Vec<Uuid> = ids.collect();
    let rows = me.cx().entries().heads(&ids).await;
    let rows = rows.map_err(|error| fault(&error))?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// An entry that stayed as it was, with the reason.
pub(super) fn left_over(me: &Me, row: Option<&EntryRow>, why: String) -> Left {
    let Some(row) = row else {
        return Left {
            href: String::new(),
            name: dienhong_i18n::t(me.locale(), "entries-left-unseen"),
            why,
        };
    };
    Left {
        href: urls::entry(row.id),
        name: name(me, row),
        why,
    }
}

/// An entry by its register, unit and day.
pub(super) fn name(me: &Me, row: &EntryRow) -> String {
    let code = me.snapshot.register_code(row.register).unwrap_or_default();
    let rules = me.cx().rules_knowing(code, row.unit, row.day);
    let form = rules.register(code);
    let title = form.map_or(code, |form| form.title.get(me.locale().code()));
    let day = match form.is_some_and(|form| form.monthly) {
        true => dienhong_i18n::month(row.day),
        false => dienhong_i18n::day(row.day),
    };
    format!("{title}, {}, {day}", me.name_on(row.unit, row.day))
}

/// Why an act on an entry was refused, as a sentence.
pub(super) fn refusal(me: &Me, row: Option<&EntryRow>, why: &EntryError) -> String {
    match row {
        Some(row) => {
            let register = me.snapshot.register_code(row.register).unwrap_or_default();
            refusal_of(me, (register, row.unit, row.day), why)
        }
        None => dienhong_i18n::t(me.locale(), "entries-left-unseen-why"),
    }
}

/// Why an entry of a register, unit and day was refused, as a sentence.
pub(super) fn refusal_of(me: &Me, (register, unit, day): (&str, UnitId, Day), why: &EntryError) -> String {
    let words = |key: &str| dienhong_i18n::t(me.locale(), key);
    match why {
        EntryError::Mistakes(found) => {
            let draft = Draft {
                register: register.to_owned(),
                unit: Some(unit),
                day: day.to_string(),
                ..Draft::default()
            };
            sentences(me, &draft, found).join(" ")
        }
        EntryError::Conflict { .. } => words("entries-left-changed"),
        EntryError::NotAllowed => words("entries-left-not-allowed"),
        _ => words("entries-left-unseen-why"),
    }
}
