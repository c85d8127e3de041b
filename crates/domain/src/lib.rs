//! What is true: units over time, periods, measures, packs, entries, ledger arithmetic, procedures, rights.
//!
//! Pure by rule: no clock, no SQL, no HTTP, no files, no words that a person reads.

pub mod amount;
pub mod calendar;
pub mod checks;
pub mod comparison;
pub mod entries;
pub mod filings;
pub mod incoming;
pub mod indicators;
pub mod ledger;
pub mod outlines;
pub mod packs;
pub mod papers;
pub mod people;
pub mod procedures;
pub mod reports;
pub mod rights;
pub mod search;
pub mod subjects;
pub mod templates;
pub mod text;
pub mod time;
pub mod timelines;
pub mod undo;
pub mod units;
