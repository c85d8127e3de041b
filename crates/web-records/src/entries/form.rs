//! The form of a register: made from the pack, the same for a new entry and for a change.

use super::conflict::says_the_same;
use super::entry_form::{EntryForm, RECORD_ALL_THE_SAME};
use super::page::{day_words, field_id, mistakes, problem, register};
use super::questions::{Filled, Questions, questions};
use super::units::{offered, records_below};
use super::waiting::name;
use super::which;
use askama::Template;
use axum::extract::{Multipart, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::entries::{DAY, Draft, EntryError, EntryView, LastTime, UNIT};
use dienhong_app::urls;
use dienhong_app::{Fault, Rules};
use dienhong_domain::entries::State;
use dienhong_domain::packs::{PartOf, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::WriteError;
use dienhong_store::entries::EntryRow;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "entries/form.html")]
struct Form {
    shell: Shell,
    action: String,
    keep: String,
    id: String,
    seen: String,
    questions: Questions,
    last: Option<Last>,
    notice: Option<Notice>,
    register: String,
    register_title: String,
    is_new: bool,
    /// Whether the lead only says that words are kept, which the bar of acts says too.
    is_plain: bool,
    came: &'static str,
    act: String,
    act_state: &'static str,
    second: Option<(String, &'static str)>,
    later: String,
    /// Address at which another unit below is chosen; empty if the question lists all units.
    elsewhere: String,
    /// Entries that may tell of the same thing: address and name.
    alike: Vec<(String, String)>,
}

#[derive(Deserialize)]
pub(super) struct For {
    #[serde(rename = "don-vi")]
    pub(super) unit: Option<Uuid>,
    /// Whether the form is filled from the person's last entry.
    #[serde(rename = "nhu-truoc")]
    as_last: Option<String>,
    /// Day of what is recorded, of which a link knows; today's form is opened where it is none or still to come.
    #[serde(rename = "ngay", default)]
    pub(super) day: String,
}

/// What "as last time" fills, as an address for browsers without script and as JSON for those with it.
struct Last {
    href: String,
    answers: String,
    day: String,
}

/// Why nothing was saved although nothing is wrong with the answers.
struct Notice {
    title: String,
    words: String,
}

/// What the form shows: what was typed, the stored entry, the mistakes.
struct Shown<'a> {
    rules: Arc<Rules>,
    code: &'a str,
    id: Uuid,
    old: Option<&'a EntryView>,
    typed: UploadForm,
    found: Vec<Mistake>,
    trouble: Option<&'static str>,
    /// What the person's last entry says, for a form that is not answered yet.
    last: Option<LastTime>,
    /// Why the form is shown again, for the copy that the device keeps: `fix`, `refused`, `edit`, `busy`, or empty.
    came: &'static str,
    /// Entries that may tell of the same thing, before it is recorded all the same.
    alike: Vec<EntryRow>,
}

impl Shown<'_> {
    /// Whether an entry is changed that is final already.
    fn is_correction(&self) -> bool {
        self.old.is_some_and(|o| o.state == State::Final)
    }
    /// Whether it is a new entry or a draft: what counts or waits already was asked about before.
    fn has_yet_to_count(&self) -> bool {
        self.old.is_none_or(|old| old.state == State::Draft)
    }
    /// The revision that the answers were written against; empty for a new entry.
    fn seen(&self) -> String {
        match self.old {
            Some(_) if !self.typed.one("seen").is_empty() => self.typed.one("seen").to_owned(),
            Some(old) => old.row.rev.to_string(),
            None => String::new(),
        }
    }
    /// Sets what the form says about a refusal and returns the status of the response.
    ///
    /// # Errors
    ///
    /// A problem page for errors that the form does not show.
    fn refuse(&mut self, me: &Me, draft: &Draft, error: EntryError) -> Result<StatusCode, Problem> {
        match error {
            EntryError::Mistakes(found) => {
                let form = register(&self.rules, self.code)?;
                self.found = mistakes(me, form, &found);
                self.came = "fix";
                Ok(StatusCode::UNPROCESSABLE_ENTITY)
            }
            EntryError::NotAllowed => {
                let writes = draft
                    .unit
                    .is_some_and(|unit| me.may(Permission::WriteEntries, unit));
                self.trouble = Some(match writes && self.old.is_none() {
                    true => "entries-trouble-not-final",
                    false => "entries-trouble-not-allowed",
                });
                self.came = "refused";
                Ok(StatusCode::FORBIDDEN)
            }
            EntryError::Fault(Fault::Write(error)) => {
                tracing::error!(%error, entry = %self.id, "An entry could not be written");
                self.trouble = Some(match error == WriteError::NoSpace {
                    true => "entries-trouble-no-space",
                    false => "entries-trouble-busy",
                });
                // The device sends it again by itself, and the form stays the same entry.
                self.came = "busy";
                Ok(StatusCode::SERVICE_UNAVAILABLE)
            }
            other => Err(problem(other)),
        }
    }
}

