//! Sheets as people bring them.

mod corpus;
