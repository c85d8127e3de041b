//! `[pack]` and `[[pack.instrument]]`: which pack this is, and the law behind it.

use super::Table;
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::MistakeKind;
use crate::overlay::Overlay;
use dienhong_domain::packs::{Instrument, Pack};

pub(super) struct Header;

impl Table for Header {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        let first = files.first().filter(|top| top.source.name == "pack.toml");
        if let Some(keys) = first.and_then(|top| top.needed("pack", top.table("pack"))) {
            read(&keys, pack);
        }
    }

    // It names other packs only, which are looked for when they are laid over each other.
    fn check(&self, _: &Check<'_>) {}

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        below.version = format!("{}+{}", below.version, overlay.pack.version);
        let instruments = overlay.pack.instruments.iter().cloned();
        below.instruments.extend(instruments);
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        if old.id != new.id {
            found.push(MistakeKind::OtherPack {
                old: old.id.clone(),
                new: new.id.clone(),
            });
        }
    }

    // The preview shows versions and what the author could not read by themselves.
    fn rows(&self, _: &Pack) -> Vec<Row> {
        Vec::new()
    }

    // Two packs of one id are two versions of one pack.
    fn codes<'p>(&self, _: &'p Pack) -> Vec<(&'static str, &'p String)> {
        Vec::new()
    }

    // Title and days are those of the first pack: each pack is shown with its own before they are combined.
    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.id = format!("{}+{}", all.id, other.id);
        all.version = format!("{}+{}", all.version, other.version);
        all.instruments.append(&mut other.instruments);
    }
}

fn read(keys: &Keys<'_>, pack: &mut Pack) {
    keys.place("pack");
    pack.id = keys.need_id("id");
    pack.version = keys.needed("version", keys.text("version")).unwrap_or_default();
    pack.title = keys.need_words("title");
    pack.from = keys.day("from");
    pack.to = keys.day("to");
    pack.extends = keys.id("extends");
    pack.supersedes = keys.texts("supersedes").unwrap_or_default();
    pack.incomplete = keys.words("incomplete");
    pack.instruments = keys.tables("instrument").iter().map(instrument).collect();
    if pack.from.zip(pack.to).is_some_and(|(from, to)| to < from) {
        keys.wrong("to", MistakeKind::EndsBeforeStart);
    }
    keys.finish();
}

fn instrument(keys: &Keys<'_>) -> Instrument {
    let instrument = Instrument {
        name: keys.need_words("name"),
        source: keys.text("source").unwrap_or_default(),
    };
    keys.finish();
    instrument
}
