//! Files of a pack: sorted, bounded, decoded, and parsed with the line of everything.

use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::suggest::nearest;
use std::cell::RefCell;
use std::collections::BTreeMap;
use toml::de::DeTable;

/// Largest file, in bytes.
pub const FILE_MAX: usize = 1 << 20;
/// Most files of a pack, cases included.
pub const FILES_MAX: usize = 200;
/// Most items of any list.
pub const ITEMS_MAX: usize = 5_000;
/// Most bytes of all files of a pack.
pub const PACK_MAX: usize = 8 << 20;
// A foreign pack may be wrong in every line; nobody reads further than this.
const MISTAKES_MAX: usize = 1_000;
// Looking for the word meant takes time; after so many mistakes it is no slip of the finger.
const SUGGESTIONS_MAX: usize = 50;

/// Where things stand: by path ("measure:ho") and by path and key ("measure:ho#unit").
#[derive(Clone, Default, Debug)]
pub struct Places(pub(crate) BTreeMap<String, (String, usize)>);

impl Places {
    /// The line of a key of a thing; of the thing when the key is not written.
    pub(crate) fn of(&self, path: &str, key: &str) -> Option<&(String, usize)> {
        self.0.get(&format!("{path}#{key}")).or_else(|| self.0.get(path))
    }
}

/// What is learned while reading: mistakes, places, and who defined what.
#[derive(Default)]
pub(crate) struct Book {
    mistakes: RefCell<Vec<Mistake>>,
    pub(crate) places: RefCell<Places>,
    claims: RefCell<BTreeMap<(Thing, String), (String, usize)>>,
}

impl Book {
    /// Notes a mistake.
    pub(crate) fn wrong(&self, file: &str, line: usize, what: MistakeKind) {
        let mut mistakes = self.mistakes.borrow_mut();
        if mistakes.len() < MISTAKES_MAX {
            mistakes.push(Mistake {
                file: file.to_owned(),
                line,
                what,
            });
        }
    }
    /// The known word nearest to a mistyped one, as long as the pack does not look foreign.
    pub(crate) fn nearest<'k>(
        &self,
        given: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Option<String> {
        if self.mistakes.borrow().len() < SUGGESTIONS_MAX {
            nearest(given, known)
        } else {
            None
        }
    }
    /// Notes who defines a name first; a second one is a mistake.
    pub(crate) fn claim(&self, what: Thing, name: String, id: &str, file: &str, line: usize) {
        let mut claims = self.claims.borrow_mut();
        if let Some((first, at)) = claims.get(&(what, name.clone())) {
            let what = MistakeKind::Duplicate {
                what,
                id: id.to_owned(),
                file: first.clone(),
                line: *at,
            };
            self.wrong(file, line, what);
        } else {
            claims.insert((what, name), (file.to_owned(), line));
        }
    }
    /// Whether nothing is wrong so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.mistakes.borrow().is_empty()
    }
    /// All mistakes in the order of the files.
    pub(crate) fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by(|a, b| (file_order(&a.file), a.line).cmp(&(file_order(&b.file), b.line)));
        mistakes.dedup();
        mistakes
    }
}

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
    book: &Book,
) -> Vec<(Source, &'a str)> {
    if files.len() > FILES_MAX {
        book.wrong("", 0, MistakeKind::TooManyFiles { max: FILES_MAX });
        return Vec::new();
    }
    if files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > PACK_MAX {
        book.wrong("", 0, MistakeKind::PackTooLarge { max: PACK_MAX });
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
            book.wrong(name, 0, MistakeKind::FileTooLarge { max: FILE_MAX });
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
                book.wrong(name, line, MistakeKind::NotUtf8);
            }
        }
    }
    decoded
}

/// Parses one file; of a broken one the first mistake is noted.
pub(crate) fn table<'a>(source: &Source, text: &'a str, book: &Book) -> Option<DeTable<'a>> {
    match DeTable::parse(text) {
        Ok(table) => Some(table.into_inner()),
        Err(error) => {
            let line = error.span().map_or(0, |span| source.line(span.start));
            book.wrong(
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
