//! The catalogues agree with one another and with the code that reads them.

use dienhong_i18n::{Locale, keys};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Keys put together while the program runs begin with one of these, or are listed whole.
/// Beginnings of keys that are put together in the sources; each rest is tried where it is made.
const COMPOSED: &[&str] = &["entries-note-", "packs-mistake-", "people-act-"];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The messages of one file: key and everything up to the next key.
pub(crate) fn messages(path: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(path).expect("a catalogue");
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        match line.split_once('=') {
            Some((key, words)) if line.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                found.push((key.trim().to_owned(), words.trim().to_owned()));
            }
            _ => {
                if let Some((_, words)) = found.last_mut() {
                    words.push_str(line);
                }
            }
        }
    }
    found
}

pub(crate) fn files(locale: Locale) -> BTreeMap<String, PathBuf> {
    let folder = root().join("locales").join(locale.code());
    let paths = fs::read_dir(folder)
        .expect("the folder of a language")
        .map(|e| e.expect("an entry").path());
    paths
        .map(|p| (p.file_stem().expect("a name").to_string_lossy().into_owned(), p))
        .collect()
}

fn variables(words: &str) -> BTreeSet<String> {
    let name = |part: &str| {
        part.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '-')
            .collect()
    };
    words.split('$').skip(1).map(name).collect()
}

#[test]
fn both_languages_have_the_same_files_keys_and_variables() {
    let (vi, en) = (files(Locale::Vi), files(Locale::En));
    assert_eq!(vi.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (area, path) in &vi {
        let of = |path: &Path| -> BTreeMap<String, BTreeSet<String>> {
            messages(path)
                .into_iter()
                .map(|(key, words)| (key, variables(&words)))
                .collect()
        };
        let (vi, en) = (of(path), of(&en[area]));
        let only = |a: &BTreeMap<_, _>, b: &BTreeMap<String, _>| -> Vec<String> {
            a.keys()
                .filter(|k: &&String| !b.contains_key(*k))
                .cloned()
                .collect()
        };
        assert_eq!(
            (only(&vi, &en), only(&en, &vi)),
            (vec![], vec![]),
            "keys of {area} in one language only"
        );
        assert_eq!(vi, en, "variables of {area}");
    }
}

#[test]
fn keys_are_sorted_begin_with_their_area_and_say_something() {
    for locale in Locale::ALL {
        for (area, path) in files(locale) {
            let messages = messages(&path);
            let order: Vec<&String> = messages.iter().map(|(key, _)| key).collect();
            assert!(order.is_sorted(), "{} is not sorted: {order:?}", path.display());
            for (key, words) in &messages {
                assert!(
                    key.starts_with(&format!("{area}-")),
                    "{key} does not begin with {area}-"
                );
                assert!(!words.is_empty(), "{key} says nothing");
            }
        }
    }
}

#[test]
fn every_file_is_compiled_in() {
    for locale in Locale::ALL {
        let written = files(locale)
            .values()
            .flat_map(|p| messages(p))
            .map(|(key, _)| key)
            .collect();
        assert_eq!(
            keys(locale),
            written,
            "is a new file missing from the list of areas?"
        );
    }
}

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            found.push((path.clone(), fs::read_to_string(&path).expect("a source")));
        }
    }
}

/// Everything in quotation marks that has the shape of a key.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    let shape = |s: &&str| {
        s.contains('-')
            && s.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.lines().flat_map(|line| line.split('"')).filter(shape)
}

#[test]
fn every_key_is_used() {
    let mut found = Vec::new();
    sources(&root().join("crates"), &mut found);
    let used: BTreeSet<&str> = found.iter().flat_map(|(_, text)| literals(text)).collect();
    let unused: Vec<String> = keys(Locale::Vi)
        .into_iter()
        .filter(|key| !used.contains(key.as_str()) && !COMPOSED.iter().any(|c| key.starts_with(c)))
        .collect();
    assert!(unused.is_empty(), "nobody asks for these keys: {unused:#?}");
}

#[test]
fn every_key_that_is_asked_for_exists() {
    const CALLS: [&str; 8] = [
        ".t(\"",
        ".t1(\"",
        ".t2(\"",
        ".t3(\"",
        "t(locale, \"",
        "t_with(locale, \"",
        "t(vi, \"",
        "t(en, \"",
    ];
    let mut found = Vec::new();
    sources(&root().join("crates"), &mut found);
    let known = keys(Locale::Vi);
    let mut missing = BTreeSet::new();
    for (path, text) in &found {
        let asked = CALLS
            .iter()
            .flat_map(|call| text.split(call).skip(1))
            .filter_map(|rest| rest.split('"').next());
        for key in asked.filter(|key| !known.contains(*key)) {
            missing.insert(format!("{key} in {}", path.display()));
        }
    }
    missing.retain(|m| !m.starts_with("shell-nothing-of-the-kind"));
    assert!(
        missing.is_empty(),
        "these keys stand in no catalogue: {missing:#?}"
    );
}
