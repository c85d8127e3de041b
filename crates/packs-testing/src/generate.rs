//! Random valid packs, the same for the same seed.

mod indicator;
mod outline;
mod register;
mod template;

use crate::write::write;
use dienhong_domain::calendar::Holidays;
use dienhong_domain::filings::{Every, FilingForm};
use dienhong_domain::packs::*;
use dienhong_domain::procedures::Deadline;
use dienhong_domain::time::{Day, YearWindow};
use dienhong_domain::timelines::{Timeline, TimelineStep, TimelineValue};
use dienhong_domain::units::Level;
use dienhong_packs::item_measures;
use dienhong_packs::samples::SeededRandom;

/// A random valid pack: all kinds of fields and measures, parts, lists, posts for each item, odd but lawful words.
pub fn pack(seed: u64) -> Pack {
    let mut random = SeededRandom::new(seed);
    let mut pack = Pack {
        id: format!("goi-{seed}"),
        version: format!("{}.{}", 2020 + random.below(9), random.below(12)),
        title: random.words(),
        instruments: (0..random.below(3)).map(|_| instrument(&mut random)).collect(),
        from: random.maybe().then(|| day(2012 + random.below(10) as i32)),
        to: random.maybe().then(|| day(2030)),
        incomplete: random.maybe().then(|| random.words()),
        ..Pack::default()
    };
    if random.maybe() {
        pack.supersedes.push("goi-cu".to_owned());
    }
    pack.sections = (0..=random.below(3))
        .map(|at| Section {
            id: format!("phan-{at}"),
            title: random.words(),
        })
        .collect();
    pack.lists = (0..=random.below(3)).map(|at| list(at, &mut random)).collect();
    pack.windows = (0..random.below(3)).map(|at| window(at, &mut random)).collect();
    pack.kinds = (0..random.below(3)).map(|at| kind(at, &mut random)).collect();
    pack.subject_kinds = (0..random.below(3))
        .map(|at| subject_kind(at, &mut random))
        .collect();
    if random.maybe() {
        units(&mut pack, &mut random);
    }
    for at in 0..=random.below(4) {
        let register = register::register(at, &mut pack, &mut random);
        pack.registers.push(register);
    }
    for at in 0..random.below(3) {
        let filing = filing(at, &pack, &mut random);
        pack.filings.push(filing);
    }
    for at in 0..random.below(4) {
        let indicator = indicator::indicator(at, &pack, &mut random);
        pack.indicators.extend(indicator);
    }
    for at in 0..random.below(3) {
        let outline = outline::outline(at, &pack, &mut random);
        pack.outlines.push(outline);
    }
    for at in 0..random.below(3) {
        pack.templates.push(template::template(at, &mut random));
    }
    for at in 0..random.below(3) {
        let timeline = timeline(at, &mut random);
        pack.timelines.push(timeline);
    }
    pack.holidays = (0..random.below(3)).map(|at| holidays(at, &mut random)).collect();
    let statuses = pack.registers.iter().map(|r| status(&r.id, &mut random));
    pack.statuses = statuses.collect();
    pack
}

/// A random valid pack, as its file.
pub fn pack_toml(seed: u64) -> String {
    write(&pack(seed))
}

fn day(year: i32) -> Day {
    Day::stored(year * 10_000 + 101)
}

fn instrument(random: &mut SeededRandom) -> Instrument {
    let source = if random.maybe() {
        random.words().vi
    } else {
        String::new()
    };
    Instrument {
        name: random.words(),
        source,
    }
}

fn list(at: u64, random: &mut SeededRandom) -> List {
    let items = (0..=random.below(6)).map(|at| item(at, random)).collect();
    List {
        id: format!("danh-muc-{at}"),
        title: random.words(),
        items,
    }
}

/// The first item is always open, so that a form can be filled on any day.
fn item(at: u64, random: &mut SeededRandom) -> Item {
    let (since, until) = (at > 0 && random.one_in(5), at > 0 && random.one_in(5));
    Item {
        id: if random.one_in(8) {
            format!("{at}-{}", "x".repeat(38))
        } else {
            format!("muc-{at}")
        },
        // Numbered, since two items of a list must not read alike.
        title: random.words_with(at),
        since: since.then(|| day(2021)),
        until: until.then(|| day(2025)),
    }
}

