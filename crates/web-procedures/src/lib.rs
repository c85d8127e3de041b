//! Pages of procedures between units: filings, reports, papers, and exchange between installations.

pub mod exchange;
pub mod filings;
pub mod papers;
mod procedures;
pub mod reports;
pub mod waiting;
