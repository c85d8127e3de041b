//! The author's guide is true: its examples work, and it names every key and every mistake.

use dienhong_packs::{Mistake, merge, parse, worked};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn guide() -> String {
    file("../../docs/packs.md")
}

/// All blocks marked with a word, one after the other.
fn blocks(mark: &str) -> String {
    let text = guide();
    let start = format!("```toml {mark}\n");
    let found: Vec<&str> = text
        .split(&start)
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(!found.is_empty(), "no block is marked {mark}");
    found.join("\n")
}

fn read<T>(result: Result<T, Vec<Mistake>>) -> T {
    result.unwrap_or_else(|all| {
        panic!(
            "{}",
            all.iter().map(|m| m.words("en")).collect::<Vec<_>>().join("\n")
        )
    })
}

#[test]
fn the_example_works_as_written() {
    let files = vec![
        ("pack.toml".to_owned(), blocks("pack").into_bytes()),
        ("cases/dien-tap.toml".to_owned(), blocks("cases").into_bytes()),
    ];
    let pack = read(parse(&files));
    let worked = read(worked(&files));
    assert!(!worked.cases.is_empty() && !worked.comparisons.is_empty());
    let told: Vec<String> = worked.replay(&pack).iter().map(|m| m.words("en")).collect();
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn the_overlay_adds_and_closes_as_written() {
    let one = |mark: &str| read(parse(&[("pack.toml".to_owned(), blocks(mark).into_bytes())]));
    let merged = read(merge(&[one("pack"), one("overlay")]));
    assert!(merged.measures.iter().any(|m| m.code == "dien-tap-theo-noi:rung"));
    assert!(
        merged.lists[0]
            .items
            .iter()
            .any(|i| i.id == "cho" && i.until.is_some())
    );
    assert!(merged.registers[0].field("xe").is_some());
}

/// The code of each kind of mistake, in the order of the source.
pub(crate) fn kinds_of_mistakes() -> Vec<String> {
    let source = file("src/mistake.rs");
    let body = source
        .split("pub enum MistakeKind {")
        .nth(1)
        .expect("the enum is there");
    let mut codes = Vec::new();
    for line in body.lines().take_while(|l| *l != "}") {
        let Some(name) = line
            .strip_prefix("    ")
            .filter(|l| l.starts_with(|c: char| c.is_ascii_uppercase()))
        else {
            continue;
        };
        let name = name.split([' ', ',', '{']).next().unwrap_or_default();
        let hyphens = name.char_indices().flat_map(|(at, c)| {
            (at > 0 && c.is_ascii_uppercase())
                .then_some('-')
                .into_iter()
                .chain([c.to_ascii_lowercase()])
        });
        codes.push(hyphens.collect());
    }
    codes
}

#[test]
fn every_mistake_stands_in_the_guide() {
    let (guide, codes) = (guide(), kinds_of_mistakes());
    for code in &codes {
        assert!(
            guide.contains(&format!("`{code}`")),
            "{code} is not in docs/packs.md"
        );
    }
    assert!(codes.len() > 40, "only {} mistakes were found", codes.len());
}

/// The sources that read tables of packs and cases.
fn readers() -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = ["by_day.rs", "cases.rs", "comparison.rs"]
        .map(|name| src.join(name))
        .to_vec();
    let mut folders = vec![src.join("tables")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn every_key_stands_in_the_guide() {
    let mut keys = BTreeSet::new();
    for path in readers() {
        let source = std::fs::read_to_string(&path).expect("a source can be read");
        // Keys are asked for as keys.method("key", …) or each(files, "key").
        let methods = [
            "id",
            "need_id",
            "text",
            "words",
            "need_words",
            "flag",
            "whole",
            "decimals",
            "steps",
            "day",
            "month_day",
            "one_of",
            "texts",
            "tables",
            "table",
        ];
        let calls = methods.map(|method| format!(".{method}(\""));
        for call in calls.into_iter().chain(["each(files, \"".to_owned()]) {
            for rest in source.split(&call).skip(1) {
                keys.extend(rest.split('"').next().map(str::to_owned));
            }
        }
    }
    assert!(keys.len() > 60, "{keys:?}");
    let guide = guide();
    for key in keys {
        let is_told = guide.contains(&format!("`{key}`")) || guide.contains(&format!("[[{key}]]"));
        assert!(
            is_told || guide.contains(&format!("`[{key}]`")),
            "{key} is not in docs/packs.md"
        );
    }
}
