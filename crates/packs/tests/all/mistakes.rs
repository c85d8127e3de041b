//! A pack's author learns of every mistake at once, with its file, line, and what to do.

use dienhong_domain::packs::Pack;
use dienhong_packs::{
    FILE_MAX, FILES_MAX, ITEMS_MAX, Mistake, MistakeKind, Thing, Unlike, compatible, diff, parse,
};

/// A small pack without mistakes; the tests below break it.
const GOOD: &str = r#"[pack]
id = "thu"
version = "1"
title = { vi = "Thử", en = "Trial" }
[[section]]
id = "phan"
title = { vi = "Phần", en = "Part" }
[[list]]
id = "loai"
title = { vi = "Loại", en = "Kind" }
item = [
  { id = "mot", title = { vi = "Một", en = "One" } },
  { id = "hai", title = { vi = "Hai", en = "Two" } },
]
[[measure]]
code = "buoi"
title = { vi = "Buổi", en = "Sessions" }
unit = { vi = "buổi", en = "sessions" }
kind = "flow"
section = "phan"
reference = "Thông lệ"
[[measure]]
code = "can"
title = { vi = "Cân", en = "Weight" }
unit = { vi = "kg", en = "kg" }
kind = "stock"
scale = 3
section = "phan"
reference = "Thông lệ"
[[measure]]
code = "theo-loai"
title = { vi = "Theo loại", en = "By kind" }
unit = { vi = "buổi", en = "sessions" }
kind = "flow"
per = "loai"
section = "phan"
reference = "Thông lệ"
[[register]]
id = "so"
title = { vi = "Sổ", en = "Register" }
act = { vi = "Ghi", en = "Record" }
lead = { vi = "Ghi vào đây.", en = "Record here." }
section = "phan"
icon = "book"
levels = ["group", "commune"]
[[register.field]]
id = "loai"
label = { vi = "Loại", en = "Kind" }
kind = "choice"
list = "loai"
[[register.field]]
id = "can"
label = { vi = "Cân", en = "Weight" }
kind = "number"
unit = { vi = "kg", en = "kg" }
scale = 3
bound = true
max = 99.5
[[register.post]]
measure = "buoi"
amount = 1
when = { field = "loai", is = "mot" }
[[register.post]]
measure = "can"
field = "can"
sign = -1
[[register.post]]
measure = "theo-loai"
amount = 1
per = "loai"
[[indicator]]
code = "chi-tieu"
title = { vi = "Chỉ tiêu", en = "Indicator" }
unit = { vi = "kg mỗi buổi", en = "kg a session" }
section = "phan"
formula = "can / buoi + 0"
decimals = 1
at_least = 2.5
expected = "less"
reference = "Thông lệ"
"#;

fn files(text: &str) -> Vec<(String, Vec<u8>)> {
    vec![("pack.toml".to_owned(), text.as_bytes().to_vec())]
}

fn read(text: &str) -> Pack {
    parse(&files(text)).unwrap_or_else(|all| panic!("{all:?}"))
}

/// The mistakes after replacing a piece, as (line, kind).
fn broken(from: &str, to: &str) -> Vec<(usize, MistakeKind)> {
    assert!(GOOD.contains(from), "{from}");
    let all = parse(&files(&GOOD.replacen(from, to, 1)))
        .err()
        .unwrap_or_default();
    for mistake in &all {
        assert!(
            !mistake.words("vi").contains("Có lỗi."),
            "{mistake:?} has no words of its own"
        );
    }
    all.into_iter().map(|m| (m.line, m.what)).collect()
}

fn line_of(piece: &str) -> usize {
    GOOD.lines()
        .position(|l| l.contains(piece))
        .map_or(0, |at| at + 1)
}

fn text(s: &str) -> String {
    s.to_owned()
}

#[test]
fn the_good_pack_is_good() {
    let pack = read(GOOD);
    let codes: Vec<&str> = pack.measures.iter().map(|m| m.code.as_str()).collect();
    assert_eq!(codes, ["buoi", "can", "theo-loai:mot", "theo-loai:hai"]);
    assert_eq!(pack.measures[2].title.vi, "Theo loại: Một");
    assert_eq!(pack.stems[0].measure.title.vi, "Theo loại");
}

