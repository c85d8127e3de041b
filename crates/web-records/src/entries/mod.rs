//! Pages of registers and entries.

mod act;
mod bulk;
mod conflict;
mod entry_form;
mod form;
mod grid;
mod import;
mod list;
mod page;
mod questions;
mod registers;
mod show;
mod units;
mod waiting;
mod which;

pub(crate) use conflict::says_the_same;
pub(crate) use entry_form::EntryForm;
pub use list::main_number;
pub(crate) use page::sentences;
pub use page::tag_of;
pub(crate) use registers::doors;
pub use registers::{Door, RecordDoors, writable};

use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::rights::Permission::{FinishEntries, ReadEntries, ReadUnits, WriteEntries};
use dienhong_web_kit::access::Access::{Needs, NeedsAny};
use dienhong_web_kit::access::{BODY_MAX, Routes};

/// Whoever may read one of these has something to search.
const SEARCHES: &[Permission] = &[ReadEntries, ReadUnits];

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::REGISTERS, Needs(ReadEntries), registers::index)
        .get(urls::REGISTER, Needs(ReadEntries), list::show)
        .get(urls::REGISTER_DOWNLOAD, Needs(ReadEntries), list::xlsx)
        .get(urls::REGISTER_GRID, Needs(WriteEntries), grid::show)
        .post(urls::REGISTER_GRID, Needs(WriteEntries), grid::save)
        .get(urls::REGISTER_TEMPLATE, Needs(WriteEntries), import::template)
        .get(urls::IMPORT, Needs(WriteEntries), import::show)
        .post(urls::IMPORT, Needs(WriteEntries), import::import)
        .body(BODY_MAX)
        .get(urls::NEW_ENTRIES, Needs(WriteEntries), registers::choose)
        .get(urls::NEW_ENTRY, Needs(WriteEntries), form::new)
        .post(urls::NEW_ENTRY, Needs(WriteEntries), form::create)
        .body(BODY_MAX)
        .get(urls::ENTRY, Needs(ReadEntries), show::show)
        .get(urls::ENTRY_EDIT, Needs(ReadEntries), form::edit)
        .post(urls::ENTRY_EDIT, Needs(ReadEntries), form::update)
        .body(BODY_MAX)
        .post(urls::ENTRY_FINAL, Needs(FinishEntries), act::finish)
        .get(urls::ENTRY_RETURN, Needs(FinishEntries), act::ask_return)
        .post(urls::ENTRY_RETURN, Needs(FinishEntries), act::return_it)
        .get(urls::ENTRY_VOID, Needs(ReadEntries), act::ask_void)
        .post(urls::ENTRY_VOID, Needs(ReadEntries), act::void)
        .post(urls::ENTRIES_FINAL, Needs(FinishEntries), waiting::finish)
        .get(urls::BULKS, Needs(ReadEntries), bulk::list)
        .get(urls::BULK, Needs(ReadEntries), bulk::show)
        .post(urls::BULK_UNDO, Needs(ReadEntries), bulk::undo)
        .get(urls::FILE, Needs(ReadEntries), show::file)
        .get(urls::SMALL_FILE, Needs(ReadEntries), show::small)
        .get(urls::SEARCH, NeedsAny(SEARCHES), list::search)
}
