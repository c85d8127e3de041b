//! What is said where a part of a pack is shown whose text was not read.

use crate::{Locale, day, t, t_with};
use dienhong_domain::packs::Known;

/// The words for a part of which only the name is known, or that was only reported; `None` for one whose text was read.
pub fn known(of: &Known, locale: Locale) -> Option<String> {
    match of {
        Known::Read => None,
        Known::NameOnly => Some(t(locale, "packs-known-name-only")),
        Known::Reported { source, seen } => {
            let args = [("source", source.as_str().into()), ("day", day(*seen).into())];
            Some(t_with(locale, "packs-known-reported", &args))
        }
    }
}
