//! The report of what a file holds.

use super::super::page::mistakes;
use super::Looked;
use dienhong_app::Rules;
use dienhong_app::entries::{BadCell, EntryMistake, Import, Remark, SheetCorrection, remark, words};
use dienhong_app::urls;
use dienhong_domain::packs::Register;
use dienhong_web_kit::sheet_notes::{SHOWN, more, shortened};
use dienhong_web_kit::shell::{Field, Shell};
use dienhong_web_kit::state::Me;

// A page lists this many of a kind and counts the rest. A sheet with more mistakes is better corrected as a file.

pub(super) struct Bad {
    pub(super) row: String,
    pub(super) cell: String,
    pub(super) typed: String,
    pub(super) what: String,
}

/// An entry that differs in the file: question, stored answer, answer in the sheet.
pub(super) struct Change {
    pub(super) row: String,
    pub(super) href: String,
    pub(super) question: String,
    pub(super) before: String,
    pub(super) after: String,
}

pub(super) struct Report {
    pub(super) title: String,
    pub(super) words: String,
    pub(super) is_right: bool,
    pub(super) is_whole: bool,
    pub(super) file: String,
    pub(super) sheets: Vec<String>,
    pub(super) known: Option<String>,
    pub(super) unnamed: Option<String>,
    pub(super) missing: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) bad: Vec<Bad>,
    pub(super) more: String,
    pub(super) changes: Vec<Change>,
    pub(super) more_changes: String,
    pub(super) key: String,
    pub(super) seal: String,
    pub(super) good: i64,
    pub(super) corrections: i64,
    pub(super) needs_reason: bool,
    pub(super) seen_error: Option<String>,
    pub(super) reason: Field,
}

impl Report {
    pub(super) fn new(me: &Me, rules: &Rules, form: &Register, shell: &Shell, looked: Looked) -> Report {
        let import = &looked.import;
        let (title, words) = heading(shell, import);
        let bad = |cell: &BadCell| bad(me, form, shell, cell);
        let changes = import
            .corrections
            .iter()
            .flat_map(|c| changes(me, rules, form, shell, c));
        let changes: Vec<Change> = changes.collect();
        let label = |field: &String| words::label(me.locale(), form, field);
        let missing: Vec<String> = import.missing.iter().map(label).collect();
        let seen_error = shell.mistakes.iter().find(|m| m.field == "da-xem");
        Report {
            title,
            words,
            is_right: import.is_right(),
            is_whole: import.is_whole() && import.corrections.is_empty(),
            file: looked.name.clone(),
            sheets: sheets(shell, import),
            known: (import.known > 0).then(|| shell.t1("entries-import-known", "count", import.known as i64)),
            unnamed: (import.unnamed > 0).then(|| unnamed(me, shell, &looked)),
            missing: (!missing.is_empty())
                .then(|| shell.t1("entries-import-missing", "columns", missing.join(", "))),
            notes: remarks(shell, &import.remarks),
            bad: import.bad.iter().take(SHOWN).map(bad).collect(),
            more: more(shell, import.bad.len()),
            more_changes: more(shell, changes.len()),
            changes: changes.into_iter().take(SHOWN).collect(),
            key: looked.key.0.clone(),
            seal: import.seal.clone(),
            good: import.good.len() as i64,
            corrections: import.corrections.len() as i64,
            needs_reason: import.corrections.iter().any(|c| c.needs_reason),
            seen_error: seen_error.map(|m| m.words.clone()),
            reason: Field::new("ly-do", shell.t("entries-field-why"))
                .hint(shell.t("entries-import-why-hint"))
                .checked(&shell.mistakes),
        }
    }
}

/// The unit of the rows that name none.
fn unnamed(me: &Me, shell: &Shell, looked: &Looked) -> String {
    let count = looked.import.unnamed as i64;
    let unit = me.dated_name(looked.unit);
    shell.t2("entries-import-unnamed", ("count", count), ("unit", unit))
}

/// What was written, in one sentence.
pub(super) fn done(shell: &Shell, import: &Import) -> String {
    let counted = [
        (import.written, "entries-import-done"),
        (import.corrected, "entries-import-corrected"),
    ];
    let said = counted.iter().filter(|(count, _)| *count > 0);
    said.map(|(count, key)| shell.t1(key, "count", *count as i64))
        .collect::<Vec<_>>()
        .join(" ")
}

fn heading(shell: &Shell, import: &Import) -> (String, String) {
    let (good, bad) = (import.good.len() as i64, import.bad.len() as i64);
    let changed = import.corrections.len() as i64;
    let (title, words) = match () {
        () if !import.bad.is_empty() => (
            shell.t1("entries-import-bad", "count", bad),
            "entries-import-bad-body",
        ),
        () if !import.missing.is_empty() => (
            shell.t("entries-import-lacks-columns"),
            "entries-import-lacks-columns-body",
        ),
        () if good == 0 && changed == 0 => (
            shell.t("entries-import-nothing-new"),
            "entries-import-nothing-new-body",
        ),
        () if import.is_whole() && changed == 0 => (
            shell.t1("entries-import-ready", "count", good),
            "entries-import-ready-body",
        ),
        () => {
            let rows = good + changed;
            (
                shell.t1("entries-import-look", "count", rows),
                "entries-import-look-body",
            )
        }
    };
    (title, shell.t(words))
}

// Only where there is more than one to name.
fn sheets(shell: &Shell, import: &Import) -> Vec<String> {
    if import.sheets.len() < 2 {
        return Vec::new();
    }
    let told = |(name, rows): &(String, usize)| {
        shell.t2(
            "entries-import-sheet",
            ("sheet", name.as_str()),
            ("count", *rows as i64),
        )
    };
    import.sheets.iter().map(told).collect()
}

/// A sentence for each remark, as many as a page names.
fn remarks(shell: &Shell, of: &[Remark]) -> Vec<String> {
    let said = |r: &Remark| remark(shell.locale(), r);
    shortened(shell, of.len(), of.iter().map(said))
}

fn bad(me: &Me, form: &Register, shell: &Shell, cell: &BadCell) -> Bad {
    let mistake = EntryMistake {
        field: cell.field.clone(),
        what: cell.what.clone(),
    };
    let what = mistakes(me, form, &[mistake])
        .pop()
        .map_or_else(String::new, |m| m.words);
    Bad {
        row: row(shell, &cell.sheet, cell.row),
        cell: cell.address.clone(),
        typed: cell.typed.clone(),
        what,
    }
}

fn changes<'a>(
    me: &'a Me,
    rules: &'a Rules,
    form: &'a Register,
    shell: &'a Shell,
    of: &'a SheetCorrection,
) -> impl Iterator<Item = Change> + 'a {
    let all = of.changes(&me.snapshot, rules, &form.id, me.locale());
    all.into_iter().map(move |(question, before, after)| Change {
        row: row(shell, &of.sheet, of.row),
        href: urls::entry(of.id),
        question,
        before,
        after,
    })
}

fn row(shell: &Shell, sheet: &str, row: u32) -> String {
    let words = shell.t1("entries-import-row", "row", i64::from(row));
    if sheet.is_empty() {
        words
    } else {
        format!("{words}, {sheet}")
    }
}
