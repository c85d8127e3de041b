//! Packs as authors write them.

mod forms;
mod guide;
mod law;
mod mistakes;
mod overlays;
mod properties;
mod shipped;
mod statuses;
mod tables;
mod words;
