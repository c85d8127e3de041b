//! One indicator: its number, how it is computed, and the measures that it rests on, each with its own proof.

use super::judged;
use crate::totals::question::{FiguresQuery, problem};
use crate::totals::show::{lens, number, unit};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use dienhong_app::indicators::{Evidence, Indicators, Reading, words};
use dienhong_app::urls;
use dienhong_domain::indicators::{Expected, When};
use dienhong_domain::packs::{MeasureKind, PartOf};
use dienhong_domain::units::Lens;
use dienhong_i18n::{Locale, t, t_with, unit_of_count};
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Fact, Lens as LensSwitch, Room, Shell, State, Tag};
use dienhong_web_kit::state::Me;

/// A measure that was read.
struct Line {
    name: String,
    when: String,
    amount: String,
    unit: String,
    href: String,
    undivided: String,
}

#[derive(Template)]
#[template(path = "indicators/show.html")]
struct Page {
    shell: Shell,
    number: String,
    unit: String,
    tag: Tag,
    facts: Vec<Fact>,
    lens: LensSwitch,
    formula: String,
    fraction: Option<(String, String)>,
    evidence: Vec<Line>,
    change: String,
    expected: Option<(String, Option<Tag>)>,
    now: String,
    before: String,
    ground: String,
    other_map: bool,
    compared: Vec<Line>,
    other_window: Option<String>,
}

pub(super) async fn show(
    me: Me,
    Path(code): Path<String>,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    let q = asked.read(&me)?.question;
    let found = me.cx().indicators().find(&code, q).await.map_err(problem)?;
    let reading = found.reading(&code).ok_or(Problem::NotFound)?;
    let (i, locale) = (&reading.indicator, me.locale());
    let uid = me.snapshot.map.uid(q.unit);
    let shell = me
        .shell(i.title.get(locale.code()).to_owned(), Room::Totals)
        .kicker(format!(
            "{}. {}",
            me.full_name(q.unit),
            dienhong_i18n::period(q.period, locale)
        ))
        .below(
            t(locale, "indicators-title"),
            urls::indicators(uid, q.period, q.lens),
        );
    let rules = me.cx().rules_for_period(q.unit, q.period);
    let window = |id: &String| {
        let found = rules.pack.windows.iter().find(|w| w.id == *id);
        found.map_or_else(|| id.clone(), |w| w.title.get(locale.code()).to_owned())
    };
    let page = Page {
        number: words::result(i, &reading.outcome, locale),
        unit: words::unit(i, &reading.outcome, locale),
        tag: tag(&me, reading),
        facts: facts(&me, &shell, &found, reading),
        lens: lens(&me, q, |lens| urls::indicator(&i.code, uid, q.period, lens)),
        formula: i.text.clone(),
        fraction: words::fraction(&reading.outcome, locale),
        evidence: reading.evidence.iter().map(|e| line(&me, e)).collect(),
        change: words::change(reading, locale),
        expected: i.expected.map(|e| {
            (
                expected(e, locale),
                reading.compared.judged.map(|j| judged(&me, j)),
            )
        }),
        now: words::result(i, &reading.compared.now, locale),
        before: words::result(i, &reading.compared.before, locale),
        ground: words::ground(&found, locale),
        other_map: q.lens == Lens::AsItWas && reading.compared.now != reading.outcome,
        compared: reading.ground.iter().map(|e| line(&me, e)).collect(),
        other_window: reading
            .other_window
            .as_ref()
            .map(|w| t_with(locale, "indicators-other-window", &[("window", window(w).into())])),
        shell,
    };
    Ok(html(&page))
}

/// The judgement when there is one, else how sure the number is.
fn tag(me: &Me, reading: &Reading) -> Tag {
    if let Some(of) = reading.target.or(reading.compared.judged) {
        return judged(me, of);
    }
    let words = match reading.outcome.value() {
        None => t(me.locale(), "indicators-no-number"),
        Some(_) => t(me.locale(), "indicators-no-target"),
    };
    Tag {
        words,
        ..State::NotApplicable.tag(me.locale())
    }
}

fn facts(me: &Me, shell: &Shell, found: &Indicators, reading: &Reading) -> Vec<Fact> {
    let (i, q) = (&reading.indicator, found.question);
    let mut facts = vec![
        Fact::new(shell.t("totals-unit"), me.full_name(q.unit)).to(urls::unit(me.snapshot.map.uid(q.unit))),
        Fact::new(
            shell.t("totals-period"),
            dienhong_i18n::period(q.period, me.locale()),
        ),
    ];
    if let Some(target) = words::target(i, me.locale()) {
        facts.push(Fact::new(shell.t("indicators-target"), target));
    }
    facts.push(Fact::new(shell.t("totals-proof-reference"), i.reference.as_str()));
    let rules = me.cx().rules_for_period(q.unit, q.period);
    let known = rules.pack.known(PartOf::Indicator, &i.code);
    if let Some(words) = dienhong_i18n::known(known, me.locale()) {
        facts.push(Fact::new(shell.t("packs-statuses"), words));
    }
    facts
}

/// What is expected of the comparison, as a sentence.
fn expected(of: Expected, locale: Locale) -> String {
    match of {
        Expected::Less => t(locale, "indicators-expected-less"),
        Expected::NotMore => t(locale, "indicators-expected-not-more"),
        Expected::More => t(locale, "indicators-expected-more"),
        Expected::NotLess => t(locale, "indicators-expected-not-less"),
    }
}

fn line(me: &Me, of: &Evidence) -> Line {
    let (m, q, locale) = (&of.measure, of.question, me.locale());
    let when = match (of.term.when, m.kind) {
        (When::Start, _) | (_, MeasureKind::Stock | MeasureKind::Units) => t_with(
            locale,
            "indicators-on-day",
            &[("day", dienhong_i18n::day(q.period.to).into())],
        ),
        _ => dienhong_i18n::period(q.period, locale),
    };
    let undivided = match of.figure.is_undivided() {
        false => String::new(),
        true => {
            let amount = dienhong_i18n::amount(of.figure.undivided.amount, m.scale, locale);
            let unit = unit_of_count(of.figure.undivided.amount, m.scale, &m.unit, locale);
            t_with(
                locale,
                "totals-undivided-note",
                &[("amount", amount.into()), ("unit", unit.into())],
            )
        }
    };
    Line {
        name: m.title.get(locale.code()).to_owned(),
        when,
        amount: number(&of.figure, m, locale),
        unit: if of.figure.is_recorded() {
            unit(&of.figure, m, locale)
        } else {
            String::new()
        },
        href: urls::proof(&m.code, me.snapshot.map.uid(q.unit), q.period, q.lens),
        undivided,
    }
}
