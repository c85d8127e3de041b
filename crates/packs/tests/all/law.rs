//! Examples are replayed by the law of their day: three packs, each of which supersedes the one before.

use dienhong_packs::{Chain, Mistake, MistakeKind, load_chain};
use dienhong_packs_testing::LawPack;
use std::path::Path;

/// A pack that keeps one register with one list, and writes one outline.
fn pack(id: &str, head: &str, items: &str, fields: &[&str], parts: &str) -> String {
    let outline = format!(
        r#"[[outline]]
id = "bao-cao"
title = {{ vi = "Báo cáo", en = "Report" }}
paper = "report"
reference = "Điều 2"
summary = "Kết quả {{{{ ky }}}}"
{parts}
"#
    );
    let pack = LawPack {
        id,
        version: "1",
        head,
        measure: "buoi",
        register: "so",
        fields,
        list: Some(("noi", items)),
        rest: &outline,
    };
    pack.text()
}

fn item(id: &str, more: &str) -> String {
    format!("{{ id = \"{id}\", title = {{ vi = \"{id}\", en = \"{id}\" }}{more} }},")
}

fn part(id: &str) -> String {
    format!("[[outline.part]]\nid = \"{id}\"\nheading = \"{id}\"\n")
}

const TIMELINE: &str = r#"[[timeline]]
code = "can-cu"
title = { vi = "Căn cứ", en = "Basis" }
step = [
  { from = 2024-01-01, text = "Nghị định thứ nhất", reference = "Điều 1" },
  { from = 2025-07-01, text = "Nghị định thứ hai", reference = "Điều 1" },
]
[[timeline]]
code = "muc"
title = { vi = "Mức", en = "Amount" }
unit = { vi = "đồng", en = "dong" }
step = [
  { from = 2024-01-01, value = 1000, reference = "Điều 2" },
  { from = 2026-10-01, value = 1500, reference = "Điều 2" },
]
"#;

/// Writes the three packs, the newest with some cases, and reads it.
fn chain(folder: &Path, cases: &str) -> Result<Chain, Vec<Mistake>> {
    let (cho, truong) = (item("cho", ""), item("truong", ""));
    let closed = item("cho", ", until = 2025-12-31");
    let (one, two) = (part("ket-qua"), part("kien-nghi"));
    let packs = [
        ("luat-1", pack("luat-1", "", &cho, &["noi"], &one)),
        (
            "luat-2",
            pack(
                "luat-2",
                "from = 2025-07-01\nsupersedes = [\"luat-1\"]",
                &format!("{closed}{truong}"),
                &["noi", "them"],
                &format!("{one}{two}"),
            ),
        ),
        (
            "luat-3",
            pack(
                "luat-3",
                "from = 2026-10-01\nsupersedes = [\"luat-2\"]",
                &truong,
                &["them"],
                &two,
            ) + TIMELINE,
        ),
    ];
    for (id, text) in packs {
        std::fs::create_dir_all(folder.join(id).join("cases")).expect("a folder");
        std::fs::write(folder.join(id).join("pack.toml"), text).expect("a file");
    }
    std::fs::write(folder.join("luat-3/cases/ngay.toml"), cases).expect("a file");
    load_chain(&folder.join("luat-3"))
}

fn replayed(cases: &str) -> Vec<MistakeKind> {
    let folder = tempfile::tempdir().expect("a folder");
    let chain = chain(folder.path(), cases).unwrap_or_else(|all| panic!("{all:?}"));
    chain.replay().into_iter().map(|mistake| mistake.what).collect()
}

