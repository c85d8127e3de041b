//! Forms filled at random the way a person would type them, the same for the same seed: for books to measure on, and for tests.

mod random;

pub use random::SeededRandom;

use dienhong_domain::packs::*;
use std::collections::BTreeMap;

/// A valid form of a register, as typed: every required field, and about half of the others. Uploads stay empty.
///
/// Items with dates are left out when the list has others, so that the form is valid on any day.
pub fn fill(pack: &Pack, register: &Register, seed: u64) -> BTreeMap<String, Vec<String>> {
    let mut random = SeededRandom::new(seed);
    let mut typed = BTreeMap::new();
    for field in &register.fields {
        let is_answered = field.required || random.maybe();
        let answer = answer(pack, &field.kind, &mut random);
        if is_answered && !answer.is_empty() {
            typed.insert(field.id.clone(), answer);
        }
    }
    typed
}

fn answer(pack: &Pack, kind: &FieldKind, random: &mut SeededRandom) -> Vec<String> {
    match kind {
        FieldKind::Number {
            scale,
            bound,
            min,
            max,
            ..
        } => vec![number(*scale, *bound, *min, *max, random)],
        FieldKind::Share => {
            vec![number(SHARE_SCALE, false, 0, WHOLE_SHARE, random) + if random.maybe() { "%" } else { "" }]
        }
        FieldKind::Text { max } | FieldKind::LongText { max } => {
            let text: String = random.words().vi.chars().take(*max).collect();
            vec![text.trim().to_owned()]
        }
        FieldKind::Choice { list } => items(pack, list, random).into_iter().take(1).collect(),
        FieldKind::Choices { list } => items(pack, list, random),
        FieldKind::YesNo => vec![random.maybe().to_string()],
        FieldKind::Date => vec![format!(
            "{}/{}/{}",
            1 + random.below(28),
            1 + random.below(12),
            2015 + random.below(10)
        )],
        FieldKind::Photos { .. } | FieldKind::Files { .. } => Vec::new(),
    }
}

/// One item or more, open on every day where there are such.
fn items(pack: &Pack, list: &str, random: &mut SeededRandom) -> Vec<String> {
    let all = pack
        .lists
        .iter()
        .find(|l| l.id == list)
        .map_or(&[][..], |l| &l.items);
    let open: Vec<&Item> = all
        .iter()
        .filter(|i| i.since.is_none() && i.until.is_none())
        .collect();
    let usable = if open.is_empty() {
        all.iter().collect()
    } else {
        open
    };
    let Some(first) = random.pick(&usable) else {
        return Vec::new();
    };
    let mut chosen = vec![first.id.clone()];
    chosen.extend(
        usable
            .iter()
            .filter(|i| i.id != first.id && random.one_in(3))
            .map(|i| i.id.clone()),
    );
    chosen
}

fn number(scale: u8, takes_bound: bool, min: i64, max: i64, random: &mut SeededRandom) -> String {
    // Small enough that the sum of many forms stays readable.
    let room = (max - min).min(5_000_000) as u64;
    let steps = min + random.below(room + 1) as i64;
    let unit = 10u64.pow(u32::from(scale));
    let (whole, rest) = (steps.unsigned_abs() / unit, steps.unsigned_abs() % unit);
    let sign = if steps < 0 { "-" } else { "" };
    let decimals = format!("{rest:0width$}", width = usize::from(scale));
    let decimals = if rest == 0 {
        String::new()
    } else {
        format!(",{}", decimals.trim_end_matches('0'))
    };
    let said = if takes_bound && steps >= 0 {
        ["", "", "hơn ", "khoảng ", "không quá "][random.below(5) as usize]
    } else {
        ""
    };
    format!("{said}{sign}{whole}{decimals}")
}
