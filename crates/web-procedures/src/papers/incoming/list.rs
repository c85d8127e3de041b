//! The register of incoming papers of a unit and year.

use super::{content, kept_unit, progress_tag, struck_words};
use crate::papers::problem;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use dienhong_app::papers::{Incoming, IncomingList, IncomingPage, IncomingPlace};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Chip, Choice, Field, Room, Shell, Steps, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::unit_lists::{former, in_order};
use serde::Deserialize;

/// Years offered, the present one included.
const YEARS: i32 = 5;

#[derive(Deserialize, Default)]
pub(super) struct IncomingQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(rename = "nam", default)]
    year: String,
    /// Which lines: empty for all.
    #[serde(rename = "xem", default)]
    list: String,
    /// The page goes on below this number.
    #[serde(rename = "truoc", default)]
    below: String,
    /// The page ends above this number.
    #[serde(rename = "sau", default)]
    above: String,
}

struct Line {
    number: u32,
    href: String,
    day: String,
    author: String,
    sign: String,
    paper_day: String,
    content: String,
    receiver: String,
    due: String,
    tag: Tag,
    struck: Option<String>,
}

#[derive(Template)]
#[template(path = "papers/incoming.html")]
struct Page {
    shell: Shell,
    unit: Field,
    year: Field,
    year_value: i32,
    chips: Vec<Chip>,
    is_all: bool,
    lines: Vec<Line>,
    steps: Steps,
    enter: Option<String>,
}

pub(super) async fn show(me: Me, Query(asked): Query<IncomingQuery>) -> Result<Response, Problem> {
    let unit = kept_unit(&me, &asked.unit).ok_or(Problem::NotFound)?;
    let year = asked.year.parse().unwrap_or_else(|_| me.today().year());
    let list = list_of(&asked.list);
    let place = match (asked.below.parse::<u32>(), asked.above.parse::<u32>()) {
        (Ok(number), _) => IncomingPlace::Below(number),
        (_, Ok(number)) => IncomingPlace::Above(number),
        _ => IncomingPlace::Newest,
    };
    let found = me.cx().papers().incoming(unit, year, list, place).await;
    let found = found.map_err(problem)?;
    let uid = me.snapshot.map.uid(unit);
    let shell = me
        .shell(t(me.locale(), "papers-incoming-title"), Room::Papers)
        .kicker(me.full_name(unit))
        .lead(t(me.locale(), "papers-incoming-lead"));
    let address = |list: IncomingList| format!("{}{}", urls::incoming_of(uid, year), asked_for(list));
    Ok(html(&Page {
        unit: unit_field(&me, &shell, unit),
        year: year_field(&me, &shell, year),
        year_value: year,
        chips: chips(&shell, list, address),
        is_all: list == IncomingList::All,
        steps: steps(&shell, &found, &address(list)),
        lines: found.lines.iter().map(|of| line(&me, &shell, of)).collect(),
        enter: found.may_enter.then(|| urls::incoming_question(uid)),
        shell,
    }))
}

fn list_of(asked: &str) -> IncomingList {
    match asked {
        "chua-xong" => IncomingList::Open,
        "qua-han" => IncomingList::Late,
        _ => IncomingList::All,
    }
}

fn asked_for(list: IncomingList) -> &'static str {
    match list {
        IncomingList::All => "",
        IncomingList::Open => "&xem=chua-xong",
        IncomingList::Late => "&xem=qua-han",
    }
}

fn chips(shell: &Shell, chosen: IncomingList, address: impl Fn(IncomingList) -> String) -> Vec<Chip> {
    let chip = |(list, key): (IncomingList, &str)| Chip {
        label: shell.t(key),
        href: address(list),
        is_current: list == chosen,
    };
    [
        (IncomingList::All, "papers-incoming-all"),
        (IncomingList::Open, "papers-incoming-open"),
        (IncomingList::Late, "papers-incoming-late"),
    ]
    .map(chip)
    .into()
}

fn steps(shell: &Shell, found: &IncomingPage, address: &str) -> Steps {
    let first = found.lines.first().filter(|_| found.has_newer);
    let last = found.lines.last().filter(|_| found.has_older);
    Steps {
        words: shell.shown(found.lines.len(), None),
        newer: first.map(|of| format!("{address}&sau={}", of.number)),
        older: last.map(|of| format!("{address}&truoc={}", of.number)),
    }
}

fn line(me: &Me, shell: &Shell, of: &Incoming) -> Line {
    let written = |day: Option<_>| day.map_or_else(String::new, dienhong_i18n::day);
    Line {
        number: of.number,
        href: urls::incoming_paper(of.id),
        day: dienhong_i18n::day(of.day),
        author: of.author.clone(),
        sign: of.sign.clone(),
        paper_day: written(of.paper_day),
        content: content(me, of),
        receiver: of.receiver.clone(),
        due: written(of.due),
        tag: progress_tag(me, shell, of),
        struck: struck_words(shell, of),
    }
}

/// The units whose registers the person keeps: those held, and the predecessors whose books they have.
fn unit_field(me: &Me, shell: &Shell, chosen: UnitId) -> Field {
    let mut all = me.actor.units_for(Permission::KeepIncoming, me.here());
    all.extend(former(me, Permission::KeepIncoming));
    all.retain(|unit| me.snapshot.map.level(*unit).is_some_and(|l| l <= Level::Commune));
    if !all.contains(&chosen) {
        all.push(chosen);
    }
    let choice = |unit: UnitId| {
        Choice::new(me.snapshot.map.uid(unit).to_string(), me.dated_name(unit)).chosen(unit == chosen)
    };
    let choices = in_order(me, all).into_iter().map(choice).collect();
    Field::new("don-vi", shell.t("totals-unit")).choices(choices)
}

fn year_field(me: &Me, shell: &Shell, chosen: i32) -> Field {
    let now = me.today().year();
    let years = (now - YEARS + 1..=now).rev();
    let choice = |year: i32| Choice::new(year.to_string(), year.to_string()).chosen(year == chosen);
    Field::new("nam", shell.t("papers-year")).choices(years.map(choice).collect())
}
