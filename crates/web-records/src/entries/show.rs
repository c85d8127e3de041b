//! An entry with its history, its files, and what it added to the figures.

use super::page::{by, problem, tag, tag_of};
use super::waiting::WaitingFilter;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use dienhong_app::entries::{EntryView, PostedLine, Revision, UndoError, answer};
use dienhong_app::urls;
use dienhong_domain::entries::State;
use dienhong_domain::packs::{FieldKind, MeasureKind, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_domain::units::Lens;
use dienhong_web_kit::downloads::attachment_response;
use dienhong_web_kit::respond::{Problem, fault, html};
use dienhong_web_kit::shell::{Fact, Photo, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

struct PostedRow {
    measure: String,
    href: String,
    amount: String,
    note: String,
}

struct Version {
    when: String,
    what: String,
    why: String,
    changes: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "entries/show.html")]
struct Show {
    shell: Shell,
    tag: Tag,
    /// What was just recorded, and where the next one is.
    again: Option<Again>,
    facts: Vec<Fact>,
    photos: Vec<Photo>,
    files: Vec<(String, String)>,
    posted: Vec<PostedRow>,
    versions: Vec<Version>,
    href: String,
    seen: i64,
    may_edit: bool,
    may_finish: bool,
    may_return: bool,
    may_void: bool,
    not_counted: Option<String>,
    /// Who returned the draft and when, and the reason.
    returned: Option<(String, String)>,
    /// The filters of the list that the reader goes through, as hidden fields.
    going: Vec<(&'static str, String)>,
    /// What comes after it was finished.
    after: Option<AfterFinish>,
}

/// What is offered once an entry was finished.
struct AfterFinish {
    /// Undoes it; empty when that is over.
    undo: String,
    /// The next entry that waits; empty when none is left.
    next: String,
}

/// What was recorded, in one sentence, and the form for another entry of the same register and unit.
struct Again {
    recorded: String,
    href: String,
}

#[derive(Deserialize)]
pub(super) struct Said {
    xong: Option<String>,
    /// The act that finished the entry.
    dot: Option<String>,
}

pub(super) async fn show(
    me: Me,
    Path(id): Path<Uuid>,
    Query(said): Query<Said>,
    Query(filter): Query<WaitingFilter>,
) -> Result<Response, Problem> {
    let view = me.cx().entries().find(id, me.locale()).await.map_err(problem)?;
    let register = view.register().ok_or(Problem::NotFound)?;
    let after = after(&me, &view, &said, &filter).await?;
    let shell = with_done(
        &me,
        entry_shell(&me, register, &view),
        &view,
        said.xong.as_deref(),
    );
    let returned = returned(&shell, &view);
    let tag = tag_of(view.state, returned.is_some(), me.locale());
    let not_counted = why_not_counted(view.state, returned.is_some()).map(|key| shell.t(key));
    Ok(html(&Show {
        again: again(&me, register, &view, said.xong.as_deref()),
        facts: facts(&me, &shell, register, &view),
        photos: photos(&shell, &view),
        files: files(&view),
        posted: view
            .postings
            .iter()
            .map(|p| posted(&me, &view, &shell, p))
            .collect(),
        versions: versions(&me, &shell, &view),
        returned,
        going: filter.fields(),
        after,
        href: urls::entry(id),
        seen: view.row.rev.into(),
        may_edit: view.may_edit,
        may_finish: view.may_finish,
        may_return: view.may_return,
        may_void: view.may_void,
        not_counted,
        tag,
        shell,
    }))
}

/// What is offered after an entry was finished: to undo it while that is possible, and the next one that waits.
async fn after(
    me: &Me,
    view: &EntryView,
    said: &Said,
    filter: &WaitingFilter,
) -> Result<Option<AfterFinish>, Problem> {
    if said.xong.as_deref() != Some("chot") || view.state != State::Final {
        return Ok(None);
    }
    let act = said.dot.as_deref().and_then(|act| Uuid::parse_str(act).ok());
    let Some(act) = act else {
        return Ok(None);
    };
    let undo = match me.cx().entries().bulk(act).await {
        Ok(bulk) => bulk.may_undo.map(|()| urls::bulk_undo(act)).unwrap_or_default(),
        Err(UndoError::Fault(error)) => return Err(fault(&error)),
        Err(_) => String::new(),
    };
    let finishes = me.may_somewhere(Permission::FinishEntries);
    let next = match finishes {
        true => filter.next(me, view.row.place).await?,
        false => None,
    };
    Ok(Some(AfterFinish {
        undo,
        next: next.unwrap_or_default(),
    }))
}

fn entry_shell(me: &Me, register: &Register, view: &EntryView) -> Shell {
    let (locale, language) = (me.locale(), me.locale().code());
    me.shell(title(me, view), Room::Registers)
        .kicker(register.title.get(language))
        .below(
            dienhong_i18n::t(locale, "entries-registers-title"),
            urls::REGISTERS,
        )
        .below(register.title.get(language), urls::register(&view.register))
        .narrow()
}

fn title(me: &Me, view: &EntryView) -> String {
    let unit = me.name_on(view.unit, view.day);
    // If the title wraps, the number of a group stays with its word.
    let name = match unit.rsplit_once(' ') {
        Some((kind, number)) if number.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{kind}\u{a0}{number}")
        }
        _ => unit,
    };
    format!("{name}, {}", day(view))
}

/// Confirms what was just done, and lets the browser delete the draft that it kept.
fn with_done(me: &Me, shell: Shell, view: &EntryView, done: Option<&str>) -> Shell {
    let Some(key) = done.and_then(done_key) else {
        return shell;
    };
    let words = shell.t(key);
    let form = match view.row.rev {
        1 => view.register.clone(),
        _ => view.row.id.to_string(),
    };
    shell
        .done(words)
        .sent(view.row.id.to_string())
        .forget_kept(format!("{}:{form}", me.actor.person))
}

fn done_key(done: &str) -> Option<&'static str> {
    match done {
        "nhap" => Some("entries-done-saved"),
        "gui" => Some("entries-done-sent"),
        "chot" => Some("entries-done-finished"),
        "huy" => Some("entries-done-voided"),
        "co" => Some("entries-done-there"),
        _ => None,
    }
}

