//! JSON answers to the questions of a register, turned into what a person would have typed.

use dienhong_web::testing;
use std::collections::BTreeMap;

fn typed(json: &str) -> BTreeMap<String, Vec<String>> {
    testing::typed("luot", json).unwrap_or_else(|| panic!("{json} is an answer"))
}

#[test]
fn amounts_are_typed_with_a_decimal_comma() {
    let typed =
        |steps: i64, scale: u8| typed(&format!(r#"{{"steps":{steps},"scale":{scale}}}"#))["luot"].clone();
    assert_eq!(typed(125, 1), ["12,5"]);
    assert_eq!(typed(-5, 2), ["-0,05"]);
    assert_eq!(typed(2844, 0), ["2844"]);
    assert_eq!(typed(0, 4), ["0,0000"]);
}

#[test]
fn numbers_become_what_a_person_types() {
    assert_eq!(typed("64")["luot"], ["64"]);
    assert_eq!(typed("1.125")["luot"], ["1,125"]);
    assert_eq!(typed("\"hơn 2.000\"")["luot"], ["hơn 2.000"]);
    assert_eq!(typed("true")["luot"], ["true"]);
}

#[test]
fn amounts_keep_their_bound_beside_them() {
    let fields = typed(r#"{"steps":125,"scale":1,"bound":"at-least"}"#);
    assert_eq!(fields["luot"], ["12,5"]);
    assert_eq!(fields["luot.bound"], ["at-least"]);
}

#[test]
fn amounts_with_unknown_keys_are_refused() {
    assert!(testing::typed("luot", r#"{"steps":1,"scale":0,"unit":"km"}"#).is_none());
    assert!(testing::typed("luot", r#"{"steps":1,"scale":7}"#).is_none());
}
