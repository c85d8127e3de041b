//! A file from another installation: previewed first, imported by a button.

use super::refused;
use crate::filings::state_tag;
use crate::reports::{Sheet, stage_tag};
use askama::Template;
use axum::extract::{Form, Multipart};
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::exchange::{BundlePreview, BundleStatus, ExchangeError};
use dienhong_app::filings::{amount, unit};
use dienhong_app::urls;
use dienhong_bundles::OpenError;
use dienhong_domain::filings::Content;
use dienhong_domain::packs::Words;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{t, t_with};
use dienhong_reports::Paper;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Fact, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use serde::Deserialize;
use uuid::Uuid;

struct Line {
    name: String,
    amount: String,
    unit: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "exchange/look.html")]
struct Page {
    shell: Shell,
    facts: Vec<Fact>,
    tag: Option<Tag>,
    fingerprint: Option<String>,
    reasons: Vec<String>,
    lines: Vec<Line>,
    /// The paper of a report.
    sheet: Option<Sheet>,
    is_known: bool,
    content: String,
    act: String,
    back: &'static str,
    filing: Option<String>,
    /// Address that discards the letter.
    aside: Option<String>,
}

pub(super) async fn preview(me: Me, form: Multipart) -> Result<Response, Problem> {
    let typed = UploadForm::read(form).await?;
    let bytes = typed
        .uploads
        .first()
        .map(|u| u.bytes.as_slice())
        .unwrap_or_default();
    let found = match me.cx().exchange().preview(bytes).await {
        Ok(found) => found,
        Err(error) => return refused(&me, error).await,
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return refused(&me, ExchangeError::Open(OpenError::NotAnEnvelope)).await;
    };
    Ok(shown(&me, &found, text, None))
}

/// What importing a file would do, with the letter that brought it, if any.
pub(super) fn shown(me: &Me, found: &BundlePreview, text: &str, letter: Option<Uuid>) -> Response {
    let mut page = page(me, found, text);
    page.aside = letter.map(|id| format!("{}/gac", urls::letter(id)));
    html(&page)
}

#[derive(Deserialize, Default)]
pub(super) struct Sent {
    #[serde(rename = "noi-dung", default)]
    content: String,
}

