//! Changes of the map on both engines: what they do, what they refuse, and that undoing leaves no trace in figures.

#[path = "units/bad.rs"]
mod bad;
#[path = "units/counts.rs"]
mod counts;
#[path = "units/identity.rs"]
mod identity;
#[path = "units/levels.rs"]
mod levels;
#[path = "units/neighbours.rs"]
mod neighbours;
#[path = "units/random.rs"]
mod random;
#[path = "units/reforming.rs"]
mod reforming;
#[path = "units/undoing.rs"]
mod undoing;
#[path = "units/world.rs"]
mod world;
