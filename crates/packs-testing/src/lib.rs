//! Packs for tests: made at random, and written as files; and law that takes over from law, as text. No part of the product; only `[dev-dependencies]` name it.

pub mod generate;
mod law;
mod write;

pub use law::LawPack;
pub use write::write;
