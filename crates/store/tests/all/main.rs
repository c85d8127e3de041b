//! The store as its callers see it, on both engines.

mod kept_sums;
mod lists;
mod migrations;
mod rows;
mod sum_cache;
mod testing;
mod writer;
