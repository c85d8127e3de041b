//! Lays overlays over a pack. An overlay adds and closes; it never removes, and never changes what a code counts.

use crate::check::{Trust, whole};
use crate::diagnostics::{Diagnostics, Places};
use crate::mistake::{Mistake, MistakeKind};
use crate::overlay::Overlay;
use crate::tables::TABLES;
use dienhong_domain::packs::Pack;
use std::cell::RefCell;

/// Lays packs over each other: the first stands alone, each other one extends one before it.
///
/// The effective pack keeps the first one's id and title; versions are joined with "+".
pub fn merge(packs: &[Pack]) -> Result<Pack, Vec<Mistake>> {
    merged(packs, Trust::None)
}

/// As [`merge`], for packs that were checked together when they were installed.
pub(crate) fn merge_installed(packs: &[Pack]) -> Result<Pack, Vec<Mistake>> {
    merged(packs, Trust::Installed)
}

fn merged(packs: &[Pack], trust: Trust) -> Result<Pack, Vec<Mistake>> {
    let nowhere = Places::default();
    let placed: Vec<_> = packs.iter().map(|pack| (pack, &nowhere)).collect();
    merge_trusting(&placed, trust)
}

/// As [`merge`], telling mistakes at their lines.
pub(crate) fn merge_placed(packs: &[(&Pack, &Places)]) -> Result<Pack, Vec<Mistake>> {
    merge_trusting(packs, Trust::None)
}

fn merge_trusting(packs: &[(&Pack, &Places)], trust: Trust) -> Result<Pack, Vec<Mistake>> {
    let diagnostics = Diagnostics::default();
    let Some(((base, places), overlays)) = packs.split_first() else {
        return Ok(Pack::default());
    };
    if let Some(id) = &base.extends {
        diagnostics.wrong(&base.id, 0, MistakeKind::UnknownBase { id: id.clone() });
    }
    let mut effective = (*base).clone();
    let merged = RefCell::new(with_pack_name(base, places));
    let mut laid = vec![base.id.as_str()];
    for (pack, places) in overlays {
        let places = &with_pack_name(pack, places);
        let overlay = Overlay {
            pack,
            places,
            merged: &merged,
            diagnostics: &diagnostics,
        };
        lay(&mut effective, &overlay, &laid);
        laid.push(&pack.id);
    }
    if diagnostics.is_clean() {
        whole(&effective, &merged.borrow(), &diagnostics, trust);
    }
    if diagnostics.is_clean() {
        Ok(effective)
    } else {
        Err(diagnostics.into_mistakes())
    }
}

/// Places with the pack's name before the file's, since every pack has a `pack.toml`.
fn with_pack_name(pack: &Pack, places: &Places) -> Places {
    let full = |(file, line): &(String, usize)| (format!("{}/{file}", pack.id), *line);
    Places(
        places
            .0
            .iter()
            .map(|(path, at)| (path.clone(), full(at)))
            .collect(),
    )
}

fn lay(below: &mut Pack, overlay: &Overlay<'_>, laid: &[&str]) {
    match &overlay.pack.extends {
        None => overlay.wrong("pack", "extends", MistakeKind::NotAnOverlay),
        Some(id) if !laid.contains(&id.as_str()) => {
            overlay.wrong("pack", "extends", MistakeKind::UnknownBase { id: id.clone() });
        }
        Some(_) => {}
    }
    overlay.add_places();
    for table in TABLES {
        table.overlay(overlay, below);
    }
}
