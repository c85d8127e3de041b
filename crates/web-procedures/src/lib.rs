//! Pages of procedures between units: filings, reports, and exchange between installations.

pub mod exchange;
pub mod filings;
pub mod reports;
