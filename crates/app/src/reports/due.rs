//! What is due: the periods for which a unit has to report, and what units below sent and still owe.

use super::ReportError;
use super::read::days;
use crate::filings::owing;
use crate::reports::ReportService;
use dienhong_domain::filings::due;
use dienhong_domain::outlines::Outline;
use dienhong_domain::packs::Window;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::reports::ReportFilter;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A period for which a report is due.
#[derive(Clone, Debug)]
pub struct DueReport {
    /// Outline.
    pub outline: Outline,
    /// Days.
    pub period: Period,
    /// The last day on which it is in time.
    pub due: Day,
    /// The report, if somebody began it.
    pub report: Option<(Uuid, Stage)>,
}

impl DueReport {
    /// Whether the unit still owes something.
    pub fn is_open(&self) -> bool {
        !matches!(self.report, Some((_, Stage::Sent | Stage::Accepted)))
    }
}

/// What units below sent, and what they owe, for a period of an outline.
#[derive(Clone, Debug)]
pub struct Below {
    /// Outline.
    pub outline: Outline,
    /// Days.
    pub period: Period,
    /// The last day on which it is in time; `None` when nobody owes it yet, or there is no deadline.
    pub due: Option<Day>,
    /// All that owe it; if nobody does, those that sent it.
    pub units: Vec<UnitId>,
    /// How many were accepted.
    pub accepted: usize,
    /// Sent and not answered yet, by name.
    pub waiting: Vec<(UnitId, Uuid)>,
    /// Those that still owe it, by name, with the stage of their report.
    pub late: Vec<(UnitId, Option<Stage>)>,
}

