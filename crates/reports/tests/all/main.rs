//! Reports as files.

mod corpus;
mod layout;
