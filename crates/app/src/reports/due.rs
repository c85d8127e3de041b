//! What is due: the periods for which a unit has to report, and what units below sent and still owe.

use super::ReportError;
use crate::law::ended;
use crate::owing::{Owing, Waiting, past};
use crate::reports::ReportService;
use crate::snapshot::Rules;
use dienhong_domain::outlines::Outline;
use dienhong_domain::packs::Window;
use dienhong_domain::procedures::DueDay;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::reports::ReportFilter;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// A period for which a report is due.
#[derive(Clone, Debug)]
pub struct DueReport {
    /// Outline.
    pub outline: Outline,
    /// Days.
    pub period: Period,
    /// The last day on which it is in time.
    pub due: DueDay,
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
    pub due: Option<DueDay>,
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
        let laws = self.rules_until_today(unit);
        let level = snapshot.map.level(unit);
        let owed = ended(&laws, self.today(), most, |pack| {
            let outlines = pack.outlines.iter();
            let outlines = outlines.filter(|o| level.is_some_and(|l| o.levels.contains(&l)));
            outlines
                .filter_map(|o| Some((&o.id, o.every.as_ref()?, o)))
                .collect()
        });
        // Of a province the first day is sought in hundreds of homes, so only where something is due.
        if owed.is_empty() {
            return Ok(Vec::new());
        }
        let scope = self.entries().scope(unit, false);
        let Some(first) = self.store.first_day(&scope).await? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for (outline, period) in owed {
            // Nothing is owed for a time before the book began, or when the unit did not exist.
            if first > period.to || !snapshot.map.get(unit).is_some_and(|u| u.lives_in(period)) {
                continue;
            }
            let filter = ReportFilter {
                units: vec![unit.0],
                outline: Some(outline.id.clone()),
                days: Some((period.from.number(), period.to.number())),
            };
            let (rows, _) = self.store.reports(&filter, (0, 1)).await?;
            let report = rows.first().map(|row| (row.id, row.stage));
            found.push(DueReport {
                due: self.due_day(unit, outline.deadline, period),
                outline: outline.clone(),
                period,
                report,
            });
        }
        found.sort_by_key(|d| std::cmp::Reverse((d.period.to, d.due)));
        Ok(found)
    }

    /// For a unit with units below: what they sent and owe for the last ended period of each outline with a deadline,
    /// or for one given period.
    pub async fn below(&self, top: UnitId, asked: Option<(&str, Period)>) -> Result<Vec<Below>, ReportError> {
        if !self.may(Permission::ReadTotals, top) {
            return Err(ReportError::NotFound);
        }
        // The outlines of a given period are those of its own law, otherwise those that are still asked for.
        let rules = match asked {
            Some((_, period)) => self.rules_for_period(top, period),
            None => self.rules_today(top),
        };
        let mut found = Vec::new();
        let outlines = rules.pack.outlines.iter();
        for outline in outlines.filter(|o| asked.is_none_or(|(code, _)| code == o.id)) {
            if let Some(period) = self.period_below(outline, asked, &rules.pack.windows) {
                found.extend(self.below_of(outline, top, period).await?);
            }
        }
        if asked.is_none() {
            found.extend(self.sent_besides(top, &rules).await?);
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
        let owing = self.snapshot().owing(top, &outline.levels, period.to);
        let units = owing.by_name();
        if units.is_empty() {
            return Ok(None);
        }
        let days = (period.from.number(), period.to.number());
        let rows = self.store.reports_of_period(&outline.id, days, units).await?;
        let of: BTreeMap<UnitId, (Uuid, Stage)> =
            rows.iter().map(|row| (row.unit, (row.id, row.stage))).collect();
        let stage = |unit: &UnitId| of.get(unit).map(|(_, stage)| *stage);
        Ok(Some(Below {
            due: Some(self.due_day(top, outline.deadline, period)),
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
            units: units.to_vec(),
            period,
        }))
    }

    /// What units below sent for other periods, including running ones and those without a deadline: these wait for an
    /// answer too.
    async fn sent_besides(&self, top: UnitId, rules: &Rules) -> Result<Vec<Below>, ReportError> {
        let map = &self.snapshot().map;
        let owed = self.owed_below(top, rules);
        let sent = self.sent_below(&owed).await?;
        let mut found = Vec::new();
        for of in &owed {
            for ((from, to), all) in sent.get(&of.outline.id).into_iter().flatten() {
                let period = Period { from: *from, to: *to };
                if of.ended_with(period).is_some() {
                    continue;
                }
                let mine = all.iter().filter(|(unit, _)| of.today.holds(*unit));
                let mut waiting: Vec<(UnitId, Uuid)> = mine.copied().collect();
                if waiting.is_empty() {
                    continue;
                }
                waiting.sort_by_cached_key(|(unit, _)| dienhong_i18n::sort_key(&map.label(*unit, *to, "vi")));
                found.push(Below {
                    outline: of.outline.clone(),
                    period,
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

    /// For a unit with units below: how many of them wait for an answer, for each outline and period; the periods for
    /// which they owe it come first.
    pub async fn waiting_below(&self, top: UnitId) -> Result<Vec<Waiting>, ReportError> {
        if !self.may(Permission::ReadTotals, top) {
            return Err(ReportError::NotFound);
        }
        let rules = self.rules_today(top);
        let owed = self.owed_below(top, &rules);
        let sent = self.sent_below(&owed).await?;
        let (mut ended, mut besides) = (Vec::new(), Vec::new());
        for of in &owed {
            for ((from, to), all) in sent.get(&of.outline.id).into_iter().flatten() {
                let period = Period { from: *from, to: *to };
                let (units, counted) = match of.ended_with(period) {
                    Some(units) => (units, &mut ended),
                    None => (&*of.today, &mut besides),
                };
                let count = all.iter().filter(|(unit, _)| units.holds(*unit)).count();
                let (code, title) = (of.outline.id.clone(), of.outline.title.clone());
                counted.extend(Waiting::of(code, title, period, count));
            }
        }
        ended.append(&mut besides);
        Ok(ended)
    }

    /// For a unit with units below: how many of them are late, for the last ended period of each outline with a deadline.
    pub async fn late_below(&self, top: UnitId) -> Result<Vec<Waiting>, ReportError> {
        if !self.may(Permission::ReadTotals, top) {
            return Err(ReportError::NotFound);
        }
        let rules = self.rules_today(top);
        let mut found = Vec::new();
        for outline in &rules.pack.outlines {
            let Some(period) = self.period_below(outline, None, &rules.pack.windows) else {
                continue;
            };
            let Some(due) = past(self.due_day(top, outline.deadline, period), self.today()) else {
                continue;
            };
            if let Some(of) = self.below_of(outline, top, period).await? {
                let (code, title) = (outline.id.clone(), outline.title.clone());
                let late = Waiting::of(code, title, period, of.late.len());
                found.extend(late.map(|of| of.late(due)));
            }
        }
        Ok(found)
    }

    fn owed_below<'o>(&self, top: UnitId, rules: &'o Rules) -> Vec<Owed<'o>> {
        let snapshot = self.snapshot();
        let owed = |outline: &'o Outline| {
            let last = self.period_below(outline, None, &rules.pack.windows);
            let ended = last.map(|period| (period, snapshot.owing(top, &outline.levels, period.to)));
            Owed {
                outline,
                ended: ended.filter(|(_, units)| !units.is_empty()),
                today: snapshot.owing(top, &outline.levels, self.today()),
            }
        };
        rules.pack.outlines.iter().map(owed).collect()
    }

    /// What units that owe some outlines sent and nobody answered yet, whatever the period.
    async fn sent_below(&self, owed: &[Owed<'_>]) -> Result<Sent, ReportError> {
        let ended = owed.iter().filter_map(|of| of.ended.as_ref());
        let lists = owed
            .iter()
            .map(|of| &of.today)
            .chain(ended.map(|(_, units)| units));
        let named: Option<Vec<&[UnitId]>> = lists.map(|units| units.named()).collect();
        let named: Option<BTreeSet<UnitId>> =
            named.map(|lists| lists.into_iter().flatten().copied().collect());
        let named: Option<Vec<UnitId>> = named.map(|units| units.into_iter().collect());
        let mut sent = Sent::new();
        if named.as_ref().is_some_and(Vec::is_empty) {
            return Ok(sent);
        }
        for row in self.store.sent_reports(named.as_deref()).await? {
            let periods = sent.entry(row.outline).or_default();
            let waiting = periods.entry((row.first, row.last)).or_default();
            waiting.push((row.unit, row.id));
        }
        Ok(sent)
    }
}

/// Units and their reports that were sent and not answered yet, by outline's code, first and last day.
type Sent = BTreeMap<String, BTreeMap<(Day, Day), Vec<(UnitId, Uuid)>>>;

/// Who owes an outline.
struct Owed<'o> {
    outline: &'o Outline,
    /// The period that ended last and who owes it; `None` without a deadline, or when nobody does.
    ended: Option<(Period, Arc<Owing>)>,
    /// Who would owe it for a period that ended today.
    today: Arc<Owing>,
}

impl Owed<'_> {
    /// Who owes it for a period, if that is the one that ended last.
    fn ended_with(&self, period: Period) -> Option<&Owing> {
        let ended = self.ended.as_ref().filter(|(last, _)| *last == period);
        ended.map(|(_, units)| &**units)
    }
}
