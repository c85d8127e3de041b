//! Every table of a pack goes through every step: a row that was read is still there when packs are laid over each other, put side
//! by side, and compared with another version.

use dienhong_domain::packs::Pack;
use dienhong_domain::procedures::Deadline;
use dienhong_packs::{
    Change, MistakeKind, Thing, combine_packs, compatible, diff, merge, parse, taken_codes,
};
use std::collections::BTreeSet;

/// Something in every table; each code begins with `@`.
const ROWS: &str = r#"
[[pack.instrument]]
name = { vi = "Luật", en = "Law" }
source = "Công báo"
[[section]]
id = "@phan"
title = { vi = "Phần", en = "Section" }
[[kind]]
id = "@khom"
title = { vi = "Khóm", en = "Hamlet" }
level = "group"
[[subject_kind]]
id = "@truong"
title = { vi = "Trường", en = "School" }
reference = "Điều 1"
[[window]]
id = "@ky"
title = { vi = "Kỳ", en = "Window" }
opens = "11-01"
closes = "11-30"
reference = "Điều 1"
[[list]]
id = "@loai"
title = { vi = "Loại", en = "List" }
item = [{ id = "mot", title = { vi = "Một", en = "One" } }]
[[timeline]]
code = "@muc"
title = { vi = "Mức", en = "Level" }
unit = { vi = "đồng", en = "dong" }
step = [{ from = 2025-07-01, value = 10, reference = "Điều 1" }]
[[holidays]]
year = 2026
rest = ["saturday", "sunday"]
days = ["2026-05-01"]
working = ["2026-05-09"]
reference = "Điều 7"
[[status]]
of = "list"
id = "@loai"
known = "name-only"
[[measure]]
code = "@buoi"
title = { vi = "Buổi", en = "Sessions" }
unit = { vi = "buổi", en = "sessions" }
kind = "flow"
section = "@phan"
reference = "Điều 2"
[[measure]]
code = "@theo-loai"
title = { vi = "Theo loại", en = "By kind" }
unit = { vi = "buổi", en = "sessions" }
kind = "flow"
per = "@loai"
section = "@phan"
reference = "Điều 2"
[[indicator]]
code = "@chi-tieu"
title = { vi = "Chỉ tiêu", en = "Indicator" }
unit = { vi = "buổi", en = "sessions" }
section = "@phan"
formula = "@buoi * 2"
reference = "Điều 3"
[[filing]]
id = "@ban"
title = { vi = "Bản số liệu", en = "Filing" }
window = "@ky"
due_days = 5
reference = "Điều 4"
[[outline]]
id = "@de-cuong"
title = { vi = "Báo cáo", en = "Report" }
paper = "report"
reference = "Điều 5"
summary = "Kết quả {{ ky }}"
[[outline.part]]
id = "mot"
heading = "Kết quả"
[[template]]
id = "@mau"
title = { vi = "Giấy mời", en = "Invitation" }
paper = "invitation"
reference = "Điều 6"
summary = "Về việc {viec}"
[[template.part]]
id = "mot"
text = "{co-quan} trân trọng kính mời."
[[template.blank]]
id = "viec"
label = { vi = "Việc gì", en = "What about" }
required = true
[[register]]
id = "@so"
title = { vi = "Sổ", en = "Register" }
act = { vi = "Ghi", en = "Record" }
lead = { vi = "Ghi vào đây.", en = "Record here." }
section = "@phan"
icon = "book"
levels = ["commune"]
[[register.field]]
id = "loai"
label = { vi = "Loại", en = "Kind" }
kind = "choice"
list = "@loai"
[[register.post]]
measure = "@buoi"
amount = 1
"#;

fn read(text: &str) -> Result<Pack, Vec<MistakeKind>> {
    let files = [("pack.toml".to_owned(), text.as_bytes().to_vec())];
    parse(&files).map_err(|all| all.into_iter().map(|m| m.what).collect())
}

fn head(id: &str) -> String {
    format!("[pack]\nid = \"{id}\"\nversion = \"1\"\ntitle = {{ vi = \"Gói\", en = \"Pack\" }}\n")
}

