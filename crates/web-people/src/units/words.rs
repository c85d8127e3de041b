//! Sentences for what is wrong with a change, and names of changes.

use dienhong_app::units::{CellWrong, Column, UnitMistake, Wrong};
use dienhong_domain::units::{ChangeKind, ProblemKind, UnitId};
use dienhong_i18n::{Locale, amount, day, explain, t, t_with};
use dienhong_web_kit::shell::Shell;
use dienhong_web_kit::state::Me;

/// What a recorded change is called.
pub(super) fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Found => "units-kind-found",
        ChangeKind::Merge => "units-kind-merge",
        ChangeKind::Split => "units-kind-split",
        ChangeKind::Transfer => "units-kind-transfer",
        ChangeKind::Rename => "units-kind-rename",
        ChangeKind::Reform => "units-kind-reform",
        ChangeKind::End => "units-kind-end",
    }
}

/// A share in per cent: 33,3333 %.
pub(super) fn share(locale: Locale, millionths: u32) -> String {
    format!("{}\u{a0}%", amount(i64::from(millionths), 4, locale))
}

fn sum(locale: Locale, millionths: u64) -> String {
    share(locale, u32::try_from(millionths).unwrap_or(u32::MAX))
}

/// What is wrong and what to do.
pub(super) fn say(me: &Me, shell: &Shell, mistake: &UnitMistake) -> String {
    let locale = me.locale();
    let name = |unit: UnitId| me.full_name(unit);
    match &mistake.what {
        Wrong::Day(why) => explain::day_error(locale, why, None),
        Wrong::NoReference => shell.t("units-error-no-reference"),
        Wrong::NoName => shell.t("units-error-no-name"),
        Wrong::NoReason => shell.t("units-error-no-reason"),
        Wrong::TooLong { max } => shell.t1("units-error-too-long", "max", *max),
        Wrong::NameTwice { name } => shell.t1("units-error-name-twice", "name", name),
        Wrong::NameMeets {
            unit,
            name: taken,
            suggestion,
        } => t_with(
            locale,
            "units-error-name-meets",
            &[
                ("unit", name(*unit).into()),
                ("name", taken.into()),
                ("suggestion", suggestion.into()),
            ],
        ),
        Wrong::NameAlike(of) => shell.t2("units-error-name-alike", ("name", &of.name), ("other", &of.other)),
        Wrong::NoKind => shell.t("units-error-no-kind"),
        Wrong::NoUnit => shell.t("units-error-no-unit"),
        Wrong::TooFew { least } => shell.t1("units-error-too-few", "count", *least),
        Wrong::MixedLevels => shell.t("units-error-mixed-levels"),
        Wrong::NotPlaced { unit } => shell.t1("units-error-not-placed", "unit", name(*unit)),
        Wrong::BadShare { typed } => shell.t1("units-error-bad-share", "typed", typed),
        Wrong::NoSource => shell.t("units-error-no-source"),
        Wrong::NotWhole { sum: total } => shell.t1("units-error-not-whole", "sum", sum(locale, *total)),
        Wrong::Cell {
            address,
            column,
            what,
        } => {
            let args = [
                ("address", address.into()),
                ("column", t(locale, column_key(*column)).into()),
                ("what", cell(locale, what).into()),
            ];
            t_with(locale, "units-error-cell", &args)
        }
        Wrong::NotListed { unit } => shell.t1("units-error-not-listed", "unit", me.name(*unit)),
        Wrong::Problem { problem, name } => self::problem(locale, &problem.what, name),
        Wrong::NoChoice { name, entries } => {
            shell.t2("units-error-no-choice", ("unit", name), ("count", *entries))
        }
        Wrong::StatedElsewhere { name } => shell.t1("units-error-stated-elsewhere", "unit", name),
        Wrong::BadChoice { name } => shell.t1("units-error-bad-choice", "unit", name),
    }
}

fn column_key(column: Column) -> &'static str {
    match column {
        Column::Old => "units-reform-column-old",
        Column::New => "units-reform-column-new",
        Column::Share => "units-reform-column-share",
        Column::Source => "units-reform-column-source",
    }
}

fn cell(locale: Locale, what: &CellWrong) -> String {
    let with = |key: &str, typed: &str| t_with(locale, key, &[("typed", typed.into())]);
    match what {
        CellWrong::Empty => t(locale, "units-cell-empty"),
        CellWrong::NoSuchGroup { typed } => with("units-cell-no-such-group", typed),
        CellWrong::Ambiguous { typed } => with("units-cell-ambiguous", typed),
        CellWrong::Twice => t(locale, "units-cell-twice"),
        CellWrong::TooLong { max } => t_with(locale, "units-cell-too-long", &[("max", (*max).into())]),
        CellWrong::BadShare { typed } => with("units-cell-bad-share", typed),
        CellWrong::NoSource => t(locale, "units-cell-no-source"),
        CellWrong::NotWhole { sum: total } => t_with(
            locale,
            "units-cell-not-whole",
            &[("sum", sum(locale, *total).into())],
        ),
    }
}

fn problem(locale: Locale, what: &ProblemKind, name: &str) -> String {
    let with = |key: &str| t_with(locale, key, &[("unit", name.into())]);
    match what {
        ProblemKind::Unknown => t(locale, "units-problem-unknown"),
        ProblemKind::NotAlive => with("units-problem-not-alive"),
        ProblemKind::ChangedLater { day: on } => t_with(
            locale,
            "units-problem-changed-later",
            &[("unit", name.into()), ("day", day(*on).into())],
        ),
        ProblemKind::CodeTaken { code } => {
            t_with(locale, "units-problem-code-taken", &[("code", code.into())])
        }
        ProblemKind::NameTaken => with("units-problem-name-taken"),
        ProblemKind::UnknownKind => with("units-problem-unknown-kind"),
        ProblemKind::BadParent => with("units-problem-bad-parent"),
        ProblemKind::ChildrenLeft { count } => t_with(
            locale,
            "units-problem-children-left",
            &[("unit", name.into()), ("count", (*count).into())],
        ),
        ProblemKind::SharesNotWhole => with("units-problem-shares-not-whole"),
        ProblemKind::ShareWithoutSource => with("units-problem-share-without-source"),
        ProblemKind::NoHeir => with("units-problem-no-heir"),
        ProblemKind::WrongLevel => with("units-problem-wrong-level"),
        ProblemKind::Nothing => t(locale, "units-problem-nothing"),
    }
}
