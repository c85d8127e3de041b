//! What goes from hand to hand: filings, reports, and exchange between installations.

pub mod exchange;
pub mod filings;
pub mod reports;
