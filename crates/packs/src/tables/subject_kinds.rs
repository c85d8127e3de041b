//! `[[subject_kind]]`: kinds of subject, each with the article that names it.

use super::{Table, each, removed};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::packs::{Pack, SubjectKind};

pub(super) struct SubjectKinds;

impl Table for SubjectKinds {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.subject_kinds = each(files, "subject_kind").map(|keys| kind(&keys)).collect();
    }

    // A kind of subject names nothing.
    fn check(&self, _: &Check<'_>) {}

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = &overlay.pack.subject_kinds;
        overlay.add(
            Thing::SubjectKind,
            "subject_kind",
            own,
            &mut below.subject_kinds,
            |k| &k.id,
        );
    }

    // Subjects that were entered name their kind.
    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        let both = (&old.subject_kinds[..], &new.subject_kinds[..]);
        removed(Thing::SubjectKind, both, |k| &k.id, found);
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |k: &SubjectKind| Row::new(Thing::SubjectKind, &k.id, &k.title, k);
        pack.subject_kinds.iter().map(row).collect()
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.subject_kinds
            .iter()
            .map(|k| ("subject_kind", &k.id))
            .collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.subject_kinds.append(&mut other.subject_kinds);
    }
}

fn kind(keys: &Keys<'_>) -> SubjectKind {
    let kind = SubjectKind {
        id: keys.need_id("id"),
        title: keys.need_words("title"),
        reference: keys
            .needed("reference", keys.text("reference"))
            .unwrap_or_default(),
    };
    keys.claim(Thing::SubjectKind, "", &kind.id);
    keys.place(&format!("subject_kind:{}", kind.id));
    keys.finish();
    kind
}
