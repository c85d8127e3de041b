//! The proof of a number: its meaning, its bound, its postings, and links to the entries behind them.

use super::chart::{Chart, chart};
use super::question::{FiguresQuery, problem};
use super::show::{lens, number, share_times, share_words, unit};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use dienhong_app::totals::{Proof, ProofCursor, ProofLine, ProofPlace, Question, Share, words};
use dienhong_app::urls;
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{MeasureKind, SHARE_SCALE};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_i18n::{t, unit_of_count};
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Fact, Lens as LensSwitch, Room, Shell, Steps, Tag};
use dienhong_web_kit::state::Me;

const ROWS: usize = 25;

struct Line {
    place: String,
    day: String,
    what: String,
    href: String,
    amount: String,
}

#[derive(Template)]
#[template(path = "totals/proof.html")]
struct Page {
    shell: Shell,
    number: String,
    unit: String,
    tag: Tag,
    facts: Vec<Fact>,
    lens: LensSwitch,
    chart: Option<Chart>,
    groups: Vec<(String, String, String)>,
    caption: String,
    lines: Vec<Line>,
    steps: Steps,
    undivided: Option<String>,
}

pub(super) async fn show(
    me: Me,
    Path(measure): Path<String>,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    let q = asked.read(&me)?.question;
    // The code of a measure made for an item has a dot instead of the colon in addresses.
    let code = measure.replacen('.', ":", 1);
    let proof = me
        .cx()
        .totals()
        .proof(&code, q, cursor(&asked), ROWS)
        .await
        .map_err(problem)?;
    let share = share(&me, &code, q, &proof).await?;
    let shell = frame(&me, q, &proof);
    let (number, unit) = headline(&me, &proof, share.as_ref());
    let uid = me.snapshot.map.uid(q.unit);
    let at = |from: ProofCursor| at(urls::proof(&code, uid, q.period, q.lens), from);
    let page = Page {
        number,
        unit,
        tag: sure(&me, &proof),
        facts: facts(&me, &shell, &proof, q),
        lens: lens(&me, q, |l| urls::proof(&code, uid, q.period, l)),
        groups: groups(&me, &shell, &code, q, &proof).await?,
        chart: chart(&me, &shell, &proof.measure, q).await?,
        caption: match proof.total {
            Some(total) => shell.t1("totals-proof-lines", "count", total),
            None => shell.t("totals-proof-lines-newest"),
        },
        lines: proof.lines.iter().map(|l| line(&me, &shell, &proof, l)).collect(),
        steps: Steps {
            words: shell.shown(proof.lines.len(), proof.total.map(|total| total as i64)),
            newer: proof.newer.map(at),
            older: proof.older.map(at),
        },
        undivided: undivided(&shell, &proof),
        shell,
    };
    Ok(html(&page))
}

/// Where the page begins; anything but a place is the newest posting.
fn cursor(asked: &FiguresQuery) -> ProofCursor {
    match (ProofPlace::parse(&asked.sau), ProofPlace::parse(&asked.truoc)) {
        (Some(place), _) => ProofCursor::After(place),
        (_, Some(place)) => ProofCursor::Before(place),
        _ => ProofCursor::Newest,
    }
}

/// The address of the same proof from a place on.
fn at(proof: String, from: ProofCursor) -> String {
    match from {
        ProofCursor::Newest => proof,
        ProofCursor::After(place) => format!("{proof}&sau={place}"),
        ProofCursor::Before(place) => format!("{proof}&truoc={place}"),
    }
}

/// The share, where the measure is one.
async fn share(me: &Me, code: &str, q: Question, proof: &Proof) -> Result<Option<Share>, Problem> {
    if proof.measure.kind != MeasureKind::Share {
        return Ok(None);
    }
    let totals = me.cx().totals().read(q).await.map_err(problem)?;
    Ok(totals.row(code).and_then(|r| r.share.clone()))
}

fn frame(me: &Me, q: Question, proof: &Proof) -> Shell {
    let locale = me.locale();
    me.shell(proof.measure.title.get(locale.code()), Room::Totals)
        .kicker(format!(
            "{}. {}",
            me.full_name(q.unit),
            dienhong_i18n::period(q.period, locale)
        ))
        .below(
            t(locale, "totals-title"),
            urls::totals(me.snapshot.map.uid(q.unit), q.period, q.lens),
        )
}

/// The number and its unit of count; of a share, the share and how many times it was stated.
fn headline(me: &Me, proof: &Proof, share: Option<&Share>) -> (String, String) {
    let (m, locale) = (&proof.measure, me.locale());
    match share {
        Some(share) => (share_words(share, locale), share_times(share, locale)),
        None => (number(&proof.figure, m, locale), unit(&proof.figure, m, locale)),
    }
}

/// What each unit adds to a flow: its name, its part, and the proof of that part; empty for a single unit.
async fn groups(
    me: &Me,
    shell: &Shell,
    code: &str,
    q: Question,
    proof: &Proof,
) -> Result<Vec<(String, String, String)>, Problem> {
    let m = &proof.measure;
    let by_unit = me.cx().totals().by_unit(code, q).await.map_err(problem)?;
    if m.kind != MeasureKind::Flow || by_unit.len() <= 1 {
        return Ok(Vec::new());
    }
    let group = |(unit, figure): &(UnitId, Figure)| {
        // There is no page for what is recorded for the unit itself; this page includes it.
        let (name, href) = match *unit == q.unit {
            true => (shell.t("totals-below-own"), String::new()),
            false => (
                me.name_on(*unit, q.period.to),
                urls::proof(code, me.snapshot.map.uid(*unit), q.period, q.lens),
            ),
        };
        (name, number(figure, m, me.locale()), href)
    };
    Ok(by_unit.iter().map(group).collect())
}

