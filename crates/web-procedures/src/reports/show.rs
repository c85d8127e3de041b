//! One report: its stage, the next step, the paper, comments, versions and history.

use super::sheet::Sheet;
use super::{problem, stage_tag};
use crate::papers;
use crate::procedures::HistoryLine;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use dienhong_app::papers::SignedKind;
use dienhong_app::reports::{DiffPiece, Report, Step, Stored, TextChange, TypedNumbers, lacking_words};
use dienhong_app::totals::words::period_until;
use dienhong_app::urls;
use dienhong_domain::procedures::Kind;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::Lens;
use dienhong_i18n::{t, t_with};
use dienhong_web_kit::just_sent::JustSent;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Choice, Fact, Field, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::deadline_words;
use serde::Deserialize;
use uuid::Uuid;

pub(super) struct Comment {
    pub(super) id: Uuid,
    pub(super) place: String,
    pub(super) anchor: String,
    pub(super) body: String,
    pub(super) by: String,
    pub(super) solved: Option<String>,
}

struct Approve {
    signer: Field,
    day: Field,
}

#[derive(Template)]
#[template(path = "reports/show.html")]
pub(crate) struct Page {
    shell: Shell,
    id: Uuid,
    tag: Tag,
    facts: Vec<Fact>,
    sheet: Sheet,
    said: String,
    returned: Option<(String, String)>,
    since: Vec<(String, String, String, String)>,
    ledger_changed: bool,
    /// What is missing: where, and what.
    gaps: Vec<(String, String)>,
    /// Letters that the PDF cannot show, as a sentence.
    lacking: Option<String>,
    /// Numbers that people typed, for whoever approves.
    typed: Vec<TypedNumbers>,
    is_frozen: bool,
    editor: Option<String>,
    may_submit: bool,
    may_withdraw: bool,
    may_approve: Option<Approve>,
    needs_signer: Option<String>,
    may_send: bool,
    may_accept: bool,
    may_return: bool,
    may_sign: bool,
    may_comment: bool,
    edit_count: i64,
    comments: Vec<Comment>,
    comment: (Field, Field),
    versions: Vec<(String, String, String)>,
    signed: Vec<(String, String, String)>,
    older: Vec<(String, String)>,
    steps: Vec<HistoryLine>,
    downloads: Vec<(String, &'static str)>,
    is_foreign: bool,
    /// Address of the signed bundle for another installation, and what to do with it.
    bundle: Option<(String, String)>,
    /// The other installation, and whether it is reached over the network.
    addressee: Option<(String, bool)>,
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
    let of = me.cx().reports().find(id).await.map_err(problem)?;
    let rights = ReportRights::of(me, &of);
    let shell = report_shell(me, &of);
    let addressee = match rights.has_bundle {
        true => me.cx().exchange().addressee(id).await.ok().flatten(),
        false => None,
    };
    let (may_approve, needs_signer) = match rights.is_to_approve {
        true => approval(me, &shell, &of).await?,
        false => (None, None),
    };
    Ok(Page {
        said,
        may_approve,
        needs_signer,
        addressee,
        ..report_page(me, shell, &of, &rights)
    })
}

/// What the reader may do with a report at its stage.
struct ReportRights {
    may_write: bool,
    /// Whether the reader writes or approves reports of the unit.
    may_handle: bool,
    may_accept: bool,
    /// Whether the report waits for the reader's approval.
    is_to_approve: bool,
    /// Whether the reader may hand its signed bundle to another installation.
    has_bundle: bool,
}

impl ReportRights {
    fn of(me: &Me, of: &Report) -> ReportRights {
        let may_write = me.may(Permission::WriteReports, of.unit);
        let may_approve = me.may(Permission::ApproveReports, of.unit);
        let may_handle = may_write || may_approve;
        let is_above = me.cx().filings().may_accept(of.unit);
        ReportRights {
            may_write,
            may_handle,
            may_accept: of.stage == Stage::Sent && is_above,
            is_to_approve: of.stage == Stage::Submitted && may_approve,
            has_bundle: match of.from.is_some() {
                false => of.stage == Stage::Sent && may_handle,
                true => matches!(of.stage, Stage::Accepted | Stage::Writing) && is_above,
            },
        }
    }
}

fn report_shell(me: &Me, of: &Report) -> Shell {
    let map = &me.snapshot.map;
    me.shell(title(me, of), Room::Reports)
        .kicker(map.label(of.unit, of.period.to, me.locale().code()))
        .below(t(me.locale(), "reports-title"), urls::reports(map.uid(of.unit)))
}

/// The page as far as it follows from the report alone; what needs further queries stays empty.
fn report_page(me: &Me, shell: Shell, of: &Report, rights: &ReportRights) -> Page {
    let sheet = Sheet::of(of);
    let places = sheet.places();
    let is_foreign = of.from.is_some();
    let is_writable = of.stage == Stage::Writing && rights.may_write && !is_foreign;
    Page {
        id: of.id,
        tag: stage_tag(me, of.stage, of.returned().is_some()),
        facts: facts(me, &shell, of),
        said: String::new(),
        returned: returned(me, of),
        since: changed_numbers(&shell, &sheet, of),
        ledger_changed: of.ledger_changed,
        gaps: gaps(&shell, of, &places),
        lacking: (!of.lacking.is_empty()).then(|| lacking_words(&of.lacking, me.locale())),
        typed: if rights.is_to_approve {
            of.typed.clone()
        } else {
            Vec::new()
        },
        is_frozen: of.stage.is_frozen(),
        editor: is_writable.then(|| urls::report_editor(of.id)),
        may_submit: is_writable,
        may_withdraw: of.stage == Stage::Submitted && rights.may_write,
        may_approve: None,
        needs_signer: None,
        may_send: of.stage == Stage::Issued && rights.may_handle,
        may_accept: rights.may_accept,
        may_return: may_return(me, of),
        may_sign: of.stage.is_issued() && rights.may_handle && !is_foreign,
        may_comment: rights.may_handle || rights.may_accept,
        edit_count: of.edit_count,
        comments: comments(me, of, &places),
        comment: comment_fields(&shell, &places),
        versions: versions(&shell, of),
        signed: signed_files(&shell, of),
        older: older_files(of),
        steps: steps(me, of, &places),
        downloads: downloads(of.id),
        is_foreign,
        bundle: rights.has_bundle.then(|| bundle(&shell, of)),
        addressee: None,
        sheet,
        shell,
    }
}

/// Who returned it and when, and the reason.
fn returned(me: &Me, of: &Report) -> Option<(String, String)> {
    let step = of.returned()?;
    let moment = dienhong_i18n::moment(step.at, me.locale());
    Some((format!("{}, {moment}", author(me, step)), step.note.clone()))
}

/// Who took a step; the unit's name if no person is known.
fn author(me: &Me, step: &Step) -> String {
    match &step.who {
        Some(name) => name.clone(),
        None => me.snapshot.map.label(step.unit, me.today(), me.locale().code()),
    }
}

/// Numbers that changed since the report was frozen: place, then, now, proof.
fn changed_numbers(shell: &Shell, sheet: &Sheet, of: &Report) -> Vec<(String, String, String, String)> {
    of.since
        .iter()
        .map(|m| {
            let now = m.now.clone().unwrap_or_else(|| shell.t("totals-none"));
            (place_of(sheet, &m.name), m.then.clone(), now, m.proof.clone())
        })
        .collect()
}

/// Frozen versions: words, the hash's first letters, and the comparison where there is one.
fn versions(shell: &Shell, of: &Report) -> Vec<(String, String, String)> {
    of.versions
        .iter()
        .map(|v| {
            let words = shell.t2(
                "reports-version",
                ("version", v.version),
                ("when", dienhong_i18n::moment(v.at, shell.locale())),
            );
            let hash = v.hash[..16.min(v.hash.len())].to_owned();
            (words, hash, comparison(of, v.version))
        })
        .collect()
}

/// Address of the comparison of a version: with today's text, or, for the version that is frozen now, with the one before
/// it. Empty for the first.
fn comparison(of: &Report, version: i64) -> String {
    let is_frozen_now = version == of.version && of.stage.is_frozen();
    let (from, to) = match is_frozen_now {
        true => (version - 1, version),
        false => (version, 0),
    };
    match from > 0 {
        true => format!("{}/khac?tu={from}&den={to}", urls::report(of.id)),
        false => String::new(),
    }
}

/// Signed copies: address, kind and moment.
fn signed_files(shell: &Shell, of: &Report) -> Vec<(String, String, String)> {
    of.files
        .iter()
        .filter_map(|f| {
            let key = match f.signed()? {
                SignedKind::Scan => "reports-signed-scan",
                SignedKind::DigitalIssued => "reports-signed-issued",
                SignedKind::Digital => "reports-signed-digital",
                SignedKind::Picture => "reports-signed-picture",
            };
            let moment = dienhong_i18n::moment(f.at, shell.locale());
            Some((file_href(of, f), shell.t(key), moment))
        })
        .collect()
}

/// Files of earlier versions: address and name.
fn older_files(of: &Report) -> Vec<(String, String)> {
    of.files
        .iter()
        .filter(|f| f.signed().is_none() && f.version < of.version)
        .map(|f| (file_href(of, f), f.name.clone()))
        .collect()
}

fn file_href(of: &Report, file: &Stored) -> String {
    let (version, stage, format) = (file.version, file.stage, &file.format);
    format!("{}/tep/{version}/{stage}/{format}", urls::report(of.id))
}

/// What happened, the newest first.
fn steps(me: &Me, of: &Report, places: &[(String, String)]) -> Vec<HistoryLine> {
    let line = |step: &Step| {
        let tag = match step.is_back() {
            true => stage_tag(me, Stage::Writing, true),
            false => stage_tag(me, step.state, false),
        };
        HistoryLine::new(me, Kind::Report, (step, tag), |part| label_of(places, part))
    };
    of.steps.iter().rev().map(line).collect()
}

/// What a part of the paper is called; its code if the paper has it no more.
fn label_of(places: &[(String, String)], part: &str) -> String {
    let found = places.iter().find(|(anchor, _)| anchor == part);
    found.map_or_else(|| part.to_owned(), |(_, label)| label.clone())
}

fn downloads(id: Uuid) -> Vec<(String, &'static str)> {
    [("docx", "Word"), ("pdf", "PDF"), ("xlsx", "XLSX")]
        .map(|(format, name)| (format!("{}/tai/{format}", urls::report(id)), name))
        .to_vec()
}

/// The address of the signed bundle, and what to do with it.
fn bundle(shell: &Shell, of: &Report) -> (String, String) {
    let lead = match of.from.is_some() {
        true => shell.t("reports-answer-lead"),
        false => shell.t("reports-bundle-lead"),
    };
    (format!("{}/goi", urls::report(of.id)), lead)
}

/// What the draft lacks, each with its place.
fn gaps(shell: &Shell, of: &Report, places: &[(String, String)]) -> Vec<(String, String)> {
    let place = |part: &str| match part {
        "summary" => shell.t("papers-summary"),
        part => label_of(places, part),
    };
    of.gaps
        .iter()
        .map(|gap| (place(&gap.part), gap.why.clone()))
        .collect()
}

/// Whether the reader may send it back: the chair before it was sent up, the level above afterwards.
pub(super) fn may_return(me: &Me, of: &Report) -> bool {
    match of.stage {
        Stage::Submitted | Stage::Issued => me.may(Permission::ApproveReports, of.unit),
        Stage::Sent => me.cx().filings().may_accept(of.unit),
        Stage::Writing | Stage::Accepted => false,
    }
}

pub(super) fn title(me: &Me, of: &Report) -> String {
    let locale = me.locale();
    format!(
        "{}, {}",
        of.title.get(locale.code()),
        period_until(of.period, of.as_of, locale)
    )
}

/// The place of a number: the first words of its part.
fn place_of(sheet: &Sheet, name: &str) -> String {
    use dienhong_reports::{Block, Span};
    let holds = |spans: &[Span]| {
        spans
            .iter()
            .any(|s| matches!(s, Span::Number(n) if n.name == name))
    };
    let places = sheet.places();
    let all = sheet
        .body
        .iter()
        .chain(sheet.annexes.iter().flat_map(|(_, blocks)| blocks));
    for (placed, (_, label)) in all.zip(&places) {
        let is_here = match &placed.block {
            Block::Paragraph(spans) => holds(spans),
            Block::Table(table) => table.rows.iter().flatten().any(|cell| holds(cell)),
            Block::Chart(chart) => chart.bars.iter().any(|bar| bar.number.name == name),
            Block::Heading(..) | Block::Basis(_) => false,
        };
        if is_here {
            return label.clone();
        }
    }
    name.to_owned()
}

pub(super) fn comments(me: &Me, of: &Report, places: &[(String, String)]) -> Vec<Comment> {
    let locale = me.locale();
    let note = |n: &dienhong_app::reports::Note| Comment {
        id: n.id,
        place: match n.part.is_empty() {
            true => t(locale, "reports-whole-paper"),
            false => label_of(places, &n.part),
        },
        anchor: n.part.clone(),
        body: n.body.clone(),
        by: format!(
            "{}, {}",
            n.who.clone().unwrap_or_else(|| t(locale, "reports-other-book")),
            dienhong_i18n::moment(n.at, locale)
        ),
        solved: n.solved.as_ref().map(|(at, who)| {
            format!(
                "{}, {}",
                who.clone().unwrap_or_default(),
                dienhong_i18n::moment(*at, locale)
            )
        }),
    };
    let mut all: Vec<Comment> = of.notes.iter().map(note).collect();
    all.sort_by_key(|c| c.solved.is_some());
    all
}

fn comment_fields(shell: &Shell, places: &[(String, String)]) -> (Field, Field) {
    let mut place = Field::new("doan", shell.t("reports-comment-place"));
    place.choices = std::iter::once(Choice::new("", shell.t("reports-whole-paper")).chosen(true))
        .chain(places.iter().map(|(anchor, label)| Choice::new(anchor, label)))
        .collect();
    (place, Field::new("loi", shell.t("reports-comment")))
}

async fn approval(me: &Me, shell: &Shell, of: &Report) -> Result<(Option<Approve>, Option<String>), Problem> {
    let Some(issuer) = &of.issuer else {
        return Ok((None, None));
    };
    let today = me.today();
    let signers = me
        .cx()
        .papers()
        .signers(issuer.id)
        .await
        .map_err(papers::problem)?;
    let mut signer = Field::new("nguoi-ky", shell.t("papers-signer"));
    signer.choices = signers
        .iter()
        .filter(|s| s.holds(today))
        .map(|s| {
            let lines = s.authority.lines(&s.above, &s.office).join(", ");
            Choice::new(s.id.to_string(), format!("{} — {lines}", s.name))
        })
        .collect();
    if signer.choices.is_empty() {
        return Ok((None, Some(urls::issuer(me.snapshot.map.uid(of.unit), issuer.id))));
    }
    if let [only] = signer.choices.as_mut_slice() {
        only.is_chosen = true;
    }
    let day = Field::new("ngay", shell.t("papers-day")).value(dienhong_i18n::day(today));
    Ok((Some(Approve { signer, day }), None))
}

fn facts(me: &Me, shell: &Shell, of: &Report) -> Vec<Fact> {
    let locale = me.locale();
    let mut facts = Vec::new();
    if let Some(mark) = of.mark() {
        facts.push(Fact::new(
            shell.t("papers-number"),
            format!("{}, {}", mark.mark(), dienhong_i18n::day(mark.day)),
        ));
    }
    if let Some(from) = &of.from {
        let number = of.paper.mark();
        let day = of.paper.letterhead.day.map(dienhong_i18n::day);
        let words = format!("{number}, {}", day.unwrap_or_default());
        facts.push(Fact::new(shell.t("papers-number"), words));
        facts.push(Fact::new(shell.t("exchange-sender"), from.as_str()));
    }
    facts.push(Fact::new(
        shell.t("totals-period"),
        period_until(of.period, of.as_of, locale),
    ));
    if let Some(law) = &of.law {
        let kept = law.is_superseded.then(|| shell.t("reports-law-kept"));
        let words: Vec<String> = std::iter::once(law.law.words(locale)).chain(kept).collect();
        facts.push(Fact::new(shell.t("reports-law"), words.join(". ")));
    }
    let is_own = of.from.is_none();
    let map = match of.lens {
        Lens::AsItWas => shell.t("reports-map-then"),
        Lens::At(_) => shell.t("reports-map-last"),
    };
    if is_own {
        facts.push(Fact::new(shell.t("reports-map"), map));
    }
    let uid = me.snapshot.map.uid(of.unit);
    match &of.issuer {
        Some(issuer) => facts
            .push(Fact::new(shell.t("papers-issuer"), issuer.name.as_str()).to(urls::issuer(uid, issuer.id))),
        None if is_own => facts
            .push(Fact::new(shell.t("papers-issuer"), shell.t("papers-issuer-none")).to(urls::issuers(uid))),
        None => {}
    }
    if let Some(due) = of.due {
        facts.push(Fact::new(shell.t("filings-due"), deadline_words(me, due)));
    }
    if let Some(hash) = &of.hash {
        facts.push(Fact::new(
            shell.t("filings-hash"),
            hash[..16.min(hash.len())].to_owned(),
        ));
    }
    facts
}

#[derive(Deserialize)]
pub(super) struct Between {
    tu: i64,
    #[serde(default)]
    den: i64,
}

#[derive(Template)]
#[template(path = "reports/changes.html")]
struct Changes {
    shell: Shell,
    changes: Vec<TextChange>,
}

pub(super) async fn changes(
    me: Me,
    Path(id): Path<Uuid>,
    Query(between): Query<Between>,
) -> Result<Response, Problem> {
    let of = me.cx().reports().find(id).await.map_err(problem)?;
    let found = me
        .cx()
        .reports()
        .changes(id, between.tu, between.den)
        .await
        .map_err(problem)?;
    let locale = me.locale();
    let name = |version: i64| match version {
        0 => t(locale, "reports-version-now"),
        n => t_with(locale, "filings-version", &[("version", n.into())]),
    };
    let shell = me
        .shell(t(locale, "reports-changes-title"), Room::Reports)
        .kicker(title(&me, &of))
        .lead(format!("{} → {}", name(between.tu), name(between.den)))
        .below(title(&me, &of), urls::report(id));
    Ok(html(&Changes {
        shell,
        changes: found,
    }))
}