pub(super) async fn new(
    me: Me,
    Path(code): Path<String>,
    Query(wanted): Query<For>,
    Query(sought): Query<which::UnitChoiceQuery>,
) -> Result<Response, Problem> {
    let asked = wanted.unit.and_then(|uid| me.snapshot.map.by_uid(uid));
    let writable = asked.filter(|unit| me.may(Permission::WriteEntries, *unit));
    let day = Day::parse(&wanted.day).ok();
    let day = day.filter(|day| *day < me.today()).unwrap_or(me.today());
    let rules = me
        .cx()
        .entries()
        .rules_of_draft(&code, writable, &day.to_string());
    let form = register(&rules, &code)?;
    let all = offered(&me, form, asked);
    if asked.is_none() && records_below(&me, form) && (all.is_empty() || sought.is_asked()) {
        return Ok(html(&which::page(&me, form, &sought)));
    }
    let unit = asked
        .filter(|unit| all.contains(unit))
        .or_else(|| likely(&me, &all));
    let last = me.cx().entries().last_time(&rules, &code, unit).await;
    let last = last.map_err(problem)?.filter(|last| all.contains(&last.unit));
    let mut typed = UploadForm::default();
    let filling = last.as_ref().filter(|_| wanted.as_last.is_some());
    if let Some(last) = filling {
        typed.fields.extend(last.answers.clone());
    }
    if let Some(unit) = unit.or(filling.map(|last| last.unit)) {
        typed
            .fields
            .insert(field_id(UNIT), vec![me.snapshot.map.uid(unit).to_string()]);
    }
    typed
        .fields
        .insert(field_id(DAY), vec![day_words(day, form.monthly)]);
    let shown = Shown {
        rules: rules.clone(),
        code: &code,
        id: Uuid::now_v7(),
        old: None,
        typed,
        found: vec![],
        trouble: None,
        last,
        came: "",
        alike: Vec::new(),
    };
    Ok(html(&page(&me, shown)?))
}

/// The unit most likely meant: the only living one for which the register is kept.
fn likely(me: &Me, all: &[UnitId]) -> Option<UnitId> {
    let mut living = all
        .iter()
        .filter(|u| me.snapshot.map.at(**u, me.today()).is_some());
    living.next().copied().filter(|_| living.next().is_none())
}

pub(super) async fn create(me: Me, Path(code): Path<String>, form: Multipart) -> Result<Response, Problem> {
    let typed = UploadForm::read(form).await?;
    let id = Uuid::parse_str(typed.one("id")).map_err(|_| Problem::Unreadable)?;
    save(&me, &code, id, None, typed).await
}

pub(super) async fn edit(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let view = me.cx().entries().find(id, me.locale()).await.map_err(problem)?;
    if !view.may_edit {
        return Err(Problem::NotFound);
    }
    let mut typed = UploadForm::default();
    for (name, answers) in view.typed() {
        typed.fields.insert(
            name.replace(dienhong_domain::entries::BOUND_SUFFIX, "-bound"),
            answers,
        );
    }
    typed
        .fields
        .insert(field_id(UNIT), vec![me.snapshot.map.uid(view.unit).to_string()]);
    let is_monthly = view.register().is_some_and(|r| r.monthly);
    typed
        .fields
        .insert(field_id(DAY), vec![day_words(view.day, is_monthly)]);
    let rules = me.cx().rules_knowing(&view.register, view.unit, view.day);
    let code = view.register.clone();
    let shown = Shown {
        rules,
        code: &code,
        id,
        old: Some(&view),
        typed,
        found: vec![],
        trouble: None,
        last: None,
        came: "",
        alike: Vec::new(),
    };
    Ok(html(&page(&me, shown)?))
}

