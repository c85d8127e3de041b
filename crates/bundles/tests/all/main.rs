//! Bundles as files that travel.

mod envelopes;