pub(super) async fn import(me: Me, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    match me.cx().exchange().import(sent.content.as_bytes()).await {
        Ok(found) => {
            let to = place(&found).unwrap_or_else(|| urls::EXCHANGE.to_owned());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => refused(&me, error).await,
    }
}

fn page(me: &Me, found: &BundlePreview, text: &str) -> Page {
    let mut page = Page::new(me, found, text);
    page.introduce(me, found);
    page.detail(me, found);
    page
}

/// Address of what was imported.
fn place(found: &BundlePreview) -> Option<String> {
    let filing = found.filing().map(urls::filing);
    filing.or_else(|| found.report().map(urls::report))
}

/// Keys of the title and of the button.
fn title_and_act(found: &BundlePreview) -> (&'static str, &'static str) {
    match found {
        BundlePreview::Card { .. } => ("exchange-card-title", "exchange-card-take"),
        BundlePreview::Filing { .. } => ("exchange-filing-title", "exchange-filing-take"),
        BundlePreview::Answer { .. } | BundlePreview::ReportAnswer { .. } => {
            ("exchange-answer-title", "exchange-answer-take")
        }
        BundlePreview::Report { .. } => ("exchange-report-title", "exchange-report-take"),
    }
}

impl Page {
    fn new(me: &Me, found: &BundlePreview, text: &str) -> Page {
        let (title, act) = title_and_act(found);
        let shell = me
            .shell(t(me.locale(), title), Room::More)
            .below(t(me.locale(), "exchange-title"), urls::EXCHANGE);
        let is_known = found.status() == BundleStatus::Known;
        Page {
            facts: Vec::new(),
            tag: None,
            fingerprint: None,
            reasons: Vec::new(),
            lines: Vec::new(),
            sheet: None,
            is_known,
            content: text.to_owned(),
            act: shell.t(act),
            back: urls::EXCHANGE,
            aside: None,
            filing: place(found).filter(|_| is_known),
            shell,
        }
    }

    /// Who sends it, and what it is about.
    fn introduce(&mut self, me: &Me, found: &BundlePreview) {
        match found {
            BundlePreview::Card { unit, name, .. } => {
                let speaks_for = Fact::new(self.shell.t("exchange-speaks-for"), name.as_str());
                let uid = me.snapshot.map.uid(*unit);
                self.facts.push(speaks_for.to(urls::unit(uid)));
            }
            BundlePreview::Filing { sender, content, .. } | BundlePreview::Answer { sender, content, .. } => {
                self.about(me, sender, content);
            }
            BundlePreview::Report {
                sender,
                unit,
                title,
                period,
                paper,
                ..
            }
            | BundlePreview::ReportAnswer {
                sender,
                unit,
                title,
                period,
                paper,
                ..
            } => self.about_report(me, sender, (*unit, *period), title, paper),
        }
    }

    /// What the file holds, by its kind.
    fn detail(&mut self, me: &Me, found: &BundlePreview) {
        match found {
            BundlePreview::Card { fingerprint, .. } => self.fingerprint = Some(fingerprint.clone()),
            BundlePreview::Filing { version, content, .. } => {
                self.push_fact("filings-number", version.to_string());
                self.figures(me, content, &[]);
            }
            BundlePreview::Answer {
                content,
                state,
                note,
                reasons,
                ..
            } => {
                self.tag = Some(state_tag(me, *state));
                let of_the_whole = reasons.iter().filter(|(measure, _)| measure.is_empty());
                self.give_reasons(note, of_the_whole.map(|(_, reason)| reason.clone()));
                self.figures(me, content, reasons);
            }
            BundlePreview::Report {
                version,
                paper,
                signed,
                ..
            } => {
                self.push_fact("filings-number", version.to_string());
                self.signed_copy(signed.is_some());
                self.sheet = Some(Sheet::of_paper(paper));
            }
            BundlePreview::ReportAnswer {
                paper,
                stage,
                note,
                notes,
                ..
            } => {
                self.tag = Some(stage_tag(me, *stage, *stage == Stage::Writing));
                self.give_reasons(note, placed_notes(paper, notes));
            }
        }
    }

    fn about(&mut self, me: &Me, sender: &str, content: &Content) {
        let locale = me.locale();
        let days = Period {
            from: content.from,
            to: content.to,
        };
        self.facts = vec![
            Fact::new(self.shell.t("exchange-sender"), sender),
            Fact::new(self.shell.t("totals-unit"), content.unit_name.as_str()),
            Fact::new(
                self.shell.t("exchange-what"),
                t_with(
                    locale,
                    "exchange-what-of",
                    &[
                        ("title", content.title.get(locale.code()).into()),
                        ("period", dienhong_i18n::period(days, locale).into()),
                    ],
                ),
            ),
        ];
    }

    fn about_report(
        &mut self,
        me: &Me,
        sender: &str,
        (unit, period): (UnitId, Period),
        title: &Words,
        paper: &Paper,
    ) {
        let locale = me.locale();
        let day = paper.letterhead.day.map(dienhong_i18n::day).unwrap_or_default();
        let what = [
            ("title", title.get(locale.code()).into()),
            ("period", dienhong_i18n::period(period, locale).into()),
        ];
        self.facts = vec![
            Fact::new(self.shell.t("exchange-sender"), sender),
            Fact::new(
                self.shell.t("totals-unit"),
                me.snapshot.map.label(unit, period.to, locale.code()),
            ),
            Fact::new(
                self.shell.t("exchange-what"),
                t_with(locale, "exchange-what-of", &what),
            ),
            Fact::new(self.shell.t("papers-number"), format!("{}, {day}", paper.mark())),
        ];
    }

    fn push_fact(&mut self, key: &str, value: String) {
        self.facts.push(Fact::new(self.shell.t(key), value));
    }

    fn signed_copy(&mut self, is_signed: bool) {
        let copy = match is_signed {
            true => self.shell.t("exchange-report-signed"),
            false => self.shell.t("exchange-report-unsigned"),
        };
        self.push_fact("reports-signed-title", copy);
    }

    /// The texts of an answer, its note first.
    fn give_reasons(&mut self, note: &str, reasons: impl IntoIterator<Item = String>) {
        let note = Some(note.to_owned()).filter(|n| !n.is_empty());
        self.reasons = note.into_iter().chain(reasons).collect();
    }

    /// The figures; in an answer, those to be corrected.
    fn figures(&mut self, me: &Me, content: &Content, reasons: &[(String, String)]) {
        let locale = me.locale();
        for figure in &content.figures {
            let reason = reasons.iter().find(|(m, _)| *m == figure.measure);
            if reasons.is_empty() || reason.is_some() {
                self.lines.push(Line {
                    name: figure.title.get(locale.code()).to_owned(),
                    amount: amount(figure, locale),
                    unit: unit(figure, locale),
                    reason: reason.map_or_else(String::new, |(_, r)| r.clone()),
                });
            }
        }
    }
}

/// Notes on a paper, each after the place that it is about.
fn placed_notes(paper: &Paper, notes: &[(String, String)]) -> Vec<String> {
    let places = Sheet::of_paper(paper).places();
    let placed = |(part, words): &(String, String)| match places.iter().find(|(anchor, _)| anchor == part) {
        Some((_, label)) => format!("{label}: {words}"),
        None => words.clone(),
    };
    notes.iter().map(placed).collect()
}
