//! Random registers with posts that fit their fields.

use super::dice::Dice;
use super::{add_stem, plain};
use dienhong_domain::amount::LARGEST;
use dienhong_domain::packs::*;
use dienhong_domain::units::Level;

const UNITS: [(&str, &str); 4] = [
    ("lượt người", "attendances"),
    ("tờ", "sheets"),
    ("kg", "kg"),
    ("đồng", "dong"),
];

pub(super) fn register(at: u64, pack: &mut Pack, dice: &mut Dice) -> Register {
    let mut register = Register {
        id: format!("so-{at}"),
        title: dice.words(),
        act: dice.words(),
        lead: dice.words(),
        section: dice
            .pick(&pack.sections)
            .map_or_else(String::new, |s| s.id.clone()),
        icon: "book".to_owned(),
        levels: if dice.maybe() {
            vec![Level::Group, Level::Commune]
        } else {
            vec![Level::Commune]
        },
        fields: Vec::new(),
        posts: Vec::new(),
        monthly: dice.one_in(4),
    };
    for number in 0..=dice.below(8) {
        let kind = field_kind(pack, dice);
        let hint = dice.maybe().then(|| dice.words());
        let required = !kind.is_upload() && dice.one_in(3);
        register.fields.push(Field {
            id: format!("cau-{number}"),
            label: dice.words(),
            hint,
            kind,
            required,
        });
    }
    sessions(&mut register, pack, dice);
    for field in register.fields.clone() {
        match &field.kind {
            FieldKind::Number { unit, scale, .. } => {
                count(&mut register, &field.id, unit, *scale, pack, dice)
            }
            FieldKind::Share => share(&mut register, &field.id, pack, dice),
            _ => {}
        }
    }
    register
}

fn field_kind(pack: &Pack, dice: &mut Dice) -> FieldKind {
    let list = dice.pick(&pack.lists).map_or_else(String::new, |l| l.id.clone());
    match dice.below(12) {
        0 => FieldKind::Share,
        1 => FieldKind::Text {
            max: 1 + dice.below(200) as usize,
        },
        2 => FieldKind::LongText {
            max: 1 + dice.below(2000) as usize,
        },
        3 | 4 => FieldKind::Choice { list },
        5 | 6 => FieldKind::Choices { list },
        7 => FieldKind::YesNo,
        8 => FieldKind::Date,
        9 if dice.maybe() => FieldKind::Photos {
            max: 1 + dice.below(6) as usize,
        },
        9 => FieldKind::Files {
            max: 1 + dice.below(6) as usize,
        },
        _ => {
            let (vi, en) = UNITS[dice.below(4) as usize];
            let (min, max) = match dice.below(4) {
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
                scale: dice.below(7) as u8,
                bound: dice.maybe(),
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

fn condition(register: &Register, pack: &Pack, dice: &mut Dice) -> Option<Condition> {
    let yes_no = register.fields.iter().find(|f| f.kind == FieldKind::YesNo);
    if let Some(field) = yes_no.filter(|_| dice.maybe()) {
        return Some(Condition {
            field: field.id.clone(),
            is: vec![dice.maybe().to_string()],
        });
    }
    let (field, list) = chooser(register)?;
    let items = &pack.lists.iter().find(|l| l.id == list)?.items;
    Some(Condition {
        field,
        is: vec![dice.pick(items)?.id.clone()],
    })
}

/// Each entry counts once; perhaps once for each item as well.
fn sessions(register: &mut Register, pack: &mut Pack, dice: &mut Dice) {
    let unit = Words {
        vi: "buổi".to_owned(),
        en: "sessions".to_owned(),
    };
    let code = format!("buoi-{}", register.id);
    let scale = if dice.one_in(4) { 1 } else { 0 };
    let whole = plain(pack, &code, MeasureKind::Flow, &unit, scale, dice);
    pack.measures.push(whole.clone());
    register
        .posts
        .push(post(&code, PostAmount::Fixed(1 + dice.below(20) as i64)));
    if let Some(when) = condition(register, pack, dice) {
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
        let measure = plain(pack, &code, MeasureKind::Flow, &unit, 0, dice);
        add_stem(pack, &list, measure);
        register.posts.push(Post {
            per: Some(field),
            ..post(&code, PostAmount::Fixed(1))
        });
    }
}

fn count(register: &mut Register, field: &str, unit: &Words, scale: u8, pack: &mut Pack, dice: &mut Dice) {
    let code = format!("so-{}-{field}", register.id);
    let kind = if dice.one_in(3) {
        MeasureKind::Stock
    } else {
        MeasureKind::Flow
    };
    let measure = plain(pack, &code, kind, unit, scale, dice);
    pack.measures.push(measure.clone());
    let mut counted = post(&code, PostAmount::Field(field.to_owned()));
    if kind == MeasureKind::Stock {
        counted.level = dice.maybe();
        counted.sign = if !counted.level && dice.maybe() { -1 } else { 1 };
    }
    register.posts.push(counted.clone());
    if let Some(when) = condition(register, pack, dice).filter(|_| dice.maybe()) {
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
    if let Some((chooser, list)) = chooser(register).filter(|_| dice.maybe()) {
        let code = format!("{code}-muc");
        let measure = plain(pack, &code, MeasureKind::Flow, unit, scale, dice);
        add_stem(pack, &list, measure);
        register.posts.push(Post {
            per: Some(chooser),
            ..post(&code, PostAmount::Field(field.to_owned()))
        });
    }
}

fn share(register: &mut Register, field: &str, pack: &mut Pack, dice: &mut Dice) {
    let unit = Words {
        vi: "%".to_owned(),
        en: "%".to_owned(),
    };
    let code = format!("ty-le-{}-{field}", register.id);
    let measure = plain(pack, &code, MeasureKind::Share, &unit, SHARE_SCALE, dice);
    let stated = post(&code, PostAmount::Field(field.to_owned()));
    match chooser(register).filter(|_| dice.maybe()) {
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
