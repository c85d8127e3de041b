//! What is remembered: SQLite and PostgreSQL from one SQL text, migrations, the writer.
//!
//! Reads go through [`Store::all`] and [`Store::first`]; every write goes through [`Store::write`] to one writer task
//! that groups what waits into one transaction and answers only after its commit.

mod acts;
mod answers;
mod args;
mod batch;
pub mod bulk;
mod db;
pub mod entries;
pub mod figures;
pub mod files;
pub mod filings;
pub mod frozen;
pub mod incoming;
mod last_use;
mod levels;
pub mod lists;
pub mod log;
pub mod made_papers;
pub mod meter;
mod migrations;
pub mod moving;
pub mod packs;
pub mod papers;
pub mod peers;
pub mod people;
pub mod procedures;
pub mod proof;
pub mod recount;
mod rehome;
pub mod reports;
mod rows;
mod schema;
pub mod subjects;
mod sum_cache;
mod sums;
pub mod tally;
pub mod testing;
pub mod units;
pub mod upkeep;
mod writer;

pub use acts::ACTS;
pub use answers::Mark;
pub use args::{Arg, Args};
pub use batch::{Batch, EntryWrite, LevelWrite, LogLine, Outcome, PostingWrite, Statement, WriteError};
pub use db::{Engine, Row, Store, StoreError};
pub use levels::Astray;
pub use schema::NEWEST;
pub use writer::Trace;
