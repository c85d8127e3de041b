//! The editor of a report: its parts at the left, the text in the middle, the paper at the right.

use super::sheet::{Sheet, shortened};
use super::show::{Comment, comments, title};
use super::{problem, stage_tag, words};
use crate::papers;
use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::reports::{Conflict, Direction, Draft, Line, LineKind, Report, ReportError, typed_numbers};
use dienhong_app::urls;
use dienhong_domain::outlines::{Piece, editable};
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::Lens;
use dienhong_i18n::{Locale, t};
use dienhong_reports::Block;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Deserialize, Default)]
pub(super) struct EditorQuery {
    /// The part whose text is being edited.
    #[serde(default)]
    sua: String,
    /// The part after which a paragraph is added.
    #[serde(default)]
    them: Option<String>,
}

#[derive(Deserialize, Default)]
pub(super) struct EditorForm {
    #[serde(default)]
    viec: String,
    #[serde(default)]
    doan: String,
    #[serde(default)]
    lan: i64,
    #[serde(default)]
    loi: String,
    /// Revision of the order of the parts that the page showed.
    #[serde(rename = "thu-tu", default)]
    order: i64,
}

#[derive(Deserialize, Default)]
pub(super) struct Setting {
    #[serde(rename = "co-quan", default)]
    issuer: String,
    #[serde(rename = "ban-do", default)]
    map: String,
}

/// A piece of a part as it is shown: text, or a number with its proof.
pub(super) enum Shown {
    Words(String),
    Number(String, String),
    /// The text in place of a number that is not recorded.
    Gone(String),
}

struct Part {
    id: String,
    /// Level of a heading; 0 for everything else.
    level: u8,
    heading: String,
    /// "table" or "chart" with its title.
    block: Option<(&'static str, String)>,
    is_text: bool,
    is_annex: bool,
    is_own: bool,
    is_empty: bool,
    is_gone: bool,
    /// Whether it is not printed because it is empty.
    is_unprinted: bool,
    is_edited: bool,
    is_outdated: bool,
    problem: Option<String>,
    ask: Option<String>,
    shown: Vec<Shown>,
    outline: String,
    /// Numbers that a person typed.
    typed: String,
    rev: i64,
    by: String,
    moves_up: bool,
    moves_down: bool,
    comments: Vec<Comment>,
    /// The text box, while this part is being edited.
    editing: Option<Field>,
    adding: Option<Field>,
}

struct Mark {
    href: String,
    words: String,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "reports/edit.html")]
struct Page {
    shell: Shell,
    id: Uuid,
    tag: Tag,
    sheet: Sheet,
    marks: Vec<Mark>,
    parts: Vec<Part>,
    /// Numbers that may be inserted into a paragraph: name and text.
    numbers: Vec<(String, String)>,
    issuer: Field,
    map: Field,
    edit_count: i64,
    /// Revision of the order of the parts.
    order: i64,
    /// Who moved a part last, and when.
    order_by: Option<String>,
    is_first_adding: Option<Field>,
    whole: Vec<Comment>,
    returned: String,
    has_open: usize,
}

#[derive(Template)]
#[template(path = "reports/conflict.html")]
struct Both {
    shell: Shell,
    id: Uuid,
    lead: String,
    theirs: String,
    words: Field,
    part: String,
    rev: i64,
}

pub(super) async fn show(
    me: Me,
    Path(id): Path<Uuid>,
    Query(asked): Query<EditorQuery>,
) -> Result<Response, Problem> {
    match page(&me, id, &asked, None, Vec::new()).await? {
        Some(page) => Ok(html(&page)),
        // The report is not being written at this stage.
        None => Ok(Redirect::to(&urls::report(id)).into_response()),
    }
}

pub(super) async fn set(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Setting>,
) -> Result<Response, Problem> {
    let issuer = Uuid::parse_str(&typed.issuer).ok();
    let done = me.cx().reports().set(id, issuer, typed.map != "thuo-ay").await;
    answer(&me, id, done.map(|()| String::new()), &EditorForm::default()).await
}

