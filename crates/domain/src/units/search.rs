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
        let last = |unit: &Unit| (unit.ends() <= day).then(|| unit.ends().previous());
        self.found(query, levels, most, last)
    }

    /// Living units by the names that they bear or bore, then those that have what a unit of that name left.
    pub fn search_with_past(&self, query: &str, levels: &[Level], day: Day, most: usize) -> Vec<UnitId> {
        let mut found = self.search(query, levels, day, most);
        let ended = self.search_ended(query, levels, day, usize::MAX).into_iter();
        for heir in ended.flat_map(|id| self.successors(id, day)) {
            let fits = self.level(heir).is_some_and(|l| levels.contains(&l));
            if fits && found.len() < most && !found.contains(&heir) {
                found.push(heir);
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
        found.into_iter().take(most).map(|(_, id)| id).collect()
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

/// Whether every word typed begins a word of a text, or is one with i for y or y for i.
fn begin_words(typed: &str, text: &str) -> bool {
    let begins = |word: &str| {
        let twin = twin(word);
        let is_it = |known: &str| known.starts_with(word) || twin.as_deref() == Some(known);
        text.split(' ').any(is_it)
    };
    typed.split(' ').all(begins)
}
