//! A recorded change, and its undoing.

use super::describe::{ChangeDescription, HistoryItem, Line, Way};
use super::read::ChangeForm;
use super::rehoming::{self, Moves};
use super::step::{facts, problem, said};
use super::words;
use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::units::{self, ChangeLine, Effect, UndoPlan, UnitError};
use dienhong_app::urls;
use dienhong_domain::time::Day;
use dienhong_domain::units::Change;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Fact, Field, Link, Mistake, Room, Shell, State};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "units/change.html")]
struct ChangePage {
    shell: Shell,
    tag: Option<dienhong_web_kit::shell::Tag>,
    facts: Vec<Fact>,
    told: Vec<HistoryItem>,
    /// Where it is undone; empty for those who may not.
    undo: String,
    /// Later changes that depend on it.
    stand_on: Vec<Link>,
}

#[derive(Template)]
#[template(path = "units/undo.html")]
struct UndoPage {
    shell: Shell,
    action: String,
    told: Vec<HistoryItem>,
    moves: Moves,
    why: Field,
    back: String,
}

#[derive(Deserialize)]
pub(super) struct Said {
    xong: Option<String>,
}

pub(super) async fn show(
    me: Me,
    Path(id): Path<Uuid>,
    Query(done): Query<Said>,
) -> Result<Response, Problem> {
    let view = me.cx().units().find_change(id).await.map_err(problem)?;
    let mut shell = frame(&me, &view.line.change);
    shell = match done.xong.as_deref() {
        Some("ghi") => {
            let words = shell.t("units-done-recorded");
            shell.done(words)
        }
        Some("hoan-tac") => {
            let words = shell.t("units-done-undone");
            shell.done(words)
        }
        _ => shell,
    };
    let mut stand_on = Vec::new();
    let undo = match &view.undo {
        Some(Ok(_)) => format!("{}/hoan-tac", urls::change(id)),
        Some(Err(UnitError::DependedOn(ids))) => {
            stand_on = ids.iter().map(|id| link(&me, *id)).collect();
            String::new()
        }
        _ => String::new(),
    };
    Ok(html(&ChangePage {
        tag: view.line.undone.is_some().then(|| shell.tag(State::Void)),
        facts: all_facts(&shell, &view.line),
        told: told(&me, &shell, &view.line),
        undo,
        stand_on,
        shell,
    }))
}

fn frame(me: &Me, change: &Change) -> Shell {
    let locale = me.locale();
    me.shell(dienhong_i18n::t(locale, words::kind(change.kind)), Room::Units)
        .kicker(dienhong_i18n::day(change.day))
        .below(dienhong_i18n::t(locale, "units-index-title"), urls::UNITS)
        .narrow()
}

/// A change as a link: "Nhập đơn vị, 01/07/2026".
pub(super) fn link(me: &Me, id: Uuid) -> Link {
    let row = me.snapshot.changes.iter().find(|c| c.change.id == id);
    let words = row.map_or_else(String::new, |row| {
        let kind = dienhong_i18n::t(me.locale(), words::kind(row.change.kind));
        format!("{kind}, {}", dienhong_i18n::day(row.change.day))
    });
    Link::new(words, urls::change(id))
}

fn all_facts(shell: &Shell, line: &ChangeLine) -> Vec<Fact> {
    let mut all = facts(shell, &line.change);
    let by = |at: i64, name: &str| match name {
        "" => shell.moment(&at),
        name => shell.t2("units-by", ("name", name), ("moment", shell.moment(&at))),
    };
    all.push(Fact::new(
        shell.t("units-fact-recorded"),
        by(line.at, &line.author),
    ));
    if let Some((at, name, why)) = &line.undone {
        all.push(Fact::new(shell.t("units-fact-undone"), by(*at, name)));
        all.push(Fact::new(shell.t("units-field-why"), why.clone()));
    }
    all
}

