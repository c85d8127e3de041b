//! One filing: what it holds, what happened to it, what changed since.

use super::list::problem;
use super::returns::{self, OpenRequest};
use super::state_tag;
use crate::procedures::HistoryLine;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::exports::filing_table;
use dienhong_app::filings::{self, Filing, ReturnRequest, amount, has_paper, json, paper};
use dienhong_app::reports::lacking_words;
use dienhong_app::urls;
use dienhong_domain::filings::{Frozen, State};
use dienhong_domain::packs::PartOf;
use dienhong_domain::procedures::Kind;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::Lens;
use dienhong_i18n::{Locale, bounded, t, t_with};
use dienhong_reports::LayoutError;
use dienhong_web_kit::just_sent::JustSent;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Fact, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::{deadline_tag, deadline_words};
use uuid::Uuid;

struct Line {
    measure: String,
    name: String,
    amount: String,
    unit: String,
    href: String,
    /// Why this figure was returned.
    reason: String,
}

struct Part {
    id: String,
    title: String,
    lines: Vec<Line>,
}

struct Change {
    name: String,
    then: String,
    now: String,
}

#[derive(Template)]
#[template(path = "filings/show.html")]
pub(crate) struct Page {
    shell: Shell,
    id: Uuid,
    tag: Tag,
    facts: Vec<Fact>,
    reasons: Vec<String>,
    parts: Vec<Part>,
    indicators: Vec<Line>,
    steps: Vec<HistoryLine>,
    changes: Vec<Change>,
    ledger_changed: bool,
    is_known: bool,
    versions: Vec<(String, String, Tag)>,
    downloads: Vec<(String, &'static str)>,
    may_approve: bool,
    may_accept: bool,
    may_return: bool,
    /// Whether the return of these accepted figures may be asked for now.
    may_ask_return: bool,
    /// A request for their return that nobody has decided.
    request: Option<OpenRequest>,
    /// Whether the person who froze them approved them too.
    is_one_person: bool,
    again: Option<String>,
    bundle: Option<String>,
    /// The other installation, and whether it is reached over the network.
    addressee: Option<(String, bool)>,
    said: String,
}

pub(super) async fn show(
    me: Me,
    Path(id): Path<Uuid>,
    Query(just): Query<JustSent>,
) -> Result<Response, Problem> {
    let mut page = page(&me, id, String::new()).await?;
    page.shell = just.say(page.shell, &page.addressee);
    Ok(html(&page))
}

/// The page, with the sentence of a refusal if there was one.
pub(crate) async fn page(me: &Me, id: Uuid, said: String) -> Result<Page, Problem> {
    let of = me.cx().filings().find(id).await.map_err(problem)?;
    let shell = filing_shell(me, &of);
    let returned = returned(&of);
    let may_accept = me.cx().filings().may_accept(of.unit);
    let requests = me.cx().filings().return_requests(id).await.map_err(problem)?;
    let request = returns::open(me, &of, &requests);
    let has_bundle = has_bundle(me, &of, may_accept);
    let addressee = match has_bundle {
        true => me.cx().exchange().addressee(id).await.ok().flatten(),
        false => None,
    };
    Ok(Page {
        id,
        addressee,
        tag: state_tag(me, of.state),
        facts: facts(me, &shell, &of),
        reasons: returned.map(reasons).unwrap_or_default(),
        parts: parts(me, &of, returned),
        indicators: indicators(me, &of),
        steps: history(me, &of, &requests),
        changes: changes(&of, me.locale()),
        ledger_changed: of.ledger_changed,
        is_known: of.since.is_some(),
        versions: versions(me, &of),
        downloads: downloads(me, &of),
        may_approve: of.state == State::Frozen && me.may(Permission::ApproveFigures, of.unit),
        may_accept: of.state == State::Sent && may_accept,
        may_return: of.state == State::Sent && may_accept,
        may_ask_return: of.state == State::Accepted && may_accept && request.is_none(),
        request,
        is_one_person: of.is_approved_by_who_froze(),
        again: may_freeze_anew(me, &of).then(|| urls::filings(me.snapshot.map.uid(of.unit))),
        bundle: has_bundle.then(|| format!("{}/goi", urls::filing(id))),
        said,
        shell,
    })
}

fn filing_shell(me: &Me, of: &Filing) -> Shell {
    let locale = me.locale();
    let title = format!(
        "{}, {}",
        of.content.title.get(locale.code()),
        dienhong_i18n::period(of.period, locale)
    );
    me.shell(title, Room::Totals)
        .kicker(of.content.unit_name.clone())
        .below(
            t(locale, "filings-title"),
            urls::filings(me.snapshot.map.uid(of.unit)),
        )
}

/// The step that returned it, while it is still returned.
fn returned(of: &Filing) -> Option<&filings::Step> {
    let last = of.steps.iter().rfind(|s| s.state == State::Returned);
    last.filter(|_| of.state == State::Returned)
}

/// Why it was returned as a whole: the note, then the reasons that name no figure.
fn reasons(returned: &filings::Step) -> Vec<String> {
    let note = Some(returned.note.clone()).filter(|n| !n.is_empty());
    let general = returned
        .reasons
        .iter()
        .filter(|(m, _)| m.is_empty())
        .map(|(_, r)| r.clone());
    note.into_iter().chain(general).collect()
}

/// Whether there is a signed bundle for another installation: the filing that was sent from here, or the answer to one
/// that came from there.
fn has_bundle(me: &Me, of: &Filing, may_accept: bool) -> bool {
    let writes = me.may(Permission::FreezeFigures, of.unit) || me.may(Permission::ApproveFigures, of.unit);
    match of.origin {
        None => of.state == State::Sent && writes,
        Some(_) => matches!(of.state, State::Accepted | State::Returned) && may_accept,
    }
}

fn may_freeze_anew(me: &Me, of: &Filing) -> bool {
    of.state.may_be_frozen_anew() && me.may(Permission::FreezeFigures, of.unit) && of.origin.is_none()
}

/// Other versions: address, words, state.
fn versions(me: &Me, of: &Filing) -> Vec<(String, String, Tag)> {
    of.versions
        .iter()
        .map(|(id, version, state)| {
            let words = t_with(me.locale(), "filings-version", &[("version", (*version).into())]);
            (urls::filing(*id), words, state_tag(me, *state))
        })
        .collect()
}

/// Files of it: address and name. The paper exists only where the rules have one for the unit.
fn downloads(me: &Me, of: &Filing) -> Vec<(String, &'static str)> {
    let papers = [("docx", "Word"), ("pdf", "PDF")]
        .into_iter()
        .filter(|_| has_paper(&me.snapshot, of.unit));
    let tables = [("xlsx", "XLSX"), ("csv", "CSV"), ("json", "JSON")];
    papers
        .chain(tables)
        .map(|(format, name)| (format!("{}/tai/{format}", urls::filing(of.id)), name))
        .collect()
}

fn facts(me: &Me, shell: &Shell, of: &Filing) -> Vec<Fact> {
    let locale = me.locale();
    let mut facts = vec![
        Fact::new(shell.t("totals-unit"), of.content.unit_name.as_str())
            .to(urls::unit(me.snapshot.map.uid(of.unit))),
        Fact::new(shell.t("totals-period"), dienhong_i18n::period(of.period, locale)),
        Fact::new(shell.t("filings-number"), of.version.to_string()),
    ];
    if let Some(words) = filings::read_through(&me.snapshot, of, locale) {
        facts.push(Fact::new(shell.t("reports-map"), words));
    }
    let laws = me.cx().rules_in(of.unit, of.period);
    if let Some(words) = dienhong_app::law_changes(&me.snapshot, &laws, locale) {
        facts.push(Fact::new(shell.t("packs-law"), words));
    }
    let law = me.cx().rules_for_period(of.unit, of.period);
    if let Some(words) = dienhong_i18n::known(law.pack.known(PartOf::Filing, &of.form), locale) {
        facts.push(Fact::new(shell.t("packs-statuses"), words));
    }
    if let Some(due) = of.due {
        let late = if of.state == State::Accepted || of.state == State::Sent {
            deadline_words(me, due)
        } else {
            format!("{} ({})", deadline_words(me, due), deadline_tag(me, due).words)
        };
        facts.push(Fact::new(shell.t("filings-due"), late));
    }
    facts.push(Fact::new(
        shell.t("filings-hash"),
        of.hash[..16.min(of.hash.len())].to_owned(),
    ));
    if let Some(origin) = &of.origin {
        facts.push(Fact::new(shell.t("filings-origin"), origin.as_str()));
    }
    facts
}

/// The figures by section, each with the reason for which it was returned.
fn parts(me: &Me, of: &Filing, returned: Option<&filings::Step>) -> Vec<Part> {
    let why = |code: &str| {
        let found = returned.and_then(|s| s.reasons.iter().find(|(m, _)| m == code));
        found.map_or_else(String::new, |(_, reason)| reason.clone())
    };
    let (locale, uid) = (me.locale(), me.snapshot.map.uid(of.unit));
    let mut parts: Vec<Part> = Vec::new();
    for figure in &of.content.figures {
        let title = figure.section.get(locale.code());
        if parts.last().is_none_or(|p| p.title != title) {
            parts.push(Part {
                id: format!("phan-{}", parts.len() + 1),
                title: title.to_owned(),
                lines: Vec::new(),
            });
        }
        let line = Line {
            measure: figure.measure.clone(),
            name: filings::title(figure, locale),
            amount: amount(figure, locale),
            unit: filings::unit(figure, locale),
            href: match of.origin {
                None => urls::proof(&figure.measure, uid, of.period, Lens::AsItWas),
                Some(_) => String::new(),
            },
            reason: why(&figure.measure),
        };
        if let Some(part) = parts.last_mut() {
            part.lines.push(line);
        }
    }
    parts
}

fn indicators(me: &Me, of: &Filing) -> Vec<Line> {
    let (locale, uid) = (me.locale(), me.snapshot.map.uid(of.unit));
    let line = |i: &dienhong_domain::filings::FrozenIndicator| Line {
        measure: i.indicator.clone(),
        name: i.title.get(locale.code()).to_owned(),
        amount: bounded(i.steps, i.scale, i.bound, locale),
        unit: dienhong_i18n::unit_of_count(i.steps, i.scale, &i.unit, locale),
        href: match of.origin {
            None => urls::indicator(&i.indicator, uid, of.period, Lens::AsItWas),
            Some(_) => String::new(),
        },
        reason: String::new(),
    };
    of.content.indicators.iter().map(line).collect()
}

/// What happened to it and to decided requests about it, the newest first.
fn history(me: &Me, of: &Filing, requests: &[ReturnRequest]) -> Vec<HistoryLine> {
    let line = |step: &filings::Step| {
        let place = |code: &str| figure_name(me, of, code);
        let line = HistoryLine::new(me, Kind::Filing, (step, state_tag(me, step.state)), place);
        match of.is_approval_by_who_froze(step) {
            true => line.remark(t(me.locale(), "filings-one-person")),
            false => line,
        }
    };
    let mut lines: Vec<HistoryLine> = of.steps.iter().rev().map(line).collect();
    // Its own steps stay in order, whatever the clock of another installation said.
    for line in returns::decided(me, of, requests) {
        let place = lines.iter().position(|earlier| earlier.at < line.at);
        lines.insert(place.unwrap_or(lines.len()), line);
    }
    lines
}

/// What a figure of a filing is called; its code if the filing does not hold it.
pub(super) fn figure_name(me: &Me, of: &Filing, code: &str) -> String {
    let found = of.content.figures.iter().find(|f| f.measure == code);
    found
        .map_or(code, |figure| figure.title.get(me.locale().code()))
        .to_owned()
}

fn changes(of: &Filing, locale: Locale) -> Vec<Change> {
    let none = || t(locale, "totals-none");
    let side = |f: &Option<Frozen>| f.as_ref().map_or_else(none, |f| amount(f, locale));
    let all = of.since.iter().flatten();
    all.filter_map(|d| {
        let named = d.now.as_ref().or(d.then.as_ref())?;
        Some(Change {
            name: named.title.get(locale.code()).to_owned(),
            then: side(&d.then),
            now: side(&d.now),
        })
    })
    .collect()
}

pub(super) async fn download(me: Me, Path((id, format)): Path<(Uuid, String)>) -> Result<Response, Problem> {
    let of = me.cx().filings().find(id).await.map_err(problem)?;
    let name = format!("{}-{}-{}-{}", of.form, of.period.from, of.period.to, of.version);
    if matches!(format.as_str(), "docx" | "pdf") {
        return handed(&me, &of, &name, &format).await;
    }
    let table = filing_table(&me.snapshot, &of, me.locale());
    dienhong_web_kit::downloads::table(&name, &format, table, || {
        json::filing(&me.snapshot, &of, me.locale())
    })
}

/// The paper of a filing as a file.
async fn handed(me: &Me, of: &Filing, name: &str, format: &str) -> Result<Response, Problem> {
    if !has_paper(&me.snapshot, of.unit) {
        return Err(Problem::NotFound);
    }
    let law = me.cx().rules_for_period(of.unit, of.period);
    let paper = paper(&me.snapshot, of, law.pack.known(PartOf::Filing, &of.form));
    let is_pdf = format == "pdf";
    let made = me.app.lay_out(move |fonts| match is_pdf {
        true => dienhong_reports::pdf(&paper, fonts),
        false => dienhong_reports::docx(&paper),
    });
    let bytes = match made.await {
        Ok(bytes) => bytes,
        Err(LayoutError::Letters(lacking)) => {
            let page = page(me, of.id, lacking_words(&lacking, me.locale())).await?;
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        Err(error) => return Err(Problem::broken(&error)),
    };
    let kind = match is_pdf {
        true => "application/pdf",
        false => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    };
    Ok(dienhong_web_kit::downloads::download(
        &format!("{name}.{format}"),
        kind,
        bytes,
    ))
}