#[test]
fn a_mistyped_key_names_its_line_and_the_key_meant() {
    let found = broken("icon = \"book\"", "icno = \"book\"");
    let line = line_of("icon =");
    let near = Some(text("icon"));
    assert!(
        found.contains(&(
            line,
            MistakeKind::UnknownKey {
                key: text("icno"),
                near
            }
        )),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|(_, w)| *w == MistakeKind::MissingKey { key: text("icon") })
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = GOOD
        .replace("kind = \"choice\"", "kind = \"chocie\"")
        .replace("section = \"phan\"", "section = \"phna\"")
        .replace(", en = \"One\"", "");
    let found = parse(&files(&text)).err().unwrap_or_default();
    assert!(found.len() >= 3, "{found:?}");
    assert!(
        found.windows(2).all(|two| two[0].line <= two[1].line),
        "in the order of lines"
    );
    let told: Vec<String> = found.iter().map(|m| m.words("en")).collect();
    assert!(
        told.iter()
            .any(|t| t.contains("pack.toml:12") && t.contains("lacks words in “en”")),
        "{told:#?}"
    );
    assert!(
        told.iter().any(|t| t.contains("Did you mean “choice”?")),
        "{told:#?}"
    );
}

#[test]
fn each_broken_rule_is_told_at_its_line() {
    let unknown = |what, id: &str, near: Option<&str>| MistakeKind::Unknown {
        what,
        id: text(id),
        near: near.map(text),
    };
    let unlike = |why| MistakeKind::PostUnlike {
        field: text("can"),
        measure: text("can"),
        why,
    };
    let cases = [
        (
            "section = \"phan\"",
            "section = \"phna\"",
            unknown(Thing::Section, "phna", Some("phan")),
        ),
        (
            "list = \"loai\"",
            "list = \"khac\"",
            unknown(Thing::List, "khac", None),
        ),
        (
            "per = \"loai\"",
            "per = \"loaii\"",
            unknown(Thing::List, "loaii", Some("loai")),
        ),
        (
            "field = \"can\"",
            "field = \"cann\"",
            unknown(Thing::Field, "cann", Some("can")),
        ),
        (
            "measure = \"buoi\"",
            "measure = \"buo\"",
            unknown(Thing::Measure, "buo", Some("buoi")),
        ),
        (
            "field = \"can\"",
            "field = \"loai\"",
            MistakeKind::PostNotANumber { field: text("loai") },
        ),
        ("bound = true", "", MistakeKind::MissingKey { key: text("bound") }),
        (
            "bound = true",
            "bound = \"yes\"",
            MistakeKind::WrongType {
                key: text("bound"),
                expected: dienhong_packs::Expected::Flag,
            },
        ),
        (
            "max = 99.5",
            "max = 99.0005",
            MistakeKind::BadNumber {
                key: text("max"),
                given: text("99.0005"),
                scale: 3,
            },
        ),
        ("max = 99.5", "max = -1", MistakeKind::MinAboveMax),
        (
            "scale = 3\nbound",
            "scale = 7\nbound",
            MistakeKind::ScaleTooLarge { scale: 7 },
        ),
        ("scale = 3\nbound", "scale = 2\nbound", unlike(Unlike::Scale)),
        (
            "unit = { vi = \"kg\", en = \"kg\" }\nscale = 3\nbound",
            "unit = { vi = \"g\", en = \"g\" }\nscale = 3\nbound",
            unlike(Unlike::Unit),
        ),
        (
            "id = \"so\"",
            "id = \"Sổ\"",
            MistakeKind::BadId {
                key: text("id"),
                given: text("Sổ"),
            },
        ),
        (
            "id = \"can\"\nlabel",
            "id = \"day\"\nlabel",
            MistakeKind::ReservedField { id: text("day") },
        ),
        (
            "levels = [\"group\", \"commune\"]",
            "levels = []",
            MistakeKind::NoLevels,
        ),
        ("sign = -1", "sign = -2", MistakeKind::BadSign),
        ("sign = -1", "sign = -1\nlevel = true", MistakeKind::LevelAndSign),
        ("amount = 1\nwhen", "when", MistakeKind::PostNeedsAmount),
        ("amount = 1\nwhen", "amount = 0\nwhen", MistakeKind::PostOfZero),
        (
            "amount = 1\nwhen",
            "amount = 1\nlevel = true\nwhen",
            MistakeKind::NeedsStock {
                key: text("level"),
                measure: text("buoi"),
            },
        ),
        (
            "amount = 1\nper = \"loai\"",
            "amount = 1",
            MistakeKind::PostNeedsPer {
                measure: text("theo-loai"),
                list: text("loai"),
            },
        ),
        (
            "amount = 1\nwhen",
            "amount = 1\nper = \"loai\"\nwhen",
            MistakeKind::PostNotPerItem {
                measure: text("buoi"),
            },
        ),
        (
            "is = \"mot\"",
            "is = [\"ba\"]",
            MistakeKind::ConditionValue {
                field: text("loai"),
                value: text("ba"),
                near: None,
            },
        ),
        (
            "when = { field = \"loai\"",
            "when = { field = \"can\"",
            MistakeKind::ConditionNotAChoice { field: text("can") },
        ),
        (
            "en = \"Two\"",
            "en = \"ONE\"",
            MistakeKind::SameTitle {
                id: text("hai"),
                other: text("mot"),
            },
        ),
        (
            "id = \"hai\"",
            "id = \"hai\", since = 2022-01-02, until = 2022-01-01",
            MistakeKind::EndsBeforeStart,
        ),
        (
            "kind = \"flow\"\nsection",
            "kind = \"flow\"\npart_of = \"buoi\"\nsection",
            MistakeKind::PartCycle { code: text("buoi") },
        ),
        (
            "kind = \"flow\"\nsection",
            "kind = \"flow\"\npart_of = \"can\"\nsection",
            MistakeKind::PartUnlike {
                code: text("buoi"),
                whole: text("can"),
                why: Unlike::Kind,
            },
        ),
        (
            "per = \"loai\"\nsection",
            "per = \"loai\"\npart_of = \"buoi\"\nsection",
            MistakeKind::PartPerItem,
        ),
        (
            "kind = \"flow\"\nsection",
            "kind = \"flow\"\ncounts_units = \"group\"\nsection",
            MistakeKind::UnitsAreStock,
        ),
        (
            "can / buoi + 0",
            "cann / buoi",
            unknown(Thing::Measure, "cann", Some("can")),
        ),
        (
            "can / buoi + 0",
            "can + buoi",
            MistakeKind::FormulaUnlike {
                one: text("kg"),
                other: text("buổi"),
            },
        ),
        (
            "can / buoi + 0",
            "can / (1 - 1)",
            MistakeKind::FormulaDividesByZero,
        ),
        ("can / buoi + 0", "can > 1", MistakeKind::FormulaNotANumber),
        ("can / buoi + 0", "can ? 1 : 2", MistakeKind::FormulaNotACondition),
        (
            "can / buoi + 0",
            "size(can)",
            MistakeKind::FormulaNotAllowed { what: text("size") },
        ),
        (
            "can / buoi + 0",
            "start(buoi)",
            MistakeKind::NeedsStock {
                key: text("start"),
                measure: text("buoi"),
            },
        ),
        (
            "[[indicator]]",
            "[[filing]]\nid = \"thang\"\ntitle = { vi = \"Tháng\", en = \"Month\" }\ndue_days = 5\nreference = \"Thông lệ\"\n[[indicator]]",
            MistakeKind::FilingNeedsOne,
        ),
        (
            "[[indicator]]",
            &outline("text = \"Có\"\nask = \"Gì\""),
            MistakeKind::PartNeedsOne { id: text("a") },
        ),
        (
            "[[indicator]]",
            &outline("table = \"Bảng\""),
            MistakeKind::TableNeedsOne,
        ),
        (
            "[[indicator]]",
            &outline("table = \"Bảng\"\nsection = \"phan\"\nby = \"unit\""),
            MistakeKind::TableTooWide { max: 5 },
        ),
        (
            "[[indicator]]",
            &outline("chart = \"Hình\"\nmeasure = \"buio\"\nby = \"month\""),
            unknown(Thing::Measure, "buio", Some("buoi")),
        ),
        (
            "[[indicator]]",
            &outline("text = \"{% if buoi %}{{ buoi }}\""),
            MistakeKind::NarrativeSyntax {
                message: text("unexpected end of input, expected end of block"),
            },
        ),
        (
            "[[indicator]]",
            &outline("text = \"{{ buoi.day_dy }}\""),
            MistakeKind::NarrativeAspect {
                name: text("buoi.day_dy"),
                near: Some(text("day_du")),
            },
        ),
        (
            "[[indicator]]",
            &outline("text = \"Có {{ buoi }} buổi.\""),
            MistakeKind::NarrativeUnguarded { name: text("buoi") },
        ),
        // One number alone may be missing.
        (
            "[[indicator]]",
            &outline("text = \"{% if can %}{{ can }} cân ở {{ buoi }} buổi.{% endif %}\""),
            MistakeKind::NarrativeUnguarded { name: text("buoi") },
        ),
        (
            "[[indicator]]",
            &outline("text = \"{% if buoi.co_ghi and not buoi %}Không có buổi, {{ can }} cân.{% endif %}\""),
            MistakeKind::NarrativeUnguarded { name: text("can") },
        ),
        (
            "[[indicator]]",
            &outline("text = \"{% if buoi %}{{ buoi }}, cùng kỳ {{ buoi.cung_ky }}{% endif %}\""),
            MistakeKind::NarrativeUnguarded {
                name: text("buoi.cung-ky"),
            },
        ),
        (
            "[[indicator]]",
            &outline(
                "text = \"{% if theo_loai.mot %}{{ theo_loai.mot }} và {{ theo_loai.hai }}{% endif %}\"",
            ),
            MistakeKind::NarrativeUnguarded {
                name: text("theo-loai:hai"),
            },
        ),
        (
            "[[indicator]]",
            &outline("text = \"{% if theo_loai.ba %}có{% endif %}\""),
            MistakeKind::NarrativeAspect {
                name: text("theo_loai.ba"),
                near: None,
            },
        ),
        (
            "[[indicator]]",
            &outline("text = \"{% if tin %}{{ tin }}{% endif %}\""),
            unknown(Thing::Measure, "tin", None),
        ),
        (
            "[[indicator]]",
            &template("decision", "authority = \"Chủ tịch\"", "text = \"{nguoi}\""),
            unknown(Thing::Blank, "nguoi", None),
        ),
        (
            "[[indicator]]",
            &template("minutes", "", "text = \"Mở đầu {viec\""),
            MistakeKind::BraceAlone { key: text("text") },
        ),
        (
            "[[indicator]]",
            &template("minutes", "", "text = \"Không có ô\"").replace("Về {viec}", "Về họp"),
            MistakeKind::BlankUnused { id: text("viec") },
        ),
        (
            "[[indicator]]",
            &template("minutes", "", "article = \"Không phải quyết định\""),
            MistakeKind::KeyNotHere {
                key: text("article"),
                kind: text("minutes"),
            },
        ),
        (
            "[[indicator]]",
            &template("invitation", "addressees = [\"Công an tỉnh\"]", "text = \"Mời\""),
            MistakeKind::KeyNotHere {
                key: text("addressees"),
                kind: text("invitation"),
            },
        ),
        (
            "[[indicator]]",
            &template("decision", "", "article = \"Khen\""),
            MistakeKind::MissingKey {
                key: text("authority"),
            },
        ),
        (
            "[[indicator]]",
            &template(
                "decision",
                "certificate = \"Giấy khen\"",
                "text = \"Đã có thành tích\"",
            ),
            MistakeKind::TemplateNeedsOne { id: text("mau") },
        ),
        (
            "[[indicator]]",
            &template("minutes", "", "heading = \"Nội dung\"\ntext = \"Họp\""),
            MistakeKind::ClauseNeedsOne { id: text("a") },
        ),
        (
            "at_least = 2.5",
            "at_least = 2.5\nat_most = 3",
            MistakeKind::TwoTargets,
        ),
        (
            "expected = \"less\"",
            "window = \"ky\"",
            unknown(Thing::Window, "ky", None),
        ),
        (
            "kind = \"stock\"\nscale = 3",
            "kind = \"share\"\nscale = 3",
            MistakeKind::KeyNotHere {
                key: text("scale"),
                kind: text("share"),
            },
        ),
    ];
    for (from, to, expected) in cases {
        let found = broken(from, to);
        assert!(
            found.iter().any(|(line, what)| *what == expected && *line > 0),
            "{from} → {to}: {found:?}"
        );
    }
}