pub(super) async fn update(me: Me, Path(id): Path<Uuid>, form: Multipart) -> Result<Response, Problem> {
    let typed = UploadForm::read(form).await?;
    let view = me.cx().entries().find(id, me.locale()).await.map_err(problem)?;
    let code = view.register.clone();
    save(&me, &code, id, Some(view), typed).await
}

async fn save(
    me: &Me,
    code: &str,
    id: Uuid,
    old: Option<EntryView>,
    typed: UploadForm,
) -> Result<Response, Problem> {
    let (draft, rules) = typed.draft(me, code, id).ok_or(Problem::NotFound)?;
    let draft = Draft {
        seen: old.as_ref().map(|_| draft.seen.unwrap_or(0)),
        ..draft
    };
    let mut shown = Shown {
        rules,
        code,
        id,
        old: old.as_ref(),
        typed,
        found: Vec::new(),
        trouble: None,
        last: None,
        came: "edit",
        alike: Vec::new(),
    };
    // The person compared two versions and wants to change their own before it is sent.
    if shown.typed.one("trang-thai") == "edit" {
        return Ok(html(&page(me, shown)?));
    }
    if shown.typed.one(RECORD_ALL_THE_SAME).is_empty() && shown.has_yet_to_count() {
        shown.alike = likely_duplicates(me, &draft).await?;
        if !shown.alike.is_empty() {
            shown.came = "fix";
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(me, shown)?));
        }
    }
    let error = match me.cx().entries().record(&draft).await {
        Ok(recorded) => return Ok(done_with(id, done_word(recorded.state))),
        Err(EntryError::Conflict { .. } | EntryError::IdTaken) => {
            return show_conflict(me, id, &shown.typed).await;
        }
        Err(error) => error,
    };
    let status = shown.refuse(me, &draft, error)?;
    Ok(html_with(status, &page(me, shown)?))
}

/// What may be the same thing recorded before; mistakes of the draft are told when it is recorded.
async fn likely_duplicates(me: &Me, draft: &Draft) -> Result<Vec<EntryRow>, Problem> {
    match me.cx().entries().likely_duplicates(draft).await {
        Ok(found) => Ok(found),
        Err(EntryError::Fault(fault)) => Err(dienhong_web_kit::respond::fault(&fault)),
        Err(_) => Ok(Vec::new()),
    }
}

/// The query value by which the entry's page confirms what was done.
fn done_word(state: State) -> &'static str {
    match state {
        State::Draft => "nhap",
        State::Sent => "gui",
        _ => "chot",
    }
}

fn done_with(id: Uuid, how: &str) -> Response {
    Redirect::to(&format!("{}?xong={how}", urls::entry(id))).into_response()
}

/// Another version is stored under this id. If it is the same, the response to an earlier request was lost, and the person
/// need not choose.
async fn show_conflict(me: &Me, id: Uuid, typed: &UploadForm) -> Result<Response, Problem> {
    let view = me.cx().entries().find(id, me.locale()).await.map_err(problem)?;
    let register = view
        .register()
        .filter(|_| view.may_edit)
        .ok_or(Problem::NotFound)?;
    if says_the_same(me, typed, &view) {
        return Ok(done_with(id, "co"));
    }
    Ok(super::conflict::page(me, &view, register, typed))
}

