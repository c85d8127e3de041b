//! Capitals of TCVN3: fonts have "Ổ" only as the small letter, so "TỔ DÂN PHỐ" was stored as "Tæ D¢N PHè".

/// What the sure letters of a word say about its other letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Capitals,
    Small,
    Unsure,
}

/// Makes capitals of the letters that stand in words of capitals. `old` and `read` run character by character.
pub(super) fn restore(old: &str, read: &str) -> String {
    let old: Vec<char> = old.chars().collect();
    let mut read: Vec<char> = read.chars().collect();
    let words = words(&read);
    let cases: Vec<Case> = words
        .iter()
        .map(|(from, to)| case(&old[*from..*to], &read[*from..*to]))
        .collect();
    for (i, (from, to)) in words.iter().enumerate() {
        let raise = match cases[i] {
            Case::Capitals => true,
            Case::Small => false,
            Case::Unsure => stands_among_capitals(&cases, i),
        };
        if raise {
            for letter in &mut read[*from..*to] {
                *letter = letter.to_uppercase().next().unwrap_or(*letter);
            }
        }
    }
    read.into_iter().collect()
}

fn words(text: &[char]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, c) in text.iter().chain([&' ']).enumerate() {
        match (c.is_alphabetic(), start) {
            (true, None) => start = Some(i),
            (false, Some(from)) => {
                words.push((from, i));
                start = None;
            }
            _ => {}
        }
    }
    words
}

// Sure are the letters that exist in both sizes: a to z, and ă â ê ô ơ ư đ without a tone.
fn case(old: &[char], read: &[char]) -> Case {
    let sure =
        |i: &usize| old[*i].is_ascii() || ('\u{a1}'..='\u{ae}').contains(&old[*i]) || read[*i].is_uppercase();
    let small = (0..read.len()).filter(sure).any(|i| read[i].is_lowercase());
    let capital_inside = (1..read.len()).filter(sure).any(|i| read[i].is_uppercase());
    match (small, capital_inside) {
        (true, _) => Case::Small,
        (false, true) => Case::Capitals,
        (false, false) => Case::Unsure,
    }
}

fn stands_among_capitals(cases: &[Case], i: usize) -> bool {
    let before = cases[..i].iter().rev().find(|c| **c != Case::Unsure);
    let after = cases[i + 1..].iter().find(|c| **c != Case::Unsure);
    let is_capitals = |c: Option<&Case>| c.is_none_or(|c| *c == Case::Capitals);
    (before.is_some() || after.is_some()) && is_capitals(before) && is_capitals(after)
}
