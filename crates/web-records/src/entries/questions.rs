//! The questions of a register's form: unit and day, its own fields, and the reason for a correction.

use super::entry_form::{EntryForm, meant_day};
use super::page::field_id;
use super::units::offered;
use dienhong_app::Rules;
use dienhong_app::entries::{DAY, EntryView, UNIT, WHY};
use dienhong_app::urls;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::{State, read_number};
use dienhong_domain::packs::{self, FieldKind, Register, SHARE_SCALE};
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::unit_of_count;
use dienhong_web_kit::shell::{Choice, Field, Photo, Shell, bound_code};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;

/// Most items of a choice that are shown as radio buttons; more of them become a select box.
const RADIOS_MAX: usize = 12;

/// One question with the macro that draws it.
pub(super) struct Question {
    pub(super) field: Field,
    pub(super) look: &'static str,
}

/// What the questions are filled with.
pub(super) struct Filled<'a> {
    pub(super) rules: &'a Rules,
    pub(super) typed: &'a UploadForm,
    /// The entry that is changed; `None` for a new one.
    pub(super) old: Option<&'a EntryView>,
}

/// All questions of a register's form.
pub(super) struct Questions {
    /// Asked at once: unit, day, what the register asks first, and the reason for a correction.
    pub(super) first: Vec<Question>,
    /// Folded.
    pub(super) more: Vec<Question>,
}

impl Questions {
    /// Whether something folded was answered, or answered wrongly.
    pub(super) fn is_open(&self) -> bool {
        self.more.iter().any(|q| q.field.is_filled())
    }
    /// What is folded, by the names of the questions.
    pub(super) fn more_names(&self) -> String {
        let names: Vec<&str> = self.more.iter().map(|q| q.field.label.as_str()).collect();
        names.join(", ")
    }
}

/// All questions of a register's form, in the order shown.
pub(super) fn questions(me: &Me, form: &Register, shell: &Shell, filled: &Filled<'_>) -> Questions {
    let asked = form.asked_first();
    let mut first = vec![
        place(me, form, shell, filled.typed),
        when(me, form, shell, filled.typed),
    ];
    first.extend(asked.iter().map(|of| question(of, shell, filled)));
    if filled.old.is_some_and(|o| o.state == State::Final) {
        first.push(why(shell, filled.typed));
    }
    let rest = form
        .fields
        .iter()
        .filter(|of| !asked.iter().any(|first| first.id == of.id));
    Questions {
        more: rest.map(|of| question(of, shell, filled)).collect(),
        first,
    }
}

fn when(me: &Me, form: &Register, shell: &Shell, typed: &UploadForm) -> Question {
    let (label, hint, look) = match form.monthly {
        true => ("entries-field-month", "entries-field-month-hint", "month"),
        false => ("entries-field-day", "entries-field-day-hint", "day"),
    };
    let value = typed.one(&field_id(DAY));
    let meant = meant_day(me, value, form.monthly);
    let field = Field::new(field_id(DAY), shell.t(label))
        .hint(shell.t(hint))
        .value(value)
        .understood(meant.map(|day| shell.t1("entries-understood", "what", day)));
    Question {
        field: field.checked(&shell.mistakes),
        look,
    }
}

fn place(me: &Me, form: &Register, shell: &Shell, typed: &UploadForm) -> Question {
    let unit = typed.unit(me);
    let mut all = offered(me, form, unit);
    if let Some(unit) = unit.filter(|u| !all.contains(u)) {
        all.push(unit);
    }
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
        look: look_of_choice(&field),
        field: field.checked(&shell.mistakes),
    }
}

/// The reason for a correction of what is final.
fn why(shell: &Shell, typed: &UploadForm) -> Question {
    let field = Field::new(field_id(WHY), shell.t("entries-field-why"))
        .hint(shell.t("entries-field-why-hint"))
        .value(typed.one(&field_id(WHY)));
    Question {
        field: field.checked(&shell.mistakes),
        look: "text",
    }
}

/// A field of the register.
fn question(of: &packs::Field, shell: &Shell, filled: &Filled<'_>) -> Question {
    let language = shell.locale().code();
    let mut field = Field::new(of.id.as_str(), of.label.get(language)).value(filled.typed.one(&of.id));
    if let Some(hint) = &of.hint {
        field = field.hint(hint.get(language));
    }
    if !of.required {
        field = field.optional();
    }
    let (field, look) = drawn(of, field, shell, filled);
    Question {
        field: field.checked(&shell.mistakes),
        look,
    }
}

