//! The store as its callers see it, on both engines.

mod below;
mod incoming;
mod kept_sums;
mod lists;
mod log;
mod made_papers;
mod migrations;
mod proof;
mod rows;
mod sum_cache;
mod testing;
mod writer;
