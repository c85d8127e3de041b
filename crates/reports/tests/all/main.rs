//! Reports as files.

mod corpus;
mod layout;
mod papers;
