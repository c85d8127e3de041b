//! What the tests of this crate look at besides pages and answers.
//!
//! They stand in `tests/`, so that these libraries are compiled once and not a second time with their tests.

pub use dienhong_web_api::api::{described, summary, typed};
pub use dienhong_web_records::phone::receive::{MOST, Sent};

/// Telling who asks before anything is known about them.
pub mod door {
    pub use dienhong_web_people::people::door::{device, inside, is_for_this_machine, is_handed_on, place};
}
