//! `[[outline]]`: papers in parts, with sentences as templates.

mod check;

use super::filings::{deadline, how_often, levels};
use super::{Table, each, removed};
use crate::check::{Check, Trust};
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::narrative::TEMPLATE_MAX;
use crate::overlay::Overlay;
use dienhong_domain::outlines::{By, ChartPart, Outline, Part, PartKind, Rows, TablePart};
use dienhong_domain::packs::Pack;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::procedures::Deadline;

/// Keys of which a part has exactly one.
const KINDS: [&str; 7] = ["heading", "basis", "text", "ask", "table", "chart", "annex"];

pub(super) struct Outlines;

impl Table for Outlines {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.outlines = each(files, "outline").map(|keys| outline(&keys)).collect();
    }

    fn check(&self, check: &Check<'_>) {
        // Trying every sentence takes longer than all other checks, and it was done when the pack was installed.
        if check.trust == Trust::None {
            let all = check.pack.outlines.iter();
            all.for_each(|outline| check::outline(check, outline));
        }
    }

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = &overlay.pack.outlines;
        overlay.add(Thing::Outline, "outline", own, &mut below.outlines, |o| &o.id);
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        removed(Thing::Outline, (&old.outlines, &new.outlines), |o| &o.id, found);
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |o: &Outline| Row::new(Thing::Outline, &o.id, &o.title, o);
        pack.outlines.iter().map(row).collect()
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.outlines.iter().map(|o| ("outline", &o.id)).collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.outlines.append(&mut other.outlines);
    }
}

fn outline(keys: &Keys<'_>) -> Outline {
    let id = keys.need_id("id");
    keys.claim(Thing::Outline, "", &id);
    keys.place(&format!("outline:{id}"));
    let papers = PaperKind::ALL.map(|kind| (kind.code(), kind));
    let levels = levels(keys);
    let every = how_often(keys);
    if keys.has("every") && keys.has("window") {
        keys.wrong("every", MistakeKind::FilingNeedsOne);
    }
    let deadline = match every {
        Some(_) => deadline(keys),
        None => Deadline::Days(0),
    };
    let outline = Outline {
        title: keys.need_words("title"),
        paper: keys
            .needed("paper", keys.one_of("paper", &papers))
            .unwrap_or(PaperKind::Report),
        levels,
        every,
        deadline,
        reference: keys
            .needed("reference", keys.text("reference"))
            .unwrap_or_default(),
        summary: keys
            .needed("summary", keys.long_text("summary", TEMPLATE_MAX))
            .unwrap_or_default(),
        parts: keys
            .tables("part")
            .iter()
            .filter_map(|part| self::part(part, &id))
            .collect(),
        id,
    };
    keys.finish();
    outline
}

fn part(keys: &Keys<'_>, outline: &str) -> Option<Part> {
    let id = keys.need_id("id");
    keys.claim(Thing::Part, outline, &id);
    keys.place(&format!("part:{outline}/{id}"));
    let given: Vec<&'static str> = KINDS.into_iter().filter(|key| keys.has(key)).collect();
    let found = match given.as_slice() {
        [one] => kind(keys, one),
        _ => {
            keys.wrong("id", MistakeKind::PartNeedsOne { id: id.clone() });
            return None;
        }
    };
    keys.finish();
    Some(Part { id, is: found? })
}

fn kind(keys: &Keys<'_>, key: &'static str) -> Option<PartKind> {
    let words = || keys.text(key);
    match key {
        "heading" => {
            let level = keys.whole("level").unwrap_or(1);
            if !(1..=3).contains(&level) {
                let what = MistakeKind::BadNumber {
                    key: "level".to_owned(),
                    given: level.to_string(),
                    scale: 0,
                };
                keys.wrong("level", what);
            }
            Some(PartKind::Heading(level.clamp(1, 3) as u8, words()?))
        }
        "basis" => words().map(PartKind::Basis),
        "text" => keys.long_text(key, TEMPLATE_MAX).map(PartKind::Text),
        "ask" => words().map(PartKind::Ask),
        "annex" => words().map(PartKind::Annex),
        "chart" => Some(PartKind::Chart(ChartPart {
            title: words()?,
            measure: keys.needed("measure", keys.text("measure"))?,
            by: keys.needed("by", keys.one_of("by", &By::ALL))?,
        })),
        _ => {
            let (section, measures) = (keys.id("section"), keys.texts("measures"));
            let rows = match (section, measures) {
                (Some(section), None) => Rows::Section(section),
                (None, Some(measures)) => Rows::Measures(measures),
                _ => {
                    keys.wrong("table", MistakeKind::TableNeedsOne);
                    return None;
                }
            };
            Some(PartKind::Table(TablePart {
                title: words()?,
                rows,
                compare: keys.flag("compare").unwrap_or(false),
                by: keys.one_of("by", &By::ALL),
            }))
        }
    }
}