/// What it did. The map no longer holds an undone change, so only the units that it named are listed.
fn told(me: &Me, shell: &Shell, line: &ChangeLine) -> Vec<HistoryItem> {
    let (map, change) = (&me.snapshot.map, &line.change);
    if line.undone.is_none() {
        let effect = Effect::of(map, map, change);
        return ChangeDescription {
            me,
            shell,
            change,
            before: map,
            after: map,
        }
        .tell(&effect, Way::Forth);
    }
    let language = me.locale().code();
    let plain = |words: String| Line {
        words,
        href: String::new(),
    };
    let named = |unit| plain(map.label(unit, change.day.previous(), language));
    let begun = change.creates.iter().map(|new| {
        let kind = map.kind_words(&new.kind).map_or("", |w| w.get(language));
        plain(format!("{kind} {}", new.name).trim().to_owned())
    });
    let mut told = vec![
        HistoryItem {
            title: shell.t("units-told-ends"),
            lines: change.ends.iter().map(|u| named(*u)).collect(),
        },
        HistoryItem {
            title: shell.t("units-told-begins"),
            lines: begun.collect(),
        },
        HistoryItem {
            title: shell.t("units-told-others"),
            lines: change.sets.iter().map(|s| named(s.unit)).collect(),
        },
    ];
    told.retain(|t| !t.lines.is_empty());
    told
}

pub(super) async fn ask(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().units().preview_undo(id).await {
        Ok(plan) => Ok(html(&undo_page(&me, &plan, &ChangeForm::default(), Vec::new()))),
        // The page of the change shows why.
        Err(UnitError::DependedOn(_) | UnitError::Undone) => {
            Ok(Redirect::to(&urls::change(id)).into_response())
        }
        Err(other) => Err(problem(other)),
    }
}

pub(super) async fn undo(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<ChangeForm>,
) -> Result<Response, Problem> {
    let choices = typed.choices(&me);
    let said = match me
        .cx()
        .units()
        .undo_change(id, typed.one(units::WHY), &choices)
        .await
    {
        Ok(()) => return Ok(Redirect::to(&format!("{}?xong=hoan-tac", urls::change(id))).into_response()),
        Err(UnitError::Mistakes(found)) => said(&me, &me.shell("", Room::Units), &found),
        Err(UnitError::Conflict) => {
            vec![Mistake::new(
                units::WHY,
                dienhong_i18n::t(me.locale(), "units-error-conflict"),
            )]
        }
        Err(UnitError::DependedOn(_) | UnitError::Undone) => {
            return Ok(Redirect::to(&urls::change(id)).into_response());
        }
        Err(other) => return Err(problem(other)),
    };
    let plan = me.cx().units().plan_undo(id).await.map_err(problem)?;
    Ok(html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &undo_page(&me, &plan, &typed, said),
    ))
}

fn undo_page(me: &Me, plan: &UndoPlan, typed: &ChangeForm, said: Vec<Mistake>) -> impl Template + use<> {
    let locale = me.locale();
    let about = link(me, plan.change.id);
    let shell = me
        .shell(dienhong_i18n::t(locale, "units-undo-title"), Room::Units)
        .lead(dienhong_i18n::t(locale, "units-undo-lead"))
        .below(dienhong_i18n::t(locale, "units-index-title"), urls::UNITS)
        .below(about.label, about.href)
        .narrow()
        .mistakes(said);
    let teller = ChangeDescription {
        me,
        shell: &shell,
        change: &plan.change,
        before: &plan.after,
        after: &me.snapshot.map,
    };
    let told = teller.tell(&plan.effect, Way::Back);
    let moves = rehoming::ask(me, &shell, &plan.rehoming, &plan.after, typed);
    let why = Field::new(units::WHY, shell.t("units-field-why"))
        .hint(shell.t("units-field-why-hint"))
        .value(typed.one(units::WHY))
        .checked(&shell.mistakes);
    UndoPage {
        action: format!("{}/hoan-tac", urls::change(plan.change.id)),
        told,
        moves,
        why,
        back: urls::change(plan.change.id),
        shell,
    }
}

/// A day, or an open end.
pub(super) fn day(shell: &Shell, day: Day) -> String {
    if day <= Day::MIN {
        shell.t("units-day-open")
    } else {
        dienhong_i18n::day(day)
    }
}
