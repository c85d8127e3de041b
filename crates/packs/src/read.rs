//! From tables to a pack: everything but measures and registers. What names something else is checked in `check`.

use crate::diagnostics::Diagnostics;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::source::Source;
use crate::{read_filing, read_indicator, read_measure, read_outline, read_register};
use dienhong_domain::packs::*;
use dienhong_domain::time::YearWindow;
use dienhong_domain::units::Level;
use std::collections::BTreeMap;
use toml::de::DeTable;

/// Codes of the levels, as packs write them.
pub(crate) const LEVELS: [(&str, Level); 5] = [
    ("country", Level::Country),
    ("province", Level::Province),
    ("district", Level::District),
    ("commune", Level::Commune),
    ("group", Level::Group),
];

/// Reads all files of a pack, `pack.toml` first.
pub(crate) fn pack(files: &[(Source, DeTable<'_>)], diagnostics: &Diagnostics) -> Pack {
    let tops: Vec<Keys<'_>> = files
        .iter()
        .map(|(source, table)| Keys::new(source, diagnostics, 1, table))
        .collect();
    let mut pack = Pack::default();
    if let Some(first) = tops.first().filter(|top| top.source.name == "pack.toml") {
        head(first, &mut pack);
    }
    let is_overlay = pack.extends.is_some();
    for top in &tops {
        pack.sections.extend(top.tables("section").iter().map(section));
        pack.lists
            .extend(top.tables("list").iter().map(|keys| list(keys, is_overlay)));
        pack.windows
            .extend(top.tables("window").iter().filter_map(window));
        pack.kinds.extend(top.tables("kind").iter().filter_map(kind));
    }
    for keys in tops.iter().flat_map(|top| top.tables("measure")) {
        read_measure::measure(&keys, &mut pack);
    }
    let all = pack.measures.iter().chain(pack.stems.iter().map(|s| &s.measure));
    let scales: BTreeMap<String, u8> = all.map(|m| (m.code.clone(), m.scale)).collect();
    for keys in tops.iter().flat_map(|top| top.tables("register")) {
        let register = read_register::register(&keys, &scales, is_overlay);
        pack.registers.push(register);
    }
    for keys in tops.iter().flat_map(|top| top.tables("indicator")) {
        pack.indicators.push(read_indicator::indicator(&keys));
    }
    for keys in tops.iter().flat_map(|top| top.tables("filing")) {
        pack.filings.push(read_filing::filing(&keys));
    }
    for keys in tops.iter().flat_map(|top| top.tables("outline")) {
        pack.outlines.push(read_outline::outline(&keys));
    }
    tops.iter().for_each(Keys::finish);
    pack
}

fn head(top: &Keys<'_>, pack: &mut Pack) {
    let Some(keys) = top.needed("pack", top.table("pack")) else {
        return;
    };
    keys.place("pack");
    pack.id = keys.need_id("id");
    pack.version = keys.needed("version", keys.text("version")).unwrap_or_default();
    pack.title = keys.need_words("title");
    pack.from = keys.day("from");
    pack.to = keys.day("to");
    pack.extends = keys.id("extends");
    pack.supersedes = keys.texts("supersedes").unwrap_or_default();
    pack.incomplete = keys.words("incomplete");
    for instrument in keys.tables("instrument") {
        pack.instruments.push(Instrument {
            name: instrument.need_words("name"),
            source: instrument.text("source").unwrap_or_default(),
        });
        instrument.finish();
    }
    if pack.from.zip(pack.to).is_some_and(|(from, to)| to < from) {
        keys.wrong("to", MistakeKind::EndsBeforeStart);
    }
    keys.finish();
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

fn window(keys: &Keys<'_>) -> Option<Window> {
    let (id, title) = (keys.need_id("id"), keys.need_words("title"));
    let opens = keys.needed("opens", month_day(keys, "opens"));
    let closes = keys.needed("closes", month_day(keys, "closes"));
    let opens_year_before = keys.flag("opens_year_before").unwrap_or(false);
    let reference = keys
        .needed("reference", keys.text("reference"))
        .unwrap_or_default();
    keys.claim(Thing::Window, "", &id);
    keys.place(&format!("window:{id}"));
    keys.finish();
    let days = YearWindow {
        opens: opens?,
        opens_year_before,
        closes: closes?,
    };
    if days.of(2026).is_none() {
        keys.wrong("closes", MistakeKind::EndsBeforeStart);
    }
    Some(Window {
        id,
        title,
        days,
        reference,
    })
}

/// "11-01": month and day, as in a TOML date without its year.
fn month_day(keys: &Keys<'_>, key: &'static str) -> Option<(u32, u32)> {
    let given = keys.text(key)?;
    let number = |s: &str| {
        (s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse().ok())
            .flatten()
    };
    let found = given
        .split_once('-')
        .and_then(|(month, day)| number(month).zip(number(day)));
    // A leap year, so that 29 February may close a window.
    let found = found.filter(|(month, day)| dienhong_domain::time::Day::new(2024, *month, *day).is_some());
    if found.is_none() {
        keys.wrong(
            key,
            MistakeKind::BadMonthDay {
                key: key.to_owned(),
                given: crate::keys::shortened(&given),
            },
        );
    }
    found
}

fn list(keys: &Keys<'_>, is_overlay: bool) -> List {
    let id = keys.need_id("id");
    let is_more = is_overlay && !keys.has("title");
    let title = if is_more {
        Words::default()
    } else {
        keys.need_words("title")
    };
    keys.claim(Thing::List, "", &id);
    keys.place(&format!("list:{id}"));
    let items: Vec<Item> = keys
        .tables("item")
        .iter()
        .map(|keys| item(keys, &id, is_more))
        .collect();
    if items.is_empty() {
        keys.wrong("item", MistakeKind::EmptyList { id: id.clone() });
    }
    keys.finish();
    List { id, title, items }
}

fn item(keys: &Keys<'_>, list: &str, is_more: bool) -> Item {
    let id = keys.need_id("id");
    let title = if is_more && !keys.has("title") {
        Words::default()
    } else {
        keys.need_words("title")
    };
    let (since, until) = (keys.day("since"), keys.day("until"));
    if since.zip(until).is_some_and(|(since, until)| until < since) {
        keys.wrong("until", MistakeKind::EndsBeforeStart);
    }
    keys.claim(Thing::Item, list, &id);
    keys.place(&format!("item:{list}/{id}"));
    keys.finish();
    Item {
        id,
        title,
        since,
        until,
    }
}
