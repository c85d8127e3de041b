//! Notes about an uploaded sheet, as sentences.

use crate::shell::Shell;
use dienhong_app::entries::note;
use dienhong_sheets::Note;

/// Most lines of one kind that a page shows.
pub const SHOWN: usize = 200;

/// A sentence for each note about a file, as many as a page names.
pub fn notes(shell: &Shell, of: &[Note]) -> Vec<String> {
    shortened(shell, of.len(), of.iter().map(|n| note(shell.locale(), n)))
}

/// As many of `count` sentences as a page names, and how many more there are.
pub fn shortened(shell: &Shell, count: usize, all: impl Iterator<Item = String>) -> Vec<String> {
    let mut told: Vec<String> = all.take(SHOWN).collect();
    let rest = more(shell, count);
    told.extend((!rest.is_empty()).then_some(rest));
    told
}

/// How many of `count` lines a page leaves out; empty where it shows all.
pub fn more(shell: &Shell, count: usize) -> String {
    match count.saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("+ {}", shell.num(more as i64)),
    }
}
