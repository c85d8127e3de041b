//! One file per command.

pub(crate) mod ask;
pub(crate) mod backup;
pub(crate) mod bench;
pub(crate) mod bench_generate;
pub(crate) mod cert;
pub(crate) mod drill;
pub(crate) mod entry;
mod entry_import;
pub(crate) mod indicators;
pub(crate) mod init;
pub(crate) mod log;
pub(crate) mod move_in;
pub(crate) mod pack;
mod pack_check;
mod pack_install;
pub(crate) mod person;
pub(crate) mod recount;
pub(crate) mod report;
pub(crate) mod restore;
pub(crate) mod totals;
mod totals_json;
pub(crate) mod unit;
pub(crate) mod upgrade;
