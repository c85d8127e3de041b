//! `[[measure]]`: what is counted. One with `per` is a stem, of which a measure is made for each item of a list.

mod items;

pub use items::item_measures;

use super::{Table, each};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::{Keys, LEVELS};
use crate::mistake::{MistakeKind, Thing, Unlike};
use crate::overlay::Overlay;
use crate::source::ITEMS_MAX;
use dienhong_domain::packs::*;
use dienhong_domain::units::Level;
use std::collections::{BTreeMap, BTreeSet};

const KINDS: [(&str, MeasureKind); 4] = [
    ("flow", MeasureKind::Flow),
    ("stock", MeasureKind::Stock),
    ("units", MeasureKind::Units),
    ("share", MeasureKind::Share),
];

pub(super) struct Measures;

impl Table for Measures {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        each(files, "measure").for_each(|keys| measure(&keys, pack));
    }

    fn check(&self, check: &Check<'_>) {
        check.pack.stems.iter().for_each(|stem| check_stem(check, stem));
        // Measures made for items repeat what their stem says.
        let plain = check.pack.measures.iter().filter(|m| m.item.is_none());
        plain.for_each(|measure| check_measure(check, measure));
        check_circles(check);
    }

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let (stems, measures) = (&overlay.pack.stems, &overlay.pack.measures);
        stems.iter().for_each(|stem| lay_stem(overlay, stem, below));
        let plain = measures.iter().filter(|m| m.item.is_none());
        plain.for_each(|measure| lay_measure(overlay, measure, below));
        items::make_for_new_items(below);
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        let now = declared(new);
        for (code, (measure, list)) in declared(old) {
            let Some((other, per)) = now.get(code) else {
                found.push(MistakeKind::Removed {
                    what: Thing::Measure,
                    id: code.to_owned(),
                });
                continue;
            };
            let is_other = list != *per || measure.counts_units != other.counts_units;
            if let Some(why) = unlike(measure, other).or(is_other.then_some(Unlike::Kind)) {
                let code = code.to_owned();
                found.push(MistakeKind::MeasureChanged { code, why });
            }
        }
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let plain = pack.measures.iter().filter(|m| m.item.is_none());
        let stems = pack.stems.iter().map(|s| &s.measure);
        let row = |m: &Measure| Row::new(Thing::Measure, &m.code, &m.title, m);
        plain.chain(stems).map(row).collect()
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.measures.iter().map(|m| ("measure", &m.code)).collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.measures.append(&mut other.measures);
        all.stems.append(&mut other.stems);
    }
}

/// Measures as their author wrote them, by code, with the list of a stem. Those made for items go with their items, which are
/// compared on their own.
fn declared(pack: &Pack) -> BTreeMap<&str, (&Measure, Option<&str>)> {
    let plain = pack.measures.iter().filter(|m| m.item.is_none());
    let plain = plain.map(|m| (m.code.as_str(), (m, None)));
    let stems = pack.stems.iter();
    let stems = stems.map(|s| (s.measure.code.as_str(), (&s.measure, Some(s.list.as_str()))));
    plain.chain(stems).collect()
}

/// Why two measures do not count the same thing.
pub(crate) fn unlike(one: &Measure, other: &Measure) -> Option<Unlike> {
    if one.kind != other.kind {
        return Some(Unlike::Kind);
    }
    if one.unit != other.unit {
        return Some(Unlike::Unit);
    }
    (one.scale != other.scale).then_some(Unlike::Scale)
}

/// Reads a measure into a pack; one with `per` as many as its list has items.
fn measure(keys: &Keys<'_>, pack: &mut Pack) {
    let code = keys.need_id("code");
    let title = keys.need_words("title");
    let kind = keys
        .needed("kind", keys.one_of("kind", &KINDS))
        .unwrap_or(MeasureKind::Flow);
    let is_share = kind == MeasureKind::Share;
    let unit = if is_share {
        Words {
            vi: "%".to_owned(),
            en: "%".to_owned(),
        }
    } else {
        keys.need_words("unit")
    };
    let scale = if is_share {
        SHARE_SCALE
    } else {
        keys.decimals("scale")
    };
    for key in ["unit", "scale", "counts_units"] {
        if is_share && keys.has(key) {
            keys.wrong(
                key,
                MistakeKind::KeyNotHere {
                    key: key.to_owned(),
                    kind: "share".to_owned(),
                },
            );
        }
    }
    let counts_units = keys.one_of("counts_units", &LEVELS);
    let counts_units = match kind {
        MeasureKind::Units => Some(keys.needed("counts_units", counts_units).unwrap_or(Level::Group)),
        _ => counts_units,
    };
    let measure = Measure {
        title,
        unit,
        kind,
        scale,
        part_of: keys.id("part_of"),
        item: None,
        counts_units,
        section: keys.need_id("section"),
        max: keys.steps("max", scale),
        reference: keys
            .needed("reference", keys.text("reference"))
            .unwrap_or_default(),
        code,
    };
    let per = keys.id("per");
    keys.claim(Thing::Measure, "", &measure.code);
    keys.place(&format!("measure:{}", measure.code));
    keys.finish();
    let Some(list) = per else {
        if is_room(1, pack, keys) {
            pack.measures.push(measure);
        }
        return;
    };
    if measure.part_of.is_some() {
        keys.wrong("part_of", MistakeKind::PartPerItem);
    }
    let stem = Stem { list, measure };
    let items = pack
        .lists
        .iter()
        .find(|l| l.id == stem.list)
        .map_or(0, |l| l.items.len());
    if is_room(items, pack, keys) {
        pack.measures.extend(item_measures(&stem, &pack.lists));
    }
    pack.stems.push(stem);
}

