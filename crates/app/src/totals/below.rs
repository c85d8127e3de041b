//! Figures of the units below one, through any map, ordered by name and never ranked.

use super::{Question, TotalsError};
use crate::totals::TotalsService;
use dienhong_domain::ledger::{Coverage, Figure, Sums};
use dienhong_domain::packs::{Measure, MeasureKind, Words};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Lens, Level, Scope, UnitId, UnitMap, units_within};
use dienhong_i18n::{Locale, t};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The figures of a unit below.
#[derive(Clone, Debug)]
pub struct BelowRow {
    /// Unit.
    pub unit: UnitId,
    /// Figures by measure's code; missing ones were never recorded.
    pub figures: HashMap<String, Figure>,
}

/// Rows beside those of the units below.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RestKind {
    /// What the unit recorded itself.
    Own,
    /// What nobody has divided among the units below.
    Undivided,
    /// What was recorded by units that ended, or moved in or out, within the period.
    Moved,
    /// What remains after rounding when parts are known shares.
    Rounded,
}

impl RestKind {
    /// The code in interfaces.
    pub fn code(self) -> &'static str {
        match self {
            RestKind::Own => "own",
            RestKind::Undivided => "undivided",
            RestKind::Moved => "moved",
            RestKind::Rounded => "rounded",
        }
    }

    /// The name of the row.
    pub fn words(self, locale: Locale) -> String {
        let key = match self {
            RestKind::Own => "totals-below-own",
            RestKind::Undivided => "totals-below-undivided",
            RestKind::Moved => "totals-below-moved",
            RestKind::Rounded => "totals-below-rounded",
        };
        t(locale, key)
    }
}

/// A row beside those of the units below.
#[derive(Clone, Debug)]
pub struct RestRow {
    /// What the row contains.
    pub kind: RestKind,
    /// Figures by measure's code, without the measures that have none.
    pub figures: HashMap<String, Figure>,
}

/// A unit's figures by the units below; rows and rest together make the whole.
#[derive(Clone, Debug)]
pub struct Breakdown {
    /// Units below, by name.
    pub rows: Vec<BelowRow>,
    /// What belongs to none of these units.
    pub rest: Vec<RestRow>,
    /// The unit's own figures by measure's code.
    pub whole: HashMap<String, Figure>,
}

impl Breakdown {
    /// How many of the units recorded a measure, for a unit above communes.
    pub fn coverage(&self, map: &UnitMap, q: Question, measure: &Measure) -> Option<Coverage> {
        let units: Vec<UnitId> = self.rows.iter().map(|row| row.unit).collect();
        let figures = self.rows.iter().map(|row| &row.figures);
        (is_above_communes(map, q.unit) && !units.is_empty() && is_recorded_below(measure))
            .then(|| covered(figures, measure, kinds(map, &units, q.period.to)))
    }
}

fn is_above_communes(map: &UnitMap, unit: UnitId) -> bool {
    map.level(unit).is_some_and(|level| level < Level::Commune)
}

/// How many of some units recorded a measure, by each unit's figures.
fn covered<'f>(
    figures: impl ExactSizeIterator<Item = &'f HashMap<String, Figure>>,
    measure: &Measure,
    kinds: Words,
) -> Coverage {
    let has = |of: &&HashMap<String, Figure>| of.get(&measure.code).is_some_and(Figure::is_recorded);
    Coverage {
        units: figures.len(),
        recorded: figures.filter(has).count(),
        kinds,
    }
}

/// Names of the kinds of some units in both languages.
fn kinds(map: &UnitMap, units: &[UnitId], day: Day) -> Words {
    let kinds = |locale| dienhong_i18n::unit_kinds(map, units, day, locale);
    Words {
        vi: kinds(Locale::Vi),
        en: kinds(Locale::En),
    }
}

