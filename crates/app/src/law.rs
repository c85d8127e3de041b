//! Which installed packs are law in a unit on a day: versions of a pack, packs that supersede others, the days that a pack
//! names for itself. Which units a pack reaches is asked of the map by the caller.

use crate::snapshot::{LawSpan, Rules, RulesSnapshot};
use dienhong_domain::filings::Every;
use dienhong_domain::packs::{Measure, Pack, Words};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, day, t, t_with};
use dienhong_store::packs::PackRow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All installed packs as law over time.
#[derive(Debug, Default)]
pub(crate) struct Laws {
    lines: Vec<Line>,
}

/// The versions of one pack at one place, the newest first.
#[derive(Debug)]
struct Line {
    code: String,
    /// Unit for which it holds; `None` for all.
    scope: Option<UnitId>,
    versions: Vec<Version>,
}

#[derive(Debug)]
struct Version {
    /// Number of the installed pack.
    id: i64,
    /// First day in force; [`Day::MIN`] when the pack names none.
    from: Day,
    /// Last day in force; [`Day::MAX`] when the pack names none.
    to: Day,
    supersedes: Vec<String>,
}

impl Laws {
    /// `packs` are all packs ever installed, each with what it defines.
    pub(crate) fn of(packs: &[(&PackRow, Pack)]) -> Laws {
        let mut used = BTreeSet::new();
        let standing = packs.iter().filter(|(row, _)| row.retired_at.is_none());
        Laws {
            lines: standing
                .map(|(row, pack)| Line {
                    code: row.code.clone(),
                    scope: row.scope,
                    versions: versions((*row, pack), packs, &mut used),
                })
                .collect(),
        }
    }

    /// Numbers of the packs that are law on a day, ascending. `reaches` tells whether an overlay of a unit holds.
    pub(crate) fn in_force(&self, day: Day, reaches: impl Fn(UnitId) -> bool) -> Vec<i64> {
        let here = self.lines.iter().filter(|line| line.scope.is_none_or(&reaches));
        let begun: Vec<(&Line, &Version)> = here
            .filter_map(|line| Some((line, line.versions.iter().find(|v| v.from <= day)?)))
            .collect();
        let is_superseded = |code: &String| {
            let mut others = begun.iter().filter(|(line, _)| line.code != *code);
            others.any(|(_, version)| version.supersedes.contains(code))
        };
        let mut ids: Vec<i64> = begun
            .iter()
            .filter(|(line, version)| version.to >= day && !is_superseded(&line.code))
            .map(|(_, version)| version.id)
            .collect();
        ids.sort_unstable();
        ids
    }

    /// The first days of all versions, ascending.
    pub(crate) fn beginnings(&self) -> BTreeSet<Day> {
        let versions = self.lines.iter().flat_map(|line| &line.versions);
        versions.map(|version| version.from).collect()
    }

    /// The first days of a period and of each part of it on which other packs may be law, ascending.
    pub(crate) fn changes(&self, period: Period) -> BTreeSet<Day> {
        let versions = self.lines.iter().flat_map(|line| &line.versions);
        let ends = |version: &Version| [version.from, version.to.next()];
        let inside = versions
            .flat_map(ends)
            .filter(|day| *day > period.from && *day <= period.to);
        inside.chain([period.from]).collect()
    }
}

/// A standing pack and those of the same code and place that it took over from, the newest first. The version before is the one
/// that was retired at the very moment when the next was installed; what came retired from another book is law of no day.
fn versions(
    standing: (&PackRow, &Pack),
    packs: &[(&PackRow, Pack)],
    used: &mut BTreeSet<i64>,
) -> Vec<Version> {
    let mut found = Vec::new();
    let mut at = Some(standing);
    while let Some((row, pack)) = at {
        used.insert(row.id);
        found.push(Version {
            id: row.id,
            from: pack.from.unwrap_or(Day::MIN),
            to: pack.to.unwrap_or(Day::MAX),
            supersedes: pack.supersedes.clone(),
        });
        let is_before = |other: &PackRow| {
            other.code == row.code
                && other.scope == row.scope
                && other.retired_at == Some(row.installed_at)
                && !used.contains(&other.id)
        };
        at = packs
            .iter()
            .rev()
            .find(|(other, _)| is_before(other))
            .map(|(row, pack)| (*row, pack));
    }
    found
}

/// What a law asks for regularly: its code, how often, and the thing itself.
type Asked<'s, T> = (&'s String, &'s Every, &'s T);

/// The periods that have ended, the newest first and at most so many for each code, each with what the law of its last day asks
/// for. `laws` stand in order.
pub(crate) fn ended<'s, T>(
    laws: &'s [LawSpan],
    today: Day,
    most: usize,
    asked: impl Fn(&'s Pack) -> Vec<Asked<'s, T>>,
) -> Vec<(&'s T, Period)> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for law in laws.iter().rev() {
        let pack = &law.rules.pack;
        for (code, every, of) in asked(pack) {
            let count = counts.entry(code).or_default();
            // Periods that ended after this law are asked for by a newer one.
            let until = today.min(law.days.to.next());
            let periods = every.ended(until, &pack.windows, most);
            let own = periods.into_iter().filter(|period| law.days.holds(period.to));
            for period in own.take(most.saturating_sub(*count)) {
                found.push((of, period));
                *count += 1;
            }
        }
    }
    found
}