#[test]
fn a_register_a_list_and_an_outline_are_those_of_each_of_three_days() {
    let case = |name: &str, day: &str, rest: &str| {
        format!("[[law]]\nname = \"{name} {day}\"\nday = {day}\n{rest}\n")
    };
    let mut cases = String::new();
    for (day, fields, items, parts) in [
        ("2025-06-30", "\"noi\"", "\"cho\"", "\"ket-qua\""),
        (
            "2025-07-01",
            "\"noi\", \"them\"",
            "\"cho\", \"truong\"",
            "\"ket-qua\", \"kien-nghi\"",
        ),
        ("2026-10-01", "\"them\"", "\"truong\"", "\"kien-nghi\""),
    ] {
        cases += &case("Sổ", day, &format!("register = \"so\"\nhas = [{fields}]"));
        cases += &case("Danh mục", day, &format!("list = \"noi\"\nhas = [{items}]"));
        cases += &case(
            "Đề cương",
            day,
            &format!("outline = \"bao-cao\"\nhas = [{parts}]"),
        );
    }
    cases += &case("Mục đã đóng", "2026-01-01", "list = \"noi\"\nhas = [\"truong\"]");
    cases += &case("Chưa có", "2026-10-02", "register = \"khac\"\nabsent = true");
    assert_eq!(replayed(&cases), []);
}

#[test]
fn an_entry_is_replayed_by_the_law_of_its_day() {
    let case = |name: &str, day: &str, rest: &str| {
        format!("[[case]]\nname = \"{name}\"\nregister = \"so\"\nlevel = \"commune\"\nday = {day}\n{rest}\n")
    };
    let posted = "[[case.posting]]\nmeasure = \"buoi\"\namount = 1";
    let cases = [
        case(
            "Luật thứ nhất",
            "2025-06-30",
            &format!("fields = {{ noi = \"cho\" }}\n{posted}"),
        ),
        case(
            "Luật thứ hai",
            "2026-09-30",
            &format!("fields = {{ noi = \"truong\", them = \"truong\" }}\n{posted}"),
        ),
        case(
            "Luật thứ ba",
            "2026-10-01",
            "fields = { noi = \"truong\" }\n[[case.mistake]]\nfield = \"noi\"\ncode = \"unknown-field\"",
        ),
    ];
    assert_eq!(replayed(&cases.concat()), []);
}

#[test]
fn a_file_received_before_and_after_a_change_of_law_has_the_basis_and_amount_of_its_day() {
    let value = |timeline: &str, day: &str, is: &str| {
        format!(
            "[[value]]\nname = \"{timeline} {day}\"\ntimeline = \"{timeline}\"\nday = {day}\nis = \"{is}\"\n"
        )
    };
    let cases = [
        value("can-cu", "2023-12-31", "unknown"),
        value("can-cu", "2025-06-30", "Nghị định thứ nhất"),
        value("can-cu", "2025-07-01", "Nghị định thứ hai"),
        value("muc", "2026-09-30", "1.000"),
        value("muc", "2026-10-01", "1500"),
    ];
    assert_eq!(replayed(&cases.concat()), []);
    let wrong = replayed(&value("muc", "2026-10-01", "1.000"));
    assert!(
        matches!(&wrong[..], [MistakeKind::CaseFailed { expected, found, .. }] if expected == "1000" && found == "1500"),
        "{wrong:?}"
    );
}

#[test]
fn an_example_of_the_law_of_a_day_says_one_thing() {
    let folder = tempfile::tempdir().expect("a folder");
    let case =
        "[[law]]\nname = \"Hai điều\"\nday = 2026-10-01\nregister = \"so\"\nlist = \"noi\"\nabsent = true\n";
    let found = chain(folder.path(), case).expect_err("two things are named");
    assert!(found.iter().any(|m| m.what == MistakeKind::LawCaseNeedsOne));
}

#[test]
fn an_example_before_all_law_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let alone = pack(
        "le",
        "from = 2026-01-01",
        &item("cho", ""),
        &["noi"],
        &part("mot"),
    );
    std::fs::create_dir_all(folder.path().join("le/cases")).expect("a folder");
    std::fs::write(folder.path().join("le/pack.toml"), alone).expect("a file");
    let case =
        "[[case]]\nname = \"Sớm\"\nregister = \"so\"\nlevel = \"commune\"\nday = 2025-12-31\nposting = []\n";
    std::fs::write(folder.path().join("le/cases/som.toml"), case).expect("a file");
    let found = load_chain(&folder.path().join("le"))
        .unwrap_or_else(|all| panic!("{all:?}"))
        .replay();
    assert!(matches!(
        found.iter().map(|m| &m.what).collect::<Vec<_>>()[..],
        [MistakeKind::NoLawThen { .. }]
    ));
}
