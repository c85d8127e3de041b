//! Acts on many entries: the imports of a unit, one act with its entries, and taking it back.

use super::page::by;
use super::waiting::{Left, left_over, name, refusal, rows};
use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{BULK_ENTRIES_SHOWN, BULKS_SHOWN, BulkView, KeptEntry, UndoError, Undone};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::undo::{BulkKind, UndoRefusal};
use dienhong_i18n::{period, t, t_with};
use dienhong_web_kit::respond::{Problem, fault, html, html_with};
use dienhong_web_kit::shell::{Fact, Field, Mistake, Room, Shell, State as Shown, Tag};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Name of the field of the reason.
const WHY: &str = "ly-do";

#[derive(Deserialize)]
pub(super) struct ImportsQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    /// Goes on below this act.
    #[serde(default)]
    sau: String,
}

struct Line {
    href: String,
    name: String,
    who: String,
    count: String,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "entries/bulks.html")]
struct Imports {
    shell: Shell,
    lines: Vec<Line>,
    older: String,
}

pub(super) async fn list(me: Me, Query(asked): Query<ImportsQuery>) -> Result<Response, Problem> {
    let unit = me.requested_unit(&asked.unit, Permission::ReadEntries);
    let unit = unit.ok_or(Problem::NotFound)?;
    let below = Uuid::parse_str(&asked.sau).ok();
    let found = me.cx().entries().imports(unit, below).await.map_err(problem)?;
    let shell = me
        .shell(t(me.locale(), "entries-bulks-title"), Room::Registers)
        .kicker(me.dated_name(unit))
        .below(t(me.locale(), "entries-registers-title"), urls::REGISTERS);
    let lead = shell.t("entries-bulks-lead");
    let older = found.last().filter(|_| found.len() == BULKS_SHOWN);
    let uid = me.snapshot.map.uid(unit);
    Ok(html(&Imports {
        older: older.map_or_else(String::new, |last| {
            format!("{}&sau={}", urls::bulks_of(uid), last.row.id)
        }),
        lines: found.iter().map(|view| line(&me, view)).collect(),
        shell: shell.lead(lead),
    }))
}

fn line(me: &Me, view: &BulkView) -> Line {
    Line {
        href: urls::bulk(view.row.id),
        name: title(me, view),
        who: by(&view.author, view.row.at, me.locale()),
        count: said(me, "entries-bulk-count", view.row.size),
        tag: tag(me, view),
    }
}

/// What is left of an act.
fn tag(me: &Me, view: &BulkView) -> Tag {
    let locale = me.locale();
    let (shown, words) = match view.row.remaining {
        0 => (Shown::Void, t(locale, "entries-bulk-undone")),
        left if left < view.row.size => (Shown::Doing, said(me, "entries-bulk-left", left)),
        _ => return Shown::Done.tag(locale),
    };
    Tag {
        words,
        ..shown.tag(locale)
    }
}

fn said(me: &Me, key: &str, count: i64) -> String {
    t_with(me.locale(), key, &[("count", count.into())])
}

fn title(me: &Me, view: &BulkView) -> String {
    let register = || {
        let code = view.register.as_deref()?;
        let rules = me.cx().rules_knowing(code, view.row.unit, me.today());
        Some(rules.register(code)?.title.get(me.locale().code()).to_owned())
    };
    match (view.row.kind, register()) {
        (BulkKind::Finish, _) => t(me.locale(), "entries-bulk-finish"),
        (BulkKind::Import, Some(register)) => t_with(
            me.locale(),
            "entries-bulk-import-of",
            &[("register", register.into())],
        ),
        (BulkKind::Import, None) => t(me.locale(), "entries-bulk-import"),
    }
}

#[derive(Template)]
#[template(path = "entries/bulk.html")]
struct Page {
    shell: Shell,
    facts: Vec<Fact>,
    tag: Tag,
    /// Where it is taken back; empty if that is not possible.
    undo: String,
    undo_words: String,
    /// Why it cannot be taken back, where the reader might expect it.
    why_not: String,
    /// Asked for where the act has no window.
    why: Option<Field>,
    entries: Vec<(String, String)>,
    /// Entries that stayed as they were when it was taken back.
    left: Vec<Left>,
    more: String,
}

pub(super) async fn show(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let view = me.cx().entries().bulk(id).await.map_err(problem)?;
    Ok(html(&page(&me, &view, Told::default())))
}

/// What the page says besides the act.
#[derive(Default)]
struct Told {
    done: Option<String>,
    left: Vec<Left>,
    typed: String,
    found: Vec<Mistake>,
}

