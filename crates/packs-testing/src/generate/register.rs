//! Random registers with posts that fit their fields.

use super::{add_stem, plain};
use dienhong_domain::amount::LARGEST;
use dienhong_domain::packs::*;
use dienhong_domain::units::Level;
use dienhong_packs::samples::SeededRandom;

const UNITS: [(&str, &str); 4] = [
    ("lượt người", "attendances"),
    ("tờ", "sheets"),
    ("kg", "kg"),
    ("đồng", "dong"),
];

pub(super) fn register(at: u64, pack: &mut Pack, random: &mut SeededRandom) -> Register {
    let mut register = Register {
        id: format!("so-{at}"),
        title: random.words(),
        act: random.words(),
        lead: random.words(),
        section: random
            .pick(&pack.sections)
            .map_or_else(String::new, |s| s.id.clone()),
        icon: "book".to_owned(),
        levels: if random.maybe() {
            vec![Level::Group, Level::Commune]
        } else {
            vec![Level::Commune]
        },
        fields: Vec::new(),
        posts: Vec::new(),
        monthly: random.one_in(4),
        primary: Vec::new(),
        repeat: Vec::new(),
    };
    for number in 0..=random.below(8) {
        let kind = field_kind(pack, random);
        let formerly = (0..random.below(3)).map(|_| random.words().vi).collect();
        let hint = random.maybe().then(|| random.words());
        let required = !kind.is_upload() && random.one_in(3);
        register.fields.push(Field {
            id: format!("cau-{number}"),
            label: random.words(),
            formerly,
            hint,
            kind,
            required,
        });
    }
    for field in &register.fields {
        if random.one_in(3) {
            register.primary.push(field.id.clone());
        }
        if field.kind.may_repeat() && random.one_in(3) {
            register.repeat.push(field.id.clone());
        }
    }
    sessions(&mut register, pack, random);
    for field in register.fields.clone() {
        match &field.kind {
            FieldKind::Number { unit, scale, .. } => {
                count(&mut register, &field.id, unit, *scale, pack, random)
            }
            FieldKind::Share => share(&mut register, &field.id, pack, random),
            _ => {}
        }
    }
    register
}

fn field_kind(pack: &Pack, random: &mut SeededRandom) -> FieldKind {
    let list = random
        .pick(&pack.lists)
        .map_or_else(String::new, |l| l.id.clone());
    match random.below(12) {
        0 => FieldKind::Share,
        1 => FieldKind::Text {
            max: 1 + random.below(200) as usize,
        },
        2 => FieldKind::LongText {
            max: 1 + random.below(2000) as usize,
        },
        3 | 4 => FieldKind::Choice { list },
        5 | 6 => FieldKind::Choices { list },
        7 => FieldKind::YesNo,
        8 => FieldKind::Date,
        9 if random.maybe() => FieldKind::Photos {
            max: 1 + random.below(6) as usize,
        },
        9 => FieldKind::Files {
            max: 1 + random.below(6) as usize,
        },
        _ => {
            let (vi, en) = UNITS[random.below(4) as usize];
            let (min, max) = match random.below(4) {
                0 => (0, LARGEST),
                1 => (5, 5),
                2 => (-20, 1_000_000),
                _ => (0, 100_000),
            };
            let unit = Words {
                vi: vi.to_owned(),
                en: en.to_owned(),
            };
            FieldKind::Number {
                unit,
                scale: random.below(7) as u8,
                bound: random.maybe(),
                min,
                max,
            }
        }
    }
}

fn post(measure: &str, amount: PostAmount) -> Post {
    Post {
        measure: measure.to_owned(),
        amount,
        sign: 1,
        level: false,
        per: None,
        when: None,
    }
}

/// The first field that chooses from a list: (field, list).
fn chooser(register: &Register) -> Option<(String, String)> {
    register.fields.iter().find_map(|field| match &field.kind {
        FieldKind::Choice { list } | FieldKind::Choices { list } => Some((field.id.clone(), list.clone())),
        _ => None,
    })
}

