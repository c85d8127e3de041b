//! A unit: what it is, the units below it, its figures and its history.

use super::change::{day, link};
use super::kind::Kind;
use super::step::problem;
use super::words;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use dienhong_app::units::{ChangeLine, UnitView};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, Level, Link as Succession, Span, UnitId};
use dienhong_i18n::{t, t_with};
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Fact, Link, Room, Shell, State, Tag};
use dienhong_web_kit::state::Me;
use uuid::Uuid;

/// Something that happened to it.
struct Event {
    when: String,
    words: String,
    more: Vec<String>,
    link: Option<Link>,
    tag: Option<Tag>,
}

#[derive(Template)]
#[template(path = "units/show.html")]
struct Show {
    shell: Shell,
    facts: Vec<Fact>,
    acts: Vec<(String, String, &'static str)>,
    figures: Vec<Link>,
    below_title: String,
    below: Vec<Link>,
    found: String,
    /// Address of its register of subjects; empty where it has none or for who may not read it.
    subjects: String,
    before: Vec<Link>,
    heirs: Vec<Link>,
    events: Vec<Event>,
}

pub(super) async fn show(me: Me, Path(uid): Path<Uuid>) -> Result<Response, Problem> {
    let unit = me.snapshot.map.by_uid(uid).ok_or(Problem::NotFound)?;
    let view = me.cx().units().find(unit).await.map_err(problem)?;
    let today = me.today();
    let is_alive = me.snapshot.map.at(unit, today).is_some();
    let mut shell = me
        .shell(me.name(unit), Room::Units)
        .below(t(me.locale(), "units-index-title"), urls::UNITS);
    for above in me
        .snapshot
        .map
        .chain(unit, today)
        .into_iter()
        .skip(1)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
    {
        if me.may(Permission::ReadUnits, above) {
            shell = shell.below(me.name(above), urls::unit(me.snapshot.map.uid(above)));
        }
    }
    let acts = Kind::ALL
        .into_iter()
        .filter(|kind| view.may_change && is_alive && kind.fits(&me, unit));
    let is_commune = me.snapshot.map.level(unit) == Some(Level::Commune);
    Ok(html(&Show {
        facts: facts(&me, &shell, &view),
        acts: acts
            .map(|kind| (kind.href(uid), shell.t(kind.title()), kind.icon()))
            .collect(),
        figures: figures(&me, &shell, unit),
        below_title: shell.t1(
            "units-below",
            "units",
            dienhong_i18n::units_by_kind(&me.snapshot.map, &view.below, me.today(), me.locale()),
        ),
        below: view.below.iter().map(|u| to(&me, *u, me.name(*u))).collect(),
        found: match is_commune && is_alive && view.may_change && view.below.is_empty() {
            true => Kind::Found.href(uid),
            false => String::new(),
        },
        subjects: match is_commune && me.may(Permission::ReadSubjects, unit) {
            true => urls::subjects_of(uid),
            false => String::new(),
        },
        before: successions(&me, &shell, &view.predecessors, |l| l.from),
        heirs: successions(&me, &shell, &view.heirs, |l| l.to),
        events: events(&me, &shell, &view),
        shell,
    }))
}

fn facts(me: &Me, shell: &Shell, view: &UnitView) -> Vec<Fact> {
    let Some(last) = view.spans.last() else {
        return Vec::new();
    };
    let language = me.locale().code();
    let kind = me
        .snapshot
        .map
        .kind_words(&last.kind)
        .map_or("", |w| w.get(language));
    let mut facts = Vec::new();
    if !kind.is_empty() {
        facts.push(Fact::new(shell.t("units-field-kind"), kind));
    }
    if let Some(code) = &last.code {
        facts.push(Fact::new(shell.t("units-field-code"), code.to_string()));
    }
    if let Some(parent) = last.parent {
        let fact = Fact::new(shell.t("units-fact-above"), me.name(parent));
        let href = urls::unit(me.snapshot.map.uid(parent));
        facts.push(if me.may(Permission::ReadUnits, parent) {
            fact.to(href)
        } else {
            fact
        });
    }
    facts.push(Fact::new(
        shell.t("units-fact-since"),
        day(shell, view.spans[0].from),
    ));
    if last.to < Day::MAX {
        facts.push(Fact::new(
            shell.t("units-fact-until"),
            dienhong_i18n::day(last.to.previous()),
        ));
    }
    facts
}

/// Its figures of this year, or of its last one: as it was, and on today's map.
fn figures(me: &Me, shell: &Shell, unit: UnitId) -> Vec<Link> {
    let today = me.today();
    let last = me
        .snapshot
        .map
        .get(unit)
        .map_or(today, |u| today.min(u.ends().previous()));
    let Some(year) = Period::years(last.year(), last.year()).filter(|_| me.may(Permission::ReadTotals, unit))
    else {
        return Vec::new();
    };
    let uid = me.snapshot.map.uid(unit);
    let words = |key: &str| shell.t1(key, "period", dienhong_i18n::period(year, me.locale()));
    let then = Link::new(
        words("units-figures-then"),
        urls::totals(uid, year, Lens::AsItWas),
    );
    if me.snapshot.map.at(unit, today).is_none() {
        return vec![then];
    }
    vec![
        then,
        Link::new(
            words("units-figures-today"),
            urls::totals(uid, year, Lens::At(today)),
        ),
    ]
}

fn to(me: &Me, unit: UnitId, words: String) -> Link {
    let href = if me.may(Permission::ReadUnits, unit) {
        urls::unit(me.snapshot.map.uid(unit))
    } else {
        String::new()
    };
    Link::new(words, href)
}

fn successions(me: &Me, shell: &Shell, all: &[Succession], other: fn(&Succession) -> UnitId) -> Vec<Link> {
    let line = |link: &Succession| {
        let unit = other(link);
        let day_of = if unit == link.from {
            link.day.previous()
        } else {
            link.day
        };
        let name = me.snapshot.map.label(unit, day_of, me.locale().code());
        let day = dienhong_i18n::day(link.day);
        let words = match link.share {
            Some(1_000_000) => shell.t2("units-link-whole", ("unit", name), ("day", day)),
            Some(share) => {
                let share = words::share(me.locale(), share);
                let args = [
                    ("unit", name.into()),
                    ("day", day.into()),
                    ("share", share.into()),
                ];
                t_with(me.locale(), "units-link-share", &args)
            }
            None => shell.t2("units-link-unknown", ("unit", name), ("day", day)),
        };
        to(me, unit, words)
    };
    all.iter().map(line).collect()
}

/// Spans of the shipped map and recorded changes, newest first.
fn events(me: &Me, shell: &Shell, view: &UnitView) -> Vec<Event> {
    let mut all: Vec<(Day, Event)> = Vec::new();
    for span in view.spans.iter().filter(|s| s.opened_by.is_none()) {
        all.push((span.from, of_span(me, shell, view.unit, span)));
    }
    for link in &view.heirs {
        // Successions of a recorded change are shown with that change.
        if !me.snapshot.changes.iter().any(|c| c.change.id == link.change) && !link.reference.is_empty() {
            let words = shell.t1(
                "units-event-heir",
                "unit",
                me.snapshot.map.label(link.to, link.day, me.locale().code()),
            );
            let when = dienhong_i18n::day(link.day);
            let more = vec![link.reference.to_string()];
            all.push((
                link.day,
                Event {
                    when,
                    words,
                    more,
                    link: None,
                    tag: None,
                },
            ));
        }
    }
    all.extend(
        view.changes
            .iter()
            .map(|line| (line.change.day, of_change(me, shell, line))),
    );
    all.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    all.into_iter().map(|(_, event)| event).collect()
}

fn of_span(me: &Me, shell: &Shell, unit: UnitId, span: &Span) -> Event {
    let language = me.locale().code();
    let name = me.snapshot.map.label(unit, span.from, language);
    let above = span
        .parent
        .map(|p| me.snapshot.map.label(p, span.from, language))
        .unwrap_or_default();
    let words = match above.is_empty() {
        true => name,
        false => shell.t2("units-event-span", ("unit", name), ("above", above)),
    };
    let more = span
        .code
        .iter()
        .map(|code| shell.t1("units-event-code", "code", &**code));
    Event {
        when: day(shell, span.from),
        words,
        more: more.collect(),
        link: None,
        tag: None,
    }
}

fn of_change(me: &Me, shell: &Shell, line: &ChangeLine) -> Event {
    let at = shell.moment(&line.at);
    let recorded = match line.author.as_str() {
        "" => at,
        name => shell.t2("units-by", ("name", name), ("moment", at)),
    };
    let mut more = vec![line.change.reference.clone(), recorded];
    if let Some((at, name, why)) = &line.undone {
        let args = [
            ("name", name.into()),
            ("moment", shell.moment(at).into()),
            ("why", why.into()),
        ];
        more.push(t_with(me.locale(), "units-event-undone", &args));
    }
    Event {
        when: dienhong_i18n::day(line.change.day),
        words: String::new(),
        more,
        link: Some(link(me, line.change.id)),
        tag: line.undone.is_some().then(|| shell.tag(State::Void)),
    }
}
