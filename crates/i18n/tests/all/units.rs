//! Units of count in the packs: English names several, and has a word for one of them.

use crate::catalogues::root;
use dienhong_domain::text::singular;
use std::collections::BTreeSet;
use std::fs;

/// Units that have one form in English.
const ONE_FORM: [&str; 3] = ["%", "dong", "kg"];

fn units() -> BTreeSet<String> {
    let folder = fs::read_dir(root().join("packs/phong-trao")).expect("the shipped pack");
    let paths = folder.map(|entry| entry.expect("an entry").path());
    let tables = paths.filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let mut found = BTreeSet::new();
    for path in tables {
        let text = fs::read_to_string(path).expect("a table");
        let units = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("unit = {"));
        let english = units.filter_map(|line| line.split("en = \"").nth(1)?.split('"').next());
        found.extend(english.map(str::to_owned));
    }
    found
}

#[test]
fn every_unit_of_the_packs_has_a_word_for_one() {
    let units = units();
    assert!(units.len() > 20, "units are not read: {units:?}");
    let same: Vec<&String> = units.iter().filter(|unit| singular(unit) == **unit).collect();
    assert_eq!(
        same, ONE_FORM,
        "English for one of these is the same as for several"
    );
}
