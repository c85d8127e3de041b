//! The catalogues against the program.

mod catalogues;
mod units;
mod words;