/// An outline with one part, before the indicator.
fn outline(part: &str) -> String {
    format!(
        "[[outline]]\nid = \"bc\"\ntitle = {{ vi = \"Báo cáo\", en = \"Report\" }}\npaper = \"report\"\nreference = \"Thông lệ\"\n\
         summary = \"Kết quả {{{{ ky }}}}\"\n[[outline.part]]\nid = \"a\"\n{part}\n[[indicator]]"
    )
}

/// A template with one part, before the indicator.
fn template(paper: &str, more: &str, part: &str) -> String {
    format!(
        "[[template]]\nid = \"mau\"\ntitle = {{ vi = \"Mẫu\", en = \"Template\" }}\npaper = \"{paper}\"\n{more}\n\
         reference = \"Thông lệ\"\nsummary = \"Về {{viec}}\"\n[[template.blank]]\nid = \"viec\"\n\
         label = {{ vi = \"Việc\", en = \"What\" }}\n[[template.part]]\nid = \"a\"\n{part}\n[[indicator]]"
    )
}

#[test]
fn twice_defined_names_where_it_was_defined_first() {
    let found = broken("id = \"hai\"", "id = \"mot\"");
    let first = line_of("id = \"mot\"");
    let twice = MistakeKind::Duplicate {
        what: Thing::Item,
        id: text("mot"),
        file: text("pack.toml"),
        line: first,
    };
    assert!(found.contains(&(first + 1, twice)), "{found:?}");
}

