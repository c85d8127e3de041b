//! Indicators of a unit over a period through a lens: exact results with their evidence, compared with the target and
//! with the same period before on one map.

pub mod json;
mod read;
pub mod words;

pub use read::{Evidence, Indicators, Reading, SectionReadings};

crate::context::service!(
    /// Computes indicators from figures.
    IndicatorService, indicators
);
