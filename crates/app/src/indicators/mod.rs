//! Indicators of a unit over a period through a lens: exact results with their evidence, held against target and against
//! the same period before on one map.

pub mod json;
mod read;
pub mod words;

pub use read::{Evidence, Indicators, Reading, SectionReadings};

crate::context::service!(
    /// Reads what formulas make of figures.
    IndicatorService, indicators
);