/// Whether a pack may have so many measures more: lists times measures grow beyond what their files hold.
fn is_room(more: usize, pack: &Pack, keys: &Keys<'_>) -> bool {
    let is_room = pack.measures.len() + more <= ITEMS_MAX;
    if !is_room {
        keys.wrong(
            "code",
            MistakeKind::TooManyItems {
                key: "measure".to_owned(),
                max: ITEMS_MAX,
            },
        );
    }
    is_room
}

fn check_stem(check: &Check<'_>, stem: &Stem) {
    let path = format!("measure:{}", stem.measure.code);
    check.section(&path, &stem.measure.section);
    check.list(&path, "per", &stem.list);
    if stem.measure.counts_units.is_some() {
        check.wrong(&path, "counts_units", MistakeKind::UnitsAreStock);
    }
}

fn check_measure(check: &Check<'_>, measure: &Measure) {
    let path = format!("measure:{}", measure.code);
    check.section(&path, &measure.section);
    let may_count = matches!(measure.kind, MeasureKind::Stock | MeasureKind::Units);
    if measure.counts_units.is_some() && (!may_count || measure.scale != 0) {
        check.wrong(&path, "counts_units", MistakeKind::UnitsAreStock);
    }
    let Some(code) = &measure.part_of else { return };
    let Some(whole) = check.measures.get(code.as_str()) else {
        let known = check.measures.keys().copied();
        return check.unknown(&path, "part_of", Thing::Measure, code, known);
    };
    if let Some(why) = unlike(measure, whole) {
        let what = MistakeKind::PartUnlike {
            code: measure.code.clone(),
            whole: code.clone(),
            why,
        };
        check.wrong(&path, "part_of", what);
    }
}

/// Walks up from each measure once; one that meets its own steps is a part of itself.
fn check_circles(check: &Check<'_>) {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for measure in check.measures.values() {
        let mut steps: Vec<&str> = Vec::new();
        let mut at = Some(*measure);
        while let Some(next) = at.filter(|m| !done.contains(m.code.as_str())) {
            done.insert(&next.code);
            steps.push(&next.code);
            at = next
                .part_of
                .as_ref()
                .and_then(|code| check.measures.get(code.as_str()).copied());
        }
        let met = at.and_then(|m| steps.iter().position(|code| *code == m.code));
        for code in met.map_or(&[][..], |from| &steps[from..]) {
            let what = MistakeKind::PartCycle {
                code: (*code).to_owned(),
            };
            check.wrong(&format!("measure:{code}"), "part_of", what);
        }
    }
}

fn lay_stem(overlay: &Overlay<'_>, stem: &Stem, below: &mut Pack) {
    let code = &stem.measure.code;
    let is_taken =
        below.measures.iter().any(|m| m.code == *code) || below.stems.iter().any(|s| s.measure.code == *code);
    if is_taken {
        overlay.already(&format!("measure:{code}"), Thing::Measure, code);
    } else {
        below.stems.push(stem.clone());
    }
}

fn lay_measure(overlay: &Overlay<'_>, measure: &Measure, below: &mut Pack) {
    let path = format!("measure:{}", measure.code);
    if below.stems.iter().any(|s| s.measure.code == measure.code) {
        return overlay.already(&path, Thing::Measure, &measure.code);
    }
    let Some(place) = below.measures.iter().position(|m| m.code == measure.code) else {
        return below.measures.push(measure.clone());
    };
    let have = &below.measures[place];
    let is_moved = have.part_of != measure.part_of || have.counts_units != measure.counts_units;
    if let Some(why) = unlike(have, measure) {
        let code = measure.code.clone();
        overlay.wrong(&path, "code", MistakeKind::MeasureChanged { code, why });
    } else if is_moved {
        overlay.already(&path, Thing::Measure, &measure.code);
    }
    below.measures[place] = measure.clone();
}