impl TotalsService<'_> {
    /// The day on which the units below are looked up.
    fn day_below(&self, q: Question) -> Day {
        match q.lens {
            Lens::At(day) => day,
            Lens::AsItWas => q.period.to.min(self.today()),
        }
    }

    /// The units below one on the map through which figures are read, by name.
    pub fn units_below(&self, q: Question) -> Vec<UnitId> {
        let snapshot = self.snapshot();
        let day = self.day_below(self.as_read(q));
        let mut below = snapshot.map.children(q.unit, day);
        below.sort_by_cached_key(|u| dienhong_i18n::sort_key(&snapshot.map.label(*u, day, "vi")));
        below
    }

    /// Whether there are units below one on the map through which figures are read.
    pub fn has_units_below(&self, q: Question) -> bool {
        !self.children(q).is_empty()
    }

    /// The same units by number: those of a country are sorted by name only where they are shown.
    fn children(&self, q: Question) -> Vec<UnitId> {
        self.snapshot()
            .map
            .children(q.unit, self.day_below(self.as_read(q)))
    }

    /// Measures that can be shown unit by unit: flows and stocks that the rules of a unit know.
    pub fn measures_below(&self, unit: UnitId) -> Vec<Measure> {
        let rules = self.rules_today(unit);
        let all = rules.pack.measures.iter();
        all.filter(|m| m.kind != MeasureKind::Share).cloned().collect()
    }

    /// Figures of some of the units below, each equal to the unit's own page.
    pub async fn figures_below(
        &self,
        q: Question,
        measures: &[Measure],
        units: &[UnitId],
    ) -> Result<Vec<BelowRow>, TotalsError> {
        if !self.may(Permission::ReadTotals, q.unit) {
            return Err(TotalsError::NotFound);
        }
        let questions: Vec<Question> = units.iter().map(|unit| Question { unit: *unit, ..q }).collect();
        let found = self.figures_asked(&questions, measures).await?;
        let rows = units.iter().zip(found);
        Ok(rows
            .map(|(unit, figures)| BelowRow { unit: *unit, figures })
            .collect())
    }

    /// Figures of the units below and of the rows beside them; together they add up to the whole.
    pub async fn breakdown(&self, q: Question, measures: &[Measure]) -> Result<Breakdown, TotalsError> {
        let q = self.as_read(q);
        let units = self.units_below(q);
        let mut asked = units.clone();
        asked.push(q.unit);
        let mut rows = self.figures_below(q, measures, &asked).await?;
        let mut whole = rows.pop().map(|row| row.figures).unwrap_or_default();
        let [own, undivided] = self.beside(q, &units, measures).await?;
        let mut rest = vec![
            RestRow {
                kind: RestKind::Own,
                figures: own,
            },
            RestRow {
                kind: RestKind::Undivided,
                figures: undivided,
            },
        ];
        let gaps = [RestKind::Undivided, RestKind::Moved, RestKind::Rounded].map(|kind| {
            let of = measures.iter().filter(|m| gap_kind(q, m) == kind);
            gap_row(kind, (&rows, &rest), &whole, of)
        });
        rest.extend(gaps);
        rest.retain(|row| !row.figures.is_empty());
        let parts = || {
            rows.iter()
                .map(|r| &r.figures)
                .chain(rest.iter().map(|r| &r.figures))
        };
        for m in measures {
            let is_recorded = |of: &HashMap<String, Figure>| of.get(&m.code).is_some_and(Figure::is_recorded);
            // Parts that cancel each other out make a whole of zero, not one that nobody recorded.
            if parts().any(is_recorded) && !is_recorded(&whole) {
                let of = whole.entry(m.code.clone()).or_default();
                of.sums = Sums::of(of.sums.amount, of.sums.bound(), 1);
            }
        }
        Ok(Breakdown { rows, rest, whole })
    }

    /// What a unit recorded itself, and what is not divided among the units below.
    async fn beside(
        &self,
        q: Question,
        below: &[UnitId],
        measures: &[Measure],
    ) -> Result<[HashMap<String, Figure>; 2], TotalsError> {
        let snapshot = self.snapshot();
        let mut found = [HashMap::new(), HashMap::new()];
        if below.is_empty() {
            return Ok(found);
        }
        for kind in [MeasureKind::Flow, MeasureKind::Stock] {
            let scopes = snapshot.rest(kind, (q.unit, below), q.period, q.lens);
            let figures = self.of_kind(kind, measures, &scopes).await?;
            for (mine, figures) in found.iter_mut().zip(figures) {
                mine.extend(
                    figures
                        .into_iter()
                        .filter(|(_, f)| f.is_recorded())
                        .map(|(code, f)| {
                            // What is shown in another row is not counted twice.
                            let undivided = Sums::default();
                            (code, Figure { undivided, ..f })
                        }),
                );
            }
        }
        Ok(found)
    }

    /// How many of the units below recorded a measure, for a unit above communes. The caller has checked the right to
    /// read.
    pub async fn coverage(&self, q: Question, measure: &Measure) -> Result<Option<Coverage>, TotalsError> {
        let mut found = self.coverages(q, std::slice::from_ref(measure)).await?;
        Ok(found.remove(&measure.code))
    }

    /// How many of the units below recorded each measure. Nothing for communes, where people record themselves, and for
    /// measures that count the map's own units.
    pub(crate) async fn coverages(
        &self,
        q: Question,
        measures: &[Measure],
    ) -> Result<HashMap<String, Coverage>, TotalsError> {
        let snapshot = self.snapshot();
        let mut found = self.stated_by(q, measures).await?;
        let below = match is_above_communes(&snapshot.map, q.unit) {
            true => self.children(q),
            false => Vec::new(),
        };
        let of: Vec<Measure> = measures
            .iter()
            .filter(|m| is_recorded_below(m))
            .cloned()
            .collect();
        if below.is_empty() || of.is_empty() {
            return Ok(found);
        }
        let questions: Vec<Question> = below.iter().map(|unit| Question { unit: *unit, ..q }).collect();
        let figures = self.figures_asked(&questions, &of).await?;
        let kinds = kinds(&snapshot.map, &below, q.period.to);
        let coverage = |m: &Measure| (m.code.clone(), covered(figures.iter(), m, kinds.clone()));
        found.extend(of.iter().map(coverage));
        Ok(found)
    }

    /// For measures that count units which have something: how many of all these units stated whether they have it.
    async fn stated_by(
        &self,
        q: Question,
        measures: &[Measure],
    ) -> Result<HashMap<String, Coverage>, TotalsError> {
        let snapshot = self.snapshot();
        let figures = self.having_asked(&[q], measures).await?;
        let figures = figures.into_iter().next().unwrap_or_default();
        let (_, day) = super::having::days(q);
        let of = |m: &Measure| {
            // Only where somebody stated it: a country has a hundred thousand units.
            let figure = figures.get(&m.code)?;
            let units = units_within(&snapshot.map, q.unit, m.counts_units?, day);
            let coverage = Coverage {
                recorded: usize::try_from(figure.sums.lines).unwrap_or(0),
                units: units.len(),
                kinds: kinds(&snapshot.map, &units, day),
            };
            Some((m.code.clone(), coverage))
        };
        Ok(measures.iter().filter_map(of).collect())
    }

    /// Figures by measure's code for many questions at once; missing ones were never recorded. The caller has checked
    /// the right to read them.
    pub(crate) async fn figures_asked(
        &self,
        questions: &[Question],
        measures: &[Measure],
    ) -> Result<Vec<HashMap<String, Figure>>, TotalsError> {
        let snapshot = self.snapshot();
        let mut all: Vec<HashMap<String, Figure>> = questions.iter().map(|_| HashMap::new()).collect();
        for kind in [MeasureKind::Flow, MeasureKind::Stock] {
            let scope = |q: &Question| {
                let q = self.as_read(*q);
                snapshot.scope(kind, q.unit, q.period, q.lens)
            };
            let scopes: Vec<Arc<Scope>> = match measures.iter().any(|m| m.kind == kind) {
                true => questions.iter().map(scope).collect(),
                false => continue,
            };
            let found = self.of_kind(kind, measures, &scopes).await?;
            all.iter_mut()
                .zip(found)
                .for_each(|(mine, figures)| mine.extend(figures));
        }
        let having = self.having_asked(questions, measures).await?;
        all.iter_mut()
            .zip(having)
            .for_each(|(mine, figures)| mine.extend(figures));
        Ok(all)
    }

    /// Figures of the measures of a kind, by code, over many scopes.
    async fn of_kind(
        &self,
        kind: MeasureKind,
        measures: &[Measure],
        scopes: &[Arc<Scope>],
    ) -> Result<Vec<HashMap<String, Figure>>, TotalsError> {
        let snapshot = self.snapshot();
        let of: BTreeMap<i32, &Measure> = measures
            .iter()
            .filter(|m| m.kind == kind)
            .filter_map(|m| Some((snapshot.measure_number(&m.code)?, m)))
            .collect();
        let numbers: Vec<i32> = of.keys().copied().collect();
        let found = self.store.figures_of_many(scopes, &numbers).await?;
        let named = |figures: dienhong_store::figures::Figures| {
            let named = |(n, f)| Some((of.get(&n)?.code.clone(), f));
            figures.into_iter().filter_map(named).collect()
        };
        Ok(found.into_iter().map(named).collect())
    }
}

