//! The form of a register: made from the pack, the same for a new entry and for a change.

use super::conflict::says_the_same;
use super::entry_form::EntryForm;
use super::page::{field_id, mistakes, problem, register};
use super::units::{offered, records_below};
use super::which;
use askama::Template;
use axum::extract::{Multipart, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::entries::{Attachment, DAY, Draft, EntryError, EntryView, UNIT, WHY};
use dienhong_app::urls;
use dienhong_app::{Fault, Rules};
use dienhong_domain::entries::State;
use dienhong_domain::packs::{self, FieldKind, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::WriteError;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Photo, Room, Shell, bound_code};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// One question with the macro that draws it.
struct Question {
    field: Field,
    look: &'static str,
}

#[derive(Template)]
#[template(path = "entries/form.html")]
struct Form {
    shell: Shell,
    action: String,
    keep: String,
    id: String,
    seen: String,
    questions: Vec<Question>,
    notice: Option<Notice>,
    register: String,
    register_title: String,
    is_new: bool,
    came: &'static str,
    act: String,
    act_state: &'static str,
    second: Option<(String, &'static str)>,
    later: String,
    /// Where another unit below is chosen; empty where all stand in the question.
    elsewhere: String,
}

#[derive(Deserialize)]
pub(super) struct For {
    #[serde(rename = "don-vi")]
    pub(super) unit: Option<Uuid>,
}

/// Why nothing was saved although nothing is wrong with the answers.
struct Notice {
    title: String,
    words: String,
}

/// What the form shows: what was typed, what stands, what is wrong.
struct Shown<'a> {
    rules: Arc<Rules>,
    code: &'a str,
    id: Uuid,
    old: Option<&'a EntryView>,
    typed: UploadForm,
    found: Vec<dienhong_web_kit::shell::Mistake>,
    trouble: Option<&'static str>,
    /// How the form came back, for what the device keeps of it: `fix`, `refused`, `edit`, `busy`, or empty.
    came: &'static str,
}

pub(super) async fn new(
    me: Me,
    Path(code): Path<String>,
    Query(wanted): Query<For>,
    Query(sought): Query<which::UnitChoiceQuery>,
) -> Result<Response, Problem> {
    let asked = wanted.unit.and_then(|uid| me.snapshot.map.by_uid(uid));
    let rules = asked
        .filter(|unit| me.may(Permission::WriteEntries, *unit))
        .map_or_else(
            || me.cx().entries().rules_for(),
            |unit| me.snapshot.rules(unit, me.today()),
        );
    let form = register(&rules, &code)?;
    let all = offered(&me, form, asked);
    if asked.is_none() && records_below(&me, form) && (all.is_empty() || sought.is_asked()) {
        return Ok(html(&which::page(&me, form, &sought)));
    }
    let unit = asked
        .filter(|unit| all.contains(unit))
        .or_else(|| likely(&me, &all));
    let mut typed = UploadForm::default();
    if let Some(unit) = unit {
        typed
            .fields
            .insert(field_id(UNIT), vec![me.snapshot.map.uid(unit).to_string()]);
    }
    let today = me.today();
    let day = if form.monthly {
        format!("{}/{}", today.month(), today.year())
    } else {
        dienhong_i18n::day(today)
    };
    typed.fields.insert(field_id(DAY), vec![day]);
    let shown = Shown {
        rules: rules.clone(),
        code: &code,
        id: Uuid::now_v7(),
        old: None,
        typed,
        found: vec![],
        trouble: None,
        came: "",
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
    let monthly = view.register().is_some_and(|r| r.monthly);
    let day = if monthly {
        format!("{}/{}", view.day.month(), view.day.year())
    } else {
        dienhong_i18n::day(view.day)
    };
    typed.fields.insert(field_id(DAY), vec![day]);
    let rules = me.snapshot.rules(view.unit, me.today());
    let code = view.register.clone();
    let shown = Shown {
        rules,
        code: &code,
        id,
        old: Some(&view),
        typed,
        found: vec![],
        trouble: None,
        came: "",
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
    let form = register(&rules, code)?;
    let draft = Draft {
        seen: old.as_ref().map(|_| draft.seen.unwrap_or(0)),
        ..draft
    };
    let mut shown = Shown {
        rules: rules.clone(),
        code,
        id,
        old: old.as_ref(),
        typed,
        found: Vec::new(),
        trouble: None,
        came: "edit",
    };
    // Somebody who compared two contents wants to change their own before it is sent.
    if shown.typed.one("trang-thai") == "edit" {
        return Ok(html(&page(me, shown)?));
    }
    match me.cx().entries().record(&draft).await {
        Ok(recorded) => {
            let done = match recorded.state {
                State::Draft => "nhap",
                State::Sent => "gui",
                _ => "chot",
            };
            return Ok(done_with(id, done));
        }
        Err(EntryError::Mistakes(found)) => {
            shown.found = mistakes(me, form, &found);
            shown.came = "fix";
        }
        Err(EntryError::Conflict { .. } | EntryError::IdTaken) => {
            return show_conflict(me, id, &shown.typed).await;
        }
        Err(EntryError::NotAllowed) => {
            let writes = draft
                .unit
                .is_some_and(|unit| me.may(Permission::WriteEntries, unit));
            shown.trouble = Some(match writes && old.is_none() {
                true => "entries-trouble-not-final",
                false => "entries-trouble-not-allowed",
            });
            shown.came = "refused";
        }
        Err(EntryError::Fault(Fault::Write(error))) => {
            tracing::error!(%error, entry = %id, "An entry could not be written");
            shown.trouble = Some(if error == WriteError::NoSpace {
                "entries-trouble-no-space"
            } else {
                "entries-trouble-busy"
            });
            // The device sends it again by itself, and the form stays the same entry.
            shown.came = "busy";
        }
        Err(other) => return Err(problem(other)),
    }
    let status = match shown.came {
        "refused" => StatusCode::FORBIDDEN,
        "fix" => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    Ok(html_with(status, &page(me, shown)?))
}

fn done_with(id: Uuid, how: &str) -> Response {
    Redirect::to(&format!("{}?xong={how}", urls::entry(id))).into_response()
}

/// Another content stands under this id. The very same one needs no word: the answer to an earlier sending was lost.
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
    let language = me.locale().code();
    let act = form.act.get(language).to_owned();
    let is_final = shown.old.is_some_and(|o| o.state == State::Final);
    let title = if is_final {
        dienhong_i18n::t_with(me.locale(), "entries-edit-title", &[("act", act.as_str().into())])
    } else {
        act
    };
    let lead = dienhong_i18n::t(
        me.locale(),
        if is_final {
            "entries-edit-lead"
        } else {
            "entries-new-lead"
        },
    );
    let shell = me
        .shell(title, Room::New)
        .lead(lead)
        .below(dienhong_i18n::t(me.locale(), "totals-today-title"), urls::HOME)
        .below(form.title.get(language), urls::register(&form.id))
        .mistakes(shown.found.clone())
        .form();
    let unit = Uuid::parse_str(shown.typed.one(&field_id(UNIT)))
        .ok()
        .and_then(|uid| me.snapshot.map.by_uid(uid));
    let finishes = unit.map_or_else(
        || me.may_somewhere(Permission::FinishEntries),
        |unit| me.may(Permission::FinishEntries, unit),
    );
    let (act, act_state) = match finishes {
        true => (shell.t("entries-save-final"), "final"),
        false => (shell.t("entries-send"), "sent"),
    };
    let second = (!is_final).then(|| (shell.t("entries-save-draft"), "draft"));
    let day = shown.old.map(|o| o.day);
    let mut questions = vec![
        when(form, &shell, &shown.typed),
        place(me, form, &shell, &shown.typed, unit),
    ];
    for field in &form.fields {
        let kept = shown.old.map_or(&[][..], |o| &o.attachments);
        questions.push(question(field, &shown, &shell, day, kept));
    }
    if is_final {
        let why = Field::new(field_id(WHY), shell.t("entries-field-why"))
            .hint(shell.t("entries-field-why-hint"))
            .value(shown.typed.one(&field_id(WHY)))
            .checked(&shell.mistakes);
        questions.push(Question {
            field: why,
            look: "text",
        });
    }
    let seen = match shown.old {
        Some(_) if !shown.typed.one("seen").is_empty() => shown.typed.one("seen").to_owned(),
        Some(old) => old.row.rev.to_string(),
        None => String::new(),
    };
    let keep = if shown.old.is_some() {
        shown.id.to_string()
    } else {
        form.id.clone()
    };
    Ok(Form {
        action: match shown.old {
            Some(_) => format!("{}/sua", urls::entry(shown.id)),
            None => urls::new_entry(&form.id),
        },
        keep: format!("{}:{keep}", me.actor.person),
        id: shown.id.to_string(),
        seen,
        questions,
        notice: notice(&shell, &shown),
        register: form.id.clone(),
        register_title: form.title.get(language).to_owned(),
        is_new: shown.old.is_none(),
        came: shown.came,
        act,
        act_state,
        second,
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

/// Why nothing was saved; else, why a draft that is opened again was given back.
fn notice(shell: &Shell, shown: &Shown<'_>) -> Option<Notice> {
    if let Some(key) = shown.trouble {
        let (title, words) = (shell.t("entries-trouble-title"), shell.t(key));
        return Some(Notice { title, words });
    }
    let (title, why) = super::show::returned(shell, shown.old?)?;
    let words = format!("“{why}”");
    Some(Notice { title, words })
}

fn when(form: &Register, shell: &Shell, typed: &UploadForm) -> Question {
    let (label, hint) = match form.monthly {
        true => ("entries-field-month", "entries-field-month-hint"),
        false => ("entries-field-day", "entries-field-day-hint"),
    };
    let field = Field::new(field_id(DAY), shell.t(label))
        .hint(shell.t(hint))
        .value(typed.one(&field_id(DAY)));
    Question {
        field: field.checked(&shell.mistakes),
        look: "date",
    }
}

fn place(me: &Me, form: &Register, shell: &Shell, typed: &UploadForm, unit: Option<UnitId>) -> Question {
    let mut all = offered(me, form, unit);
    if let Some(unit) = unit.filter(|u| !all.contains(u)) {
        all.push(unit);
    }
    let few = all.len() <= 12;
    let choice = |u: &UnitId| {
        let uid = me.snapshot.map.uid(*u).to_string();
        let is_chosen = uid == typed.one(&field_id(UNIT));
        let name = if me.snapshot.map.level(*u) == Some(Level::Group) {
            me.dated_name(*u)
        } else {
            me.full_name(*u)
        };
        Choice::new(uid, name).chosen(is_chosen)
    };
    let field =
        Field::new(field_id(UNIT), shell.t("entries-field-unit")).choices(all.iter().map(choice).collect());
    Question {
        field: field.checked(&shell.mistakes),
        look: if few { "radios" } else { "select" },
    }
}

fn question(
    of: &packs::Field,
    shown: &Shown<'_>,
    shell: &Shell,
    day: Option<Day>,
    kept: &[Attachment],
) -> Question {
    let language = shell.locale().code();
    let mut field = Field::new(of.id.as_str(), of.label.get(language)).value(shown.typed.one(&of.id));
    if let Some(hint) = &of.hint {
        field = field.hint(hint.get(language));
    }
    if !of.required {
        field = field.optional();
    }
    let chosen = shown.typed.fields.get(&of.id).cloned().unwrap_or_default();
    let items = |list: &str| -> Vec<Choice> {
        let list = shown.rules.pack.lists.iter().find(|l| l.id == list);
        let open = |i: &&packs::Item| {
            chosen.contains(&i.id)
                || day.is_none() && i.until.is_none()
                || day.is_some_and(|d| i.until.is_none_or(|u| d <= u))
        };
        let items = list.into_iter().flat_map(|l| &l.items).filter(open);
        items
            .map(|i| Choice::new(i.id.as_str(), i.title.get(language)).chosen(chosen.contains(&i.id)))
            .collect()
    };
    let bound = bound_code(shown.typed.one(&format!("{}-bound", of.id)));
    let (field, look) = match &of.kind {
        FieldKind::Number {
            unit, bound: takes, ..
        } => {
            let field = field.unit(unit.get(language));
            (if *takes { field.bound(bound) } else { field }, "number")
        }
        FieldKind::Share => (field.unit("%").bound(bound), "number"),
        FieldKind::Text { .. } => (field, "text"),
        FieldKind::LongText { .. } => (field, "textarea"),
        FieldKind::Choice { list } => {
            let choices = items(list);
            let look = if choices.len() <= 12 { "radios" } else { "select" };
            (field.choices(choices), look)
        }
        FieldKind::Choices { list } => (field.choices(items(list)), "ticks"),
        FieldKind::YesNo => (field, "yes_no"),
        FieldKind::Date => (field, "date"),
        FieldKind::Photos { .. } => (field.photos(photos(of, kept, shell)), "photos"),
        FieldKind::Files { .. } => {
            let field = if of.hint.is_none() {
                field.hint(shell.t("entries-files-hint"))
            } else {
                field
            };
            (
                field
                    .files(".pdf,.docx,.xlsx,.txt,image/*", true)
                    .photos(photos(of, kept, shell)),
                "file",
            )
        }
    };
    Question {
        field: field.checked(&shell.mistakes),
        look,
    }
}

fn photos(of: &packs::Field, kept: &[Attachment], shell: &Shell) -> Vec<Photo> {
    let own = kept.iter().filter(|a| a.field == of.id);
    own.enumerate()
        .map(|(i, a)| Photo {
            id: a.id.to_string(),
            href: urls::file(a.id),
            small: urls::small_file(a.id),
            words: if a.kind == "photo" {
                shell.t1("entries-photo-number", "count", i as i64 + 1)
            } else {
                a.name.clone()
            },
        })
        .collect()
}
