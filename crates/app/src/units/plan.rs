//! A change tried on a copy of the map: what it would do, and what must go elsewhere. Nothing is written.

use super::build::build;
use super::effect::Effect;
use super::form::Form;
use super::mistake::{UnitError, UnitMistake, Wrong};
use super::rehome::{Rehoming, Way};
use crate::app::{App, Fault};
use crate::book::Book;
use crate::people::Actor;
use dienhong_domain::rights::Act;
use dienhong_domain::units::{Change, ChangeProblem, ProblemKind, UnitMap};

/// A change that fits, before it is recorded.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The change.
    pub change: Change,
    /// The map with it.
    pub after: UnitMap,
    /// What it does.
    pub effect: Effect,
    /// Entries that go elsewhere with it.
    pub rehoming: Rehoming,
}

impl App {
    /// Tries a typed change on a copy of the map; all that is wrong comes at once.
    pub async fn plan_change(&self, actor: &Actor, form: &Form) -> Result<Plan, UnitError> {
        let book = self.book();
        self.plan_on(&book, actor, form).await
    }

    pub(super) async fn plan_on(&self, book: &Book, actor: &Actor, form: &Form) -> Result<Plan, UnitError> {
        let (_, highest) = self.store.change_numbers().await?;
        let first = highest.max(book.map.next_id().0 - 1) + 1;
        let (change, mut found) = build(&book.map, form, self.today(), first);
        let may_read =
            |unit| book.map.get(unit).is_none() || actor.may(Act::ReadUnits, unit, self.here(book));
        if !super::rights::touched(&book.map, &change)
            .into_iter()
            .all(may_read)
        {
            return Err(UnitError::NotFound);
        }
        if !self.may_change(actor, book, &change) {
            // An unfinished form may touch nothing yet: its mistakes say so.
            let is_empty = super::rights::touched(&book.map, &change).is_empty();
            return Err(match is_empty && !found.is_empty() {
                true => UnitError::Mistakes(found),
                false => UnitError::NotAllowed,
            });
        }
        let mut after = book.map.clone();
        if let Err(problems) = after.apply(&change) {
            let is_news = |p: &ChangeProblem| !is_told(&found, p);
            let told: Vec<UnitMistake> = problems
                .into_iter()
                .filter(is_news)
                .map(|p| mistake(&book.map, &change, p))
                .collect();
            found.extend(told);
        }
        if !found.is_empty() {
            found.dedup();
            return Err(UnitError::Mistakes(found));
        }
        let effect = Effect::of(&book.map, &after, &change);
        let rehoming = self.misplaced(book, &after, &change, Way::Forth).await?;
        Ok(Plan {
            change,
            after,
            effect,
            rehoming,
        })
    }

    /// The map with the changes that stand, some left out; and those that then no longer fit.
    pub(super) async fn map_without(
        &self,
        book: &Book,
        change: &Change,
    ) -> Result<(UnitMap, Vec<Change>), Fault> {
        let (spans, links) = self.store.base_map().await?;
        let mut map = UnitMap::new(dienhong_domain::units::kinds::of_the_map(), spans, links);
        for pack in &book.packs {
            map.add_kinds(crate::book::parsed(pack)?.kinds);
        }
        let mut stranded = Vec::new();
        for row in book
            .changes
            .iter()
            .filter(|c| c.undone.is_none() && c.change.id != change.id)
        {
            if map.apply(&row.change).is_err() {
                stranded.push(row.change.clone());
            }
        }
        Ok((map, stranded))
    }
}

// What the form itself already complained about, in words that fit it better.
fn is_told(found: &[UnitMistake], problem: &ChangeProblem) -> bool {
    let told = |is: fn(&Wrong) -> bool| found.iter().any(|m| is(&m.what));
    match problem.what {
        ProblemKind::Nothing => !found.is_empty(),
        ProblemKind::NameTaken => told(|w| matches!(w, Wrong::NameMeets { .. } | Wrong::NameTwice { .. })),
        ProblemKind::ChildrenLeft { .. } => told(|w| matches!(w, Wrong::NotPlaced { .. } | Wrong::NoUnit)),
        ProblemKind::SharesNotWhole | ProblemKind::ShareWithoutSource => told(|w| {
            let is_share = |what: &super::CellWrong| {
                use super::CellWrong::{BadShare, NoSource, NotWhole};
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
