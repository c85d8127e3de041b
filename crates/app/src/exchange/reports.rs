//! Reports between books: the issued paper goes up with its files, what the level above says of it comes down.

mod answer;
mod receive;
mod send;
mod sound;

use crate::reports::SignedKind;

/// Longest code of an outline or part, and longest version of a program, in letters.
const CODE_MAX: usize = 80;
/// Largest signed copy that travels along, in bytes; a larger one goes as its office sends papers.
pub const SIGNED_TRAVELS: usize = 4 << 20;
/// How the signed copy is called among the files of a bundle.
const SIGNED_FORMAT: &str = "signed";

/// What a signed copy is, with the ending of its name.
type Signed = (SignedKind, &'static str);
