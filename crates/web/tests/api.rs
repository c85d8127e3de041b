//! The interface for programs over the real router, on both engines; each answer is held against the served description.
#![allow(unreachable_pub, reason = "parts of one test")]

mod common;
#[path = "api/conform.rs"]
mod conform;
#[path = "api/figures.rs"]
mod figures;
#[path = "api/keys.rs"]
mod keys;
#[path = "api/many.rs"]
mod many;
#[path = "api/refusals.rs"]
mod refusals;
#[path = "api/sheets.rs"]
mod sheets;
#[path = "api/ward.rs"]
mod ward;
#[path = "api/writing.rs"]
mod writing;
