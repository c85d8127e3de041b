//! Law as data: reads packs from files, tells every mistake at once, lays overlays, compares versions, replays cases.
//!
//! What a pack may define stands in `dienhong_domain::packs`; how its author writes it, in `docs/packs.md`.

mod cases;
mod check;
mod check_indicators;
mod check_outlines;
mod check_posts;
mod comparison;
mod compatible;
mod diagnostics;
mod formula;
pub mod generate;
mod keys;
mod load;
mod merge;
mod mistake;
pub mod narrative;
mod over;
mod read;
mod read_filing;
mod read_indicator;
mod read_measure;
mod read_outline;
mod read_register;
mod replay;
mod source;
mod suggest;
mod words;
mod words_list;
mod write;

pub use cases::{Case, Expect, Worked, worked};
pub use comparison::Comparison;
pub use compatible::{Change, Difference, compatible, diff};
pub use diagnostics::Places;
pub use keys::{ID_MAX, TEXT_MAX, is_id};
pub use load::{Chain, Loaded, hash, load_chain, load_dir, parse, parse_installed, run};
pub use merge::{merge, merge_installed};
pub use mistake::{Expected, Mistake, MistakeKind, Thing, Unlike};
pub use read_register::RESERVED;
pub use source::{FILE_MAX, FILES_MAX, ITEMS_MAX, PACK_MAX};
pub use write::write;
