//! The catalogues against the program.

mod catalogues;