/// Offers the next entry to the person who just recorded one, where they may still record for the unit.
fn again(me: &Me, register: &Register, view: &EntryView, done: Option<&str>) -> Option<Again> {
    let is_recorded = matches!(done, Some("nhap" | "gui" | "chot" | "co"));
    let is_own = view.row.author == me.actor.person;
    if !is_recorded || !is_own || !me.may(Permission::WriteEntries, view.unit) {
        return None;
    }
    let number = register
        .asked_first()
        .into_iter()
        .filter(|field| matches!(field.kind, FieldKind::Number { .. } | FieldKind::Share))
        .find_map(|field| answer(&view.rules, &field.kind, &field.id, &view.stored, me.locale()));
    let title = register.title.get(me.locale().code());
    let (unit, day) = (me.name_on(view.unit, view.day), day(view));
    let (unit, day) = (unit.as_str().into(), day.as_str().into());
    let recorded = match &number {
        Some(number) => dienhong_i18n::t_with(
            me.locale(),
            "entries-done-what",
            &[
                ("register", title.into()),
                ("unit", unit),
                ("day", day),
                ("what", number.into()),
            ],
        ),
        None => dienhong_i18n::t_with(
            me.locale(),
            "entries-done-what-bare",
            &[("register", title.into()), ("unit", unit), ("day", day)],
        ),
    };
    let uid = me.snapshot.map.uid(view.unit);
    Some(Again {
        recorded,
        href: format!("{}?don-vi={uid}", urls::new_entry(&register.id)),
    })
}

/// Day and unit, then the answers in the register's order.
fn facts(me: &Me, shell: &Shell, register: &Register, view: &EntryView) -> Vec<Fact> {
    let language = me.locale().code();
    let unit = me.name_on(view.unit, view.day);
    let unit_href = urls::unit(me.snapshot.map.uid(view.unit));
    let answers = register.fields.iter().filter_map(|field| {
        let words = answer(&view.rules, &field.kind, &field.id, &view.stored, me.locale())?;
        Some(Fact::new(field.label.get(language), words))
    });
    [
        Fact::new(shell.t("entries-field-day"), day(view)),
        Fact::new(shell.t("entries-field-unit"), unit).to(unit_href),
    ]
    .into_iter()
    .chain(answers)
    .collect()
}

/// Kind of an attachment that is shown as a picture.
const PHOTO: &str = "photo";

fn photos(shell: &Shell, view: &EntryView) -> Vec<Photo> {
    view.attachments
        .iter()
        .filter(|a| a.kind == PHOTO)
        .enumerate()
        .map(|(i, a)| Photo {
            id: a.id.to_string(),
            href: urls::file(a.id),
            small: urls::small_file(a.id),
            words: shell.t1("entries-photo-number", "count", i as i64 + 1),
        })
        .collect()
}

