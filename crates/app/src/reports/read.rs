//! Reading reports: outlines, lists, rows within the reader's rights, frozen papers.

use super::ReportError;
use crate::papers::outgoing_of;
use crate::papers::versions::ISSUED;
use crate::reports::ReportService;
use dienhong_domain::outlines::Outline;
use dienhong_domain::packs::Words;
use dienhong_domain::procedures::DueDay;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_reports::Paper;
use dienhong_store::frozen::Frozen;
use dienhong_store::reports::{ReportFilter, ReportRow, VersionRow};
use uuid::Uuid;

/// A report in a list.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Outline's name; its code when no pack knows it any more.
    pub title: Words,
    /// Outline's code.
    pub outline: String,
    /// Days.
    pub period: Period,
    /// The last day covered, when the period is still running or was when it was frozen.
    pub as_of: Option<Day>,
    /// Its stage.
    pub stage: Stage,
    /// Its number, if it has one: "05/BC-UBND".
    pub mark: Option<String>,
    /// The last day on which it is in time, if there is one.
    pub due: Option<DueDay>,
    /// Whether it was sent back and waits to be corrected.
    pub is_returned: bool,
}

impl ReportService<'_> {
    /// An outline by the law of a period of a unit.
    pub(super) fn outline(&self, unit: UnitId, code: &str, period: Period) -> Option<Outline> {
        self.outlined(unit, code, period).map(|of| of.outline)
    }

    /// The name of an outline; its code when no pack knows it any more.
    pub(crate) fn title_of(&self, unit: UnitId, code: &str, period: Period) -> Words {
        let known = self.outline(unit, code, period).map(|o| o.title);
        known.unwrap_or_else(|| Words {
            vi: code.to_owned(),
            en: code.to_owned(),
        })
    }

    /// Outlines that a unit may begin to write today, in the order of the rules.
    pub fn outlines(&self, unit: UnitId) -> Vec<Outline> {
        let snapshot = self.snapshot();
        let level = snapshot.map.level(unit);
        let rules = self.rules_today(unit);
        let fits = |o: &&Outline| level.is_some_and(|l| o.levels.contains(&l));
        rules.pack.outlines.iter().filter(fits).cloned().collect()
    }

    /// A report's row, if the actor may see the unit's figures.
    pub(crate) async fn row(&self, id: Uuid) -> Result<ReportRow, ReportError> {
        let row = self.store.report(id).await?.ok_or(ReportError::NotFound)?;
        if !self.actor.may(Permission::ReadTotals, row.unit, self.here()) {
            return Err(ReportError::NotFound);
        }
        Ok(row)
    }

    /// A page of a unit's reports, the newest period first; and how many there are.
    pub async fn list(
        &self,
        unit: UnitId,
        (skip, most): (usize, usize),
    ) -> Result<(Vec<Summary>, usize), ReportError> {
        if !self.may(Permission::ReadTotals, unit) {
            return Err(ReportError::NotFound);
        }
        let filter = ReportFilter {
            units: vec![unit.0],
            ..ReportFilter::default()
        };
        let (rows, count) = self.store.reports(&filter, (skip as i64, most as i64)).await?;
        let mut found = Vec::new();
        for row in &rows {
            found.push(self.summary(row).await?);
        }
        Ok((found, count as usize))
    }

    async fn summary(&self, row: &ReportRow) -> Result<Summary, ReportError> {
        let unit = row.unit;
        let stage = row.stage;
        let period = days(row);
        let outlined = self.outlined_of(row);
        let version = self.frozen_version(row).await?;
        let mark = match (&version, stage.is_issued()) {
            (Some(version), _) if is_foreign(row) => version.mark.clone(),
            (_, true) => {
                let numbers = self.store.outgoing_of(row.id).await?;
                numbers
                    .iter()
                    .find(|n| !n.is_cancelled)
                    .map(|n| outgoing_of(n).mark())
            }
            (_, false) => None,
        };
        let seen = version.map_or(self.today(), |v| dienhong_i18n::day_of(v.at));
        Ok(Summary {
            id: row.id,
            unit,
            title: self.title_of_report(row),
            due: outlined
                .filter(|of| of.outline.every.is_some())
                .map(|of| self.due_day(unit, of.outline.deadline, period)),
            outline: row.outline.clone(),
            as_of: as_of(period, seen),
            period,
            stage,
            mark,
            is_returned: stage == Stage::Writing && row.version > 0,
        })
    }

    /// The row of a report whose paper the actor may read: the level above reads what was sent, not what is being
    /// written.
    pub(super) async fn shown_row(&self, id: Uuid) -> Result<(ReportRow, Stage), ReportError> {
        let row = self.row(id).await?;
        let stage = row.stage;
        let may = |act| self.actor.may(act, row.unit, self.here());
        let works =
            may(Permission::WriteReports) || may(Permission::ApproveReports) || may(Permission::ReadEntries);
        // A report from another book was sent; it stays readable after it was sent back.
        match works || stage.is_issued() || is_foreign(&row) {
            true => Ok((row, stage)),
            false => Err(ReportError::NotFound),
        }
    }

    /// The day as of which a report's figures are read: today while it is written, otherwise the day on which it was
    /// frozen.
    pub(super) async fn seen_on(&self, row: &ReportRow) -> Result<Day, ReportError> {
        let frozen = self.frozen_version(row).await?;
        Ok(frozen.map_or(self.today(), |v| dienhong_i18n::day_of(v.at)))
    }

    /// The version of a report that is frozen, or that another book sent.
    async fn frozen_version(&self, row: &ReportRow) -> Result<Option<VersionRow>, ReportError> {
        if !row.stage.is_frozen() && !is_foreign(row) {
            return Ok(None);
        }
        let versions = self.store.report_versions(row.id).await?;
        Ok(versions.into_iter().find(|v| v.version == row.version))
    }

    /// The model of a frozen version.
    pub(super) async fn model(&self, id: Uuid, version: i64) -> Result<Paper, ReportError> {
        let text = self
            .store
            .frozen_model(Frozen::Report, id, version)
            .await?
            .ok_or(ReportError::NotFound)?;
        serde_json::from_str(&text)
            .map_err(|e| ReportError::Fault(crate::Fault::Other(format!("a report can not be read: {e}"))))
    }

    /// The paper as it was issued, with number, day and signer.
    pub(crate) async fn issued_model(&self, id: Uuid, version: i64) -> Result<Paper, ReportError> {
        let bytes = self
            .store
            .frozen_file(Frozen::Report, id, (version, ISSUED), "model")
            .await?;
        let bytes = bytes.ok_or(ReportError::NotFound)?;
        serde_json::from_slice(&bytes)
            .map_err(|e| ReportError::Fault(crate::Fault::Other(format!("a report can not be read: {e}"))))
    }
}

/// The last day covered of a period as of a day, if the period has not ended by then.
pub(super) fn as_of(period: Period, seen: Day) -> Option<Day> {
    let told = period.until(seen);
    (told != period).then_some(told.to)
}

/// Whether it was written in another book: this book may not change its words and numbers.
pub(crate) fn is_foreign(row: &ReportRow) -> bool {
    !row.origin.is_empty()
}

pub(crate) fn days(row: &ReportRow) -> Period {
    Period {
        from: row.first,
        to: row.last,
    }
}
