//! The questions of each form.

use super::kind::{Kind, siblings, sorted, targets};
use super::read::{ChangeForm, HEIRS};
use dienhong_app::units::{self, UnitMistake, Wrong, heir_fields, name_field, place_field};
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::sort_key;
use dienhong_web_kit::shell::{Choice, Field, Shell};
use dienhong_web_kit::state::Me;

/// A question, how it is drawn, and a heading before it.
pub(super) struct Question {
    pub(super) field: Field,
    pub(super) look: &'static str,
    pub(super) heading: String,
}

/// What the questions of a form are built from.
pub(super) struct Asking<'a> {
    pub(super) me: &'a Me,
    pub(super) shell: &'a Shell,
    pub(super) unit: UnitId,
    pub(super) typed: &'a ChangeForm,
    /// The mistakes of a form that is shown again.
    pub(super) found: &'a [UnitMistake],
}

impl Asking<'_> {
    pub(super) fn of(&self, kind: Kind) -> Vec<Question> {
        let mut all = match kind {
            Kind::Found => self.found_groups(),
            Kind::Reform => self.reform(),
            Kind::Rename => self.rename(),
            Kind::Transfer => self.transfer(),
            Kind::Merge => self.merge(),
            Kind::Split => self.split(),
            Kind::End => Vec::new(),
        };
        all.extend(self.other_names());
        let day = self
            .text(units::DAY, "units-field-day")
            .hint(self.shell.t("units-field-day-hint"));
        all.push(question(day, "date"));
        let reference = self.text(units::REFERENCE, "units-field-reference");
        let reference = Field {
            rows: 2,
            ..reference.hint(self.shell.t("units-field-reference-hint"))
        };
        all.push(question(reference, "textarea"));
        for question in &mut all {
            question.field = std::mem::take(&mut question.field).checked(&self.shell.mistakes);
        }
        all
    }

    fn found_groups(&self) -> Vec<Question> {
        let names = self
            .text(units::NAME, "units-field-names")
            .hint(self.shell.t("units-field-names-hint"));
        vec![
            question(self.kinds(Level::Group), "select"),
            question(Field { rows: 6, ..names }, "textarea"),
        ]
    }

    fn reform(&self) -> Vec<Question> {
        let file = Field::new("tep", self.shell.t("units-reform-file"))
            .hint(self.shell.t("units-reform-file-hint"))
            .files(".xlsx,.csv", false)
            .optional();
        let table = self
            .text(units::TABLE, "units-reform-table")
            .hint(self.shell.t("units-reform-table-hint"));
        vec![
            question(self.kinds(Level::Group), "select"),
            question(file, "file"),
            question(Field { rows: 12, ..table }, "textarea"),
        ]
    }

    fn rename(&self) -> Vec<Question> {
        let level = self.me.snapshot.map.level(self.unit).unwrap_or(Level::Group);
        let mut all = vec![
            question(
                self.text(units::NAME, "units-field-name")
                    .hint(self.shell.t("units-field-name-hint")),
                "text",
            ),
            question(self.kinds(level), "select"),
        ];
        if level != Level::Group {
            all.push(question(self.code(), "text"));
        }
        all
    }

    fn transfer(&self) -> Vec<Question> {
        let me = self.me;
        let there = targets(me, self.unit);
        let chosen = self.typed.one(units::TO);
        let to =
            Field::new(units::TO, self.shell.t("units-field-to")).choices(self.choices(&there, &[chosen]));
        let mut all = vec![question(to, "select")];
        if me.snapshot.map.level(self.unit) == Some(Level::Group) {
            let label = self.shell.t("units-field-along");
            let along = self.ticks(label, &siblings(me, self.unit));
            all.extend(along.map(|q| Question {
                field: q.field.optional(),
                ..q
            }));
        }
        all
    }

    fn merge(&self) -> Vec<Question> {
        let me = self.me;
        let others = siblings(me, self.unit);
        let mut all: Vec<Question> = self
            .ticks(self.shell.t("units-field-with"), &others)
            .into_iter()
            .collect();
        let mut heirs = vec![self.unit];
        heirs.extend(&others);
        let to = self.choices(&heirs, &[self.typed.one(units::TO)]);
        let to = Field::new(units::TO, self.shell.t("units-field-heir"))
            .hint(self.shell.t("units-field-heir-hint"))
            .choices(to)
            .optional();
        all.push(question(to, "select"));
        let level = me.snapshot.map.level(self.unit).unwrap_or(Level::Group);
        let name = self
            .text(units::NAME, "units-field-new-name")
            .hint(self.shell.t("units-field-name-hint"));
        all.push(question(name.optional(), "text"));
        all.push(question(self.kinds(level).optional(), "select"));
        if level != Level::Group {
            all.push(question(self.code(), "text"));
        }
        all
    }

    fn split(&self) -> Vec<Question> {
        let me = self.me;
        let level = me.snapshot.map.level(self.unit).unwrap_or(Level::Group);
        let mut all = vec![question(self.kinds(level), "select")];
        for place in 0..HEIRS {
            let [name, share, source] = heir_fields(place);
            let heading = self.shell.t1("units-split-heir", "n", place + 1);
            let field = |name: &str, key: &str| self.text(name, key);
            let mut name = field(&name, "units-field-heir-name");
            if place > 1 {
                name = name.optional();
            }
            all.push(Question {
                field: name,
                look: "text",
                heading,
            });
            let share = field(&share, "units-field-share").hint(self.shell.t("units-field-share-hint"));
            all.push(question(share.optional(), "text"));
            all.push(question(field(&source, "units-field-source").optional(), "text"));
        }
        let mut heading = self.shell.t("units-split-below");
        for below in sorted(me, me.snapshot.map.children(self.unit, me.today())) {
            let name = place_field(me.snapshot.map.uid(below));
            let chosen = self.typed.one(&name);
            let choice = |place: usize| {
                let n = (place + 1).to_string();
                let typed = self.typed.one(&heir_fields(place)[0]);
                let label = match typed.trim() {
                    "" => self.shell.t1("units-split-heir", "n", place + 1),
                    typed => typed.to_owned(),
                };
                let is_chosen = n == chosen;
                Choice::new(n, label).chosen(is_chosen)
            };
            let field = Field::new(name, me.name(below)).choices((0..HEIRS).map(choice).collect());
            all.push(Question {
                field,
                look: "select",
                heading: std::mem::take(&mut heading),
            });
        }
        all
    }

    /// Names for units that cannot keep theirs: what was typed, or what is proposed.
    fn other_names(&self) -> Vec<Question> {
        let mut all: Vec<(UnitId, String)> = Vec::new();
        for mistake in self.found {
            if let Wrong::NameMeets { unit, suggestion, .. } = &mistake.what {
                all.push((*unit, suggestion.clone()));
            }
        }
        for (name, value) in &self.typed.0 {
            let uid = name.strip_prefix(units::NAME).and_then(|n| n.strip_prefix('-'));
            let Some(unit) = uid.and_then(|uid| super::read::unit(self.me, uid)) else {
                continue;
            };
            if !all.iter().any(|(u, _)| *u == unit) {
                all.push((unit, value.clone()));
            }
        }
        let mut heading = self.shell.t("units-names-title");
        let mut question = |(unit, value): (UnitId, String)| Question {
            field: Field::new(
                name_field(self.me.snapshot.map.uid(unit)),
                self.me.full_name(unit),
            )
            .value(value),
            look: "text",
            heading: std::mem::take(&mut heading),
        };
        all.into_iter().map(&mut question).collect()
    }

    fn text(&self, name: &str, key: &str) -> Field {
        Field::new(name, self.shell.t(key)).value(self.typed.one(name))
    }

    fn code(&self) -> Field {
        self.text(units::CODE, "units-field-code")
            .hint(self.shell.t("units-field-code-hint"))
            .optional()
    }

    fn kinds(&self, level: Level) -> Field {
        let language = self.me.locale().code();
        let chosen = self.typed.one(units::KIND);
        let kinds = self.me.snapshot.map.kinds_of(level);
        let mut kinds: Vec<Choice> = kinds
            .map(|(code, words)| Choice::new(code, words.get(language)).chosen(code == chosen))
            .collect();
        kinds.sort_by_key(|c| sort_key(&c.label));
        Field::new(units::KIND, self.shell.t("units-field-kind")).choices(kinds)
    }

    fn ticks(&self, label: String, of: &[UnitId]) -> Option<Question> {
        let chosen: Vec<&str> = self
            .typed
            .0
            .iter()
            .filter(|(n, _)| n == units::UNITS)
            .map(|(_, v)| v.as_str())
            .collect();
        let field = Field::new(units::UNITS, label).choices(self.choices(of, &chosen));
        match of.is_empty() {
            true => None,
            false => Some(question(field, "ticks")),
        }
    }

    fn choices(&self, of: &[UnitId], chosen: &[&str]) -> Vec<Choice> {
        let choice = |unit: &UnitId| {
            let uid = self.me.snapshot.map.uid(*unit).to_string();
            let is_chosen = chosen.contains(&uid.as_str());
            Choice::new(uid, self.me.name(*unit)).chosen(is_chosen)
        };
        of.iter().map(choice).collect()
    }
}

fn question(field: Field, look: &'static str) -> Question {
    Question {
        field,
        look,
        heading: String::new(),
    }
}
