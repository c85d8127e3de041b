//! The packs of this repository are without mistakes, and their worked examples come out as a person worked them out.

use dienhong_packs::{Loaded, compatible, load_chain};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

fn told<T>(result: Result<T, Vec<dienhong_packs::Mistake>>) -> T {
    result.unwrap_or_else(|all| {
        panic!(
            "{}",
            all.iter().map(|m| m.words("en")).collect::<Vec<_>>().join("\n")
        )
    })
}

fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(packs()).expect("packs/ can be read");
    entries
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.join("pack.toml").is_file())
        .collect()
}

#[test]
fn every_shipped_pack_is_without_mistakes() {
    assert!(!folders().is_empty());
    for folder in folders() {
        let chain = told(load_chain(&folder));
        let last = chain.packs.last().expect("a chain has packs");
        assert_eq!(
            Some(last.pack.id.as_str()),
            folder.file_name().and_then(|n| n.to_str()),
            "folder and id agree"
        );
        assert_eq!(
            compatible(&chain.effective, &chain.effective),
            [],
            "{}",
            folder.display()
        );
    }
}

#[test]
fn every_worked_example_comes_out() {
    for folder in folders() {
        let chain = told(load_chain(&folder));
        let failed: Vec<String> = chain.replay().iter().map(|m| m.words("en")).collect();
        assert!(failed.is_empty(), "{}", failed.join("\n"));
    }
}

#[test]
fn every_register_has_a_worked_example() {
    for folder in folders() {
        let chain = told(load_chain(&folder));
        let Loaded { pack, worked, .. } = chain.packs.last().expect("a chain has packs");
        let shown: BTreeSet<&str> = worked.cases.iter().map(|c| c.register.as_str()).collect();
        for register in &pack.registers {
            assert!(
                shown.contains(register.id.as_str()),
                "{}: {} has no case",
                pack.id,
                register.id
            );
        }
    }
}

#[test]
fn every_indicator_is_worked_out_by_hand() {
    for folder in folders() {
        let chain = told(load_chain(&folder));
        let Loaded { pack, worked, .. } = chain.packs.last().expect("a chain has packs");
        let shown: BTreeSet<&str> = worked.comparisons.iter().map(|c| c.indicator.as_str()).collect();
        for indicator in &pack.indicators {
            assert!(
                shown.contains(indicator.code.as_str()),
                "{} has no comparison",
                indicator.code
            );
        }
    }
}

#[test]
fn every_icon_is_in_the_design_kit() {
    let path = packs().join("../assets/icons.svg");
    let icons = std::fs::read_to_string(path).expect("icons can be read");
    for folder in folders() {
        for register in told(load_chain(&folder)).effective.registers {
            assert!(
                icons.contains(&format!("id=\"i-{}\"", register.icon)),
                "{}: {}",
                register.id,
                register.icon
            );
        }
    }
}

#[test]
fn free_text_asks_not_to_name_persons() {
    for folder in folders() {
        for register in told(load_chain(&folder)).effective.registers {
            for field in register.fields.iter().filter(|f| f.kind.is_free_text()) {
                let hint = field.hint.as_ref().map_or("", |h| &h.vi);
                assert!(
                    hint.contains("Không ghi tên người"),
                    "{}/{}",
                    register.id,
                    field.id
                );
            }
        }
    }
}
