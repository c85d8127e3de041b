//! What several tests of acts share.

pub(crate) mod reports;
