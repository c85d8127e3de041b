//! A file that came: looked at first, taken by a press of a button.

use super::refused;
use crate::filings::state_tag;
use crate::reports::{Sheet, stage_tag};
use askama::Template;
use axum::extract::{Form, Multipart};
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::exchange::{BundlePreview, BundleStatus, ExchangeError};
use dienhong_app::filings::amount;
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
    /// Where a letter is put aside.
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

/// What a file would do, with the letter that brought it, if one did.
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
    let locale = me.locale();
    let (title, act) = match found {
        BundlePreview::Card { .. } => ("exchange-card-title", "exchange-card-take"),
        BundlePreview::Filing { .. } => ("exchange-filing-title", "exchange-filing-take"),
        BundlePreview::Answer { .. } | BundlePreview::ReportAnswer { .. } => {
            ("exchange-answer-title", "exchange-answer-take")
        }
        BundlePreview::Report { .. } => ("exchange-report-title", "exchange-report-take"),
    };
    let shell = me
        .shell(t(locale, title), Room::More)
        .below(t(locale, "exchange-title"), urls::EXCHANGE);
    let mut page = Page {
        facts: Vec::new(),
        tag: None,
        fingerprint: None,
        reasons: Vec::new(),
        lines: Vec::new(),
        sheet: None,
        is_known: found.status() == BundleStatus::Known,
        content: text.to_owned(),
        act: shell.t(act),
        back: urls::EXCHANGE,
        aside: None,
        filing: place(found).filter(|_| found.status() == BundleStatus::Known),
        shell,
    };
    match found {
        BundlePreview::Card {
            unit,
            name,
            fingerprint,
            ..
        } => {
            page.facts.push(
                Fact::new(page.shell.t("exchange-speaks-for"), name.as_str())
                    .to(urls::unit(me.snapshot.map.uid(*unit))),
            );
            page.fingerprint = Some(fingerprint.clone());
        }
        BundlePreview::Filing {
            sender,
            version,
            content,
            ..
        } => {
            page.about(me, sender, content);
            page.facts
                .push(Fact::new(page.shell.t("filings-number"), version.to_string()));
            page.figures(me, content, &[]);
        }
        BundlePreview::Answer {
            sender,
            content,
            state,
            note,
            reasons,
            ..
        } => {
            page.about(me, sender, content);
            page.tag = Some(state_tag(me, *state));
            let whole = reasons
                .iter()
                .filter(|(m, _)| m.is_empty())
                .map(|(_, r)| r.clone());
            let note = Some(note.clone()).filter(|n| !n.is_empty());
            page.reasons = note.into_iter().chain(whole).collect();
            page.figures(me, content, reasons);
        }
        BundlePreview::Report {
            sender,
            unit,
            title,
            period,
            version,
            paper,
            signed,
            ..
        } => {
            page.about_report(me, sender, (*unit, *period), title, paper);
            page.facts
                .push(Fact::new(page.shell.t("filings-number"), version.to_string()));
            let copy = match signed {
                Some(_) => page.shell.t("exchange-report-signed"),
                None => page.shell.t("exchange-report-unsigned"),
            };
            page.facts
                .push(Fact::new(page.shell.t("reports-signed-title"), copy));
            page.sheet = Some(Sheet::of_paper(paper));
        }
        BundlePreview::ReportAnswer {
            sender,
            unit,
            title,
            period,
            paper,
            stage,
            note,
            notes,
            ..
        } => {
            page.about_report(me, sender, (*unit, *period), title, paper);
            page.tag = Some(stage_tag(me, *stage, *stage == Stage::Writing));
            let places = Sheet::of_paper(paper).places();
            let said =
                notes.iter().map(
                    |(part, words)| match places.iter().find(|(anchor, _)| anchor == part) {
                        Some((_, label)) => format!("{label}: {words}"),
                        None => words.clone(),
                    },
                );
            let note = Some(note.clone()).filter(|n| !n.is_empty());
            page.reasons = note.into_iter().chain(said).collect();
        }
    }
    page
}

/// Where what came is seen after it was taken.
fn place(found: &BundlePreview) -> Option<String> {
    let filing = found.filing().map(urls::filing);
    filing.or_else(|| found.report().map(urls::report))
}

impl Page {
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
            Fact::new(self.shell.t("reports-number"), format!("{}, {day}", paper.mark())),
        ];
    }

    /// The figures; of an answer those that are to be mended.
    fn figures(&mut self, me: &Me, content: &Content, reasons: &[(String, String)]) {
        let locale = me.locale();
        for figure in &content.figures {
            let reason = reasons.iter().find(|(m, _)| *m == figure.measure);
            if reasons.is_empty() || reason.is_some() {
                self.lines.push(Line {
                    name: figure.title.get(locale.code()).to_owned(),
                    amount: amount(figure, locale),
                    unit: figure.unit.get(locale.code()).to_owned(),
                    reason: reason.map_or_else(String::new, |(_, r)| r.clone()),
                });
            }
        }
    }
}
