//! The frame around every page, and the parts that pages are made of.

mod assets;
mod frame;
mod gallery;
mod parts;