fn window(at: u64, random: &mut SeededRandom) -> Window {
    let days = match random.maybe() {
        true => YearWindow {
            opens: (11, 1 + random.below(28) as u32),
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
        title: random.words(),
        days,
        reference: random.words().vi,
    }
}

/// How a register is known.
fn status(register: &str, random: &mut SeededRandom) -> PartStatus {
    PartStatus {
        of: PartOf::Register,
        id: register.to_owned(),
        known: match random.below(3) {
            0 => Known::Read,
            1 => Known::NameOnly,
            _ => Known::Reported {
                source: random.words().vi,
                seen: day(2026),
            },
        },
    }
}

/// The days off of a year; no day stands in it twice.
fn holidays(at: u64, random: &mut SeededRandom) -> Holidays {
    let year = 2026 + at as i32;
    let day = |month: u32, day: u64| Day::stored(year * 10_000 + (month * 100) as i32 + day as i32);
    Holidays {
        year,
        rest: if random.maybe() { vec![6, 7] } else { vec![7] },
        days: vec![day(1, 1), day(5, 1 + random.below(28))],
        working: (0..random.below(2)).map(|at| day(9, 1 + at)).collect(),
        reference: random.words().vi,
    }
}

/// Amounts or texts, with a step in each of some years.
fn timeline(at: u64, random: &mut SeededRandom) -> Timeline {
    let unit = random.maybe().then(|| random.words());
    let scale = match &unit {
        Some(_) => random.below(3) as u8,
        None => 0,
    };
    let years = 1 + random.below(4) as i32;
    let steps = (0..years).map(|year| TimelineStep {
        from: day(2018 + 2 * year),
        value: match &unit {
            Some(_) => TimelineValue::Amount(random.below(1_000_000) as i64),
            None => TimelineValue::Text(random.words().vi),
        },
        reference: random.words().vi,
    });
    Timeline {
        code: format!("moc-{at}"),
        steps: steps.collect(),
        title: random.words(),
        unit,
        scale,
    }
}

fn every(pack: &Pack, random: &mut SeededRandom) -> Every {
    let window = random.pick(&pack.windows).map(|w| Every::Window(w.id.clone()));
    match random.below(5) {
        0 => Every::Month,
        1 => Every::Quarter,
        2 => Every::Half,
        3 => Every::Year,
        _ => window.unwrap_or(Every::Year),
    }
}

/// By when something is due.
fn deadline(random: &mut SeededRandom) -> Deadline {
    match random.below(4) {
        0 => Deadline::WorkingDays(random.below(20) as u32),
        1 => Deadline::On(1 + random.below(12) as u32, 1 + random.below(28) as u32),
        _ => Deadline::Days(random.below(40) as u32),
    }
}

fn filing(at: u64, pack: &Pack, random: &mut SeededRandom) -> FilingForm {
    let every = every(pack, random);
    let section = random
        .maybe()
        .then(|| random.pick(&pack.sections).map(|s| s.id.clone()));
    FilingForm {
        id: format!("ban-{at}"),
        title: random.words(),
        every,
        deadline: deadline(random),
        levels: vec![Level::Commune],
        sections: section.flatten().into_iter().collect(),
        reference: random.words().vi,
    }
}

fn kind(at: u64, random: &mut SeededRandom) -> UnitKind {
    UnitKind {
        id: format!("loai-{at}"),
        title: random.words(),
        level: Level::Group,
    }
}

fn subject_kind(at: u64, random: &mut SeededRandom) -> SubjectKind {
    SubjectKind {
        id: format!("co-so-{at}"),
        title: random.words(),
        reference: random.words().vi,
    }
}

fn units(pack: &mut Pack, random: &mut SeededRandom) {
    let measure = plain(
        pack,
        "so-don-vi",
        MeasureKind::Stock,
        &Words {
            vi: "tổ".into(),
            en: "groups".into(),
        },
        0,
        random,
    );
    pack.measures.push(Measure {
        counts_units: Some(Level::Group),
        ..measure
    });
}

/// A measure that is no part and has no items.
fn plain(
    pack: &Pack,
    code: &str,
    kind: MeasureKind,
    unit: &Words,
    scale: u8,
    random: &mut SeededRandom,
) -> Measure {
    Measure {
        code: code.to_owned(),
        title: random.words(),
        unit: unit.clone(),
        kind,
        scale,
        part_of: None,
        item: None,
        counts_units: None,
        section: random
            .pick(&pack.sections)
            .map_or_else(String::new, |s| s.id.clone()),
        max: random.maybe().then_some(900_000_000),
        reference: random.words().vi,
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