impl ReportService<'_> {
    /// The periods for which a unit has to report: the last ended ones of each outline with a deadline.
    pub async fn due(&self, unit: UnitId, most: usize) -> Result<Vec<DueReport>, ReportError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, unit) {
            return Err(ReportError::NotFound);
        }
        let scope = self.entries().scope(unit, false);
        let Some(first) = self.store.first_day(&scope).await? else {
            return Ok(Vec::new());
        };
        let rules = snapshot.rules(unit, self.today());
        let mut found = Vec::new();
        for outline in self.outlines(unit) {
            let Some(every) = &outline.every else { continue };
            for period in every.ended(self.today(), &rules.pack.windows, most) {
                // Nothing is owed for a time before the book began, or when the unit did not exist.
                if first > period.to || !snapshot.map.get(unit).is_some_and(|u| u.lives_in(period)) {
                    continue;
                }
                let filter = ReportFilter {
                    units: vec![unit.0],
                    outline: Some(outline.id.clone()),
                    days: Some((period.from.number(), period.to.number())),
                    stages: Vec::new(),
                };
                let (rows, _) = self.store.reports(&filter, (0, 1)).await?;
                let report = rows.first().map(|row| (row.id, row.stage));
                found.push(DueReport {
                    due: due(period, outline.due_days),
                    outline: outline.clone(),
                    period,
                    report,
                });
            }
        }
        found.sort_by_key(|d| std::cmp::Reverse((d.period.to, d.due)));
        Ok(found)
    }

    /// For a unit with units below: what they sent and owe for the last ended period of each outline with a deadline,
    /// or for one given period.
    pub async fn below(&self, top: UnitId, asked: Option<(&str, Period)>) -> Result<Vec<Below>, ReportError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, top) {
            return Err(ReportError::NotFound);
        }
        let rules = snapshot.rules(top, self.today());
        let mut found = Vec::new();
        let outlines = rules.pack.outlines.iter();
        for outline in outlines.filter(|o| asked.is_none_or(|(code, _)| code == o.id)) {
            if let Some(period) = self.period_below(outline, asked, &rules.pack.windows) {
                found.extend(self.below_of(outline, top, period).await?);
            }
        }
        if asked.is_none() {
            let known: Vec<(String, Period)> =
                found.iter().map(|b| (b.outline.id.clone(), b.period)).collect();
            found.extend(self.sent_besides(&rules.pack.outlines, top, &known).await?);
        }
        Ok(found)
    }

    /// The given period, if it is one of the outline's, otherwise the last ended one; `None` without a deadline.
    fn period_below(
        &self,
        outline: &Outline,
        asked: Option<(&str, Period)>,
        windows: &[Window],
    ) -> Option<Period> {
        let every = outline.every.as_ref()?;
        match asked {
            Some((_, period)) => Some(period).filter(|p| every.holds(*p, windows)),
            None => every.ended(self.today(), windows, 1).first().copied(),
        }
    }

    /// What units below sent and owe for a period of an outline; `None` if nobody owes it.
    async fn below_of(
        &self,
        outline: &Outline,
        top: UnitId,
        period: Period,
    ) -> Result<Option<Below>, ReportError> {
        let map = &self.snapshot().map;
        let mut units = owing(map, top, &outline.levels, period);
        if units.is_empty() {
            return Ok(None);
        }
        units.sort_by_cached_key(|u| dienhong_i18n::sort_key(&map.label(*u, period.to, "vi")));
        let filter = ReportFilter {
            units: units.iter().map(|u| u.0).collect(),
            outline: Some(outline.id.clone()),
            days: Some((period.from.number(), period.to.number())),
            stages: Vec::new(),
        };
        let (rows, _) = self.store.reports(&filter, (0, i64::from(i32::MAX))).await?;
        let of: BTreeMap<UnitId, (Uuid, Stage)> =
            rows.iter().map(|row| (row.unit, (row.id, row.stage))).collect();
        let stage = |unit: &UnitId| of.get(unit).map(|(_, stage)| *stage);
        Ok(Some(Below {
            due: Some(due(period, outline.due_days)),
            accepted: units.iter().filter(|u| stage(u) == Some(Stage::Accepted)).count(),
            waiting: units
                .iter()
                .filter_map(|u| {
                    of.get(u)
                        .filter(|(_, s)| *s == Stage::Sent)
                        .map(|(id, _)| (*u, *id))
                })
                .collect(),
            late: units
                .iter()
                .filter(|u| !matches!(stage(u), Some(Stage::Sent | Stage::Accepted)))
                .map(|u| (*u, stage(u)))
                .collect(),
            outline: outline.clone(),
            units,
            period,
        }))
    }

    /// What units below sent for other periods, including running ones and those without a deadline: these wait for an
    /// answer too.
    async fn sent_besides(
        &self,
        outlines: &[Outline],
        top: UnitId,
        known: &[(String, Period)],
    ) -> Result<Vec<Below>, ReportError> {
        let snapshot = self.snapshot();
        let today = self.today();
        let today = Period {
            from: today,
            to: today,
        };
        let mut found = Vec::new();
        for outline in outlines {
            let filter = ReportFilter {
                units: owing(&snapshot.map, top, &outline.levels, today)
                    .iter()
                    .map(|u| u.0)
                    .collect(),
                outline: Some(outline.id.clone()),
                stages: vec![Stage::Sent],
                ..ReportFilter::default()
            };
            if filter.units.is_empty() {
                continue;
            }
            let (rows, _) = self.store.reports(&filter, (0, i64::from(i32::MAX))).await?;
            let mut periods: BTreeMap<(Day, Day), Vec<(UnitId, Uuid)>> = BTreeMap::new();
            for row in rows
                .iter()
                .filter(|row| !known.contains(&(outline.id.clone(), days(row))))
            {
                let of = days(row);
                let waiting = periods.entry((of.from, of.to)).or_default();
                waiting.push((row.unit, row.id));
            }
            for ((from, to), mut waiting) in periods {
                let name = |unit: UnitId| dienhong_i18n::sort_key(&snapshot.map.label(unit, to, "vi"));
                waiting.sort_by_cached_key(|(unit, _)| name(*unit));
                found.push(Below {
                    outline: outline.clone(),
                    period: Period { from, to },
                    due: None,
                    units: waiting.iter().map(|(unit, _)| *unit).collect(),
                    accepted: 0,
                    waiting,
                    late: Vec::new(),
                });
            }
        }
        Ok(found)
    }
}