/// Whether units below record a measure, so that one can count how many did.
fn is_recorded_below(measure: &Measure) -> bool {
    measure.kind != MeasureKind::Share && measure.counts_units.is_none()
}

/// Why the rows may not add up to the whole: without a fixed map, units ended or moved within the period; through a
/// map, parts were rounded.
fn gap_kind(q: Question, measure: &Measure) -> RestKind {
    match (q.lens, measure.kind) {
        (Lens::AsItWas, MeasureKind::Flow) => RestKind::Moved,
        // What one unit had that was split into several.
        (_, MeasureKind::Units) => RestKind::Undivided,
        _ => RestKind::Rounded,
    }
}

/// The difference between the whole and the sum of rows and rest.
fn gap_row<'m>(
    kind: RestKind,
    (rows, rest): (&[BelowRow], &[RestRow]),
    whole: &HashMap<String, Figure>,
    measures: impl Iterator<Item = &'m Measure>,
) -> RestRow {
    let parts = |code: &str| -> i64 {
        let below = rows.iter().map(|row| &row.figures);
        let all = below.chain(rest.iter().map(|row| &row.figures));
        all.filter_map(|figures| figures.get(code))
            .map(|f| f.sums.amount)
            .sum()
    };
    let gap = |m: &Measure| {
        let of = whole.get(&m.code).copied().unwrap_or_default();
        let amount = of.sums.amount - parts(&m.code);
        let figure = Figure {
            sums: Sums::of(amount, of.sums.bound(), 1),
            ..Figure::default()
        };
        (!rows.is_empty() && amount != 0).then(|| (m.code.clone(), figure))
    };
    RestRow {
        kind,
        figures: measures.filter_map(gap).collect(),
    }
}
