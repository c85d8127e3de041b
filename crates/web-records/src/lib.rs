//! What is recorded and what is read from it: entries, figures, indicators, questions about a book, and the phone.

pub mod checks;
pub mod entries;
pub mod indicators;
pub mod phone;
mod search;
pub mod totals;
