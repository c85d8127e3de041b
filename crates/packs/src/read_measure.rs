//! From tables to measures, and the measures that are made for each item of a list.

use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::read::LEVELS;
use crate::source::ITEMS_MAX;
use dienhong_domain::packs::*;
use dienhong_domain::units::Level;

const KINDS: [(&str, MeasureKind); 4] = [
    ("flow", MeasureKind::Flow),
    ("stock", MeasureKind::Stock),
    ("units", MeasureKind::Units),
    ("share", MeasureKind::Share),
];
/// Most decimals.
const SCALE_MAX: u8 = 6;

/// Reads a measure into a pack; one with `per` as many as its list has items.
pub(crate) fn measure(keys: &Keys<'_>, pack: &mut Pack) {
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
    let scale = if is_share { SHARE_SCALE } else { scale(keys) };
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
        pack.measures.extend(made(&stem, &pack.lists));
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

/// Decimals of a measure or a field; 0 when nothing usable is written.
pub(crate) fn scale(keys: &Keys<'_>) -> u8 {
    places(keys, "scale")
}

/// Decimals written at a key; 0 when nothing usable is written.
pub(crate) fn places(keys: &Keys<'_>, key: &'static str) -> u8 {
    let Some(given) = keys.whole(key) else {
        return 0;
    };
    match u8::try_from(given).ok().filter(|s| *s <= SCALE_MAX) {
        Some(scale) => scale,
        None => {
            keys.wrong(key, MistakeKind::ScaleTooLarge { scale: given });
            0
        }
    }
}

/// The measures that a stem makes, one for each item of its list.
pub(crate) fn made(stem: &Stem, lists: &[List]) -> Vec<Measure> {
    let list = lists.iter().find(|l| l.id == stem.list);
    let items = list.map_or(&[][..], |l| &l.items);
    // An item that an overlay only closes has no name here; its measure stands in the base.
    let named = items.iter().filter(|i| !i.title.vi.is_empty());
    named.map(|item| made_for(stem, item)).collect()
}

/// The measure that a stem makes for an item.
pub(crate) fn made_for(stem: &Stem, item: &Item) -> Measure {
    let title = |stem: &str, item: &str| format!("{stem}: {item}");
    Measure {
        code: item_measure(&stem.measure.code, &item.id),
        title: Words {
            vi: title(&stem.measure.title.vi, &item.title.vi),
            en: title(&stem.measure.title.en, &item.title.en),
        },
        item: Some((stem.list.clone(), item.id.clone())),
        part_of: None,
        ..stem.measure.clone()
    }
}