pub(super) async fn save(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<EditorForm>,
) -> Result<Response, Problem> {
    let (app, actor, part) = (&me.app, &me.actor, typed.doan.as_str());
    let done = match typed.viec.as_str() {
        "lay-lai" => app
            .by(actor)
            .reports()
            .reset_part(id, part, typed.lan)
            .await
            .map(|_| part.to_owned()),
        "bo" => app
            .by(actor)
            .reports()
            .take_out(id, part, typed.lan, true)
            .await
            .map(|_| part.to_owned()),
        "tra-lai" => app
            .by(actor)
            .reports()
            .take_out(id, part, typed.lan, false)
            .await
            .map(|_| part.to_owned()),
        "them" => app.by(actor).reports().add_part(id, part, &typed.loi).await,
        "len" => move_part(&me, id, &typed, Direction::Up).await,
        "xuong" => move_part(&me, id, &typed, Direction::Down).await,
        _ => app
            .by(actor)
            .reports()
            .write_part(id, part, typed.lan, &typed.loi)
            .await
            .map(|_| part.to_owned()),
    };
    answer(&me, id, done, &typed).await
}

async fn move_part(me: &Me, id: Uuid, typed: &EditorForm, to: Direction) -> Result<String, ReportError> {
    let reports = me.cx().reports();
    reports.move_part(id, &typed.doan, typed.order, to).await?;
    Ok(typed.doan.clone())
}

async fn answer(
    me: &Me,
    id: Uuid,
    done: Result<String, ReportError>,
    typed: &EditorForm,
) -> Result<Response, Problem> {
    match done {
        Ok(part) => {
            let at = if part.is_empty() {
                String::new()
            } else {
                format!("#d-{part}")
            };
            Ok(Redirect::to(&format!("{}{at}", urls::report_editor(id))).into_response())
        }
        Err(ReportError::Conflict(conflict)) => both(me, id, &conflict).await,
        Err(ReportError::Stands(_)) => Ok(Redirect::to(&urls::report(id)).into_response()),
        Err(error) => {
            let said = words(&me.shell("", Room::Reports), error)?;
            let asked = EditorQuery {
                sua: match typed.viec.as_str() {
                    "" | "luu" => typed.doan.clone(),
                    _ => String::new(),
                },
                them: (typed.viec == "them").then(|| typed.doan.clone()),
            };
            // A refused act without words has no field on the page.
            let has_field = !asked.sua.is_empty() || asked.them.is_some();
            let place = if has_field { "loi" } else { "phan-chinh" };
            let mistakes = vec![Mistake::new(place, said)];
            match page(me, id, &asked, Some(&typed.loi), mistakes).await? {
                Some(page) => Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)),
                None => Ok(Redirect::to(&urls::report(id)).into_response()),
            }
        }
    }
}

/// Both texts of a part that two people wrote at once: neither is lost, and a person decides.
async fn both(me: &Me, id: Uuid, conflict: &Conflict) -> Result<Response, Problem> {
    let of = me.cx().reports().find(id).await.map_err(problem)?;
    let locale = me.locale();
    let shell = me
        .shell(t(locale, "reports-conflict-title"), Room::Reports)
        .kicker(title(me, &of))
        .below(title(me, &of), urls::report(id));
    let lead = shell.t2(
        "reports-conflict-lead",
        ("who", conflict.by.clone().unwrap_or_default()),
        ("when", dienhong_i18n::moment(conflict.at, locale)),
    );
    let mut words = Field::new("loi", shell.t("reports-conflict-mine")).value(&conflict.mine);
    words.rows = 8;
    let page = Both {
        id,
        lead,
        theirs: conflict.theirs.clone(),
        words,
        part: conflict.part.clone(),
        rev: conflict.rev,
        shell,
    };
    Ok(html_with(StatusCode::CONFLICT, &page))
}

async fn page(
    me: &Me,
    id: Uuid,
    asked: &EditorQuery,
    typed: Option<&str>,
    mistakes: Vec<Mistake>,
) -> Result<Option<Page>, Problem> {
    let of = me.cx().reports().find(id).await.map_err(problem)?;
    if !me.may(Permission::WriteReports, of.unit) {
        return Err(Problem::NotFound);
    }
    let Some(draft) = of.draft.as_ref().filter(|_| of.stage == Stage::Writing) else {
        return Ok(None);
    };
    let shell = editor_shell(me, &of, mistakes);
    let sheet = Sheet::of(&of);
    let mut open = comments(me, &of, &sheet.places());
    open.retain(|c| c.solved.is_none());
    let authors = authors(me, draft).await?;
    let mut parts: Vec<Part> = draft
        .lines
        .iter()
        .map(|line| {
            let by = written_by(line, &authors, me.locale()).unwrap_or_default();
            with_boxes(&shell, draft, line, asked, typed, part(&shell, draft, line, by))
        })
        .collect();
    let whole = give_comments(&mut parts, open);
    Ok(Some(Page {
        id,
        tag: stage_tag(me, of.stage, of.returned().is_some()),
        marks: marks(&parts),
        numbers: draft
            .numbers
            .iter()
            .map(|(name, number)| (name.clone(), number.text.clone()))
            .collect(),
        issuer: issuer_field(me, &shell, &of).await?,
        map: map_field(&shell, &of),
        edit_count: of.edit_count,
        order: draft.order_rev,
        order_by: moved_by(&shell, draft, &authors),
        is_first_adding: (asked.them.as_deref() == Some("")).then(|| new_field(&shell, typed)),
        whole,
        returned: of.returned().map(|s| s.note.clone()).unwrap_or_default(),
        has_open: parts
            .iter()
            .filter(|p| p.is_empty && !p.is_gone && p.ask.is_some())
            .count(),
        parts,
        sheet,
        shell,
    }))
}

