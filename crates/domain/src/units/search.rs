//! Units found by their names, with or without diacritics: by those that they bear, and by those that they bore.

use super::map::{Span, Unit, UnitMap};
use super::{Level, UnitId};
use crate::text::{fold, twin};
use crate::time::Day;

/// How well a unit fits what was typed; the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The name.
    Exact,
    /// The beginning of the name, or the code.
    Beginning,
    /// Every word begins a word of the name or of a name above it.
    Words,
    /// A name that the unit bore at another time.
    Former,
}

impl UnitMap {
    /// Searches names without diacritics among units alive on a day; an exact beginning comes first, names of other times
    /// last.
    pub fn search(&self, query: &str, levels: &[Level], day: Day, most: usize) -> Vec<UnitId> {
        self.found(query, levels, most, |unit| unit.at(day).map(|_| day))
    }

    /// The same among units that ended before a day, by the names of their last one.
    pub fn search_ended(&self, query: &str, levels: &[Level], day: Day, most: usize) -> Vec<UnitId> {
        self.found(query, levels, most, |unit| last_day(unit, day))
    }

    /// Living units by the names that they bear or bore, then those that have what a unit of that name left.
    pub fn search_with_past(&self, query: &str, levels: &[Level], day: Day, most: usize) -> Vec<UnitId> {
        let living = self.fits(query, levels, |unit| unit.at(day).map(|_| day));
        let ended = self.fits(query, levels, |unit| last_day(unit, day));
        let heirs = ended.into_iter().flat_map(|(fit, id)| {
            let heirs = self.successors(id, day).into_iter();
            heirs.map(move |heir| (fit, true, heir))
        });
        let heirs = heirs.filter(|(.., heir)| self.level(*heir).is_some_and(|l| levels.contains(&l)));
        // A name that fits wholly comes before words of a longer one, whoever bore it.
        let mut all: Vec<(Fit, bool, UnitId)> =
            living.into_iter().map(|(fit, id)| (fit, false, id)).collect();
        all.extend(heirs);
        all.sort();
        let mut found: Vec<UnitId> = Vec::new();
        for (.., id) in all {
            if found.len() < most && !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    fn found(
        &self,
        query: &str,
        levels: &[Level],
        most: usize,
        day_of: impl Fn(&Unit) -> Option<Day>,
    ) -> Vec<UnitId> {
        let found = self.fits(query, levels, day_of);
        found.into_iter().take(most).map(|(_, id)| id).collect()
    }

    /// All units that fit, the best first.
    fn fits(
        &self,
        query: &str,
        levels: &[Level],
        day_of: impl Fn(&Unit) -> Option<Day>,
    ) -> Vec<(Fit, UnitId)> {
        let words = fold(query);
        if words.is_empty() {
            return Vec::new();
        }
        let is_of = |span: &&Span| {
            self.level_of_kind(&span.kind)
                .is_some_and(|l| levels.contains(&l))
        };
        let fit = |unit: &Unit| {
            let day = day_of(unit)?;
            let span = unit.at(day).filter(is_of)?;
            Some((self.fit(unit, span, day, (query.trim(), &words))?, unit.id))
        };
        let mut found: Vec<(Fit, UnitId)> = self.units().filter_map(fit).collect();
        found.sort();
        found
    }

    fn fit(&self, unit: &Unit, span: &Span, day: Day, (typed, words): (&str, &str)) -> Option<Fit> {
        let (name, plain) = self.folded(span);
        if plain == words || name == words {
            return Some(Fit::Exact);
        }
        if plain.starts_with(words) || name.starts_with(words) || span.code.as_deref() == Some(typed) {
            return Some(Fit::Beginning);
        }
        if begin_words(words, &self.chain_text(unit.id, day)) {
            return Some(Fit::Words);
        }
        let mut others = unit.spans.iter().filter(|s| *s != span);
        others
            .any(|s| begin_words(words, &self.folded(s).0))
            .then_some(Fit::Former)
    }

    /// A name with the words of its kind, and without.
    fn folded(&self, span: &Span) -> (String, String) {
        (
            fold(&self.full_name(&span.kind, &span.name, "vi")),
            fold(&span.name),
        )
    }

    fn chain_text(&self, id: UnitId, day: Day) -> String {
        let names: Vec<String> = self
            .chain(id, day)
            .into_iter()
            .map(|u| self.label(u, day, "vi"))
            .collect();
        fold(&names.join(" "))
    }
}

/// The last day of a unit that ended before a day.
fn last_day(unit: &Unit, day: Day) -> Option<Day> {
    (unit.ends() <= day).then(|| unit.ends().previous())
}

/// Whether every word typed begins a word of a text, or is one with i for y or y for i.
fn begin_words(typed: &str, text: &str) -> bool {
    let begins = |word: &str| {
        let twin = twin(word);
        let is_it = |known: &str| known.starts_with(word) || twin.as_deref() == Some(known);
        text.split(' ').any(is_it)
    };
    typed.split(' ').all(begins)
}