fn condition(register: &Register, pack: &Pack, random: &mut SeededRandom) -> Option<Condition> {
    let yes_no = register.fields.iter().find(|f| f.kind == FieldKind::YesNo);
    if let Some(field) = yes_no.filter(|_| random.maybe()) {
        return Some(Condition {
            field: field.id.clone(),
            is: vec![random.maybe().to_string()],
        });
    }
    let (field, list) = chooser(register)?;
    let items = &pack.lists.iter().find(|l| l.id == list)?.items;
    Some(Condition {
        field,
        is: vec![random.pick(items)?.id.clone()],
    })
}

/// Each entry counts once; perhaps once for each item as well.
fn sessions(register: &mut Register, pack: &mut Pack, random: &mut SeededRandom) {
    let unit = Words {
        vi: "buổi".to_owned(),
        en: "sessions".to_owned(),
    };
    let code = format!("buoi-{}", register.id);
    let scale = if random.one_in(4) { 1 } else { 0 };
    let whole = plain(pack, &code, MeasureKind::Flow, &unit, scale, random);
    pack.measures.push(whole.clone());
    register
        .posts
        .push(post(&code, PostAmount::Fixed(1 + random.below(20) as i64)));
    if let Some(when) = condition(register, pack, random) {
        let part = Measure {
            code: format!("{code}-rieng"),
            part_of: Some(code.clone()),
            ..whole
        };
        register.posts.push(Post {
            when: Some(when),
            ..register.posts[0].clone()
        });
        if let Some(last) = register.posts.last_mut() {
            last.measure.clone_from(&part.code);
        }
        pack.measures.push(part);
    }
    if let Some((field, list)) = chooser(register) {
        let code = format!("{code}-muc");
        let measure = plain(pack, &code, MeasureKind::Flow, &unit, 0, random);
        add_stem(pack, &list, measure);
        register.posts.push(Post {
            per: Some(field),
            ..post(&code, PostAmount::Fixed(1))
        });
    }
}

fn count(
    register: &mut Register,
    field: &str,
    unit: &Words,
    scale: u8,
    pack: &mut Pack,
    random: &mut SeededRandom,
) {
    let code = format!("so-{}-{field}", register.id);
    let kind = if random.one_in(3) {
        MeasureKind::Stock
    } else {
        MeasureKind::Flow
    };
    let measure = plain(pack, &code, kind, unit, scale, random);
    pack.measures.push(measure.clone());
    let mut counted = post(&code, PostAmount::Field(field.to_owned()));
    if kind == MeasureKind::Stock {
        counted.level = random.maybe();
        counted.sign = if !counted.level && random.maybe() { -1 } else { 1 };
    }
    register.posts.push(counted.clone());
    if let Some(when) = condition(register, pack, random).filter(|_| random.maybe()) {
        let part = Measure {
            code: format!("{code}-rieng"),
            part_of: Some(code.clone()),
            ..measure
        };
        register.posts.push(Post {
            measure: part.code.clone(),
            when: Some(when),
            ..counted
        });
        pack.measures.push(part);
    }
    if let Some((chooser, list)) = chooser(register).filter(|_| random.maybe()) {
        let code = format!("{code}-muc");
        let measure = plain(pack, &code, MeasureKind::Flow, unit, scale, random);
        add_stem(pack, &list, measure);
        register.posts.push(Post {
            per: Some(chooser),
            ..post(&code, PostAmount::Field(field.to_owned()))
        });
    }
}

fn share(register: &mut Register, field: &str, pack: &mut Pack, random: &mut SeededRandom) {
    let unit = Words {
        vi: "%".to_owned(),
        en: "%".to_owned(),
    };
    let code = format!("ty-le-{}-{field}", register.id);
    let measure = plain(pack, &code, MeasureKind::Share, &unit, SHARE_SCALE, random);
    let stated = post(&code, PostAmount::Field(field.to_owned()));
    match chooser(register).filter(|_| random.maybe()) {
        Some((chooser, list)) => {
            add_stem(pack, &list, measure);
            register.posts.push(Post {
                per: Some(chooser),
                ..stated
            });
        }
        None => {
            pack.measures.push(measure);
            register.posts.push(stated);
        }
    }
}
