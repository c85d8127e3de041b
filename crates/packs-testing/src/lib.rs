//! Packs for tests: made at random, and written as files. No part of the product; only `[dev-dependencies]` name it.

pub mod generate;
mod write;

pub use write::write;
