//! Entries and their files: recording, reading, changing their state.

pub(super) mod batch;
pub(super) mod draft;
pub(super) mod files;
pub(super) mod list;
pub(super) mod refuse;
pub(super) mod show;
pub(super) mod write;