#[test]
fn a_broken_file_does_not_hide_mistakes_in_the_others() {
    let files = vec![
        (text("pack.toml"), GOOD.as_bytes().to_vec()),
        (text("a.toml"), b"[[section]]\nid = \"x\"\ntitel = 1\n".to_vec()),
        (text("b.toml"), b"[[measure]]\ncode = \"c\n".to_vec()),
    ];
    let found = parse(&files).err().unwrap_or_default();
    assert!(
        found
            .iter()
            .any(|m| m.file == "b.toml" && m.line == 2 && matches!(m.what, MistakeKind::Syntax { .. }))
    );
    assert!(
        found.iter().any(|m| m.file == "a.toml" && m.line == 3),
        "{found:?}"
    );
}

#[test]
fn what_is_too_large_is_refused() {
    let only = |files: Vec<(String, Vec<u8>)>| -> Vec<MistakeKind> {
        parse(&files)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|m| m.what)
            .collect()
    };
    let large = vec![(text("pack.toml"), vec![b'#'; FILE_MAX + 1])];
    assert!(only(large).contains(&MistakeKind::FileTooLarge { max: FILE_MAX }));
    let many = (0..=FILES_MAX)
        .map(|n| (format!("{n}.toml"), Vec::new()))
        .collect();
    assert!(only(many).contains(&MistakeKind::TooManyFiles { max: FILES_MAX }));
    let long = GOOD.replace("item = [", &format!("item = [{}", "{},".repeat(ITEMS_MAX)));
    assert!(only(files(&long)).contains(&MistakeKind::TooManyItems {
        key: text("item"),
        max: ITEMS_MAX
    }));
    assert_eq!(
        only(Vec::new()),
        [
            MistakeKind::NoPackFile,
            MistakeKind::MissingKey { key: text("pack") }
        ][..1]
    );
}