pub(super) async fn undo(
    me: Me,
    Path(id): Path<Uuid>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let why = form.get(WHY).map_or("", String::as_str);
    let done = me.cx().entries().undo_bulk(id, why).await;
    let view = me.cx().entries().bulk(id).await.map_err(problem)?;
    let wrong = |words: String| Told {
        typed: why.to_owned(),
        found: vec![Mistake::new(WHY, words)],
        ..Told::default()
    };
    let told = match done {
        Ok(done) => {
            let told = told(&me, done).await?;
            return Ok(html(&page(&me, &view, told)));
        }
        Err(UndoError::NoReason) => wrong(t(me.locale(), "entries-error-no-reason")),
        Err(UndoError::TooLong(max)) => wrong(t_with(
            me.locale(),
            "entries-bulk-why-long",
            &[("max", max.into())],
        )),
        // The page says why it is not possible.
        Err(UndoError::Refused(_)) => Told::default(),
        Err(other) => return Err(problem(other)),
    };
    let page = page(&me, &view, told);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// What was taken back, and what stayed.
async fn told(me: &Me, done: Undone) -> Result<Told, Problem> {
    let rows = rows(me, done.kept.iter().map(|(id, _)| *id)).await?;
    let left = done.kept.iter().map(|(id, kept)| {
        let row = rows.get(id);
        let why = match kept {
            KeptEntry::Changed => t(me.locale(), "entries-left-changed"),
            KeptEntry::Frozen(of) => t_with(
                me.locale(),
                "entries-left-frozen",
                &[("period", period(*of, me.locale()).into())],
            ),
            KeptEntry::Refused(why) => refusal(me, row, why),
        };
        left_over(me, row, why)
    });
    let count = done.done.len() as i64;
    Ok(Told {
        done: (count > 0).then(|| said(me, "entries-bulk-taken-back", count)),
        left: left.collect(),
        ..Told::default()
    })
}

fn page(me: &Me, view: &BulkView, told: Told) -> Page {
    let row = &view.row;
    let mut shell = me
        .shell(title(me, view), Room::Registers)
        .below(t(me.locale(), "entries-registers-title"), urls::REGISTERS)
        .narrow()
        .mistakes(told.found);
    if row.kind == BulkKind::Import {
        let uid = me.snapshot.map.uid(row.unit);
        shell = shell.below(t(me.locale(), "entries-bulks-title"), urls::bulks_of(uid));
    }
    if let Some(done) = told.done {
        shell = shell.done(done);
    }
    let mut facts = vec![
        Fact::new(shell.t("entries-field-unit"), me.dated_name(row.unit)),
        Fact::new(shell.t("entries-bulk-by"), by(&view.author, row.at, me.locale())),
        Fact::new(
            shell.t("entries-bulk-size"),
            said(me, "entries-bulk-count", row.size),
        ),
    ];
    if let Some(at) = row.undone_at {
        facts.push(Fact::new(
            shell.t("entries-bulk-undone"),
            by(&view.undone_by, at, me.locale()),
        ));
    }
    if !row.why.is_empty() {
        facts.push(Fact::new(shell.t("entries-field-why"), row.why.as_str()));
    }
    let has_reason = row.kind.window().is_none() && view.may_undo.is_ok();
    let why = has_reason.then(|| {
        Field::new(WHY, shell.t("entries-field-why"))
            .hint(shell.t("entries-bulk-why-hint"))
            .value(told.typed)
            .checked(&shell.mistakes)
    });
    Page {
        facts,
        tag: tag(me, view),
        undo: view
            .may_undo
            .map(|()| urls::bulk_undo(row.id))
            .unwrap_or_default(),
        undo_words: shell.t(match row.kind {
            BulkKind::Finish => "entries-undo",
            BulkKind::Import => "entries-bulk-take-back",
        }),
        why_not: match view.may_undo {
            Err(UndoRefusal::TooLate) => shell.t("entries-undo-too-late"),
            Err(UndoRefusal::NotYours) => shell.t("entries-undo-not-yours"),
            Ok(()) | Err(UndoRefusal::Undone) => String::new(),
        },
        why,
        entries: view
            .entries
            .iter()
            .map(|entry| (urls::entry(entry.id), name(me, entry)))
            .collect(),
        left: told.left,
        more: match row.size > BULK_ENTRIES_SHOWN as i64 {
            true => said(me, "entries-bulk-more", row.size - BULK_ENTRIES_SHOWN as i64),
            false => String::new(),
        },
        shell,
    }
}

/// The problem page of an error that no page of an act shows.
fn problem(error: UndoError) -> Problem {
    match error {
        UndoError::Fault(error) => fault(&error),
        _ => Problem::NotFound,
    }
}
