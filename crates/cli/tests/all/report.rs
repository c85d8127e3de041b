//! Reports on the command line: made for all units below, counted, the same bytes in every time zone.

use crate::common::{Place, files};
use dienhong_app::demo;
use dienhong_store::{Engine, Store};
use serde_json::Value;
use std::path::Path;

/// 20 November 2026, noon in Vietnam.
const NOW: i64 = 1_795_150_800_000;

async fn demo_book() -> Place {
    let place = Place::sqlite();
    std::fs::create_dir_all(place.data()).expect("a folder");
    let store = Store::open(&place.address()).await.expect("a store");
    demo::make(&store, NOW).await.expect("the demo book");
    store.close().await;
    place
}

fn make(place: &Place, zone: &str, output: &Path) -> (i32, Value) {
    let output = output.display().to_string();
    let args = [
        "--json",
        "report",
        "make",
        "--unit",
        "Tỉnh Minh Họa",
        "--period",
        "2025",
        "--outline",
        "tong-ket-nam",
        "--output",
        &output,
    ];
    let ended = crate::common::Ended::of(place.command(&args).env("TZ", zone).output().expect("it runs"));
    (ended.code, ended.json())
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_of_all_wards_are_counted_and_the_same_in_every_time_zone() {
    let place = demo_book().await;
    let (here, there) = (place.folder.path().join("a"), place.folder.path().join("b"));
    let (code, told) = make(&place, "Asia/Tokyo", &here);
    assert_eq!(code, 0, "{told}");
    let units = told["units"].as_i64().expect("units");
    assert!(units >= 2, "{told}");
    assert_eq!(
        (told["promised"].as_i64(), told["there"].as_i64()),
        (Some(units * 3), Some(units * 3))
    );
    make(&place, "America/New_York", &there);
    for ending in ["docx", "pdf", "xlsx"] {
        let made = files(&here, ending);
        assert_eq!(made.len() as i64, units, "one {ending} a unit");
        for file in made {
            let other = there.join(file.file_name().expect("a name"));
            assert_eq!(
                std::fs::read(&file).expect("read"),
                std::fs::read(&other).expect("read"),
                "{}",
                file.display()
            );
        }
    }

    a_paper_that_lacks_a_number_is_named(&place);
    a_monthly_outline_refuses_a_year(&place);
    // What cannot be written is reported, and the count does not match.
    let blocked = place.folder.path().join("c");
    std::fs::create_dir_all(&blocked).expect("a folder");
    let first = files(&here, "pdf").remove(0);
    std::fs::create_dir_all(blocked.join(first.file_name().expect("a name"))).expect("in the way");
    let (code, told) = make(&place, "UTC", &blocked);
    assert_eq!(code, 1, "{told}");
    assert_eq!(told["failed"].as_array().map(Vec::len), Some(1), "{told}");
    assert!(told["there"].as_i64() < told["promised"].as_i64());
}

/// An outline whose only sentence needs a number that nobody recorded, which no check of the pack could notice.
const LACKING: &str = r#"[pack]
id = "thu-de-cuong"
version = "1"
title = { vi = "Thử", en = "Trial" }
extends = "phong-trao"
[[measure]]
code = "moi-a"
title = { vi = "Chưa ai ghi", en = "Nobody recorded it" }
unit = { vi = "tờ", en = "sheets" }
kind = "flow"
section = "tuyen-truyen"
reference = "Thử"
[[measure]]
code = "moi-b"
title = { vi = "Tờ gấp đã phát", en = "Leaflets" }
unit = { vi = "tờ", en = "sheets" }
kind = "flow"
section = "tuyen-truyen"
reference = "Thử"
[[outline]]
id = "thu"
title = { vi = "Thử", en = "Trial" }
paper = "report"
reference = "Thử"
summary = "Thử {{ ky }}"
[[outline.part]]
id = "doan"
text = "{% if buoi_tuyen_truyen and luot_tuyen_truyen and not moi_a.co_ghi %}Đã phát {{ moi_b.day_du }}.{% endif %}"
"#;

fn make_as(place: &Place, outline: &str, output: &Path) -> crate::common::Ended {
    let output = output.display().to_string();
    let head = [
        "--json",
        "report",
        "make",
        "--unit",
        "Tỉnh Minh Họa",
        "--period",
        "2025",
    ];
    place.run(
        &[
            &head[..],
            &["--outline", outline, "--format", "docx", "--output", &output],
        ]
        .concat(),
    )
}

/// The file is made and shows the gap; the command names it and ends with exit code 1.
fn a_paper_that_lacks_a_number_is_named(place: &Place) {
    let folder = place.folder.path().join("thu");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("pack.toml"), LACKING).expect("written");
    let path = folder.display().to_string();
    let install = ["pack", "install", &path, "--unit", "Tỉnh Minh Họa", "--write"];
    place.run(&install).expect(0);
    let ended = make_as(place, "thu", &place.folder.path().join("d"));
    let told = ended.json();
    assert_eq!(ended.code, 1, "{told}");
    assert_eq!(told["promised"], told["there"], "{told}");
    let made = told["made"].as_array().expect("papers");
    let gaps: Vec<&Value> = made
        .iter()
        .flat_map(|paper| paper["gaps"].as_array().expect("gaps"))
        .collect();
    assert!(!gaps.is_empty(), "{told}");
    assert!(gaps.iter().all(|gap| gap["part"] == "doan"), "{told}");
    assert!(
        gaps[0]["why"]
            .as_str()
            .is_some_and(|why| why.contains("tờ gấp đã phát")),
        "{told}"
    );
}

