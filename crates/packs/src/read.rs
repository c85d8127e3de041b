//! From the tables of files to a pack.

use crate::diagnostics::Diagnostics;
use crate::keys::Keys;
use crate::source::Source;
use crate::tables::TABLES;
use dienhong_domain::packs::Pack;
use toml::de::DeTable;

/// Reads all files of a pack, `pack.toml` first.
pub(crate) fn pack(files: &[(Source, DeTable<'_>)], diagnostics: &Diagnostics) -> Pack {
    let files: Vec<Keys<'_>> = files
        .iter()
        .map(|(source, table)| Keys::new(source, diagnostics, 1, table))
        .collect();
    let mut pack = Pack::default();
    for table in TABLES {
        table.read(&files, &mut pack);
    }
    files.iter().for_each(Keys::finish);
    pack
}
