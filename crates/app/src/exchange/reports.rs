//! Reports between books: the issued paper is sent up with its files, and the answer of the level above comes back.

mod answer;
mod receive;
mod send;
mod sound;

use crate::papers::SignedKind;

/// Longest code of an outline or part, and longest version of a program, in letters.
const CODE_MAX: usize = 80;
/// Largest signed copy that is sent along, in bytes; a larger one has to be sent in the office's usual way.
pub const SIGNED_TRAVELS: usize = 4 << 20;
/// Format name of the signed copy among the files of a bundle.
const SIGNED_FORMAT: &str = "signed";

/// The kind of a signed copy, with the extension of its name.
type Signed = (SignedKind, &'static str);
