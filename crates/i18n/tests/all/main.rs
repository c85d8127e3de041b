//! The catalogues against the program.

mod catalogues;
mod words;
