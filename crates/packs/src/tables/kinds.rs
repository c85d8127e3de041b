//! `[[kind]]`: kinds of unit that a pack adds to a level.

use super::{Table, each};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::{Keys, LEVELS};
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::packs::{Pack, UnitKind};

pub(super) struct Kinds;

impl Table for Kinds {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.kinds = each(files, "kind").filter_map(|keys| kind(&keys)).collect();
    }

    // A kind names nothing.
    fn check(&self, _: &Check<'_>) {}

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        overlay.add(Thing::Kind, "kind", &overlay.pack.kinds, &mut below.kinds, |k| {
            &k.id
        });
    }

    // The map keeps the kinds of every version that was ever installed.
    fn compatible(&self, _: &Pack, _: &Pack, _: &mut Vec<MistakeKind>) {}

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |k: &UnitKind| Row::new(Thing::Kind, &k.id, &k.title, k);
        pack.kinds.iter().map(row).collect()
    }

    // Packs may bring the same kind of unit.
    fn codes<'p>(&self, _: &'p Pack) -> Vec<(&'static str, &'p String)> {
        Vec::new()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.kinds.append(&mut other.kinds);
    }
}

fn kind(keys: &Keys<'_>) -> Option<UnitKind> {
    let (id, title) = (keys.need_id("id"), keys.need_words("title"));
    let level = keys.needed("level", keys.one_of("level", &LEVELS));
    keys.claim(Thing::Kind, "", &id);
    keys.place(&format!("kind:{id}"));
    keys.finish();
    Some(UnitKind {
        id,
        title,
        level: level?,
    })
}
