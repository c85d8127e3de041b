//! The browser's and the API's door: pages, forms and what they are made of.

pub mod access;
mod api;
pub mod assets;
mod checks;
mod demo;
pub mod downloads;
mod entries;
mod exchange;
mod filings;
mod guard;
mod indicators;
pub mod just_sent;
mod more;
mod people;
pub mod periods;
mod phone;
mod reports;
pub mod respond;
mod return_form;
mod router;
pub mod shell;
pub mod state;
pub mod tasks;
#[doc(hidden)]
pub mod testing;
mod today;
mod totals;
pub mod unit_lists;
mod units;
pub mod upload;

pub use router::{router, routes};
pub use state::{AppState, Options};