/// Attachments other than photos: address and name.
fn files(view: &EntryView) -> Vec<(String, String)> {
    view.attachments
        .iter()
        .filter(|a| a.kind != PHOTO)
        .map(|a| (urls::file(a.id), a.name.clone()))
        .collect()
}

fn day(view: &EntryView) -> String {
    if view.register().is_some_and(|r| r.monthly) {
        dienhong_i18n::month(view.day)
    } else {
        dienhong_i18n::day(view.day)
    }
}

fn posted(me: &Me, view: &EntryView, shell: &Shell, line: &PostedLine) -> PostedRow {
    let language = me.locale().code();
    let rules = me.cx().rules_on(view.unit, view.day);
    let measure = rules
        .measure(&line.measure)
        .or_else(|| view.rules.measure(&line.measure))
        .cloned();
    let (title, unit, scale, kind) = match &measure {
        Some(m) => (
            m.title.get(language).to_owned(),
            dienhong_i18n::unit_of_count(line.row.amount, m.scale, &m.unit, me.locale()),
            m.scale,
            m.kind,
        ),
        None => (line.measure.clone(), String::new(), 0, MeasureKind::Flow),
    };
    let scale = if kind == MeasureKind::Share {
        dienhong_domain::packs::SHARE_SCALE
    } else {
        scale
    };
    let unit = if kind == MeasureKind::Share {
        "%".to_owned()
    } else {
        unit
    };
    let bound = line.row.bound;
    let amount = format!(
        "{}\u{a0}{unit}",
        dienhong_i18n::bounded(line.row.amount, scale, bound, me.locale())
    );
    let year = Period::years(view.day.year(), view.day.year()).unwrap_or(Period {
        from: view.day,
        to: view.day,
    });
    let home = me.snapshot.map.home(view.unit, view.day).unwrap_or(view.unit);
    PostedRow {
        measure: title,
        href: urls::proof(&line.measure, me.snapshot.map.uid(home), year, Lens::AsItWas),
        amount,
        note: if line.row.w < 0 {
            shell.t("entries-ledger-reversal")
        } else {
            String::new()
        },
    }
}

fn versions(me: &Me, shell: &Shell, view: &EntryView) -> Vec<Version> {
    let before = view.revisions.iter().skip(1).map(Some).chain([None]);
    let pairs = view.revisions.iter().zip(before);
    pairs
        .map(|(of, before)| version(me, shell, of, before.map(|b| b.state)))
        .collect()
}

/// The notice on a draft that was returned, for its author to correct and send again.
pub(super) fn returned(shell: &Shell, view: &EntryView) -> Option<(String, String)> {
    let of = view.returned()?;
    let by = by(&of.author, of.at, shell.locale());
    Some((shell.t1("entries-returned-by", "by", by), of.why.clone()))
}

/// The key of the sentence that says why an entry does not count yet or any more.
fn why_not_counted(state: State, is_returned: bool) -> Option<&'static str> {
    match state {
        State::Draft if is_returned => Some("entries-not-counted-returned"),
        State::Draft => Some("entries-not-counted-draft"),
        State::Sent => Some("entries-not-counted-sent"),
        State::Final => None,
        State::Voided => Some("entries-not-counted-voided"),
    }
}

fn version(me: &Me, shell: &Shell, of: &Revision, before: Option<State>) -> Version {
    let what = match of.rev {
        1 => shell.t("entries-history-first"),
        _ if before.is_some_and(|before| of.gave_back(before)) => shell.t("entries-history-returned"),
        _ if before.is_some_and(|before| of.reopened(before)) => shell.t("entries-history-undone"),
        _ => shell.t1("entries-history-state", "state", tag(of.state, me.locale()).words),
    };
    Version {
        when: by(&of.author, of.at, me.locale()),
        what,
        why: of.why.clone(),
        changes: of.changes.clone(),
    }
}

pub(super) async fn file(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    serve(&me, id, false).await
}
pub(super) async fn small(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    serve(&me, id, true).await
}

async fn serve(me: &Me, id: Uuid, small: bool) -> Result<Response, Problem> {
    let (attachment, bytes) = me.cx().entries().file(id, small).await.map_err(problem)?;
    Ok(attachment_response(&attachment, bytes))
}
