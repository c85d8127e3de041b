//! Changes of the map on both engines: what they do, what they refuse, and that figures are unchanged after undoing
//! them.

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