fn page(me: &Me, shown: Shown<'_>) -> Result<Form, Problem> {
    let form = register(&shown.rules, shown.code)?;
    let shell = frame(me, form, &shown);
    let (act, act_state) = main_act(me, &shell, shown.typed.unit(me));
    let filled = Filled {
        rules: &shown.rules,
        typed: &shown.typed,
        old: shown.old,
    };
    let keep = match shown.old {
        Some(_) => shown.id.to_string(),
        None => form.id.clone(),
    };
    Ok(Form {
        action: match shown.old {
            Some(_) => format!("{}/sua", urls::entry(shown.id)),
            None => urls::new_entry(&form.id),
        },
        keep: format!("{}:{keep}", me.actor.person),
        id: shown.id.to_string(),
        seen: shown.seen(),
        questions: questions(me, form, &shell, &filled),
        last: shown.last.as_ref().map(|last| as_last(me, form, last)),
        notice: notice(&shell, &shown),
        alike: shown
            .alike
            .iter()
            .map(|row| (urls::entry(row.id), name(me, row)))
            .collect(),
        register: form.id.clone(),
        register_title: form.title.get(me.locale().code()).to_owned(),
        is_new: shown.old.is_none(),
        is_plain: !shown.is_correction() && known_words(me, form, &shown).is_none(),
        came: shown.came,
        act,
        act_state,
        second: (!shown.is_correction()).then(|| (shell.t("entries-save-draft"), "draft")),
        later: shown
            .old
            .map_or_else(|| urls::register(&form.id), |o| urls::entry(o.row.id)),
        elsewhere: match records_below(me, form) {
            true => which::href(&form.id),
            false => String::new(),
        },
        shell,
    })
}

/// What "as last time" fills: the answers, and the unit where it is not known yet.
fn as_last(me: &Me, form: &Register, last: &LastTime) -> Last {
    let unit = me.snapshot.map.uid(last.unit).to_string();
    let mut answers = last.answers.clone();
    let href = format!("{}?don-vi={unit}&nhu-truoc=1", urls::new_entry(&form.id));
    answers.insert(field_id(UNIT), vec![unit]);
    Last {
        href,
        answers: serde_json::json!(answers).to_string(),
        day: day_words(last.day, form.monthly),
    }
}

/// The frame. Its title is the register's act, or a correction of it if the entry is final.
fn frame(me: &Me, form: &Register, shown: &Shown<'_>) -> Shell {
    let language = me.locale().code();
    let act = form.act.get(language);
    let (title, lead) = match shown.is_correction() {
        true => (
            dienhong_i18n::t_with(me.locale(), "entries-edit-title", &[("act", act.into())]),
            "entries-edit-lead",
        ),
        false => (act.to_owned(), "entries-new-lead"),
    };
    let known = known_words(me, form, shown);
    let lead = dienhong_i18n::t(me.locale(), lead);
    me.shell(title, Room::New)
        .lead(known.map_or(lead.clone(), |known| format!("{lead} {known}")))
        .below(dienhong_i18n::t(me.locale(), "totals-today-title"), urls::HOME)
        .below(form.title.get(language), urls::register(&form.id))
        .mistakes(shown.found.clone())
        .form()
}

/// How the register is known, where its law was not read.
fn known_words(me: &Me, form: &Register, shown: &Shown<'_>) -> Option<String> {
    let known = shown.rules.pack.known(PartOf::Register, &form.id);
    dienhong_i18n::known(known, me.locale())
}

/// Words of the main button, and the state that it sends: final for those who may finish entries of the unit.
fn main_act(me: &Me, shell: &Shell, unit: Option<UnitId>) -> (String, &'static str) {
    let finishes = unit.map_or_else(
        || me.may_somewhere(Permission::FinishEntries),
        |unit| me.may(Permission::FinishEntries, unit),
    );
    match finishes {
        true => (shell.t("entries-save-final"), "final"),
        false => (shell.t("entries-send"), "sent"),
    }
}

/// Why nothing was saved; otherwise, why the draft that is opened again was returned.
fn notice(shell: &Shell, shown: &Shown<'_>) -> Option<Notice> {
    if let Some(key) = shown.trouble {
        let (title, words) = (shell.t("entries-trouble-title"), shell.t(key));
        return Some(Notice { title, words });
    }
    let (title, why) = super::show::returned(shell, shown.old?)?;
    let words = format!("“{why}”");
    Some(Notice { title, words })
}
