//! Comparisons worked by hand: a small map that changes, amounts recorded on it, and what an indicator must say.

use crate::keys::{Keys, LEVELS};
use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::source::Source;
use crate::suggest::nearest;
use dienhong_domain::amount::{self, Bound};
use dienhong_domain::indicators::{Compared, Indicator, Interval, Judged, Lack, Outcome, Term, compare};
use dienhong_domain::ledger::{Sums, Verdict};
use dienhong_domain::packs::{Measure, MeasureKind, Pack};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::kinds::of_the_map;
use dienhong_domain::units::{
    BaseSpan, Change, ChangeKind, Having, Havings, Lens, Level, NewUnit, Part, Posted, Scope, UnitId, UnitMap,
};
use uuid::Uuid;

const VERDICTS: [(&str, Verdict); 4] = [
    ("less", Verdict::Less),
    ("equal", Verdict::Equal),
    ("more", Verdict::More),
    ("inconclusive", Verdict::Inconclusive),
];
const JUDGED: [(&str, Judged); 3] = [
    ("met", Judged::Met),
    ("missed", Judged::Missed),
    ("inconclusive", Judged::Inconclusive),
];
/// The country and the province above the units of a comparison.
const COUNTRY: UnitId = UnitId(1);
const PROVINCE: UnitId = UnitId(2);

/// A worked comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// File that holds it, such as `cases/a.toml`.
    pub file: String,
    /// Line of its table, counted from 1.
    pub line: usize,
    /// What it shows; no other example of the pack has this name.
    pub name: String,
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the unit that is asked about.
    pub unit: String,
    /// Days asked about; both periods are read on the map of the last one.
    pub period: Period,
    /// Units in their order, those of the beginning first: code, level, the unit above.
    units: Vec<(String, Level, Option<String>)>,
    /// How many of them were there from the beginning.
    first: usize,
    changes: Vec<MapChange>,
    /// What was recorded: unit, day, measure, amount as people write it.
    pub recorded: Vec<(String, Day, String, String)>,
    now: String,
    before: String,
    verdict: Option<Verdict>,
    judged: Option<Judged>,
}

/// A change of the small map.
#[derive(Clone, PartialEq, Eq, Debug)]
struct MapChange {
    day: Day,
    ends: Vec<String>,
    begins: Vec<String>,
    /// From, to, share in millionths.
    parts: Vec<(String, String, Option<u32>)>,
}

/// Reads a comparison.
pub(crate) fn comparison(source: &Source, keys: &Keys<'_>) -> Option<Comparison> {
    let name = keys.needed("name", keys.text("name")).unwrap_or_default();
    let indicator = keys.need_id("indicator");
    let (from, to) = (
        keys.needed("from", keys.day("from")),
        keys.needed("to", keys.day("to")),
    );
    let mut units: Vec<_> = keys.tables("stands").iter().map(unit).collect();
    let first = units.len();
    let mut changes = Vec::new();
    for keys in keys.tables("change") {
        let begins: Vec<_> = keys.tables("begins").iter().map(unit).collect();
        let parts = keys.tables("part").iter().map(part).collect();
        let day = keys.needed("day", keys.day("day"));
        let ends = keys.texts("ends").unwrap_or_default();
        keys.finish();
        changes.extend(day.map(|day| MapChange {
            day,
            ends,
            begins: begins.iter().map(|(id, ..)| id.clone()).collect(),
            parts,
        }));
        units.extend(begins);
    }
    let recorded = keys.tables("recorded").iter().filter_map(recorded).collect();
    let text = |key| keys.needed(key, keys.text(key)).unwrap_or_default();
    let (now, before) = (text("now"), text("before"));
    let found = Comparison {
        file: source.name.clone(),
        line: keys.line,
        unit: keys.need_id("unit"),
        period: Period::new(from?, to?).or_else(|| {
            keys.wrong("to", MistakeKind::EndsBeforeStart);
            None
        })?,
        units,
        first,
        changes,
        recorded,
        now,
        before,
        verdict: keys.one_of("verdict", &VERDICTS),
        judged: keys.one_of("judged", &JUDGED),
        name,
        indicator,
    };
    keys.claim(Thing::Case, "", &found.name);
    keys.finish();
    Some(found)
}

fn unit(keys: &Keys<'_>) -> (String, Level, Option<String>) {
    let level = keys.one_of("level", &LEVELS).unwrap_or(Level::Commune);
    let found = (keys.need_id("id"), level, keys.id("in"));
    keys.finish();
    found
}

fn part(keys: &Keys<'_>) -> (String, String, Option<u32>) {
    let share = keys.steps("share", 6).and_then(|s| u32::try_from(s).ok());
    let found = (keys.need_id("from"), keys.need_id("to"), share);
    keys.finish();
    found
}

