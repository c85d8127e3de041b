//! The papers of a unit, the newest first.

use super::state_tag;
use crate::papers::problem;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use dienhong_app::papers::{MadePage, MadeSummary, PaperPlace, paper_state_key};
use dienhong_app::urls;
use dienhong_domain::procedures::ProcedureState;
use dienhong_domain::procedures::papers::State;
use dienhong_domain::rights::Permission;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Chip, Field, Room, Shell, Steps, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::unit_lists::unit_field;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize, Default)]
pub(super) struct ListQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    /// Code of a state; empty for all.
    #[serde(rename = "xem", default)]
    state: String,
    /// The page goes on below this paper.
    #[serde(rename = "truoc", default)]
    below: String,
    /// The page ends above this paper.
    #[serde(rename = "sau", default)]
    above: String,
}

struct Line {
    href: String,
    name: String,
    summary: String,
    mark: String,
    day: String,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "papers/made_list.html")]
struct Page {
    shell: Shell,
    unit: Field,
    chips: Vec<Chip>,
    is_all: bool,
    lines: Vec<Line>,
    steps: Steps,
    new: Option<String>,
}

pub(super) async fn show(me: Me, Query(asked): Query<ListQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)?;
    let state = State::ALL.into_iter().find(|state| state.code() == asked.state);
    let place = match (Uuid::parse_str(&asked.below), Uuid::parse_str(&asked.above)) {
        (Ok(id), _) => PaperPlace::Below(id),
        (_, Ok(id)) => PaperPlace::Above(id),
        _ => PaperPlace::Newest,
    };
    let papers = me.cx().papers();
    let found = papers.made_papers(unit, state, place).await.map_err(problem)?;
    let uid = me.snapshot.map.uid(unit);
    let shell = me
        .shell(t(me.locale(), "papers-made-title"), Room::Papers)
        .kicker(me.full_name(unit))
        .lead(t(me.locale(), "papers-made-lead"));
    let address = |state: Option<State>| {
        let only = state.map(|state| format!("&xem={}", state.code()));
        format!("{}{}", urls::made_papers(uid), only.unwrap_or_default())
    };
    Ok(html(&Page {
        unit: unit_field(&me, &shell, unit),
        chips: chips(&shell, papers.visible_states(unit), state, address),
        is_all: state.is_none(),
        steps: steps(&shell, &found, &address(state)),
        lines: found.lines.iter().map(|of| line(&me, &shell, of)).collect(),
        new: papers.may_draft(unit).then(|| urls::paper_templates(uid)),
        shell,
    }))
}

fn chips(
    shell: &Shell,
    visible: &[State],
    chosen: Option<State>,
    address: impl Fn(Option<State>) -> String,
) -> Vec<Chip> {
    let chip = |state: Option<State>| Chip {
        label: shell.t(state.map_or("papers-made-all", paper_state_key)),
        href: address(state),
        is_current: state == chosen,
    };
    let states = visible.iter().copied().map(Some);
    std::iter::once(None).chain(states).map(chip).collect()
}

fn steps(shell: &Shell, found: &MadePage, address: &str) -> Steps {
    let first = found.lines.first().filter(|_| found.has_newer);
    let last = found.lines.last().filter(|_| found.has_older);
    Steps {
        words: shell.shown(found.lines.len(), None),
        newer: first.map(|of| format!("{address}&sau={}", of.id)),
        older: last.map(|of| format!("{address}&truoc={}", of.id)),
    }
}

fn line(me: &Me, shell: &Shell, of: &MadeSummary) -> Line {
    let title = of
        .title
        .as_ref()
        .map(|title| title.get(me.locale().code()).to_owned());
    Line {
        href: urls::made_paper(of.id),
        name: title.unwrap_or_else(|| shell.t("papers-made-unnamed")),
        summary: of.summary.clone(),
        mark: of.mark.clone().unwrap_or_default(),
        day: dienhong_i18n::day(dienhong_i18n::day_of(of.at)),
        tag: state_tag(me, of.state),
    }
}
