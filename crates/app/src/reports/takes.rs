//! The periods for which an outline is made.

use super::ReportError;
use super::facts::MONTHS_MAX;
use crate::reports::ReportService;
use dienhong_domain::filings::Every;
use dienhong_domain::outlines::Outline;
use dienhong_domain::packs::Words;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;

/// The periods for which an outline is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Takes {
    /// How often it is due.
    pub every: Every,
    /// The name of its yearly window, if it has one.
    pub window: Words,
}

impl ReportService<'_> {
    /// Refuses a period that is not one of an outline in a unit's rules; the error names its periods.
    ///
    /// # Errors
    /// [`ReportError::NotOfOutline`]; [`ReportError::NotAPeriod`] for more years than a table by months can hold.
    pub fn outline_takes(&self, unit: UnitId, code: &str, period: Period) -> Result<(), ReportError> {
        let outline = self.outline(unit, code, period).ok_or(ReportError::NotFound)?;
        self.takes(unit, &outline, period)
    }

    pub(super) fn takes(&self, unit: UnitId, outline: &Outline, period: Period) -> Result<(), ReportError> {
        let years = period.to.year() - period.from.year();
        if period.from > period.to || years > MONTHS_MAX as i32 / 12 - 1 {
            return Err(ReportError::NotAPeriod);
        }
        let rules = self.rules_for_period(unit, period);
        let windows = &rules.pack.windows;
        let other = outline
            .every
            .as_ref()
            .filter(|every| !every.holds(period, windows));
        let Some(every) = other else { return Ok(()) };
        let title = |code: &String| windows.iter().find(|w| w.id == *code).map(|w| w.title.clone());
        let window = match every {
            Every::Window(code) => title(code),
            _ => None,
        };
        Err(ReportError::NotOfOutline(Takes {
            every: every.clone(),
            window: window.unwrap_or_default(),
        }))
    }
}
