//! `[[status]]`: parts of which only the name is known, or which were only reported. An overlay says it anew, such as when a ward
//! has the text.

use super::{Table, each};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::packs::{Known, Pack, PartOf, PartStatus};
use dienhong_domain::time::Day;

const PARTS: [(&str, PartOf); 9] = [
    ("filing", PartOf::Filing),
    ("indicator", PartOf::Indicator),
    ("list", PartOf::List),
    ("measure", PartOf::Measure),
    ("outline", PartOf::Outline),
    ("register", PartOf::Register),
    ("template", PartOf::Template),
    ("timeline", PartOf::Timeline),
    ("window", PartOf::Window),
];
const KNOWN: [(&str, HowKnown); 3] = [
    ("read", HowKnown::Read),
    ("name-only", HowKnown::NameOnly),
    ("reported", HowKnown::Reported),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum HowKnown {
    Read,
    NameOnly,
    Reported,
}

pub(super) struct Statuses;

impl Table for Statuses {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.statuses = each(files, "status").filter_map(|keys| status(&keys)).collect();
    }

    fn check(&self, check: &Check<'_>) {
        for status in &check.pack.statuses {
            let known = codes_of(check.pack, status.of);
            if !known.contains(&status.id.as_str()) {
                let what = thing(status.of);
                check.unknown(&path(status), "id", what, &status.id, known.into_iter());
            }
        }
    }

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        for status in &overlay.pack.statuses {
            let is_same = |have: &PartStatus| have.of == status.of && have.id == status.id;
            below.statuses.retain(|have| !is_same(have));
            below.statuses.push(status.clone());
        }
    }

    // Reading a text later changes nothing of what was recorded.
    fn compatible(&self, _: &Pack, _: &Pack, _: &mut Vec<MistakeKind>) {}

    // The page of packs shows it beside each pack.
    fn rows(&self, _: &Pack) -> Vec<Row> {
        Vec::new()
    }

    // It has no code of its own.
    fn codes<'p>(&self, _: &'p Pack) -> Vec<(&'static str, &'p String)> {
        Vec::new()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.statuses.append(&mut other.statuses);
    }
}

fn status(keys: &Keys<'_>) -> Option<PartStatus> {
    let of = keys.needed("of", keys.one_of("of", &PARTS));
    let id = keys.need_id("id");
    let known = keys.needed("known", keys.one_of("known", &KNOWN));
    let is_reported = known == Some(HowKnown::Reported);
    let (source, seen) = (keys.text("source"), keys.day("seen"));
    for key in ["source", "seen"] {
        if is_reported {
            keys.needed(key, Some(()));
        } else if keys.has(key) && known.is_some() {
            let (key, kind) = (key.to_owned(), "known".to_owned());
            keys.wrong(&key.clone(), MistakeKind::KeyNotHere { key, kind });
        }
    }
    let known = match known? {
        HowKnown::Read => Known::Read,
        HowKnown::NameOnly => Known::NameOnly,
        HowKnown::Reported => Known::Reported {
            source: source.unwrap_or_default(),
            seen: seen.unwrap_or(Day::MIN),
        },
    };
    let status = PartStatus { of: of?, id, known };
    keys.claim(Thing::Status, "", &path(&status));
    keys.place(&path(&status));
    keys.finish();
    Some(status)
}

fn path(status: &PartStatus) -> String {
    let of = PARTS.iter().find(|(_, of)| *of == status.of);
    format!("status:{}/{}", of.map_or("", |(name, _)| *name), status.id)
}

fn thing(of: PartOf) -> Thing {
    match of {
        PartOf::Filing => Thing::Filing,
        PartOf::Indicator => Thing::Indicator,
        PartOf::List => Thing::List,
        PartOf::Measure => Thing::Measure,
        PartOf::Outline => Thing::Outline,
        PartOf::Register => Thing::Register,
        PartOf::Template => Thing::Template,
        PartOf::Timeline => Thing::Timeline,
        PartOf::Window => Thing::Window,
    }
}

fn codes_of(pack: &Pack, of: PartOf) -> Vec<&str> {
    match of {
        PartOf::Filing => pack.filings.iter().map(|f| f.id.as_str()).collect(),
        PartOf::Indicator => pack.indicators.iter().map(|i| i.code.as_str()).collect(),
        PartOf::List => pack.lists.iter().map(|l| l.id.as_str()).collect(),
        PartOf::Measure => {
            let stems = pack.stems.iter().map(|s| s.measure.code.as_str());
            let plain = pack.measures.iter().map(|m| m.code.as_str());
            plain.chain(stems).collect()
        }
        PartOf::Outline => pack.outlines.iter().map(|o| o.id.as_str()).collect(),
        PartOf::Register => pack.registers.iter().map(|r| r.id.as_str()).collect(),
        PartOf::Template => pack.templates.iter().map(|t| t.id.as_str()).collect(),
        PartOf::Timeline => pack.timelines.iter().map(|t| t.code.as_str()).collect(),
        PartOf::Window => pack.windows.iter().map(|w| w.id.as_str()).collect(),
    }
}
