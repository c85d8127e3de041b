//! What can be done: one function per act, used by web, API, CLI and jobs alike.

mod app;
pub mod checks;
pub mod clock;
mod context;
pub mod deadlines;
pub mod demo;
pub mod entries;
pub mod exchange;
pub mod exports;
pub mod filings;
pub mod indicators;
mod law;
mod layouts;
mod logbook;
mod owing;
pub mod packs;
pub mod papers;
pub mod people;
pub mod procedures;
pub mod random;
pub mod reports;
mod scopes;
pub mod search;
pub mod setup;
mod snapshot;
pub mod subjects;
#[doc(hidden)]
pub mod testing;
pub mod totals;
mod undo;
pub mod units;
pub mod urls;
pub mod waiting;
mod workbooks;

pub use app::{App, Fault};
pub use context::Context;
pub use law::{PartLaw, law_changes};
pub use logbook::{LogKind, LogObject, kind_of};
pub use owing::Waiting;
pub use people::{Actor, RightsContext};
pub use snapshot::{LawSpan, MeasureNumber, Rules, RulesSnapshot};
pub use workbooks::WorkbookPlace;
