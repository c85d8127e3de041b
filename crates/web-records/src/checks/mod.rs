//! The page that checks a commune's book: the questions of each check, each with a link to where it can be resolved.

use crate::totals::question::problem;
use crate::totals::show::number;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use dienhong_app::checks::{Answer, Checked, Finding, Kind, Standing};
use dienhong_app::urls;
use dienhong_domain::checks::{Dip, Month};
use dienhong_domain::entries::State;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{Measure, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::rights::Permission::ReadTotals;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, Level, UnitId};
use dienhong_i18n::{t, t_with, unit_of_count};
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Room, Shell, State as Shown, Tag};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default().get(urls::CHECKS, Needs(ReadTotals), show)
}

#[derive(Deserialize, Default)]
struct CheckQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
}

struct Line {
    question: String,
    href: String,
    act: String,
}

struct Part {
    id: String,
    title: String,
    lead: String,
    tag: Tag,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "checks/show.html")]
struct Page {
    shell: Shell,
    parts: Vec<Part>,
    is_commune: bool,
    is_empty: bool,
    /// When the book was checked, in words; empty if it was not.
    at: String,
    is_running: bool,
    has_failed: bool,
    again: String,
    below: Vec<(String, String)>,
}

async fn show(me: Me, Query(asked): Query<CheckQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)?;
    let shell = me
        .shell(t(me.locale(), "checks-title"), Room::Totals)
        .kicker(me.full_name(unit))
        .lead(t(me.locale(), "checks-lead"));
    let mut page = Page {
        parts: Vec::new(),
        is_commune: me.snapshot.map.level(unit) == Some(Level::Commune),
        is_empty: false,
        at: String::new(),
        is_running: false,
        has_failed: false,
        again: urls::checks(me.snapshot.map.uid(unit)),
        below: Vec::new(),
        shell,
    };
    if page.is_commune {
        let answer = me.cx().checks().answer(&me.app, unit).await.map_err(problem)?;
        page = answered(&me, page, &answer);
    } else {
        page.below = communes(&me, unit);
    }
    Ok(html(&page))
}

/// The page with the last answer of the checks.
fn answered(me: &Me, page: Page, answer: &Answer) -> Page {
    let mut page = Page {
        is_running: answer.standing == Standing::Running,
        has_failed: answer.standing == Standing::Failed,
        ..page
    };
    if let Some(found) = answer.checked.as_deref() {
        page.is_empty = found.is_empty;
        page.at = page.shell.t1("checks-at", "moment", page.shell.moment(&found.at));
        if !found.is_empty {
            page.parts = parts(me, &page.shell, found);
        }
    }
    page
}

/// Communes whose books may be checked from here: those below, or the one above a group.
fn communes(me: &Me, unit: UnitId) -> Vec<(String, String)> {
    let today = me.today();
    let mut all: Vec<UnitId> = me.snapshot.map.children(unit, today);
    all.retain(|u| me.snapshot.map.level(*u) == Some(Level::Commune));
    all.sort_by_cached_key(|u| dienhong_i18n::sort_key(&me.name(*u)));
    all.iter()
        .map(|u| (me.name(*u), urls::checks(me.snapshot.map.uid(*u))))
        .collect()
}

fn parts(me: &Me, shell: &Shell, found: &Checked) -> Vec<Part> {
    let words = |kind: Kind| match kind {
        Kind::Months => ("thang", "checks-months", "checks-months-lead"),
        Kind::Amounts => ("muc", "checks-amounts", "checks-amounts-lead"),
        Kind::Doubles => ("trung", "checks-doubles", "checks-doubles-lead"),
        Kind::Parts => ("phan", "checks-parts", "checks-parts-lead"),
        Kind::Waiting => ("cho", "checks-waiting", "checks-waiting-lead"),
        Kind::Stocks => ("hien-co", "checks-stocks", "checks-stocks-lead"),
        Kind::Nought => ("duoi-khong", "checks-nought", "checks-nought-lead"),
        Kind::Sums => ("tong", "checks-sums", "checks-sums-lead"),
    };
    let part = |(kind, findings): &(Kind, Vec<Finding>)| {
        let (id, title, lead) = words(*kind);
        let tag = match findings.len() {
            0 => Tag {
                words: shell.t("checks-good"),
                ..Shown::Met.tag(me.locale())
            },
            count => Tag {
                words: shell.t1("checks-count", "count", count as i64),
                ..Shown::Incomplete.tag(me.locale())
            },
        };
        Part {
            id: id.to_owned(),
            title: shell.t(title),
            lead: shell.t(lead),
            tag,
            lines: findings.iter().map(|f| line(me, shell, found.unit, f)).collect(),
        }
    };
    found.kinds.iter().map(part).collect()
}

/// A finding as a question, with a link to where it can be resolved.
fn line(me: &Me, shell: &Shell, unit: UnitId, of: &Finding) -> Line {
    let uid = me.snapshot.map.uid(unit);
    match of {
        Finding::Double {
            register,
            unit,
            day,
            count,
            is_equal,
            last,
        } => {
            let key = match is_equal {
                true => "checks-double",
                false => "checks-double-alike",
            };
            double(me, shell, register, (*unit, *day), (key, *count), *last)
        }
        Finding::Gap {
            register,
            month,
            units,
        } => gap(me, register, *month, units),
        Finding::Outlier {
            measure,
            month,
            amount,
            usual,
        } => outlier(me, shell, uid, measure, *month, (*amount, *usual)),
        Finding::Part { part, whole, period } => part_above_whole(me, shell, uid, part, whole, *period),
        Finding::Waiting { state, count, before } => waiting(me, shell, *state, *count, *before),
        Finding::Stale { measure, last } => stale(me, shell, measure, *last),
        Finding::Below {
            unit,
            measure,
            dip,
            is_undivided,
        } => below_nought(me, shell, *unit, measure, dip, *is_undivided),
        Finding::Sums { count } => Line {
            question: shell.t1("checks-mismatch", "count", *count as i64),
            href: String::new(),
            act: String::new(),
        },
    }
}

