//! The browser's and the API's door: pages, forms and what they are made of.

pub mod access;
mod api;
pub mod assets;
mod checks;
mod demo;
mod entries;
mod exchange;
mod filings;
mod indicators;
mod more;
mod people;
mod phone;
mod reports;
pub mod respond;
mod return_form;
mod router;
pub mod shell;
pub mod state;
#[doc(hidden)]
pub mod testing;
mod totals;
mod units;

pub use router::{ROUTES, router};
pub use state::{AppState, Options};