/// The law of the last part of a period, with what only earlier parts count beside it: what a ward counted in spring is in the
/// figures of the year. `None` without a part.
pub(crate) fn side_by_side(laws: &[LawSpan]) -> Option<Arc<Rules>> {
    let (last, earlier) = laws.split_last()?;
    if earlier.is_empty() {
        return Some(last.rules.clone());
    }
    let mut pack = last.rules.pack.clone();
    for law in earlier.iter().rev() {
        let older = &law.rules.pack;
        let is_new = |m: &&Measure| !pack.measures.iter().any(|have| have.code == m.code);
        let measures: Vec<Measure> = older.measures.iter().filter(is_new).cloned().collect();
        for section in &older.sections {
            let is_used = measures.iter().any(|m| m.section == section.id);
            if is_used && !pack.sections.iter().any(|have| have.id == section.id) {
                pack.sections.push(section.clone());
            }
        }
        pack.measures.extend(measures);
    }
    let key = last.rules.key.clone();
    Some(Arc::new(Rules { key, pack }))
}

/// The pack that has a part of the law, such as an outline or a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartLaw {
    /// The pack's name.
    pub title: Words,
    /// Its version as its author wrote it.
    pub version: String,
    /// First day in force; none where the pack names none.
    pub from: Option<Day>,
}

impl PartLaw {
    /// The pack of a set that has a part: of several, the one that was installed last, such as an overlay.
    pub(crate) fn find(
        snapshot: &RulesSnapshot,
        rules: &Rules,
        has: impl Fn(&Pack) -> bool,
    ) -> Option<PartLaw> {
        let ids: BTreeSet<i64> = rules.key.split(',').filter_map(|id| id.parse().ok()).collect();
        let rows = snapshot.packs.iter().rev().filter(|row| ids.contains(&row.id));
        let mut packs = rows.filter_map(|row| Some((row, snapshot.read_pack(row).ok()?)));
        let (row, pack) = packs.find(|(_, pack)| has(pack))?;
        Some(PartLaw {
            title: pack.title,
            version: row.version.clone(),
            from: pack.from,
        })
    }

    /// Which pack it is, and since when it is law.
    pub fn words(&self, locale: Locale) -> String {
        let pack = format!("{} {}", self.title.get(locale.code()), self.version);
        match self.from {
            Some(from) => {
                let args = [("pack", pack.as_str().into()), ("day", day(from).into())];
                t_with(locale, "packs-law-since", &args)
            }
            None => pack,
        }
    }
}