fn editor_shell(me: &Me, of: &Report, mistakes: Vec<Mistake>) -> Shell {
    let (locale, map) = (me.locale(), &me.snapshot.map);
    me.shell(title(me, of), Room::Reports)
        .kicker(map.label(of.unit, of.period.to, locale.code()))
        .below(t(locale, "reports-title"), urls::reports(map.uid(of.unit)))
        .mistakes(mistakes)
}

/// Names of those who wrote or moved parts of the draft, by their numbers; erased names are missing.
async fn authors(me: &Me, draft: &Draft) -> Result<BTreeMap<i64, String>, Problem> {
    let written = draft.lines.iter().filter_map(|line| line.person);
    let ids: Vec<i64> = written.chain(draft.order_person).map(|(id, _)| id).collect();
    let names = me.cx().entries().names(&ids).await;
    names.map_err(|e| dienhong_web_kit::respond::fault(&e))
}

/// Who wrote a part last, and when.
fn written_by(line: &Line, authors: &BTreeMap<i64, String>, locale: Locale) -> Option<String> {
    let (person, at) = line.person?;
    let name = authors.get(&person)?;
    Some(format!("{name}, {}", dienhong_i18n::moment(at, locale)))
}

/// Who moved a part last, and when; nothing while the order is that of the outline.
fn moved_by(shell: &Shell, draft: &Draft, authors: &BTreeMap<i64, String>) -> Option<String> {
    let (person, at) = draft.order_person?;
    let who = authors.get(&person)?.as_str();
    let moment = dienhong_i18n::moment(at, shell.locale());
    Some(shell.t2("reports-order-moved", ("who", who), ("when", moment)))
}

/// Adds the text boxes that the address asks for at a part: for its own text, and for a paragraph after it.
fn with_boxes(
    shell: &Shell,
    draft: &Draft,
    line: &Line,
    asked: &EditorQuery,
    typed: Option<&str>,
    mut part: Part,
) -> Part {
    if asked.sua == line.part && part.is_text {
        part.editing = Some(words_field(shell, draft, line, typed));
    }
    if asked.them.as_deref() == Some(line.part.as_str()) {
        part.adding = Some(new_field(shell, typed));
    }
    part
}

/// Moves each comment to its part and returns those that belong to no part.
fn give_comments(parts: &mut [Part], comments: Vec<Comment>) -> Vec<Comment> {
    let mut left = comments;
    for part in parts {
        let (own, others): (Vec<Comment>, Vec<Comment>) = left.into_iter().partition(|c| c.anchor == part.id);
        part.comments = own;
        left = others;
    }
    left
}

fn part(shell: &Shell, draft: &Draft, line: &Line, by: String) -> Part {
    let (level, heading) = match &line.kind {
        LineKind::Heading(level, title) => (*level, format!("{} {title}", line.mark).trim().to_owned()),
        LineKind::Annex(title) => (1, title.clone()),
        _ => (0, String::new()),
    };
    let block = match &line.kind {
        LineKind::Block(Block::Table(table)) => Some(("table", table.title.clone())),
        LineKind::Block(Block::Chart(chart)) => Some(("chart", chart.title.clone())),
        _ => None,
    };
    let is_own = line.kind.is_text() && line.outline.is_none();
    let is_edited = line.kind.is_text() && line.rev > 0 && line.outline.as_ref() != Some(&line.pieces);
    let said = line.outline.as_deref().unwrap_or_default();
    Part {
        level,
        heading,
        block,
        is_text: line.kind.is_text(),
        is_annex: matches!(line.kind, LineKind::Annex(_)),
        is_own,
        is_empty: line.kind.is_text() && line.pieces.is_empty(),
        is_gone: line.is_gone,
        is_unprinted: !line.is_gone && !line.is_printed(),
        is_edited,
        is_outdated: line.is_outdated,
        problem: line.problem.clone(),
        ask: match &line.kind {
            LineKind::Ask(hint) => Some(hint.clone()),
            _ => None,
        },
        outline: editable(said, |name| draft.numbers.get(name).map(|n| n.text.clone())),
        typed: match is_edited || is_own {
            true => typed_numbers(&line.pieces).join(", "),
            false => String::new(),
        },
        shown: shown(draft, line),
        rev: line.rev,
        moves_up: line.moves_up,
        moves_down: line.moves_down,
        by: match by.is_empty() {
            true => String::new(),
            false => shell.t1("reports-written-by", "who", by),
        },
        comments: Vec::new(),
        editing: None,
        adding: None,
        id: line.part.clone(),
    }
}

