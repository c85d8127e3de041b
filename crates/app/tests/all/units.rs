//! Changes of the map on both engines: what they do, what they refuse, and that undoing leaves no trace in figures.

mod bad;
mod counts;
mod having;
mod identity;
mod levels;
mod neighbours;
mod random;
mod reforming;
mod undoing;
pub(crate) mod world;
