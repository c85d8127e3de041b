//! Internals that the tests of this crate check besides pages and responses.
//!
//! The tests are in `tests/`, so that these libraries are compiled once and not a second time for unit tests.

pub use dienhong_web_api::api::{described, summary, typed};
pub use dienhong_web_records::phone::receive::{MOST, Sent};

/// Telling who asks before anything is known about them.
pub mod door {
    pub use dienhong_web_people::people::door::{device, inside, is_for_this_machine, is_handed_on, place};
}
