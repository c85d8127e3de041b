//! Problems that the map finds in a change, as mistakes of the form.

use super::mistake::{CellWrong, UnitMistake, Wrong};
use dienhong_domain::units::{Change, ChangeProblem, ProblemKind, UnitMap};

/// The problems that the map finds, once each, without those that the form or another problem already reports.
pub(super) fn news(
    map: &UnitMap,
    change: &Change,
    problems: Vec<ChangeProblem>,
    found: &[UnitMistake],
) -> Vec<UnitMistake> {
    let mut news: Vec<UnitMistake> = Vec::new();
    // Where a unit does not exist, its place does not exist either.
    let is_gone = problems.iter().any(|p| p.what == ProblemKind::NotAlive);
    for problem in problems {
        let follows = is_gone && problem.what == ProblemKind::BadParent;
        if follows || is_told(found, &problem) {
            continue;
        }
        let mistake = mistake(map, change, problem);
        if !news.contains(&mistake) {
            news.push(mistake);
        }
    }
    news
}

/// Whether the form itself already reported it, in words that fit better.
fn is_told(found: &[UnitMistake], problem: &ChangeProblem) -> bool {
    let told = |is: fn(&Wrong) -> bool| found.iter().any(|m| is(&m.what));
    match problem.what {
        ProblemKind::Nothing => !found.is_empty(),
        ProblemKind::NameTaken => told(is_about_names),
        ProblemKind::ChildrenLeft { .. } => told(|w| matches!(w, Wrong::NotPlaced { .. } | Wrong::NoUnit)),
        ProblemKind::SharesNotWhole | ProblemKind::ShareWithoutSource => told(|w| {
            let is_share = |what: &CellWrong| {
                use CellWrong::{BadShare, NoSource, NotWhole};
                matches!(what, NotWhole { .. } | NoSource | BadShare { .. })
            };
            match w {
                Wrong::NotWhole { .. } | Wrong::NoSource | Wrong::BadShare { .. } => true,
                Wrong::Cell { what, .. } => is_share(what),
                _ => false,
            }
        }),
        ProblemKind::UnknownKind => told(|w| matches!(w, Wrong::NoKind)),
        ProblemKind::WrongLevel => told(|w| matches!(w, Wrong::MixedLevels | Wrong::NoKind)),
        ProblemKind::NoHeir => told(|w| matches!(w, Wrong::TooFew { .. })),
        _ => false,
    }
}

fn is_about_names(what: &Wrong) -> bool {
    matches!(
        what,
        Wrong::NameMeets { .. } | Wrong::NameTwice { .. } | Wrong::NotListed { .. } | Wrong::Cell { .. }
    )
}

fn mistake(map: &UnitMap, change: &Change, problem: ChangeProblem) -> UnitMistake {
    let field = match problem.what {
        ProblemKind::NotAlive | ProblemKind::ChangedLater { .. } => super::DAY,
        ProblemKind::CodeTaken { .. } => super::CODE,
        ProblemKind::NameTaken | ProblemKind::Nothing => super::NAME,
        ProblemKind::UnknownKind | ProblemKind::WrongLevel => super::KIND,
        ProblemKind::BadParent => super::TO,
        _ => super::UNITS,
    };
    let name = problem.unit.map_or_else(String::new, |unit| {
        let new = change.creates.iter().find(|n| n.id == unit);
        new.map_or_else(|| map.label(unit, change.day, "vi"), |n| n.name.clone())
    });
    UnitMistake::new(field, Wrong::Problem { problem, name })
}
