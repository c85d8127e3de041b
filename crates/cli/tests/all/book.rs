//! A book from its creation to its restoration, on both engines.

use crate::common::{Place, WARD, files};
use dienhong_sheets::{Limits, read};
use dienhong_store::{Batch, Engine, Store};
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn a_new_book_knows_the_country_and_is_never_made_twice() {
    for place in Place::both() {
        let made = place.json(0, &["init"]);
        assert!(made["units"].as_i64().is_some_and(|n| n > 10_000), "{made}");
        let again = place.json(4, &["init"]);
        assert_eq!(again["error"]["code"], "book-exists");
        let found = place.json(0, &["unit", "find", "dien", "hong", "gia", "lai"]);
        assert_eq!(found["units"][0]["uid"], WARD);
        let several = place.json(2, &["unit", "show", "Diên Hồng"]);
        assert_eq!(several["error"]["code"], "unit-several");
        let past = place.json(0, &["unit", "show", "23560", "--on", "2020-01-01"]);
        assert_eq!(past["name"], "Phường Diên Hồng");
        let history = place.json(0, &["unit", "history", WARD]);
        assert_eq!(history["predecessors"].as_array().map(Vec::len), Some(4));
    }
}

#[test]
fn without_a_book_every_command_says_so() {
    for place in Place::both() {
        for args in [
            &["totals", "--unit", WARD][..],
            &["recount"],
            &["log", "verify"],
            &["backup"],
            &["pack", "list"],
            &["upgrade"],
        ] {
            let said = place.json(4, args);
            assert_eq!(said["error"]["code"], "no-book", "{args:?}");
        }
        let doctor = place.json(1, &["doctor"]);
        assert_eq!(doctor["healthy"], false);
    }
}

#[test]
fn figures_are_empty_then_exact_and_equal_in_every_form() {
    for place in Place::both_with_book() {
        let empty = place.json(0, &["totals", "--unit", WARD, "--period", "2025-Q3"]);
        assert!(rows(&empty).is_empty(), "{empty}");
        assert_eq!(place.record(1..101), 100);
        assert_eq!(place.record(1..101), 0, "the same sheet taken in twice is one");
        let totals = place.json(
            0,
            &["totals", "--unit", WARD, "--period", "2025-09", "--lens", "today"],
        );
        assert_eq!(steps(&totals, "buoi-tuyen-truyen"), json!(100));
        assert_eq!(steps(&totals, "luot-tuyen-truyen"), json!(5050));
        let indicators = place.json(0, &["indicators", "--unit", WARD, "--period", "2025-09"]);
        let result = &indicators["sections"][0]["rows"][0]["result"];
        assert_eq!(
            (&result["steps"], &result["scale"]),
            (&json!(505), &json!(1)),
            "{indicators}"
        );
        let country = place.json(0, &["totals", "--unit", "Việt Nam", "--period", "2025"]);
        assert_eq!(steps(&country, "luot-tuyen-truyen"), json!(5050));
        let days = ["--from", "1/9/2025", "--to", "30/9/2025"];
        let ward = ["totals", "--unit", WARD];
        let table = place.run(&[&ward[..], &days].concat()).expect(0);
        assert!(table.out.contains("5.050"), "{}", table.out);
        let written = |name: &str| {
            let file = place.folder.path().join(name);
            let into = ["--period", "2025", "-o", file.to_str().expect("a path")];
            place.run(&[&ward[..], &into].concat()).expect(0);
            std::fs::read(&file).expect("written")
        };
        let csv = String::from_utf8(written("totals.csv")).expect("text");
        assert!(csv.contains(",5050,"), "{csv}");
        assert!(written("totals.xlsx").starts_with(b"PK"));
        let list = place.json(0, &["entry", "list", "--unit", WARD, "--most", "7"]);
        assert_eq!(
            (list["total"].as_i64(), list["entries"].as_array().map(Vec::len)),
            (Some(100), Some(7))
        );
        let export = place.json(
            0,
            &["entry", "export", "--unit", WARD, "--register", "tuyen-truyen"],
        );
        assert_eq!(export["entries"].as_array().map(Vec::len), Some(100));
        let exported = |name: &str| {
            let file = place.folder.path().join(name);
            let asked = [
                "entry",
                "export",
                "--unit",
                WARD,
                "--register",
                "tuyen-truyen",
                "-o",
            ];
            let into = [file.to_str().expect("a path")];
            place.run(&[&asked[..], &into].concat()).expect(0);
            std::fs::read(&file).expect("written")
        };
        let csv = String::from_utf8(exported("so.csv")).expect("text");
        assert_eq!(csv.lines().count(), 101, "{csv}");
        let book = read(&exported("so.xlsx"), Limits::default()).expect("a workbook");
        // Heading, an empty line, heads of columns.
        assert_eq!(book.sheets[0].rows.len(), 3 + 100);
    }
}