/// Adds to a question what its kind needs; gives it with the macro that draws it.
fn drawn(of: &packs::Field, field: Field, shell: &Shell, filled: &Filled<'_>) -> (Field, &'static str) {
    let language = shell.locale().code();
    let bound = bound_code(filled.typed.one(&format!("{}-bound", of.id)));
    match &of.kind {
        FieldKind::Number {
            unit, bound: takes, ..
        } => {
            let field = field
                .unit(unit.get(language))
                .unit_of_one(unit_of_count(1, 0, unit, shell.locale()))
                .understood(understood(of, shell, filled));
            (if *takes { field.bound(bound) } else { field }, "number")
        }
        FieldKind::Share => {
            let field = field.unit("%").understood(understood(of, shell, filled));
            (field.bound(bound), "number")
        }
        FieldKind::Text { .. } => (field, "text"),
        FieldKind::LongText { .. } => (field, "textarea"),
        FieldKind::Choice { list } => {
            let field = field.choices(choices(of, list, shell, filled));
            let look = if of.required {
                "one"
            } else {
                look_of_choice(&field)
            };
            (field, look)
        }
        FieldKind::Choices { list } => (field.choices(choices(of, list, shell, filled)), "any"),
        FieldKind::YesNo => (field, "yes_no"),
        FieldKind::Date => (field, "date"),
        FieldKind::Photos { .. } => (field.photos(photos(of, shell, filled)), "photos"),
        FieldKind::Files { .. } => {
            let field = match of.hint {
                None => field.hint(shell.t("entries-files-hint")),
                Some(_) => field,
            };
            let field = field.files(".pdf,.docx,.xlsx,.txt,image/*", true);
            (field.photos(photos(of, shell, filled)), "file")
        }
    }
}

/// What will be recorded for a number that was typed with words, or is said not to be exact; `None` where it would be refused.
fn understood(of: &packs::Field, shell: &Shell, filled: &Filled<'_>) -> Option<String> {
    let typed = filled.typed.one(&of.id);
    let chosen = bound_code(filled.typed.one(&format!("{}-bound", of.id)));
    let (steps, bound) = read_number(&of.kind, typed, chosen.code())?;
    let (scale, unit) = match &of.kind {
        FieldKind::Number { scale, unit, .. } => (*scale, unit_of_count(steps, *scale, unit, shell.locale())),
        _ => (SHARE_SCALE, "%".to_owned()),
    };
    let says_more = bound != Bound::Exact || typed.chars().any(char::is_alphabetic);
    says_more.then(|| {
        let amount = dienhong_i18n::bounded(steps, scale, bound, shell.locale());
        shell.t1("entries-understood", "what", format!("{amount} {unit}"))
    })
}

/// Few items are radio buttons. Many are a select box, in which an answer can be taken back.
fn look_of_choice(field: &Field) -> &'static str {
    match field.choices.len() <= RADIOS_MAX {
        true => "one",
        false => "select",
    }
}

/// Items of a list that are open on the entry's day, or now for a new entry, and those chosen already.
fn choices(of: &packs::Field, list: &str, shell: &Shell, filled: &Filled<'_>) -> Vec<Choice> {
    let language = shell.locale().code();
    let day = filled.old.map(|o| o.day);
    let chosen = filled.typed.fields.get(&of.id).cloned().unwrap_or_default();
    let list = filled.rules.pack.lists.iter().find(|l| l.id == list);
    let open = |i: &&packs::Item| {
        chosen.contains(&i.id)
            || day.is_none() && i.until.is_none()
            || day.is_some_and(|d| i.until.is_none_or(|u| d <= u))
    };
    let items = list.into_iter().flat_map(|l| &l.items).filter(open);
    items
        .map(|i| Choice::new(i.id.as_str(), i.title.get(language)).chosen(chosen.contains(&i.id)))
        .collect()
}

/// Photos or files that the field holds already.
fn photos(of: &packs::Field, shell: &Shell, filled: &Filled<'_>) -> Vec<Photo> {
    let kept = filled.old.into_iter().flat_map(|o| &o.attachments);
    let own = kept.filter(|a| a.field == of.id);
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