#[test]
fn a_code_once_used_keeps_what_it_counts() {
    let old = read(GOOD);
    let after = |from: &str, to: &str| -> Vec<MistakeKind> {
        compatible(&old, &read(&GOOD.replace(from, to)))
            .into_iter()
            .map(|m| m.what)
            .collect()
    };
    let changed = |code: &str, why| MistakeKind::MeasureChanged {
        code: text(code),
        why,
    };
    let kg = "unit = { vi = \"kg\", en = \"kg\" }";
    let grams = after(kg, "unit = { vi = \"gam\", en = \"grams\" }");
    assert!(grams.contains(&changed("can", Unlike::Unit)), "{grams:?}");
    assert!(grams.contains(&MistakeKind::FieldChanged {
        register: text("so"),
        field: text("can")
    }));
    assert!(after("scale = 3", "scale = 2").contains(&changed("can", Unlike::Scale)));
    let no_item = after(
        "  { id = \"hai\", title = { vi = \"Hai\", en = \"Two\" } },\n",
        "",
    );
    assert_eq!(
        no_item,
        [MistakeKind::Removed {
            what: Thing::Item,
            id: text("hai")
        }]
    );
    assert_eq!(after("vi = \"Cân\"", "vi = \"Khối lượng\""), []);
}

#[test]
fn an_upgrade_is_previewed() {
    use dienhong_packs::Change::*;
    let old = read(GOOD);
    let closed = "id = \"hai\", until = 2026-12-31";
    let new = GOOD
        .replace("id = \"hai\"", closed)
        .replace("vi = \"Cân\"", "vi = \"Nặng\"");
    let new = new + "[[section]]\nid = \"moi\"\ntitle = { vi = \"Mới\", en = \"New\" }\n";
    let found: Vec<_> = diff(&old, &read(&new))
        .into_iter()
        .map(|d| (d.change, d.what, d.id))
        .collect();
    assert_eq!(
        found,
        [
            (Added, Thing::Section, text("moi")),
            (Closed, Thing::Item, text("loai/hai")),
            (Changed, Thing::Measure, text("can")),
            (Changed, Thing::Field, text("so/can")),
        ]
    );
}

#[test]
fn codes_of_mistakes_are_their_names() {
    let mistake = Mistake {
        file: text("a.toml"),
        line: 3,
        what: MistakeKind::PartPerItem,
    };
    assert_eq!(mistake.what.code(), "part-per-item");
    assert_eq!(MistakeKind::NoLevels.code(), "no-levels");
    assert!(mistake.words("vi").starts_with("a.toml:3: Chỉ số theo từng mục"));
}
