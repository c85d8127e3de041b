//! People and their rights, the map of units, packs, and signing in.

pub mod more;
pub mod people;
pub mod subjects;
pub mod units;
