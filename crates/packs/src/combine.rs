//! Packs that hold together: overlays over their bases, bases side by side.

use crate::merge::merge_installed;
use crate::tables::TABLES;
use dienhong_domain::packs::Pack;

/// Lays each overlay over its base and puts the bases side by side, in the order of the packs. They were checked when they were
/// installed.
///
/// An overlay that no longer fits is left out with all that lie over the same base: installing it was refused.
pub fn combine_packs(packs: &[Pack]) -> Pack {
    let bases = packs.iter().filter(|p| p.extends.is_none());
    let mut effective = bases.map(|base| with_overlays(base, packs));
    let mut all = effective.next().unwrap_or_default();
    for mut other in effective {
        for table in TABLES {
            table.combine(&mut all, &mut other);
        }
    }
    all
}

/// The codes of a pack that another one has already, each with what it is a code of: two packs that stand alone must not use each
/// other's.
pub fn taken_codes(pack: &Pack, other: &Pack) -> Vec<(&'static str, String)> {
    let mut taken = Vec::new();
    for table in TABLES {
        let theirs = table.codes(other);
        let both = table.codes(pack).into_iter().filter(|code| theirs.contains(code));
        taken.extend(both.map(|(what, code)| (what, code.clone())));
    }
    taken
}

fn with_overlays(base: &Pack, packs: &[Pack]) -> Pack {
    let mut laid = vec![base.clone()];
    for overlay in packs.iter().filter(|p| p.extends.is_some()) {
        if laid.iter().any(|p| overlay.extends.as_ref() == Some(&p.id)) {
            laid.push(overlay.clone());
        }
    }
    merge_installed(&laid).unwrap_or_else(|_| base.clone())
}
