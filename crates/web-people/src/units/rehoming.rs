//! Which units recorded entries go to after a change: those that follow by rule, and those that are asked about.

use super::read::ChangeForm;
use dienhong_app::units::{ALIKE, Rehoming, RehomingChoice, choice_field};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Alike, UnitId, UnitMap};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Shell};
use dienhong_web_kit::state::Me;

/// A page lists this many entries one by one; the choice for their unit holds for all.
const SHOWN: usize = 100;

/// What is asked about the entries of one unit.
pub(super) struct Question {
    pub(super) field: Field,
    pub(super) summary: String,
    pub(super) entries: Vec<Entry>,
    pub(super) more: String,
}

/// One of these entries, which may go to another unit than the rest.
pub(super) struct Entry {
    pub(super) words: String,
    pub(super) href: String,
    pub(super) field: Option<Field>,
}

/// All entries that a change moves to other units.
pub(super) struct Moves {
    pub(super) follow: String,
    pub(super) questions: Vec<Question>,
}

/// Asks what a change needs to know; `after` is the map with it.
pub(super) fn ask(me: &Me, shell: &Shell, rehoming: &Rehoming, after: &UnitMap, typed: &ChangeForm) -> Moves {
    let follow = match rehoming.follow.len() {
        0 => String::new(),
        count if rehoming.is_cut => shell.t1("units-rehome-follow-least", "count", count),
        count => shell.t1("units-rehome-follow", "count", count),
    };
    let questions = rehoming
        .ask
        .iter()
        .map(|asked| question(me, shell, asked, after, typed));
    Moves {
        follow,
        questions: questions.collect(),
    }
}

fn question(me: &Me, shell: &Shell, asked: &RehomingChoice, after: &UnitMap, typed: &ChangeForm) -> Question {
    let locale = me.locale();
    let uid = me.snapshot.map.uid(asked.unit);
    let unit = me.snapshot.map.label(asked.unit, Day::MAX, locale.code());
    let choices = |chosen: &str| -> Vec<Choice> {
        let choice = |unit: &UnitId| {
            let uid = after.uid(*unit).to_string();
            let is_chosen = uid == chosen;
            Choice::new(uid, after.label(*unit, Day::MAX, locale.code())).chosen(is_chosen)
        };
        asked.options.iter().map(choice).collect()
    };
    let name = choice_field(uid);
    let proposed = asked
        .proposed
        .map(|u| after.uid(u).to_string())
        .unwrap_or_default();
    let chosen = if typed.has(&name) {
        typed.one(&name).to_owned()
    } else {
        proposed
    };
    let count = asked.entries.len();
    let label = match asked.is_cut {
        true => shell.t2("units-rehome-question-over", ("unit", &unit), ("count", count)),
        false => shell.t2("units-rehome-question", ("unit", &unit), ("count", count)),
    };
    let mut field = Field::new(name, label)
        .choices(choices(&chosen))
        .checked(&shell.mistakes);
    if asked.options.is_empty() {
        field = field.hint(shell.t("units-rehome-nowhere"));
    }
    let rules = me.snapshot.rules(asked.unit, me.today());
    let entry = |row: &dienhong_store::entries::EntryRow| {
        let register = me
            .snapshot
            .register_code(row.register)
            .and_then(|code| rules.register(code));
        let title = register.map_or("", |r| r.title.get(locale.code()));
        let day = dienhong_i18n::day(row.day);
        let words = shell.t2("units-rehome-entry", ("register", title), ("day", day));
        let name = choice_field(row.id);
        let own = (asked.options.len() > 1).then(|| {
            let chosen = choices(typed.one(&name));
            Field::new(name.clone(), words.clone())
                .choices(chosen)
                .optional()
                .checked(&shell.mistakes)
        });
        let href = if me.may(Permission::ReadEntries, asked.unit) {
            urls::entry(row.id)
        } else {
            String::new()
        };
        Entry {
            words,
            href,
            field: own,
        }
    };
    Question {
        field,
        summary: match asked.is_cut {
            true => shell.t1("units-rehome-single-newest", "count", count),
            false => shell.t1("units-rehome-single", "count", count),
        },
        entries: asked.entries.iter().take(SHOWN).map(entry).collect(),
        more: match count.saturating_sub(SHOWN) {
            _ if asked.is_cut => shell.t("units-rehome-more-uncounted"),
            0 => String::new(),
            more => shell.t1("units-rehome-more", "count", more),
        },
    }
}

/// Asks whether names which are nearly those of others are meant so.
pub(super) fn alike(shell: &Shell, found: &[Alike], typed: &ChangeForm) -> Option<Field> {
    let pair = |of: &Alike| shell.t2("units-alike", ("name", &of.name), ("other", &of.other));
    let pairs: Vec<String> = found.iter().map(pair).collect();
    let meant = Choice::new("1", shell.t("units-alike-meant")).chosen(typed.has(ALIKE));
    let field = Field::new(ALIKE, shell.t("units-alike-title"))
        .hint(pairs.join(" "))
        .choices(vec![meant])
        .checked(&shell.mistakes);
    (!found.is_empty()).then_some(field)
}

/// Mistakes at what a preview asks, when it comes back.
pub(super) fn is_choice(mistake: &Mistake) -> bool {
    mistake.field.starts_with(super::read::CHOICE) || mistake.field == ALIKE
}
