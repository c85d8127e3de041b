//! The store as its callers see it, on both engines.

mod migrations;
mod standing;
mod testing;
mod writer;
