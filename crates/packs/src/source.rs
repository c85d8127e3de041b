//! Files of a pack: sorted, bounded, decoded, and parsed with the line of everything.

use crate::diagnostics::Diagnostics;
use crate::mistake::MistakeKind;
use toml::de::DeTable;

/// Largest file, in bytes.
pub const FILE_MAX: usize = 1 << 20;
/// Most files of a pack, cases included.
pub const FILES_MAX: usize = 200;
/// Most items of any list.
pub const ITEMS_MAX: usize = 5_000;
/// Most bytes of all files of a pack.
pub const PACK_MAX: usize = 8 << 20;
/// `pack.toml` first, then the others by name.
pub(crate) fn file_order(name: &str) -> (bool, &str) {
    (name != "pack.toml", name)
}

/// Whether a file holds worked examples.
pub(crate) fn is_cases(name: &str) -> bool {
    name.starts_with("cases/")
}

/// A file's name and where its lines begin.
pub(crate) struct Source {
    pub(crate) name: String,
    breaks: Vec<usize>,
}

impl Source {
    pub(crate) fn new(name: &str, text: &str) -> Source {
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(at, _)| at)
            .collect();
        Source {
            name: name.to_owned(),
            breaks,
        }
    }
    /// The line of a place in the text.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.breaks.partition_point(|b| *b < at) + 1
    }
}

/// Decodes the files that are wanted, in reading order; what cannot be decoded is noted.
pub(crate) fn decode<'a>(
    files: &'a [(String, Vec<u8>)],
    wanted: impl Fn(&str) -> bool,
    diagnostics: &Diagnostics,
) -> Vec<(Source, &'a str)> {
    if files.len() > FILES_MAX {
        diagnostics.wrong("", 0, MistakeKind::TooManyFiles { max: FILES_MAX });
        return Vec::new();
    }
    if files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > PACK_MAX {
        diagnostics.wrong("", 0, MistakeKind::PackTooLarge { max: PACK_MAX });
        return Vec::new();
    }
    let mut chosen: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".toml") && wanted(name))
        .collect();
    chosen.sort_by(|a, b| file_order(&a.0).cmp(&file_order(&b.0)));
    let mut decoded = Vec::new();
    for (name, bytes) in chosen {
        if bytes.len() > FILE_MAX {
            diagnostics.wrong(name, 0, MistakeKind::FileTooLarge { max: FILE_MAX });
            continue;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => decoded.push((Source::new(name, text), text)),
            Err(error) => {
                let line = bytes[..error.valid_up_to()]
                    .iter()
                    .filter(|b| **b == b'\n')
                    .count()
                    + 1;
                diagnostics.wrong(name, line, MistakeKind::NotUtf8);
            }
        }
    }
    decoded
}

/// Parses one file; of a broken one the first mistake is noted.
pub(crate) fn table<'a>(source: &Source, text: &'a str, diagnostics: &Diagnostics) -> Option<DeTable<'a>> {
    match DeTable::parse(text) {
        Ok(table) => Some(table.into_inner()),
        Err(error) => {
            let line = error.span().map_or(0, |span| source.line(span.start));
            diagnostics.wrong(
                &source.name,
                line,
                MistakeKind::Syntax {
                    message: error.message().to_owned(),
                },
            );
            None
        }
    }
}
