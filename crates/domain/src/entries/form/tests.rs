use super::*;
use crate::packs::Words;

fn words(vi: &str) -> Words {
    Words {
        vi: vi.to_owned(),
        en: format!("{vi} in English"),
    }
}

fn number_field(unit: &str, bound: bool) -> FieldKind {
    let unit = words(unit);
    FieldKind::Number {
        unit,
        scale: 0,
        bound,
        min: 0,
        max: 1_000_000_000_000,
    }
}

fn list(names: &[&str]) -> List {
    let item = |(at, name): (usize, &&str)| Item {
        id: format!("i{at}"),
        title: words(name),
        since: None,
        until: None,
    };
    List {
        id: "l".to_owned(),
        title: words("Danh mục"),
        items: names.iter().enumerate().map(item).collect(),
    }
}

#[test]
fn a_number_may_be_followed_by_the_unit_of_its_question() {
    let kind = number_field("người", true);
    assert_eq!(number(&kind, "500 người", ""), Ok(Value::Number(500)));
    assert_eq!(
        number(&kind, "khoảng 45 người", ""),
        Ok(Value::bounded(45, Bound::About))
    );
    let unknown = number(&kind, "500 hộ", "").map_err(|m| m.code());
    assert_eq!(unknown, Err("unknown-words"));
    assert_eq!(
        number(&FieldKind::Share, "94,7 %", ""),
        Ok(Value::Number(947_000))
    );
}

#[test]
fn times_of_something_may_be_said_by_the_thing_alone() {
    let kind = number_field("lượt người", true);
    let about = Ok(Value::bounded(45, Bound::About));
    for typed in [
        "khoảng 45 người",
        "khoảng 45 lượt",
        "khoảng 45 lượt người",
        "khoảng 45",
    ] {
        assert_eq!(number(&kind, typed, ""), about, "{typed}");
    }
    for (unit, typed) in [
        ("lượt người", "45 hộ"),
        ("người", "45 lượt"),
        ("lượt xe", "45 người"),
    ] {
        let refused = number(&number_field(unit, true), typed, "").map_err(|m| m.code());
        assert_eq!(refused, Err("unknown-words"), "{typed} of {unit}");
    }
}

#[test]
fn one_of_an_english_unit_is_read_as_it_is_printed() {
    let kind = FieldKind::Number {
        unit: Words {
            vi: "buổi".to_owned(),
            en: "sessions".to_owned(),
        },
        scale: 0,
        bound: true,
        min: 0,
        max: 10,
    };
    for (typed, read) in [
        ("1 session", Value::bounded(1, Bound::Exact)),
        ("about 1 session", Value::bounded(1, Bound::About)),
        ("2 sessions", Value::bounded(2, Bound::Exact)),
    ] {
        assert_eq!(number(&kind, typed, ""), Ok(read), "{typed}");
    }
}

#[test]
fn two_numbers_in_one_answer_are_refused_at_the_form_too() {
    let code = |text, bound| number(&number_field("lượt", bound), text, "").map_err(|m| m.code());
    assert_eq!(code("64\n70", true), Err("split-digits"));
    assert_eq!(code("50-60", true), Err("range"));
    // Where no bound is taken none is advised.
    assert_eq!(code("50-60", false), Err("no-bound"));
}

#[test]
fn words_at_a_number_and_the_choice_beside_it_say_one_bound() {
    let read = |text, chosen| number(&number_field("lượt", true), text, chosen).map_err(|m| m.code());
    for (text, chosen) in [
        ("hơn 42", "at-most"),
        ("dưới 41", "about"),
        ("khoảng 40", "at-least"),
    ] {
        assert_eq!(read(text, chosen), Err("two-bounds"), "{text} {chosen}");
    }
    assert!(
        read("hơn 42", "at-least").is_ok() && read("hơn 42", "exact").is_ok() && read("42", "about").is_ok()
    );
}

#[test]
fn items_are_found_by_their_exact_name_before_their_folded_one() {
    let found = |names: &[&str], answer: &str| place_of(&list(names), None, answer);
    assert_eq!(found(&["Tân Hòa", "Tân Hóa"], "Tân Hoá"), Some(1));
    assert_eq!(found(&["Tân Hòa", "Tân Hóa"], "tân hoà"), Some(0));
    assert_eq!(found(&["Tân Hòa", "Tân Hóa"], "tan hoa"), None);
    assert_eq!(found(&["Đến từng nhà"], "Ðến từng nhà"), Some(0));
    assert_eq!(found(&["Lý luận", "Kỹ thuật"], "kĩ thuật"), Some(1));
    assert_eq!(found(&["Mĩ", "Mỳ"], "my"), Some(1));
    assert_eq!(found(&["Mĩ thuật", "Mỉ thuật"], "mỹ thuật"), None);
}
