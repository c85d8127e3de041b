//! The interface for programs.

pub mod api;