fn recorded(keys: &Keys<'_>) -> Option<(String, Day, String, String)> {
    let unit = keys.need_id("unit");
    let measure = keys.needed("measure", keys.text("measure")).unwrap_or_default();
    let day = keys.needed("day", keys.day("day"));
    let amount = keys.needed("amount", keys.texts("amount"));
    keys.finish();
    Some((unit, day?, measure, amount?.into_iter().next()?))
}

impl Comparison {
    /// The number of a unit on the small map.
    pub fn unit_id(&self, code: &str) -> Option<UnitId> {
        let place = self.units.iter().position(|(id, ..)| id == code)?;
        Some(UnitId(10 + i32::try_from(place).ok()?))
    }

    /// The small map as it was at the beginning: a country, a province, and the units that stood.
    pub fn base_map(&self) -> Vec<BaseSpan> {
        let base =
            |id: UnitId, kind: &str, name: &str, parent| BaseSpan::always(id, uid(id), (kind, name), parent);
        let mut all = vec![
            base(COUNTRY, "quoc-gia", "Việt Nam", None),
            base(PROVINCE, "tinh", "Minh Họa", Some(COUNTRY)),
        ];
        for (code, level, above) in &self.units[..self.first] {
            let parent = above.as_ref().map_or(Some(PROVINCE), |above| self.unit_id(above));
            all.extend(self.unit_id(code).map(|id| base(id, kind(*level), code, parent)));
        }
        all
    }

    /// The changes of the small map, in their order.
    pub fn map_changes(&self) -> Vec<Change> {
        self.changes
            .iter()
            .enumerate()
            .map(|(at, of)| self.change(at, of))
            .collect()
    }

    fn change(&self, at: usize, of: &MapChange) -> Change {
        let ids = |codes: &[String]| codes.iter().filter_map(|c| self.unit_id(c)).collect::<Vec<_>>();
        let creates = of.begins.iter().filter_map(|code| {
            let (_, level, above) = self.units.iter().find(|(id, ..)| id == code)?;
            let id = self.unit_id(code)?;
            Some(NewUnit {
                id,
                uid: uid(id),
                name: code.clone(),
                kind: kind(*level).to_owned(),
                code: None,
                parent: above.as_ref().map_or(Some(PROVINCE), |above| self.unit_id(above)),
            })
        });
        let parts = of.parts.iter().filter_map(|(from, to, share)| {
            let heirs = of.parts.iter().filter(|(other, ..)| other == from).count();
            Some(Part {
                from: self.unit_id(from)?,
                to: self.unit_id(to)?,
                share: share.or((heirs == 1).then_some(1_000_000)),
                source: share.map_or_else(String::new, |_| "Ví dụ".to_owned()),
            })
        });
        Change {
            id: Uuid::from_u128(0xc0_0000 + at as u128),
            day: of.day,
            kind: if of.begins.len() > 1 {
                ChangeKind::Reform
            } else {
                ChangeKind::Merge
            },
            reference: "Ví dụ".to_owned(),
            ends: ids(&of.ends),
            creates: creates.collect(),
            sets: Vec::new(),
            parts: parts.collect(),
            groups: Vec::new(),
        }
    }

    /// What differs from what was worked out by hand; nothing when it came out as written.
    pub fn differs(&self, indicator: &Indicator, found: &Compared) -> Option<(String, String)> {
        let said = |now: &str, before: &str, verdict: Option<Verdict>, judged: Option<Judged>| {
            let verdict = VERDICTS
                .iter()
                .find(|(_, v)| Some(*v) == verdict)
                .map_or("–", |(word, _)| word);
            let judged = JUDGED
                .iter()
                .find(|(_, j)| Some(*j) == judged)
                .map_or("–", |(word, _)| word);
            format!("{now} / {before}: {verdict}, {judged}")
        };
        let expected = said(
            &expected_text(indicator, &self.now),
            &expected_text(indicator, &self.before),
            self.verdict,
            self.judged,
        );
        let came = said(
            &outcome_text(indicator, &found.now),
            &outcome_text(indicator, &found.before),
            found.verdict,
            found.judged,
        );
        (expected != came).then_some((expected, came))
    }

    /// Replays the comparison on rules alone; tells what came out otherwise.
    pub fn replay(&self, pack: &Pack) -> Option<Mistake> {
        let wrong = |what| {
            Some(Mistake {
                file: self.file.clone(),
                line: self.line,
                what,
            })
        };
        let Some(indicator) = pack.indicators.iter().find(|i| i.code == self.indicator) else {
            return wrong(MistakeKind::Unknown {
                what: Thing::Indicator,
                id: self.indicator.clone(),
                near: nearest(&self.indicator, pack.indicators.iter().map(|i| i.code.as_str())),
            });
        };
        let failed = |expected: String, found: String| {
            wrong(MistakeKind::CaseFailed {
                name: self.name.clone(),
                expected,
                found,
            })
        };
        let mut map = UnitMap::new(of_the_map(), self.base_map(), Vec::new());
        map.add_kinds(pack.kinds.clone());
        if let Err((change, problems)) = map.replay(&self.map_changes()) {
            return failed(change.day.to_string(), format!("{problems:?}"));
        }
        let (Some(unit), Some(lines)) = (self.unit_id(&self.unit), self.lines(pack, &map)) else {
            return failed("stands, begins".to_owned(), self.unit.clone());
        };
        let figure_of = |term: &Term| self.figure(pack, &map, unit, &lines, term);
        let (expected, found) = self.differs(indicator, &compare(indicator, &figure_of))?;
        failed(expected, found)
    }