/// The pieces of a part as they are shown; a number and the word after it stay on one line.
fn shown(draft: &Draft, line: &Line) -> Vec<Shown> {
    let mut is_behind_number = false;
    let one = |piece: &Piece| {
        let is_unit = std::mem::replace(&mut is_behind_number, matches!(piece, Piece::Number(_)));
        match piece {
            Piece::Words(words) => Shown::Words(match words.strip_prefix(' ').filter(|_| is_unit) {
                Some(rest) => format!("\u{a0}{rest}"),
                None => words.clone(),
            }),
            Piece::Number(name) => match draft.numbers.get(name) {
                Some(number) => Shown::Number(number.text.replace(' ', "\u{a0}"), number.proof.clone()),
                None => Shown::Gone(draft.gaps.words(name)),
            },
        }
    };
    line.pieces.iter().map(one).collect()
}

fn words_field(shell: &Shell, draft: &Draft, line: &Line, typed: Option<&str>) -> Field {
    let now = editable(&line.pieces, |name| {
        draft.numbers.get(name).map(|n| n.text.clone())
    });
    let mut field = Field::new("loi", shell.t("reports-words"))
        .hint(shell.t("reports-words-hint"))
        .value(typed.map_or(now, str::to_owned));
    field.rows = 7;
    with_mistake(shell, field)
}

fn new_field(shell: &Shell, typed: Option<&str>) -> Field {
    let mut field = Field::new("loi", shell.t("reports-new-words"))
        .hint(shell.t("reports-words-hint"))
        .value(typed.unwrap_or_default());
    field.rows = 5;
    with_mistake(shell, field)
}

fn with_mistake(shell: &Shell, mut field: Field) -> Field {
    field.error = shell.mistakes.first().map(|m| m.words.clone());
    field
}

/// The table of contents: headings of the first two levels, each marked open while something below it has to be written.
fn marks(parts: &[Part]) -> Vec<Mark> {
    let mut found: Vec<Mark> = Vec::new();
    for part in parts.iter().filter(|p| !p.is_gone) {
        if part.level == 1 || (part.level == 2 && !part.is_annex) {
            found.push(Mark {
                href: format!("#d-{}", part.id),
                words: shortened(&part.heading),
                is_open: false,
            });
        } else if let Some(last) = found.last_mut() {
            last.is_open |=
                (part.is_empty && part.ask.is_some()) || part.problem.is_some() || !part.comments.is_empty();
        }
    }
    found
}

async fn issuer_field(me: &Me, shell: &Shell, of: &Report) -> Result<Field, Problem> {
    let bodies = me
        .cx()
        .papers()
        .issuers(of.unit, me.today())
        .await
        .map_err(papers::problem)?;
    let mut field = Field::new("co-quan", shell.t("papers-issuer"));
    field.choices = bodies
        .iter()
        .map(|b| {
            Choice::new(b.id.to_string(), &b.name).chosen(of.issuer.as_ref().is_some_and(|i| i.id == b.id))
        })
        .collect();
    if bodies.is_empty() {
        field.hint = Some(shell.t("papers-issuer-none"));
    }
    Ok(field)
}

fn map_field(shell: &Shell, of: &Report) -> Field {
    let is_then = of.lens == Lens::AsItWas;
    let mut map = Field::new("ban-do", shell.t("reports-map"));
    map.choices = vec![
        Choice::new("cuoi-ky", shell.t("reports-map-last")).chosen(!is_then),
        Choice::new("thuo-ay", shell.t("reports-map-then")).chosen(is_then),
    ];
    map
}