#[test]
fn a_sheet_with_bad_cells_is_told_cell_by_cell_and_nothing_is_taken() {
    let place = Place::with_book(Engine::Sqlite);
    let file = place.folder.path().join("bad.csv");
    let sheet = crate::common::sheet(1..4)
        .replace("2/9/2025", "31/9/2025")
        .replace(",3,", ",ba,");
    std::fs::write(&file, sheet).expect("written");
    let path = file.to_str().expect("a path");
    let args = [
        "entry",
        "import",
        path,
        "--register",
        "tuyen-truyen",
        "--unit",
        WARD,
        "--write",
    ];
    let said = place.json(1, &args);
    assert_eq!(
        (said["written"].as_i64(), said["bad"].as_array().map(Vec::len)),
        (Some(0), Some(2)),
        "{said}"
    );
    let told = place.run(&args).expect(1);
    assert!(
        told.out.contains("31/9/2025") && told.out.contains("Tháng 9 có 30 ngày"),
        "{}",
        told.out
    );
    let only_good = place.json(1, &[&args[..], &["--only-good"]].concat());
    assert_eq!(only_good["written"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_sum_is_found_and_mended() {
    for place in Place::both_with_book() {
        place.record(1..11);
        assert_eq!(place.json(0, &["recount"])["mismatches"], 0);
        let store = Store::open(&place.address()).await.expect("opened");
        store
            .write(Batch::new(0, 1).run_on_ledger("UPDATE roll SET m9 = m9 + 7", vec![]))
            .await
            .expect("spoilt");
        store.close().await;
        let found = place.json(1, &["recount"]);
        assert!(found["mismatches"].as_i64().is_some_and(|n| n > 0), "{found}");
        assert_eq!(place.json(1, &["doctor"])["healthy"], false);
        assert_eq!(place.json(0, &["recount", "--mend"])["mended"], true);
        assert_eq!(place.json(0, &["recount"])["mismatches"], 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_line_of_the_log_is_found() {
    for place in Place::both_with_book() {
        place.record(1..5);
        assert_eq!(place.json(0, &["log", "verify"])["whole"], true);
        let store = Store::open(&place.address()).await.expect("opened");
        store
            .write(Batch::new(0, 1).run("UPDATE log SET at = at + 1 WHERE seq = 2", vec![]))
            .await
            .expect("spoilt");
        store.close().await;
        let found = place.json(1, &["log", "verify"]);
        assert_eq!(
            (&found["whole"], &found["first_wrong_line"]),
            (&json!(false), &json!(2))
        );
        assert_eq!(
            place.run(&["backup"]).code,
            1,
            "a book that does not verify gives no backup"
        );
        assert!(files(&place.data().join("backups"), "new").is_empty());
    }
}

#[test]
fn a_backup_is_checked_drilled_and_restored() {
    for place in Place::both_with_book() {
        place.record(1..51);
        let backup = place.json(0, &["backup"]);
        assert_eq!(backup["manifest"]["counts"]["entries"], 50);
        let file = backup["path"].as_str().expect("a path").to_owned();
        place.record(51..61);
        let drill = place.json(0, &["restore", "--drill"]);
        assert_eq!(
            (&drill["restored"]["entries"], &drill["book"]["entries"]),
            (&json!(50), &json!(60))
        );
        assert_eq!(
            place.json(4, &["restore", &file])["error"]["code"],
            "restore-over"
        );
        let restored = place.json(0, &["restore", &file, "--replace"]);
        assert_eq!(restored["counts"]["entries"], 50);
        assert!(
            restored["moved_aside"].is_string(),
            "the old book is kept: {restored}"
        );
        assert_eq!(place.json(0, &["recount"])["mismatches"], 0);
        let elsewhere = Place::sqlite();
        match place.engine() {
            Engine::Sqlite => {
                assert_eq!(elsewhere.json(0, &["restore", &file])["counts"]["entries"], 50);
                assert_eq!(elsewhere.record(51..61), 10, "life goes on from a backup");
            }
            Engine::Postgres => {
                let said = elsewhere.json(4, &["restore", &file]);
                assert_eq!(said["error"]["code"], "other-engine");
            }
        }
    }
}

#[test]
fn a_damaged_backup_is_refused() {
    for place in Place::both_with_book() {
        let file = place.json(0, &["backup"])["path"]
            .as_str()
            .expect("a path")
            .to_owned();
        let mut bytes = std::fs::read(&file).expect("read");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        std::fs::write(&file, bytes).expect("spoilt");
        assert_eq!(
            place.json(4, &["restore", "--drill"])["error"]["code"],
            "backup-damaged"
        );
        std::fs::write(&file, b"something else altogether").expect("spoilt");
        assert_eq!(
            place.json(4, &["restore", &file, "--replace"])["error"]["code"],
            "not-a-backup"
        );
    }
}

#[test]
fn doctor_names_what_needs_doing() {
    for place in Place::both_with_book() {
        let sick = place.json(1, &["doctor"]);
        assert_eq!(state(&sick, "backup"), "wrong", "{sick}");
        place.json(0, &["backup"]);
        let healthy = place.json(0, &["doctor"]);
        for check in ["engine", "step", "disk", "backup", "log", "sums", "clock"] {
            assert_eq!(state(&healthy, check), "good", "{check}: {healthy}");
        }
        assert_eq!(state(&healthy, "people"), "notice", "nobody is in the book yet");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumped_back_is_told() {
    for place in Place::both_with_book() {
        place.json(0, &["backup"]);
        let store = Store::open(&place.address()).await.expect("opened");
        let next_year = dienhong_app::clock::machine_seconds() * 1000 + 365 * 86_400_000;
        let batch = Batch::new(0, next_year).log(0, "test.note", uuid::Uuid::nil(), "{}");
        store.write(batch).await.expect("written under a wrong clock");
        store.close().await;
        assert_eq!(state(&place.json(1, &["doctor"]), "clock"), "wrong");
    }
}

#[test]
fn an_operator_is_let_in_again() {
    for place in Place::both_with_book() {
        let name = "Nguyễn Thị Phượng";
        let args = [
            "person",
            "unlock",
            "--name",
            name,
            "--unit",
            WARD,
            "--url",
            "https://dienhong.phuong.lan",
        ];
        let ticket = place.json(0, &args);
        let address = ticket["address"].as_str().unwrap_or_default();
        assert!(
            address.starts_with("https://dienhong.phuong.lan/moi/"),
            "{ticket}"
        );
        let unknown = place.json(2, &["person", "unlock", "--login", "ai.do", "--unit", WARD]);
        assert_eq!(unknown["error"]["code"], "person-unknown");
        let told = place.run(&args).expect(0);
        assert!(!told.err.contains("Phượng"), "no names in logs: {}", told.err);
    }
}

fn rows(totals: &serde_json::Value) -> Vec<&serde_json::Value> {
    let sections = totals["sections"].as_array().into_iter().flatten();
    sections
        .flat_map(|s| s["rows"].as_array().into_iter().flatten())
        .collect()
}

fn steps(totals: &serde_json::Value, measure: &str) -> serde_json::Value {
    let row = rows(totals).into_iter().find(|r| r["measure"] == measure);
    row.map_or(json!(null), |r| r["figure"]["steps"].clone())
}

fn state<'a>(doctor: &'a serde_json::Value, check: &str) -> &'a str {
    let checks = doctor["checks"].as_array().into_iter().flatten();
    checks
        .filter(|c| c["check"] == check)
        .find_map(|c| c["state"].as_str())
        .unwrap_or("missing")
}

#[test]
fn a_country_is_made_up_and_the_same_for_the_same_seed() {
    let made = |seed: &str| {
        let place = Place::sqlite();
        let how = [
            "--entries",
            "300",
            "--months",
            "2",
            "--groups",
            "1",
            "--seed",
            seed,
        ];
        let told = place.json(0, &[&["bench", "generate"][..], &how].concat());
        assert!(
            told["entries"].as_i64().is_some_and(|n| (200..400).contains(&n)),
            "{told}"
        );
        assert_eq!(place.json(0, &["recount"])["mismatches"], 0);
        let totals = place.json(0, &["totals", "--unit", "Việt Nam", "--period", "2020..2099"]);
        assert!(!rows(&totals).is_empty());
        // An existing book is never touched.
        place.json(4, &[&["bench", "generate"][..], &how].concat());
        totals["sections"].clone()
    };
    let one = made("7");
    assert_eq!(one, made("7"));
    assert_ne!(one, made("8"));
}

#[test]
fn a_single_commune_records_all_of_a_made_up_book() {
    let place = Place::sqlite();
    let how = ["--entries", "300", "--groups", "1", "--communes", "1"];
    let told = place.json(0, &[&["bench", "generate"][..], &how].concat());
    // Months before the commune existed do not take a share away.
    assert!(
        told["entries"].as_i64().is_some_and(|n| (200..400).contains(&n)),
        "{told}"
    );
    let listed = place.json(0, &["entry", "list", "--unit", "Việt Nam", "--most", "400"]);
    let entries = listed["entries"].as_array().into_iter().flatten();
    let units: BTreeSet<String> = entries.map(|e| e["unit"].to_string()).collect();
    // The commune and its only group.
    assert!((1..=2).contains(&units.len()), "{units:?}");
}