/// How much of the figure could not be divided, as a sentence; none when all of it could.
fn undivided(shell: &Shell, proof: &Proof) -> Option<String> {
    let (m, locale) = (&proof.measure, shell.locale());
    proof.figure.is_undivided().then(|| {
        let steps = proof.figure.undivided.amount;
        shell.t2(
            "totals-undivided-note",
            ("amount", dienhong_i18n::amount(steps, m.scale, locale)),
            ("unit", unit_of_count(steps, m.scale, &m.unit, locale)),
        )
    })
}

fn sure(me: &Me, proof: &Proof) -> Tag {
    let (kind, icon, key) = match proof.figure.bound() {
        _ if proof.figure.estimated => ("due", "half", "totals-estimated"),
        _ if proof.figure.is_undivided() => ("due", "branch", "totals-undivided"),
        Bound::Exact if !proof.figure.is_recorded() => ("draft", "info", "totals-none"),
        Bound::Exact => ("met", "check", "totals-proof-bound-exact"),
        Bound::AtLeast => ("info", "info", "totals-proof-bound-least"),
        Bound::AtMost => ("info", "info", "totals-proof-bound-most"),
        Bound::About => ("due", "half", "totals-proof-bound-about"),
    };
    Tag {
        kind,
        icon,
        words: t(me.locale(), key),
    }
}

fn facts(me: &Me, shell: &Shell, proof: &Proof, q: Question) -> Vec<Fact> {
    let m = &proof.measure;
    let uid = me.snapshot.map.uid(q.unit);
    let how = match m.kind {
        MeasureKind::Units => "totals-proof-how-having",
        _ if m.counts_units.is_some() => "totals-proof-how-units",
        MeasureKind::Flow => "totals-proof-how-flow",
        MeasureKind::Stock => "totals-proof-how-stock",
        MeasureKind::Share => "totals-proof-how-share",
    };
    let with_unit = |f: &Figure| match f.is_recorded() {
        true => format!("{}\u{a0}{}", number(f, m, me.locale()), unit(f, m, me.locale())),
        false => number(f, m, me.locale()),
    };
    let mut facts = vec![
        Fact::new(shell.t("totals-unit"), me.full_name(q.unit)).to(urls::unit(uid)),
        Fact::new(
            shell.t("totals-period"),
            words::period(q.period, &proof.comparison, me.locale()),
        ),
        Fact::new(shell.t("totals-proof-how"), shell.t(how)),
    ];
    if m.kind != MeasureKind::Share {
        if let Some(of) = &proof.coverage {
            let said = dienhong_i18n::coverage(of, me.locale());
            facts.push(Fact::new(shell.t("totals-proof-coverage"), said));
        }
        let beside = [
            ("totals-proof-compared", &proof.compared),
            ("totals-before-days", &proof.before),
        ];
        for (key, (of, figure)) in beside {
            // The compared number is shown only if it differs from the one above.
            if key == "totals-proof-compared" && *figure == proof.figure {
                continue;
            }
            let days = dienhong_i18n::period(of.period, me.locale());
            let href = urls::proof(&m.code, uid, of.period, of.lens);
            facts.push(Fact::new(shell.t1(key, "period", days), with_unit(figure)).to(href));
        }
        let (lens, figure) = &proof.other;
        let label = match lens {
            Lens::AsItWas => shell.t("totals-lens-then"),
            Lens::At(day) => shell.t1("totals-lens-at", "day", dienhong_i18n::day(*day)),
        };
        // A time before the unit existed can be read through one map only.
        if *lens != q.lens {
            facts.push(Fact::new(label, with_unit(figure)).to(urls::proof(&m.code, uid, q.period, *lens)));
        }
    }
    if !m.reference.is_empty() {
        facts.push(Fact::new(shell.t("totals-proof-reference"), m.reference.as_str()));
    }
    let rules = me.cx().rules_for_period(q.unit, q.period);
    if let Some(words) = dienhong_i18n::known(rules.pack.known_measure(&m.code), me.locale()) {
        facts.push(Fact::new(shell.t("packs-statuses"), words));
    }
    facts
}

fn line(me: &Me, shell: &Shell, proof: &Proof, of: &ProofLine) -> Line {
    let m = &proof.measure;
    let scale = if m.kind == MeasureKind::Share {
        SHARE_SCALE
    } else {
        m.scale
    };
    let (what, href) = match (&of.entry, &of.change) {
        (Some((id, register)), _) => {
            let rules = me.cx().rules_knowing(register, of.unit, of.day);
            let name = rules.register(register).map_or_else(
                || register.clone(),
                |r| r.title.get(me.locale().code()).to_owned(),
            );
            (name, urls::entry(*id))
        }
        (None, Some((_, unit))) => (
            shell.t("totals-proof-change"),
            urls::unit(me.snapshot.map.uid(*unit)),
        ),
        (None, None) => (shell.t("totals-open-entry-none"), String::new()),
    };
    let what = if of.is_reversal {
        format!("{what}. {}", shell.t("totals-proof-reversal"))
    } else {
        what
    };
    Line {
        place: me.snapshot.unit_name(of.unit, of.day, me.locale().code()),
        day: dienhong_i18n::day(of.day),
        what,
        href,
        amount: dienhong_i18n::bounded(of.amount, scale, of.bound, me.locale()),
    }
}
