//! Random valid packs, and forms filled for them: the same for the same seed. For tests of every room.

mod dice;
mod fill;
mod indicator;
mod outline;
mod register;

pub use fill::fill;

use crate::item_measures;
use crate::write::write;
use dice::Dice;
use dienhong_domain::filings::{Every, FilingForm};
use dienhong_domain::packs::*;
use dienhong_domain::time::{Day, YearWindow};
use dienhong_domain::units::Level;

/// A random valid pack: all kinds of fields and measures, parts, lists, posts for each item, odd but lawful words.
pub fn pack(seed: u64) -> Pack {
    let mut dice = Dice::new(seed);
    let mut pack = Pack {
        id: format!("goi-{seed}"),
        version: format!("{}.{}", 2020 + dice.below(9), dice.below(12)),
        title: dice.words(),
        instruments: (0..dice.below(3)).map(|_| instrument(&mut dice)).collect(),
        from: dice.maybe().then(|| day(2012 + dice.below(10) as i32)),
        to: dice.maybe().then(|| day(2030)),
        incomplete: dice.maybe().then(|| dice.words()),
        ..Pack::default()
    };
    if dice.maybe() {
        pack.supersedes.push("goi-cu".to_owned());
    }
    pack.sections = (0..=dice.below(3))
        .map(|at| Section {
            id: format!("phan-{at}"),
            title: dice.words(),
        })
        .collect();
    pack.lists = (0..=dice.below(3)).map(|at| list(at, &mut dice)).collect();
    pack.windows = (0..dice.below(3)).map(|at| window(at, &mut dice)).collect();
    pack.kinds = (0..dice.below(3)).map(|at| kind(at, &mut dice)).collect();
    if dice.maybe() {
        units(&mut pack, &mut dice);
    }
    for at in 0..=dice.below(4) {
        let register = register::register(at, &mut pack, &mut dice);
        pack.registers.push(register);
    }
    for at in 0..dice.below(3) {
        let filing = filing(at, &pack, &mut dice);
        pack.filings.push(filing);
    }
    for at in 0..dice.below(4) {
        let indicator = indicator::indicator(at, &pack, &mut dice);
        pack.indicators.extend(indicator);
    }
    for at in 0..dice.below(3) {
        let outline = outline::outline(at, &pack, &mut dice);
        pack.outlines.push(outline);
    }
    pack
}

/// A random valid pack, as its file.
pub fn pack_toml(seed: u64) -> String {
    write(&pack(seed))
}

fn day(year: i32) -> Day {
    Day::stored(year * 10_000 + 101)
}

fn instrument(dice: &mut Dice) -> Instrument {
    let source = if dice.maybe() {
        dice.words().vi
    } else {
        String::new()
    };
    Instrument {
        name: dice.words(),
        source,
    }
}

fn list(at: u64, dice: &mut Dice) -> List {
    let items = (0..=dice.below(6)).map(|at| item(at, dice)).collect();
    List {
        id: format!("danh-muc-{at}"),
        title: dice.words(),
        items,
    }
}

/// The first item is always open, so that a form can be filled on any day.
fn item(at: u64, dice: &mut Dice) -> Item {
    let (since, until) = (at > 0 && dice.one_in(5), at > 0 && dice.one_in(5));
    Item {
        id: if dice.one_in(8) {
            format!("{at}-{}", "x".repeat(38))
        } else {
            format!("muc-{at}")
        },
        // Numbered, since two items of a list must not read alike.
        title: dice.words_with(at),
        since: since.then(|| day(2021)),
        until: until.then(|| day(2025)),
    }
}

fn window(at: u64, dice: &mut Dice) -> Window {
    let days = match dice.maybe() {
        true => YearWindow {
            opens: (11, 1 + dice.below(28) as u32),
            opens_year_before: true,
            closes: (10, 31),
        },
        false => YearWindow {
            opens: (1, 1),
            opens_year_before: false,
            closes: (2, 29),
        },
    };
    Window {
        id: format!("ky-{at}"),
        title: dice.words(),
        days,
        reference: dice.words().vi,
    }
}

fn every(pack: &Pack, dice: &mut Dice) -> Every {
    let window = dice.pick(&pack.windows).map(|w| Every::Window(w.id.clone()));
    match dice.below(5) {
        0 => Every::Month,
        1 => Every::Quarter,
        2 => Every::Half,
        3 => Every::Year,
        _ => window.unwrap_or(Every::Year),
    }
}

fn filing(at: u64, pack: &Pack, dice: &mut Dice) -> FilingForm {
    let every = every(pack, dice);
    let section = dice
        .maybe()
        .then(|| dice.pick(&pack.sections).map(|s| s.id.clone()));
    FilingForm {
        id: format!("ban-{at}"),
        title: dice.words(),
        every,
        due_days: dice.below(40) as u32,
        levels: vec![Level::Commune],
        sections: section.flatten().into_iter().collect(),
        reference: dice.words().vi,
    }
}

fn kind(at: u64, dice: &mut Dice) -> UnitKind {
    UnitKind {
        id: format!("loai-{at}"),
        title: dice.words(),
        level: Level::Group,
    }
}

fn units(pack: &mut Pack, dice: &mut Dice) {
    let measure = plain(
        pack,
        "so-don-vi",
        MeasureKind::Stock,
        &Words {
            vi: "tổ".into(),
            en: "groups".into(),
        },
        0,
        dice,
    );
    pack.measures.push(Measure {
        counts_units: Some(Level::Group),
        ..measure
    });
}

/// A measure that is no part and has no items.
fn plain(pack: &Pack, code: &str, kind: MeasureKind, unit: &Words, scale: u8, dice: &mut Dice) -> Measure {
    Measure {
        code: code.to_owned(),
        title: dice.words(),
        unit: unit.clone(),
        kind,
        scale,
        part_of: None,
        item: None,
        counts_units: None,
        section: dice
            .pick(&pack.sections)
            .map_or_else(String::new, |s| s.id.clone()),
        max: dice.maybe().then_some(900_000_000),
        reference: dice.words().vi,
    }
}

/// Adds a measure for each item of a list.
fn add_stem(pack: &mut Pack, list: &str, measure: Measure) {
    let stem = Stem {
        list: list.to_owned(),
        measure,
    };
    pack.measures.extend(item_measures(&stem, &pack.lists));
    pack.stems.push(stem);
}
