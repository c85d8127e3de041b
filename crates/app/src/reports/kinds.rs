//! Units below, counted by kind: "12 đơn vị: 9 xã, 3 phường".

use super::facts::{Numbers, UNITS};
use crate::reports::ReportService;
use crate::snapshot::RulesSnapshot;
use crate::totals::Question;
use crate::urls;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, lower_first, sort_key, t, t_with};
use dienhong_packs::narrative::{Fact, number};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Units of one kind.
#[derive(Debug, PartialEq)]
struct Kind {
    /// Code.
    code: String,
    /// Its name within a sentence: "phường".
    words: String,
    /// How many.
    count: usize,
}

/// How many units of each kind there are, the most frequent kind first.
fn kinds(snapshot: &RulesSnapshot, units: &[UnitId], day: Day) -> Vec<Kind> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in units.iter().filter_map(|unit| snapshot.map.get(*unit)) {
        *counts.entry(&unit.near(day).kind).or_default() += 1;
    }
    let words = |code: &str| snapshot.map.kind_words(code).map(|words| lower_first(&words.vi));
    let kind = |(code, count): (&str, usize)| Kind {
        code: code.to_owned(),
        words: words(code).unwrap_or_else(|| t(Locale::Vi, "reports-units")),
        count,
    };
    let mut found: Vec<Kind> = counts.into_iter().map(kind).collect();
    found.sort_by_cached_key(|kind| (Reverse(kind.count), sort_key(&kind.words)));
    found
}

impl ReportService<'_> {
    /// What sentences may say about the number of units below; adds the counts to the numbers.
    pub(super) fn count_below(&self, q: Question, all: &mut Numbers) -> Fact {
        let snapshot = self.snapshot();
        let below = self.totals().units_below(q);
        let kinds = kinds(snapshot, &below, q.period.to);
        let proof = || urls::unit(snapshot.map.uid(q.unit));
        let mut put = |name: &str, count: usize| {
            all.put(name, count.to_string(), Some(count as i64), 0, proof());
        };
        put(UNITS, below.len());
        let (title, unit) = match &kinds[..] {
            [] => (t(Locale::Vi, "reports-units"), t(Locale::Vi, "reports-units")),
            [only] => (only.words.clone(), only.words.clone()),
            several => {
                let part = |kind: &Kind| {
                    let name = format!("{UNITS}.{}", kind.code);
                    put(&name, kind.count);
                    format!("{} {}", number(&name), kind.words)
                };
                let parts: Vec<String> = several.iter().map(part).collect();
                let args = [("kinds", parts.join(", ").into())];
                let unit = t_with(Locale::Vi, "reports-units-by-kind", &args);
                (t(Locale::Vi, "reports-units"), unit)
            }
        };
        Fact {
            name: UNITS.to_owned(),
            title,
            unit,
            is_known: true,
            is_zero: below.is_empty(),
            ..Fact::default()
        }
    }
}
