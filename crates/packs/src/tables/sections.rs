//! `[[section]]`: headings under which registers and totals stand.

use super::{Table, each};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::packs::{Pack, Section};

pub(super) struct Sections;

impl Table for Sections {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.sections = each(files, "section").map(|keys| section(&keys)).collect();
    }

    // A section names nothing.
    fn check(&self, _: &Check<'_>) {}

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = &overlay.pack.sections;
        overlay.add(Thing::Section, "section", own, &mut below.sections, |s| &s.id);
    }

    // What stands under a section is kept without it, so a new version may arrange anew.
    fn compatible(&self, _: &Pack, _: &Pack, _: &mut Vec<MistakeKind>) {}

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |s: &Section| Row::new(Thing::Section, &s.id, &s.title, s);
        pack.sections.iter().map(row).collect()
    }

    // Packs share sections.
    fn codes<'p>(&self, _: &'p Pack) -> Vec<(&'static str, &'p String)> {
        Vec::new()
    }

    /// Sections of the same id in two packs are one section.
    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        for section in other.sections.drain(..) {
            if !all.sections.iter().any(|have| have.id == section.id) {
                all.sections.push(section);
            }
        }
    }
}

fn section(keys: &Keys<'_>) -> Section {
    let section = Section {
        id: keys.need_id("id"),
        title: keys.need_words("title"),
    };
    keys.claim(Thing::Section, "", &section.id);
    keys.place(&format!("section:{}", section.id));
    keys.finish();
    section
}
