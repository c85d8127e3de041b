//! All tests of the built program in one executable, which is linked once.

mod book;
mod common;
mod demo;
mod disk_full;
mod flush;
mod kept;
mod kept_books;
mod kill;
mod packs;
mod report;
mod serve;
mod upgrade;
mod words;
