//! A part of a pack may be known by name only, or be reported, until somebody has the text.

use dienhong_domain::packs::{Known, Pack, PartOf};
use dienhong_domain::time::Day;
use dienhong_packs::{MistakeKind, Thing, merge, parse};

const LIST: &str = "[[list]]\nid = \"tieu-chi\"\ntitle = { vi = \"Tiêu chí\", en = \"Criteria\" }\nitem = [{ id = \"mot\", title = { vi = \"Một\", en = \"One\" } }]\n";

fn read(id: &str, rest: &str) -> Result<Pack, Vec<MistakeKind>> {
    let head = format!("[pack]\nid = \"{id}\"\nversion = \"1\"\ntitle = {{ vi = \"Gói\", en = \"Pack\" }}\n");
    let files = [("pack.toml".to_owned(), format!("{head}{rest}").into_bytes())];
    parse(&files).map_err(|all| all.into_iter().map(|m| m.what).collect())
}

fn status(known: &str) -> String {
    format!("[[status]]\nof = \"list\"\nid = \"tieu-chi\"\n{known}\n")
}

fn good(id: &str, rest: &str) -> Pack {
    read(id, rest).unwrap_or_else(|all| panic!("{all:?}"))
}

#[test]
fn what_is_not_said_was_read() {
    let pack = good("goc", LIST);
    assert_eq!(pack.known(PartOf::List, "tieu-chi"), &Known::Read);
}

#[test]
fn a_reported_part_names_its_source_and_day() {
    let said = status("known = \"reported\"\nsource = \"Báo\"\nseen = 2026-11-29");
    let pack = good("goc", &format!("{LIST}{said}"));
    let known = Known::Reported {
        source: "Báo".to_owned(),
        seen: Day::stored(20_261_129),
    };
    assert_eq!(pack.known(PartOf::List, "tieu-chi"), &known);
    let found = read("goc", &format!("{LIST}{}", status("known = \"reported\""))).expect_err("no source");
    let missing = |key: &str| MistakeKind::MissingKey { key: key.to_owned() };
    assert_eq!(found, [missing("source"), missing("seen")]);
}

#[test]
fn an_overlay_says_that_the_text_was_read() {
    let base = good("goc", &format!("{LIST}{}", status("known = \"name-only\"")));
    assert_eq!(base.known(PartOf::List, "tieu-chi"), &Known::NameOnly);
    let read = good(
        "tren",
        &format!("extends = \"goc\"\n{}", status("known = \"read\"")),
    );
    let merged = merge(&[base, read]).unwrap_or_else(|all| panic!("{all:?}"));
    assert_eq!(merged.known(PartOf::List, "tieu-chi"), &Known::Read);
}

#[test]
fn a_part_that_is_not_there_is_told() {
    let found = read("goc", &status("known = \"name-only\"")).expect_err("no such list");
    assert!(
        matches!(&found[..], [MistakeKind::Unknown { what: Thing::List, id, .. }] if id == "tieu-chi"),
        "{found:?}"
    );
}