/// The sentence that the law changed within a period, with the packs by which each part of it went; `None` where it did not.
pub fn law_changes(snapshot: &RulesSnapshot, laws: &[LawSpan], locale: Locale) -> Option<String> {
    if laws.len() < 2 {
        return None;
    }
    let ids = |law: &LawSpan| -> BTreeSet<i64> {
        let ids = law.rules.key.split(',');
        ids.filter_map(|id| id.parse().ok()).collect()
    };
    let all: Vec<BTreeSet<i64>> = laws.iter().map(ids).collect();
    let is_throughout = |id: &i64| all.iter().all(|of| of.contains(id));
    let title = |id: &i64| {
        let row = snapshot.packs.iter().find(|row| row.id == *id)?;
        let pack = snapshot.read_pack(row).ok()?;
        Some(format!("{} {}", pack.title.get(locale.code()), row.version))
    };
    let part = |(law, own): (&LawSpan, &BTreeSet<i64>)| {
        let titles: Vec<String> = own
            .iter()
            .filter(|id| !is_throughout(id))
            .filter_map(title)
            .collect();
        let packs = match titles.is_empty() {
            true => t(locale, "packs-law-none"),
            false => titles.join(", "),
        };
        let args = [
            ("from", day(law.days.from).into()),
            ("to", day(law.days.to).into()),
            ("packs", packs.into()),
        ];
        t_with(locale, "packs-law-span", &args)
    };
    let parts: Vec<String> = laws.iter().zip(&all).map(part).collect();
    Some(t_with(
        locale,
        "packs-law-changed",
        &[("list", parts.join("; ").into())],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> Day {
        Day::stored(number)
    }

    /// An installed pack: number, code, moments of installing and retiring, first and last day, what it supersedes.
    struct Given(
        i64,
        &'static str,
        (i64, Option<i64>),
        (i32, i32),
        &'static [&'static str],
    );

    fn row(given: &Given, scope: Option<UnitId>) -> PackRow {
        PackRow {
            id: given.0,
            code: given.1.to_owned(),
            version: String::new(),
            hash: given.0.to_string(),
            scope,
            files: "[]".to_owned(),
            installed_at: given.2.0,
            installed_by: 0,
            retired_at: given.2.1,
        }
    }

    fn pack(given: &Given) -> Pack {
        let named = |number: i32| (number != 0).then(|| day(number));
        Pack {
            id: given.1.to_owned(),
            from: named(given.3.0),
            to: named(given.3.1),
            supersedes: given.4.iter().map(|code| (*code).to_owned()).collect(),
            ..Pack::default()
        }
    }

    fn laws(given: &[Given]) -> Laws {
        let rows: Vec<PackRow> = given.iter().map(|g| row(g, None)).collect();
        let packs: Vec<(&PackRow, Pack)> = rows.iter().zip(given.iter().map(pack)).collect();
        Laws::of(&packs)
    }

    fn on(laws: &Laws, number: i32) -> Vec<i64> {
        laws.in_force(day(number), |_| true)
    }

    #[test]
    fn packs_without_days_are_law_on_every_day_and_their_old_versions_on_none() {
        let laws = laws(&[
            Given(1, "a", (10, Some(20)), (0, 0), &[]),
            Given(2, "b", (10, None), (0, 0), &[]),
            Given(3, "a", (20, None), (0, 0), &[]),
        ]);
        assert_eq!(on(&laws, 19_990_101), [2, 3]);
        assert_eq!(on(&laws, 20_300_101), [2, 3]);
    }

    #[test]
    fn an_older_version_is_law_until_the_newer_one_begins() {
        let laws = laws(&[
            Given(1, "a", (10, Some(20)), (0, 0), &[]),
            Given(2, "a", (20, Some(30)), (20_250_701, 0), &[]),
            Given(3, "a", (30, None), (20_260_701, 0), &[]),
        ]);
        assert_eq!(on(&laws, 20_250_630), [1]);
        assert_eq!(on(&laws, 20_250_701), [2]);
        assert_eq!(on(&laws, 20_260_630), [2]);
        assert_eq!(on(&laws, 20_260_701), [3]);
    }

    #[test]
    fn versions_installed_at_one_moment_each_have_their_days() {
        let laws = laws(&[
            Given(1, "a", (10, Some(10)), (0, 0), &[]),
            Given(2, "a", (10, None), (20_250_701, 0), &[]),
        ]);
        assert_eq!(on(&laws, 20_250_630), [1]);
        assert_eq!(on(&laws, 20_250_701), [2]);
    }

    #[test]
    fn a_pack_is_law_within_its_days_only_and_an_older_version_does_not_come_back() {
        let laws = laws(&[
            Given(1, "a", (10, Some(20)), (0, 0), &[]),
            Given(2, "a", (20, None), (20_250_701, 20_251_231), &[]),
        ]);
        assert_eq!(on(&laws, 20_251_231), [2]);
        assert!(on(&laws, 20_260_101).is_empty());
    }

    #[test]
    fn a_pack_that_supersedes_takes_the_place_from_its_first_day_on_and_for_good() {
        let laws = laws(&[
            Given(1, "old", (10, None), (0, 0), &[]),
            Given(2, "new", (20, None), (20_250_701, 20_251_231), &["old"]),
        ]);
        assert_eq!(on(&laws, 20_250_630), [1]);
        assert_eq!(on(&laws, 20_250_701), [2]);
        assert!(on(&laws, 20_260_101).is_empty());
    }

    #[test]
    fn what_came_retired_from_another_book_is_law_of_no_day() {
        let laws = laws(&[
            Given(1, "a", (20, None), (20_250_701, 0), &[]),
            Given(2, "a", (5, Some(40)), (0, 0), &[]),
            Given(3, "b", (5, Some(40)), (0, 0), &[]),
        ]);
        assert!(on(&laws, 20_250_630).is_empty());
        assert_eq!(on(&laws, 20_250_701), [1]);
    }

    #[test]
    fn an_overlay_supersedes_only_where_it_reaches() {
        let given = [
            Given(1, "old", (10, None), (0, 0), &[]),
            Given(2, "new", (20, None), (20_250_701, 0), &["old"]),
        ];
        let rows = [row(&given[0], None), row(&given[1], Some(UnitId(7)))];
        let packs: Vec<(&PackRow, Pack)> = rows.iter().zip(given.iter().map(pack)).collect();
        let laws = Laws::of(&packs);
        assert_eq!(laws.in_force(day(20_250_801), |_| true), [2]);
        assert_eq!(laws.in_force(day(20_250_801), |_| false), [1]);
    }

    #[test]
    fn a_period_is_parted_where_law_begins_or_has_ended() {
        let laws = laws(&[
            Given(1, "a", (10, Some(20)), (20_240_101, 0), &[]),
            Given(2, "a", (20, None), (20_250_701, 20_251_031), &[]),
        ]);
        let period = Period {
            from: day(20_250_101),
            to: day(20_251_231),
        };
        let parts: Vec<Day> = laws.changes(period).into_iter().collect();
        assert_eq!(parts, [day(20_250_101), day(20_250_701), day(20_251_101)]);
    }
}
