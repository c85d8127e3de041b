//! Export and import of tables: XLSX, CSV, and text that was typed in old fonts.
//!
//! No words but those that stand in a file to be filled; no SQL, no HTTP, no clock.

pub mod archive;
pub mod columns;
mod csv;
mod excel;
mod kind;
pub mod notes;
mod numbers;
pub mod oldfont;
pub mod read;
mod sample;
mod syllable;
pub mod table;
pub mod template;
mod words;
mod xlsx;

pub use columns::{
    CellRef, Columns, ENTRY, MatchError, Matched, MatchedSheet, STATE, SheetRow, match_book, match_columns,
    match_table,
};
pub use notes::{Note, NoteKind};
pub use oldfont::{Converted, OldFont, Reading, convert, detect, detect_many, reading};
pub use read::{Book, CellKind, Encoding, Limits, RawCell, RawSheet, ReadError, read};
pub use table::{Cell, Column, ColumnKind, CsvWriter, Table, to_csv};
pub use template::entry_template;
pub use xlsx::{SheetError, TableWriter, to_xlsx};