/// Entries of one unit and day with the same content, or of the same form.
fn double(
    me: &Me,
    shell: &Shell,
    register: &Register,
    (unit, day): (UnitId, Day),
    (key, count): (&str, usize),
    last: Uuid,
) -> Line {
    let args = [
        ("register", register.title.get(me.locale().code()).into()),
        ("place", me.name_on(unit, day).into()),
        ("day", dienhong_i18n::day(day).into()),
        ("count", count.into()),
    ];
    Line {
        question: t_with(me.locale(), key, &args),
        href: urls::entry(last),
        act: shell.t("checks-open"),
    }
}

/// A month without entries of some units in a register.
fn gap(me: &Me, register: &Register, month: Month, units: &[UnitId]) -> Line {
    let (code, last) = (me.locale().code(), month.days().to);
    let names: Vec<String> = units
        .iter()
        .map(|u| me.snapshot.map.label(*u, last, code))
        .collect();
    let args = [
        ("month", dienhong_i18n::month(last).into()),
        ("register", register.title.get(code).into()),
        ("units", names.join(", ").into()),
    ];
    Line {
        question: t_with(me.locale(), "checks-gap", &args),
        href: urls::new_entry(&register.id),
        act: register.act.get(code).to_owned(),
    }
}

/// A month with an amount far above the usual.
fn outlier(
    me: &Me,
    shell: &Shell,
    uid: Uuid,
    measure: &Measure,
    month: Month,
    (steps, usual): (i64, i64),
) -> Line {
    let (locale, days) = (me.locale(), month.days());
    let amount = |steps: i64| dienhong_i18n::amount(steps, measure.scale, locale);
    let args = [
        ("month", dienhong_i18n::month(days.to).into()),
        ("measure", measure.title.get(locale.code()).into()),
        ("amount", amount(steps).into()),
        ("usual", amount(usual).into()),
        (
            "unit",
            unit_of_count(steps, measure.scale, &measure.unit, locale).into(),
        ),
    ];
    Line {
        question: t_with(locale, "checks-outlier", &args),
        href: urls::proof(&measure.code, uid, days, Lens::AsItWas),
        act: shell.t("checks-proof"),
    }
}

/// A part that is larger than its whole.
fn part_above_whole(
    me: &Me,
    shell: &Shell,
    uid: Uuid,
    (part, one): &(Measure, Figure),
    (whole, all): &(Measure, Figure),
    period: Period,
) -> Line {
    let locale = me.locale();
    let args = [
        ("part", part.title.get(locale.code()).into()),
        ("one", number(one, part, locale).into()),
        ("whole", whole.title.get(locale.code()).into()),
        ("all", number(all, whole, locale).into()),
        ("period", dienhong_i18n::period(period, locale).into()),
    ];
    Line {
        question: t_with(locale, "checks-part", &args),
        href: urls::proof(&part.code, uid, period, Lens::AsItWas),
        act: shell.t("checks-proof"),
    }
}

/// Entries that have been waiting for long.
fn waiting(me: &Me, shell: &Shell, state: State, count: i64, before: Day) -> Line {
    let (key, filter) = match state {
        State::Draft => ("checks-drafts", "draft"),
        _ => ("checks-sent", "sent"),
    };
    let args = [
        ("count", count.into()),
        ("day", dienhong_i18n::day(before).into()),
    ];
    Line {
        question: t_with(me.locale(), key, &args),
        href: format!("{}?trang-thai={filter}", urls::SEARCH),
        act: shell.t("checks-open"),
    }
}

/// A stock that was stated long ago.
fn stale(me: &Me, shell: &Shell, measure: &Measure, last: Day) -> Line {
    let args = [
        ("measure", measure.title.get(me.locale().code()).into()),
        ("day", dienhong_i18n::day(last).into()),
    ];
    Line {
        question: t_with(me.locale(), "checks-stale", &args),
        href: urls::REGISTERS.to_owned(),
        act: shell.t("checks-open"),
    }
}

/// A stock that was below zero, with its proof from then until today.
fn below_nought(
    me: &Me,
    shell: &Shell,
    unit: UnitId,
    measure: &Measure,
    dip: &Dip,
    is_undivided: bool,
) -> Line {
    let (locale, map) = (me.locale(), &me.snapshot.map);
    let code = locale.code();
    let key = match is_undivided {
        true => "checks-below-undivided",
        false => "checks-below",
    };
    let until = Period::new(dip.first, me.today()).unwrap_or(Period {
        from: dip.first,
        to: dip.first,
    });
    let lowest = dienhong_i18n::amount(dip.lowest, measure.scale, locale);
    let args = [
        ("place", map.label(unit, until.to, code).into()),
        ("measure", measure.title.get(code).into()),
        ("amount", lowest.into()),
        (
            "unit",
            unit_of_count(dip.lowest, measure.scale, &measure.unit, locale).into(),
        ),
        ("day", dienhong_i18n::day(dip.first).into()),
    ];
    Line {
        question: t_with(locale, key, &args),
        href: urls::proof(&measure.code, map.uid(unit), until, Lens::AsItWas),
        act: shell.t("checks-proof"),
    }
}