fn rows(prefix: &str) -> String {
    ROWS.replace('@', prefix)
}

fn pack(text: &str) -> Pack {
    read(text).unwrap_or_else(|all| panic!("{all:?}"))
}

/// How many rows a pack has in each of its tables. A new field of `Pack` belongs here, and its table into [`ROWS`].
fn counts(pack: &Pack) -> [(&'static str, usize); 16] {
    let Pack {
        id: _,
        version: _,
        title: _,
        instruments,
        from: _,
        to: _,
        extends: _,
        supersedes: _,
        incomplete: _,
        sections,
        lists,
        measures,
        stems,
        indicators,
        filings,
        outlines,
        templates,
        timelines,
        holidays,
        registers,
        statuses,
        windows,
        kinds,
        subject_kinds,
    } = pack;
    [
        ("instruments", instruments.len()),
        ("sections", sections.len()),
        ("kinds", kinds.len()),
        ("subject_kinds", subject_kinds.len()),
        ("windows", windows.len()),
        ("lists", lists.len()),
        ("measures", measures.len()),
        ("stems", stems.len()),
        ("indicators", indicators.len()),
        ("filings", filings.len()),
        ("outlines", outlines.len()),
        ("templates", templates.len()),
        ("timelines", timelines.len()),
        ("holidays", holidays.len()),
        ("registers", registers.len()),
        ("statuses", statuses.len()),
    ]
}

#[test]
fn every_table_is_read() {
    for (table, count) in counts(&pack(&(head("goi") + &rows("a")))) {
        assert!(count > 0, "nothing of {table} was read");
    }
}

#[test]
fn every_table_of_an_overlay_is_laid_over_its_base() {
    let alone = pack(&(head("goi") + &rows("a")));
    let overlay = pack(&(head("tren") + "extends = \"goc\"\n" + &rows("a")));
    let merged = merge(&[pack(&head("goc")), overlay]).expect("it fits");
    assert_eq!(counts(&merged), counts(&alone));
    let laid = Pack {
        id: "goc".to_owned(),
        version: "1+1".to_owned(),
        ..alone
    };
    assert_eq!(merged, laid);
}

#[test]
fn every_table_stands_beside_that_of_another_pack() {
    let (one, other) = (
        pack(&(head("mot") + &rows("a"))),
        pack(&(head("hai") + &rows("b"))),
    );
    let combined = combine_packs(&[one.clone(), other.clone()]);
    for ((table, together), (alone, beside)) in counts(&combined)
        .into_iter()
        .zip(counts(&one).into_iter().zip(counts(&other)))
    {
        assert_eq!(together, alone.1 + beside.1, "{table}");
    }
    assert_eq!(
        (combined.id.as_str(), combined.version.as_str()),
        ("mot+hai", "1+1")
    );
}

#[test]
fn codes_that_two_packs_beside_each_other_share_are_named_table_by_table() {
    let (one, same, other) = (
        pack(&(head("mot") + &rows("a"))),
        pack(&(head("hai") + &rows("a"))),
        pack(&(head("ba") + &rows("b"))),
    );
    let taken: BTreeSet<&str> = taken_codes(&one, &same)
        .into_iter()
        .map(|(what, _)| what)
        .collect();
    assert_eq!(
        taken,
        BTreeSet::from([
            "filing",
            "indicator",
            "list",
            "measure",
            "outline",
            "register",
            "subject_kind",
            "template",
            "timeline"
        ])
    );
    assert_eq!(taken_codes(&one, &other), vec![]);
}

#[test]
fn every_table_is_checked() {
    let good = head("goi") + &rows("a");
    let broken = [
        ("statuses", "[[status]]", "id = \"aloai\"", "id = \"khong\""),
        (
            "holidays",
            "[[holidays]]",
            "days = [\"2026-05-01\"]",
            "days = [\"2027-05-01\"]",
        ),
        (
            "timelines",
            "[[timeline]]",
            "step = [{",
            "step = [{ from = 2026-01-01, value = 9, reference = \"Điều 1\" }, {",
        ),
        (
            "lists",
            "[[list]]",
            "item = [{",
            "item = [{ id = \"hai\", title = { vi = \"Một\", en = \"X\" } }, {",
        ),
        (
            "measures",
            "code = \"abuoi\"",
            "section = \"aphan\"",
            "section = \"khong\"",
        ),
        (
            "stems",
            "code = \"atheo-loai\"",
            "per = \"aloai\"",
            "per = \"khong\"",
        ),
        ("indicators", "[[indicator]]", "abuoi * 2", "khong * 2"),
        ("filings", "[[filing]]", "window = \"aky\"", "window = \"khong\""),
        ("outlines", "[[outline]]", "{{ ky }}", "{{ khong }}"),
        ("templates", "[[template]]", "{viec}", "{khong}"),
        (
            "registers",
            "[[register]]",
            "list = \"aloai\"",
            "list = \"khong\"",
        ),
    ];
    for (table, after, from, to) in broken {
        let at = good.find(after).unwrap_or(0);
        let text = good[..at].to_owned() + &good[at..].replacen(from, to, 1);
        assert_ne!(text, good, "{table}: {from} is there");
        let found = read(&text).expect_err(table);
        let is_readable = |what: &MistakeKind| !matches!(what, MistakeKind::Syntax { .. });
        assert!(found.iter().all(is_readable), "{table}: {found:?}");
    }
}

#[test]
fn no_table_may_lose_what_entries_and_figures_name() {
    let removed: BTreeSet<Thing> = compatible(&pack(&(head("goi") + &rows("a"))), &pack(&head("goi")))
        .into_iter()
        .filter_map(|mistake| match mistake.what {
            MistakeKind::Removed { what, .. } => Some(what),
            _ => None,
        })
        .collect();
    // Sections, kinds, windows and days off may go: no entry and no figure names them.
    let kept = [
        Thing::SubjectKind,
        Thing::List,
        Thing::Measure,
        Thing::Indicator,
        Thing::Filing,
        Thing::Outline,
        Thing::Template,
        Thing::Timeline,
        Thing::Register,
    ];
    assert_eq!(removed, kept.into());
}

#[test]
fn every_table_is_previewed() {
    let found = diff(&pack(&head("goi")), &pack(&(head("goi") + &rows("a"))));
    assert!(found.iter().all(|d| d.change == Change::Added));
    let things: BTreeSet<Thing> = found.into_iter().map(|d| d.what).collect();
    let all = [
        Thing::Section,
        Thing::Kind,
        Thing::SubjectKind,
        Thing::Window,
        Thing::List,
        Thing::Item,
        Thing::Measure,
        Thing::Indicator,
        Thing::Filing,
        Thing::Outline,
        Thing::Template,
        Thing::Timeline,
        Thing::Holidays,
        Thing::Register,
        Thing::Field,
    ];
    assert_eq!(things, all.into());
}

#[test]
fn a_deadline_is_said_by_one_key() {
    let good = head("goi") + &rows("a");
    let said = |keys: &str| read(&good.replacen("due_days = 5", keys, 1));
    for (keys, deadline) in [
        ("due_days = 5", Deadline::Days(5)),
        ("due_working_days = 5", Deadline::WorkingDays(5)),
        ("due_on = \"11-20\"", Deadline::On(11, 20)),
    ] {
        let pack = said(keys).unwrap_or_else(|all| panic!("{keys}: {all:?}"));
        assert_eq!(pack.filings[0].deadline, deadline);
    }
    let both = said("due_days = 5\ndue_on = \"11-20\"").expect_err("two of them");
    let wrong = MistakeKind::KeyNotHere {
        key: "due_on".to_owned(),
        kind: "due_days".to_owned(),
    };
    assert_eq!(both, [wrong]);
    let none = said("").expect_err("none of them");
    let key = "due_days".to_owned();
    assert_eq!(none, [MistakeKind::MissingKey { key }]);
}
