//! Helpers of several tests of acts.

pub(crate) mod books;
pub(crate) mod mergers;
pub(crate) mod packs;
pub(crate) mod people;
pub(crate) mod reports;
