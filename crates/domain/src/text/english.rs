//! English nouns: the word for one of what a word for several names.

/// Words that begin what a count is measured against or is a part of: the noun that is counted stands before them.
const AFTER_THE_NOUN: [&str; 8] = ["a", "an", "at", "for", "in", "of", "per", "with"];

/// Nouns with a singular of their own.
const IRREGULAR: [(&str, &str); 4] = [
    ("children", "child"),
    ("men", "man"),
    ("people", "person"),
    ("women", "woman"),
];

/// English words for several of a thing, turned into those for one: "sessions" is "session", "people a team" is "person a
/// team", "bombs and grenades" is "bomb or grenade". Words that name one thing already stay as they are.
pub fn singular(words: &str) -> String {
    let things: Vec<String> = words.split(" and ").map(of_thing).collect();
    things.join(" or ")
}

fn of_thing(words: &str) -> String {
    let mut parts: Vec<String> = words.split(' ').map(str::to_owned).collect();
    let end = parts
        .iter()
        .position(|part| AFTER_THE_NOUN.contains(&part.as_str()))
        .unwrap_or(parts.len());
    if let Some(noun) = parts[..end].last_mut() {
        *noun = of_noun(noun);
    }
    parts.join(" ")
}

fn of_noun(noun: &str) -> String {
    let of_its_own = IRREGULAR.iter().find(|(several, _)| *several == noun);
    if let Some((_, one)) = of_its_own {
        return (*one).to_owned();
    }
    if let Some(stem) = noun.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let hisses = ["ches", "shes", "sses", "xes"];
    if hisses.iter().any(|end| noun.ends_with(end)) {
        return noun.strip_suffix("es").unwrap_or(noun).to_owned();
    }
    // "glass", "bonus", "basis" are of one thing already.
    let is_one = ["ss", "us", "is"].iter().any(|end| noun.ends_with(end));
    let stem = noun.strip_suffix('s').filter(|stem| !is_one && stem.len() > 1);
    stem.unwrap_or(noun).to_owned()
}

#[cfg(test)]
mod tests {
    use super::singular;
    use proptest::prelude::*;

    #[test]
    fn the_noun_that_is_counted_is_turned_and_nothing_else() {
        for (several, one) in [
            ("sessions", "session"),
            ("people", "person"),
            ("residential groups", "residential group"),
            ("sessions a group", "session a group"),
            ("people a team", "person a team"),
            ("cases per 10,000 residents", "case per 10,000 residents"),
            ("households with a camera", "household with a camera"),
            ("bombs and grenades", "bomb or grenade"),
            ("copies", "copy"),
            ("searches", "search"),
            ("boxes", "box"),
            ("classes", "class"),
            ("dong", "dong"),
            ("kg", "kg"),
            ("%", "%"),
            ("glass", "glass"),
            ("s", "s"),
            ("", ""),
        ] {
            assert_eq!(singular(several), one);
        }
    }

    proptest! {
        #[test]
        fn any_words_are_read(words in "(\\PC|s|es|ies| a ){0,12}") {
            let _ = singular(&words);
        }
    }
}
