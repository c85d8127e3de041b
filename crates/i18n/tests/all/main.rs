//! The catalogues against the program, and everything written for people against the page of words.

mod catalogues;
mod texts;
mod units;
mod words;
