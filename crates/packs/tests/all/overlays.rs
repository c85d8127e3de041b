//! A province lays its own over the core pack: it adds and closes, and never changes what is counted.

use dienhong_domain::packs::Pack;
use dienhong_packs::{Mistake, MistakeKind, Thing, Unlike, load_chain, merge, parse};
use std::path::Path;

fn read(text: &str) -> Pack {
    parse(&[("pack.toml".to_owned(), text.as_bytes().to_vec())]).unwrap_or_else(|all| panic!("{all:?}"))
}

fn base() -> Pack {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/phong-trao");
    dienhong_packs::load_dir(&path)
        .expect("the core pack is without mistakes")
        .pack
}

fn over(text: &str) -> Result<Pack, Vec<Mistake>> {
    let head = "[pack]\nid = \"tren\"\nversion = \"2\"\ntitle = { vi = \"Trên\", en = \"Over\" }\nextends = \"phong-trao\"\n";
    merge(&[base(), read(&format!("{head}{text}"))])
}

fn kinds(result: Result<Pack, Vec<Mistake>>) -> Vec<MistakeKind> {
    result
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|m| m.what)
        .collect()
}

#[test]
fn an_added_item_gets_its_measure_beside_its_siblings() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/vi-du-lop-phu");
    let merged = load_chain(&path)
        .expect("the example is without mistakes")
        .effective;
    let codes: Vec<&str> = merged.measures.iter().map(|m| m.code.as_str()).collect();
    let at = codes
        .iter()
        .position(|c| *c == "buoi-theo-noi-dung:khac")
        .expect("the base has it");
    assert_eq!(
        codes[at + 1..at + 3],
        ["buoi-theo-noi-dung:bien-gioi", "buoi-theo-noi-dung:rung"]
    );
    assert_eq!(merged.id, "phong-trao");
    assert_eq!(merged.version, "2026.11+2026.11");
}

#[test]
fn an_overlay_may_close_an_item_and_not_reopen_it() {
    let closed = over("[[list]]\nid = \"loai-hop\"\nitem = [{ id = \"khac\", until = 2026-12-31 }]\n")
        .expect("closing is allowed");
    let list = closed
        .lists
        .iter()
        .find(|l| l.id == "loai-hop")
        .expect("the list stays");
    assert!(list.items.iter().any(|i| i.id == "khac" && i.until.is_some()));
    let head = "[pack]\nid = \"nua\"\nversion = \"3\"\ntitle = { vi = \"Nữa\", en = \"More\" }\nextends = \"phong-trao\"\n";
    let again = read(&format!(
        "{head}[[list]]\nid = \"loai-hop\"\nitem = [{{ id = \"khac\", until = 2030-01-01 }}]\n"
    ));
    let found = kinds(merge(&[closed, again]));
    assert_eq!(
        found,
        [MistakeKind::AlreadyInBase {
            what: Thing::Item,
            id: "khac".to_owned()
        }]
    );
}

#[test]
fn an_overlay_may_rename_a_measure_but_not_recount_it() {
    let measure = |unit: &str| {
        format!(
            "[[measure]]\ncode = \"phao-giao-nop\"\ntitle = {{ vi = \"Pháo\", en = \"Fireworks\" }}\nunit = {unit}\n\
             kind = \"flow\"\nscale = 3\nsection = \"giao-nop\"\nreference = \"Tỉnh\"\n"
        )
    };
    let renamed = over(&measure("{ vi = \"kg\", en = \"kg\" }")).expect("another name is allowed");
    assert!(
        renamed
            .measures
            .iter()
            .any(|m| m.code == "phao-giao-nop" && m.title.vi == "Pháo")
    );
    let found = kinds(over(&measure("{ vi = \"hộp\", en = \"boxes\" }")));
    assert!(found.contains(&MistakeKind::MeasureChanged {
        code: "phao-giao-nop".to_owned(),
        why: Unlike::Unit
    }));
}

#[test]
fn an_overlay_names_what_the_base_lacks() {
    let near = Some("tuyen-truyen".to_owned());
    let unknown = MistakeKind::Unknown {
        what: Thing::Register,
        id: "tuyen-truyn".to_owned(),
        near,
    };
    assert_eq!(kinds(over("[[register]]\nid = \"tuyen-truyn\"\n")), [unknown]);
    let field =
        "[[register]]\nid = \"to-roi\"\n[[register.post]]\nmeasure = \"to-roi\"\nfield = \"so-too\"\n";
    let unknown = MistakeKind::Unknown {
        what: Thing::Field,
        id: "so-too".to_owned(),
        near: Some("so-to".to_owned()),
    };
    assert_eq!(kinds(over(field)), [unknown]);
}

#[test]
fn a_fixed_amount_takes_the_decimals_of_the_base() {
    let post = "[[register]]\nid = \"phao\"\n[[register.post]]\nmeasure = \"phao-giao-nop\"\namount = 2\n";
    let merged = over(post).expect("posting to the base is allowed");
    let register = merged
        .registers
        .iter()
        .find(|r| r.id == "phao")
        .expect("the register stays");
    assert_eq!(
        register.posts.last().map(|p| &p.amount),
        Some(&dienhong_domain::packs::PostAmount::Fixed(2000))
    );
}

#[test]
fn an_overlay_needs_its_base() {
    let lone = read(
        "[pack]\nid = \"a\"\nversion = \"1\"\ntitle = { vi = \"A\", en = \"A\" }\nextends = \"khong-co\"\n",
    );
    assert_eq!(
        kinds(merge(std::slice::from_ref(&lone))),
        [MistakeKind::UnknownBase {
            id: "khong-co".to_owned()
        }]
    );
    assert_eq!(
        kinds(merge(&[base(), lone])),
        [MistakeKind::UnknownBase {
            id: "khong-co".to_owned()
        }]
    );
    assert_eq!(
        kinds(merge(&[base(), base()])).first(),
        Some(&MistakeKind::NotAnOverlay)
    );
}

#[test]
fn mistakes_of_an_overlay_are_told_at_their_lines() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in [
        ("goc", "[pack]\nid = \"goc\"\nversion = \"1\"\ntitle = { vi = \"Gốc\", en = \"Base\" }\n".to_owned()
            + "[[section]]\nid = \"phan\"\ntitle = { vi = \"Phần\", en = \"Part\" }\n"),
        ("tren", "[pack]\nid = \"tren\"\nversion = \"1\"\ntitle = { vi = \"Trên\", en = \"Over\" }\nextends = \"goc\"\n".to_owned()
            + "[[section]]\nid = \"phan\"\ntitle = { vi = \"Khác\", en = \"Other\" }\n"),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir(&path).expect("a folder can be made");
        std::fs::write(path.join("pack.toml"), text).expect("a file can be written");
    }
    let found = load_chain(&folder.path().join("tren")).expect_err("a section is defined anew");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].file.as_str(), found[0].line), ("tren/pack.toml", 7));
}