fn a_monthly_outline_refuses_a_year(place: &Place) {
    let folder = place.folder.path().join("e");
    let ended = make_as(place, "hang-thang", &folder);
    assert_eq!(ended.code, 2);
    assert!(!folder.exists(), "nothing was made");
}

#[test]
fn wrong_wishes_are_told() {
    let place = Place::with_book(Engine::Sqlite);
    let output = place.folder.path().join("a").display().to_string();
    let make = |outline: &str, format: &str| {
        let args = [
            "report",
            "make",
            "--unit",
            crate::common::WARD,
            "--period",
            "2026",
            "--outline",
            outline,
            "--format",
            format,
            "--output",
            &output,
        ];
        place.run(&args).code
    };
    assert_eq!(make("khong-co", "pdf"), 2);
    assert_eq!(make("tong-ket-nam", "odt"), 2);
    assert_eq!(make("tong-ket-nam", "docx"), 0);
    let file = files(place.folder.path().join("a").as_path(), "docx")
        .remove(0)
        .display()
        .to_string();
    let none = "01a20000-0000-7000-8000-000000000000";
    assert_eq!(place.run(&["report", "check", &file, "--report", none]).code, 4);
}

#[test]
fn papers_are_set_in_the_fonts_beside_the_book() {
    let place = Place::with_book(Engine::Sqlite);
    assert!(fonts_of_a_paper(&place, "before").contains("Tinos"));

    // The operator's own: here Tinos under another name of the same length.
    let fonts = place.data().join("fonts");
    put_own_fonts(&fonts, "Quang");
    std::fs::write(fonts.join("README"), "not a font").expect("written");
    let own = fonts_of_a_paper(&place, "own");
    assert!(own.contains("Quang") && !own.contains("Tinos"), "{own}");
    let (state, message) = doctor_says_of_fonts(&place);
    assert!(
        state == "notice" && message.contains("Quang") && message.contains("Times New Roman"),
        "{state}: {message}"
    );

    // A file that is no font is reported, and papers are made all the same.
    std::fs::write(fonts.join("x.otf"), "no font").expect("written");
    let (state, message) = doctor_says_of_fonts(&place);
    assert!(
        state == "wrong" && message.contains("x.otf"),
        "{state}: {message}"
    );
    assert!(fonts_of_a_paper(&place, "after").contains("Tinos"));
}

/// Makes a report as PDF into a folder of this name; returns the fonts that pdffonts lists.
fn fonts_of_a_paper(place: &Place, name: &str) -> String {
    let folder = place.folder.path().join(name);
    let output = folder.display().to_string();
    let args = [
        "report",
        "make",
        "--unit",
        crate::common::WARD,
        "--period",
        "2026",
    ];
    let rest = [
        "--outline",
        "tong-ket-nam",
        "--format",
        "pdf",
        "--output",
        &output,
    ];
    place.run(&[&args[..], &rest].concat()).expect(0);
    let listed = std::process::Command::new("pdffonts")
        .arg(&files(&folder, "pdf")[0])
        .output();
    String::from_utf8(listed.expect("pdffonts").stdout).expect("text")
}

/// Puts the four styles of Tinos into a folder under another name of five letters.
fn put_own_fonts(folder: &Path, name: &str) {
    std::fs::create_dir(folder).expect("a folder");
    let wide = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    for cut in ["Regular", "Bold", "Italic", "BoldItalic"] {
        let path = format!("{}/../reports/fonts/Tinos-{cut}.ttf", env!("CARGO_MANIFEST_DIR"));
        let mut bytes = std::fs::read(path).expect("a font");
        for (old, new) in [
            (wide("Tinos"), wide(name)),
            (b"Tinos".to_vec(), name.as_bytes().to_vec()),
        ] {
            for at in 0..bytes.len() - old.len() {
                if bytes[at..].starts_with(&old) {
                    bytes[at..at + old.len()].copy_from_slice(&new);
                }
            }
        }
        std::fs::write(folder.join(format!("{cut}.TTF")), bytes).expect("written");
    }
}

/// State and message of doctor's check of the fonts; there is no backup yet, so doctor ends with 1.
fn doctor_says_of_fonts(place: &Place) -> (String, String) {
    let told = place.json(1, &["doctor"]);
    let mut checks = told["checks"].as_array().expect("checks").iter();
    let fonts = checks.find(|c| c["check"] == "fonts").expect("fonts");
    (
        fonts["state"].as_str().unwrap_or_default().to_owned(),
        fonts["message"].to_string(),
    )
}
