//! Which questions of a register a form asks first, and which of them "as last time" fills.

use dienhong_domain::packs::{Pack, Register};
use dienhong_packs::{Mistake, MistakeKind, Thing, parse};

/// A pack with one register: a text, a choice and two numbers, of which the second is required like the choice.
const FORM: &str = r#"[pack]
id = "thu"
version = "1"
title = { vi = "Thử", en = "Trial" }
[[section]]
id = "phan"
title = { vi = "Phần", en = "Part" }
[[list]]
id = "loai"
title = { vi = "Loại", en = "Kind" }
item = [{ id = "mot", title = { vi = "Một", en = "One" } }]
[[register]]
id = "so"
title = { vi = "Sổ", en = "Register" }
act = { vi = "Ghi", en = "Record" }
lead = { vi = "Ghi vào đây.", en = "Record here." }
section = "phan"
icon = "book"
levels = ["group", "commune"]
[[register.field]]
id = "noi"
label = { vi = "Nơi", en = "Place" }
kind = "text"
[[register.field]]
id = "loai"
label = { vi = "Loại", en = "Kind" }
kind = "choice"
list = "loai"
required = true
[[register.field]]
id = "so-xe"
label = { vi = "Số xe", en = "Vehicles" }
kind = "number"
unit = { vi = "xe", en = "vehicles" }
bound = false
[[register.field]]
id = "luot"
label = { vi = "Lượt", en = "Attendances" }
kind = "number"
unit = { vi = "lượt", en = "attendances" }
bound = false
required = true
"#;

/// The pack with more keys at its register.
fn with(keys: &str) -> Result<Pack, Vec<Mistake>> {
    let levels = "levels = [\"group\", \"commune\"]\n";
    let text = FORM.replacen(levels, &format!("{levels}{keys}\n"), 1);
    parse(&[("pack.toml".to_owned(), text.into_bytes())])
}

fn first(register: &Register) -> Vec<&str> {
    register
        .asked_first()
        .iter()
        .map(|field| field.id.as_str())
        .collect()
}

fn kinds(result: Result<Pack, Vec<Mistake>>) -> Vec<MistakeKind> {
    let mistakes = result.err().unwrap_or_default();
    mistakes.into_iter().map(|mistake| mistake.what).collect()
}

#[test]
fn what_is_required_is_asked_first_numbers_before_the_rest() {
    let pack = with("").expect("a pack");
    assert_eq!(first(&pack.registers[0]), ["luot", "loai"]);
    let repeated: Vec<&str> = pack.registers[0].repeated().map(|f| f.id.as_str()).collect();
    assert_eq!(repeated, ["loai"]);
}

#[test]
fn where_nothing_is_required_all_numbers_are_asked_first() {
    let mut pack = with("").expect("a pack");
    for field in &mut pack.registers[0].fields {
        field.required = false;
    }
    assert_eq!(first(&pack.registers[0]), ["so-xe", "luot"]);
}

#[test]
fn a_pack_names_what_is_asked_first_and_what_is_repeated() {
    let pack = with("primary = [\"so-xe\", \"noi\"]\nrepeat = [\"noi\"]").expect("a pack");
    assert_eq!(first(&pack.registers[0]), ["so-xe", "noi", "loai", "luot"]);
    let repeated: Vec<&str> = pack.registers[0].repeated().map(|f| f.id.as_str()).collect();
    assert_eq!(repeated, ["noi"]);
}

#[test]
fn names_of_no_field_and_counts_that_repeat_are_mistakes() {
    let unknown = MistakeKind::Unknown {
        what: Thing::Field,
        id: "lout".to_owned(),
        near: Some("luot".to_owned()),
    };
    assert_eq!(
        kinds(with("primary = [\"lout\"]")),
        std::slice::from_ref(&unknown)
    );
    assert_eq!(kinds(with("repeat = [\"lout\"]")), [unknown]);
    let counted = MistakeKind::KeyNotHere {
        key: "repeat".to_owned(),
        kind: "number".to_owned(),
    };
    assert_eq!(kinds(with("repeat = [\"loai\", \"luot\"]")), [counted]);
}
