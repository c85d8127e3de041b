//! The change log: `/nhat-ky`.

use super::{broken, units, words};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use dienhong_app::LogObject;
use dienhong_app::people::{HistoryError, HistoryLine, HistoryQuestion};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_store::log::ChainCheck;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Choice, Field, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

struct Line {
    place: String,
    moment: String,
    author: String,
    what: String,
    object: LogObject,
    detail: String,
}

#[derive(Template)]
#[template(path = "people/history.html")]
struct HistoryPage {
    shell: Shell,
    units: Field,
    room: Field,
    day: Field,
    lines: Vec<Line>,
    next: Option<String>,
    check: Option<Check>,
    check_href: String,
}

struct Check {
    is_whole: bool,
    words: String,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct HistoryQuery {
    #[serde(rename = "don-vi")]
    unit: String,
    phan: String,
    ngay: String,
    nguoi: String,
    truoc: String,
    #[serde(rename = "kiem-tra")]
    check: Option<String>,
}

pub(super) async fn show(me: Me, Query(asked): Query<HistoryQuery>) -> Result<Response, Problem> {
    let unit = units::requested(&me, Uuid::parse_str(&asked.unit).ok(), Permission::ReadLog)
        .ok_or(Problem::NotFound)?;
    let here = me.here();
    let question = HistoryQuestion {
        room: asked.phan.clone(),
        day: Day::parse(&asked.ngay).ok(),
        person: Uuid::parse_str(&asked.nguoi).ok(),
        before: asked.truoc.parse().ok(),
    };
    let history = me.cx().people().history(unit, &question).await.map_err(problem)?;
    let shell = me
        .shell(t(me.locale(), "people-history"), Room::More)
        .kicker(me.full_name(unit));
    let lead = shell.t("people-history-lead");
    let shell = shell
        .lead(lead)
        .below(t(me.locale(), "shell-room-more"), urls::MORE);
    let check = match asked.check {
        Some(_) => {
            let found = me.cx().people().check_history(unit).await.map_err(problem)?;
            Some(told(&shell, found))
        }
        None => None,
    };
    let mut lines = Vec::new();
    for line in &history.lines {
        lines.push(line_of(&me, &shell, line).await?);
    }
    let page = HistoryPage {
        units: units::field(
            &me,
            &shell,
            &me.actor.units_for(Permission::ReadLog, here),
            Some(unit),
        ),
        room: room(&shell, &asked.phan),
        day: Field::new("ngay", shell.t("people-history-day")).value(asked.ngay.clone()),
        lines,
        next: history
            .next
            .map(|place| address(&me, unit, &asked, &[("truoc", &place.to_string())])),
        check,
        check_href: address(&me, unit, &asked, &[("kiem-tra", "1")]),
        shell,
    };
    Ok(html(&page))
}

fn problem(error: HistoryError) -> Problem {
    match error {
        HistoryError::NotFound => Problem::NotFound,
        HistoryError::Fault(fault) => broken(fault),
    }
}

fn told(shell: &Shell, check: ChainCheck) -> Check {
    match check {
        ChainCheck::Whole { lines, head } => Check {
            is_whole: true,
            words: shell.t2(
                "people-history-whole",
                ("count", lines),
                ("head", head.get(..16).unwrap_or_default().to_owned()),
            ),
        },
        ChainCheck::Broken { seq } => Check {
            is_whole: false,
            words: shell.t1("people-history-broken", "place", shell.num(seq)),
        },
    }
}

fn room(shell: &Shell, chosen: &str) -> Field {
    let all = Choice::new("", shell.t("people-log-room-all")).chosen(chosen.is_empty());
    let rooms = words::ROOMS.map(|(code, key)| Choice::new(code, shell.t(key)).chosen(code == chosen));
    Field::new("phan", shell.t("people-history-room")).choices([all].into_iter().chain(rooms).collect())
}

async fn line_of(me: &Me, shell: &Shell, line: &HistoryLine) -> Result<Line, Problem> {
    let row = &line.row;
    let object = me.cx().logbook().object(row, me.locale()).await;
    Ok(Line {
        place: shell.num(row.seq),
        moment: shell.moment(&row.at),
        author: line
            .author
            .clone()
            .unwrap_or_else(|| shell.t("people-program-itself")),
        what: shell.t(words::logged(&row.act).unwrap_or("people-log-unknown")),
        object: object.map_err(|fault| dienhong_web_kit::respond::fault(&fault))?,
        detail: detail(me, shell, &row.detail),
    })
}

// Lines hold numbers of roles, units and days, which become words here. What has no name is left out.
fn detail(me: &Me, shell: &Shell, json: &str) -> String {
    let read: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let role = read
        .get("role")
        .and_then(|r| r.as_str())
        .and_then(dienhong_domain::rights::Role::parse);
    let number = |name: &str| {
        read.get(name)
            .and_then(serde_json::Value::as_i64)
            .and_then(|n| i32::try_from(n).ok())
    };
    let unit = number("unit")
        .map(UnitId)
        .filter(|u| me.snapshot.map.get(*u).is_some());
    let count = number("entries").map(|n| shell.t1("people-history-entries", "count", n));
    let revision = number("rev").map(|n| shell.t1("people-history-revision", "count", n));
    let last = number("last")
        .and_then(Day::from_number)
        .map(|d| shell.t1("people-history-last", "day", shell.day(&d)));
    let parts = [
        role.map(|r| shell.t(words::role(r))),
        unit.map(|u| me.name(u)),
        last,
        count,
        revision,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn address(me: &Me, unit: UnitId, asked: &HistoryQuery, more: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("don-vi", &me.snapshot.map.uid(unit).to_string());
    for (name, value) in [
        ("phan", &asked.phan),
        ("ngay", &asked.ngay),
        ("nguoi", &asked.nguoi),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.extend_pairs(more);
    format!("{}?{}", urls::LOG, query.finish())
}