    /// What was recorded, measure by measure; nothing when a unit or measure is not known.
    fn lines<'p>(&self, pack: &'p Pack, map: &UnitMap) -> Option<Vec<(&'p Measure, Posted)>> {
        let one = |(unit, day, measure, amount): &(String, Day, String, String)| {
            let unit = self.unit_id(unit)?;
            let measure = pack.measures.iter().find(|m| m.code == *measure)?;
            let (steps, bound) = amount::parse_bounded(amount, measure.scale).ok()?;
            let posted = Posted {
                home: map.home(unit, *day)?,
                unit,
                day: *day,
                sums: Sums::of(steps, bound, 1),
            };
            Some((measure, posted))
        };
        let mut all = self.recorded.iter().map(one).collect::<Option<Vec<_>>>()?;
        all.sort_by_key(|(_, of)| (of.unit, of.day));
        // A stock is stated as what there is: the one stated before is taken away.
        let stated = |at: usize| {
            let (measure, of) = all[at];
            let same = |(m, b): &&(&Measure, Posted)| b.unit == of.unit && m.code == measure.code;
            let before = all[..at].iter().rfind(same);
            let before = before.filter(|_| measure.kind == MeasureKind::Stock);
            let sums = before.map_or(of.sums, |(_, before)| of.sums - before.sums);
            (measure, Posted { sums, ..of })
        };
        Some((0..all.len()).map(stated).collect())
    }

    fn figure(
        &self,
        pack: &Pack,
        map: &UnitMap,
        unit: UnitId,
        lines: &[(&Measure, Posted)],
        term: &Term,
    ) -> Option<Interval> {
        let measure = pack.measures.iter().find(|m| m.code == term.measure)?;
        let period = term.when.days(self.period, term.back);
        let lens = Lens::At(self.period.to);
        let scope = match measure.kind {
            MeasureKind::Stock => Scope::stock(map, unit, period.to, lens),
            _ => Scope::flow(map, unit, period, lens),
        };
        let own = lines.iter().filter(|(m, _)| m.code == term.measure);
        let figure = match (measure.kind, measure.counts_units) {
            (MeasureKind::Units, Some(level)) => {
                let stated: Havings = own.map(|(_, of)| having(of)).collect();
                stated.count(map, unit, level, (period.to, self.period.to))
            }
            _ => scope.figure(own.map(|(_, of)| *of)),
        };
        figure.is_known().then(|| Interval::of(&figure, measure.scale))
    }
}

/// What a unit stated of itself.
fn having(of: &Posted) -> Having {
    Having {
        unit: of.unit,
        day: of.day,
        has: of.sums.amount > 0,
    }
}

fn uid(id: UnitId) -> Uuid {
    Uuid::from_u128(0x1284_0000 + id.0 as u128)
}

fn kind(level: Level) -> &'static str {
    match level {
        Level::Country => "quoc-gia",
        Level::Province => "tinh",
        Level::District => "huyen",
        Level::Commune => "phuong",
        Level::Group => "to-dan-pho",
    }
}

/// The result in one form: steps as shown with their bound, or why there is none.
fn outcome_text(indicator: &Indicator, of: &Outcome) -> String {
    let line = |steps: i64, bound: Bound| format!("{}{steps}·10^-{}", sign(bound), indicator.decimals);
    match of {
        Outcome::Number(number) => {
            let shown = indicator.shown(&number.value);
            shown.map_or_else(String::new, |steps| line(steps, number.value.bound()))
        }
        Outcome::None(Lack::NotRecorded(_)) => "not-recorded".to_owned(),
        Outcome::None(Lack::NothingToDivideBy) => "nothing-to-divide-by".to_owned(),
        Outcome::None(Lack::Undecided) => "undecided".to_owned(),
    }
}

fn expected_text(indicator: &Indicator, text: &str) -> String {
    match amount::parse_bounded(text, indicator.decimals) {
        Ok((steps, bound)) => format!("{}{steps}·10^-{}", sign(bound), indicator.decimals),
        Err(_) => text.to_owned(),
    }
}

fn sign(bound: Bound) -> &'static str {
    match bound {
        Bound::Exact => "",
        Bound::AtLeast => "≥ ",
        Bound::AtMost => "≤ ",
        Bound::About => "≈ ",
    }
}
