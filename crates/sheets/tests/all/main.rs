//! Sheets as people bring them.

mod cases;
mod corpus;
mod mangled;
mod register;
