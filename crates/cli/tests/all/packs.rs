//! Checking and installing packs from the command line.

use crate::common::{Ended, Place, WARD, dienhong};
use std::path::{Path, PathBuf};

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../packs")
        .join(name)
}

fn check(folder: &Path, more: &[&str]) -> Ended {
    Ended::of(
        dienhong()
            .args(["pack", "check"])
            .arg(folder)
            .args(more)
            .output()
            .expect("the program runs"),
    )
}

#[test]
fn shipped_packs_are_without_mistakes() {
    for pack in ["phong-trao", "vi-du-lop-phu"] {
        let said = check(&shipped(pack), &["--json"]).expect(0).json();
        assert_eq!(said["mistakes"].as_array().map(Vec::len), Some(0), "{pack}");
        assert!(said["cases"].as_i64().is_some_and(|n| n > 0), "{pack}: {said}");
    }
}

#[test]
fn a_broken_pack_tells_every_mistake_with_its_file_line_and_hint() {
    let folder = tempfile::tempdir().expect("a folder");
    let pack = r#"[pack]
id = "sai"
version = "1"
title = { vi = "Gói sai", en = "Broken" }

[[section]]
id = "a"
title = { vi = "Phần" }

[[measure]]
code = "x y"
title = { vi = "Số", en = "Count" }
unit = { vi = "buổi", en = "sessions" }
kind = "flou"
section = "b"
reference = "–"
"#;
    std::fs::write(folder.path().join("pack.toml"), pack).expect("written");
    let said = check(folder.path(), &[]).expect(1);
    let lines: Vec<&str> = said.out.lines().filter(|l| l.contains("pack.toml:")).collect();
    for line in ["pack.toml:8:", "pack.toml:11:", "pack.toml:14:"] {
        assert!(lines.iter().any(|l| l.contains(line)), "{line} in {}", said.out);
    }
    let json = check(folder.path(), &["--json", "--lang", "en"]).expect(1).json();
    let mistakes = json["mistakes"].as_array().expect("a list");
    assert_eq!(mistakes.len(), lines.len(), "all at once in both forms");
    for mistake in mistakes {
        assert!(
            mistake["line"].as_i64().is_some_and(|n| n > 0)
                && mistake["hint"].as_str().is_some_and(|h| !h.is_empty()),
            "{mistake}"
        );
    }
    assert!(
        json.to_string().contains("flow"),
        "the near word is suggested: {json}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_a_wrong_argument() {
    assert_eq!(
        check(Path::new("/nowhere"), &["--json"]).expect(2).json()["error"]["code"],
        "no-folder"
    );
}

#[test]
fn an_overlay_is_looked_at_then_installed_for_one_ward() {
    for place in Place::both_with_book() {
        let folder = shipped("vi-du-lop-phu");
        let args = [
            "pack",
            "install",
            folder.to_str().expect("a path"),
            "--unit",
            WARD,
        ];
        assert_eq!(place.json(0, &args)["written"], false);
        assert_eq!(
            place.json(0, &["pack", "list"])["packs"].as_array().map(Vec::len),
            Some(1)
        );
        assert_eq!(
            place.json(0, &[&args[..], &["--write"]].concat())["written"],
            true
        );
        let packs = place.json(0, &["pack", "list"]);
        assert_eq!(packs["packs"][1]["unit"], WARD);
        let write = [&args[..], &["--write"]].concat();
        assert_eq!(place.json(4, &write)["error"]["code"], "pack-already");
        // A newer version replaces it, and the older one can be put into force again.
        let newer = tempfile::tempdir().expect("a folder");
        for file in std::fs::read_dir(&folder).expect("the pack").flatten() {
            if let Ok(text) = std::fs::read_to_string(file.path()) {
                let text = text.replace(r#"version = "2026.11""#, r#"version = "2026.12""#);
                std::fs::write(newer.path().join(file.file_name()), text).expect("copied");
            }
        }
        let mut newer_args = write.clone();
        newer_args[2] = newer.path().to_str().expect("a path");
        let in_force = |version: &str| {
            let packs = place.json(0, &["pack", "list"])["packs"].clone();
            let all = packs.as_array().cloned().unwrap_or_default();
            all.iter()
                .any(|p| p["id"] == "vi-du-lop-phu" && p["version"] == version && p["in_force"] == true)
        };
        assert_eq!(place.json(0, &newer_args)["written"], true);
        assert!(in_force("2026.12") && !in_force("2026.11"));
        assert_eq!(place.json(0, &write)["written"], true);
        assert!(in_force("2026.11") && !in_force("2026.12"));
        let national = shipped("phong-trao");
        let again = place.json(
            4,
            &["pack", "install", national.to_str().expect("a path"), "--write"],
        );
        assert_eq!(again["error"]["code"], "pack-already");
        assert_eq!(place.json(0, &["pack", "show", "phong-trao"])["id"], "phong-trao");
        assert_eq!(
            place.json(2, &["pack", "show", "khong-co"])["error"]["code"],
            "pack-unknown"
        );
    }
}
