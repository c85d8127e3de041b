//! Acts as people and programs call them, on books of both engines.

mod attribution;
mod checks;
mod common;
mod corrupt;
mod demo;
mod entries;
mod exchange;
mod figures;
mod filings;
mod former;
mod import;
mod incoming;
mod indicators;
mod law;
mod made_papers;
mod moving;
mod papers;
mod report_exchange;
mod report_kill;
mod reports;
mod setup;
mod stocks;
mod subjects;
mod units;
mod waiting;
mod year;
