//! Law as data: reads packs from files, tells every mistake at once, lays overlays, compares versions, replays cases.
//!
//! What a pack may define stands in `dienhong_domain::packs`; how its author writes it, in `docs/packs.md`.

mod by_day;
mod cases;
mod check;
mod combine;
mod comparison;
mod compatible;
mod diagnostics;
mod formula;
mod keys;
mod load;
mod merge;
mod mistake;
pub mod narrative;
mod overlay;
mod read;
mod replay;
pub mod samples;
mod source;
mod suggest;
mod tables;
mod words;

pub use by_day::{LawCase, ValueCase};
pub use cases::{Case, Expect, Worked, worked};
pub use combine::{combine_packs, taken_codes};
pub use comparison::Comparison;
pub use compatible::{Change, Difference, compatible, diff, successor};
pub use diagnostics::Places;
pub use formula::{FormulaError, read_formula};
pub use keys::{ID_MAX, TEXT_MAX, is_id};
pub use load::{Chain, Loaded, hash, load_chain, load_dir, parse, parse_installed, run};
pub use merge::merge;
pub use mistake::{Expected, Mistake, MistakeKind, Thing, Unlike};
pub use source::{FILE_MAX, FILES_MAX, ITEMS_MAX, PACK_MAX};
pub use tables::measures::item_measures;
pub use tables::registers::RESERVED;
