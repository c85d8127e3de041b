//! The site and the interface for programs, assembled: one table of routes behind one guard.

mod demo;
pub mod dress;
mod guard;
mod router;
#[doc(hidden)]
pub mod testing;
mod today;

pub use dienhong_web_kit::{AppState, Options, access, assets, respond, shell, state};
pub use router::{router, routes};
