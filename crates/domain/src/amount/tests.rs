use super::*;
use proptest::prelude::*;

fn unknown<T>(words: &str) -> Result<T, AmountError> {
    Err(AmountError::UnknownWords {
        words: words.to_owned(),
    })
}

#[test]
fn amounts_accept_thousands_dots_and_decimal_commas() {
    assert_eq!(parse("2.844", 0), Ok(2844));
    assert_eq!(parse("2844", 0), Ok(2844));
    assert_eq!(parse("1.250.000", 0), Ok(1_250_000));
    assert_eq!(parse("7,5", 1), Ok(75));
    assert_eq!(parse("7.5", 1), Ok(75));
    assert_eq!(parse("1.234,56", 2), Ok(123_456));
    assert_eq!(parse("55", 3), Ok(55_000));
    assert_eq!(parse("52,0", 0), Ok(52));
    assert_eq!(parse("51 ", 0), Ok(51));
}

#[test]
fn amounts_refuse_what_could_mean_two_things() {
    assert_eq!(parse("1.250", 3), Err(AmountError::Ambiguous));
    assert_eq!(parse("6o", 0), Err(AmountError::NotANumber));
    assert_eq!(parse("7,5", 0), Err(AmountError::TooManyDecimals { scale: 0 }));
    assert_eq!(parse("1.250 triệu", 0), Err(AmountError::Ambiguous));
    assert_eq!(
        parse("99999999999999999999", 0),
        Err(AmountError::AboveMax { max: LARGEST })
    );
    for text in [
        "sáu mươi",
        "64.",
        "1,2,3",
        "1.25.000",
        "64/70",
        "(64)",
        "10-9-2022",
    ] {
        assert!(parse(text, 0).is_err(), "{text}");
    }
}

/// A comma before three digits is a mark of thousands in English: "1,000" was read as one.
#[test]
fn thousands_with_an_english_comma_are_not_read_as_decimals() {
    for (text, scale) in [
        ("1,000", 0),
        ("10,000", 0),
        ("500,000", 0),
        ("2,844", 0),
        ("1,000", 2),
        ("-1,000", 0),
        ("12,500", 1),
    ] {
        assert_eq!(parse(text, scale), Err(AmountError::Ambiguous), "{text} {scale}");
        let bounded = parse_bounded(&format!("khoảng {text}"), scale);
        assert_eq!(bounded, Err(AmountError::Ambiguous), "{text} {scale}");
    }
    assert_eq!(parse("1,500 triệu", 0), Err(AmountError::Ambiguous));
    for (text, scale, steps) in [
        ("1,25", 2, 125),
        ("1,250", 3, 1250),
        ("0,125", 3, 125),
        ("1,5 triệu", 0, 1_500_000),
        ("1000,000", 0, 1000),
        ("52,0", 0, 52),
    ] {
        assert_eq!(parse(text, scale), Ok(steps), "{text} {scale}");
    }
}

#[test]
fn two_numbers_in_one_cell_are_not_joined() {
    for text in [
        "64\n70",
        "64\r\n70",
        "2 84",
        "64 70",
        "2\t844",
        "2\n844",
        "64\u{a0}70",
        "12 34 567",
        "1.250 000",
        "64\u{b}70",
    ] {
        assert_eq!(parse(text, 0), Err(AmountError::SplitDigits), "{text:?}");
        assert_eq!(
            parse_bounded(&format!("khoảng {text}"), 0),
            Err(AmountError::SplitDigits),
            "{text:?}"
        );
    }
}

#[test]
fn groups_of_three_may_stand_apart() {
    for blank in [" ", "\u{a0}", "\u{202f}", "\u{2009}", "\u{2007}"] {
        assert_eq!(parse(&format!("2{blank}844"), 0), Ok(2844), "{blank:?}");
        assert_eq!(
            parse(&format!("1{blank}250{blank}000"), 0),
            Ok(1_250_000),
            "{blank:?}"
        );
        assert_eq!(parse(&format!("2{blank}844,5"), 1), Ok(28_445), "{blank:?}");
    }
    assert_eq!(parse("64\u{200b}", 0), Ok(64));
}

#[test]
fn bounds_are_read_from_words_and_signs() {
    let about = |n| Ok((n, Bound::About));
    let at_least = |n| Ok((n, Bound::AtLeast));
    let at_most = |n| Ok((n, Bound::AtMost));
    for text in [
        "hơn 2.000",
        "không dưới 2000",
        "Ít nhất 2000",
        "TỐI THIỂU 2.000",
        "không ít hơn 2 000",
        "trên 2000",
        "≥2000",
        "> 2000",
        "từ 2000 trở lên",
        "2000 trở lên",
        "2 nghìn trở lên",
    ] {
        assert_eq!(parse_bounded(text, 0), at_least(2000), "{text}");
    }
    for text in [
        "không quá 50",
        "tối đa 50",
        "không nhiều hơn 50",
        "dưới 50",
        "<50",
        "<= 50",
        "50 trở xuống",
        "khong qua 50",
    ] {
        assert_eq!(parse_bounded(text, 0), at_most(50), "{text}");
    }
    for text in [
        "khoảng 300",
        "trên dưới 300",
        "ngót 300",
        "xấp xỉ 300",
        "gần 300",
        "chừng 300",
        "độ 300",
        "khoảng chừng 300",
        "~300",
        "≈ 300",
        "khoảng\n300",
        "about 300",
    ] {
        assert_eq!(parse_bounded(text, 0), about(300), "{text}");
    }
    assert_eq!(parse_bounded("64", 0), Ok((64, Bound::Exact)));
    assert_eq!(parse_bounded("hơn -5", 0), at_least(-5));
}

#[test]
fn words_that_are_doubled_or_not_known_are_told() {
    assert_eq!(parse_bounded("khoảng khoảng 5", 0), unknown("khoảng khoảng"));
    assert_eq!(parse_bounded("khoảng 5 trở lên", 0), unknown("khoảng"));
    assert_eq!(parse_bounded("từ 5", 0), unknown("từ"));
    assert_eq!(parse_bounded("đo 5", 0), unknown("đo"));
    assert_eq!(parse_bounded("tổng số 5", 0), unknown("tổng số"));
    assert_eq!(parse_bounded("500 người", 0), unknown("người"));
    assert_eq!(parse_bounded("5%", 0), unknown("%"));
    assert_eq!(parse_bounded("2 tỷ 300 triệu", 0), unknown("tỷ 300 triệu"));
    assert_eq!(parse_bounded("2 trạm", 0), unknown("trạm"));
    assert_eq!(parse_bounded("sáu mươi", 0), Err(AmountError::NotANumber));
}

#[test]
fn thousands_millions_and_billions_in_words_are_understood() {
    assert_eq!(parse("2,2 tỷ", 0), Ok(2_200_000_000));
    assert_eq!(parse("2.2 tỉ", 0), Ok(2_200_000_000));
    assert_eq!(parse("100 triệu", 0), Ok(100_000_000));
    assert_eq!(parse("100triệu", 0), Ok(100_000_000));
    assert_eq!(parse("50 nghìn", 0), Ok(50_000));
    assert_eq!(parse("50 ngàn", 1), Ok(500_000));
    assert_eq!(parse_bounded("hơn 1,5 triệu", 0), Ok((1_500_000, Bound::AtLeast)));
    assert_eq!(
        parse("1,00005 nghìn", 0),
        Err(AmountError::TooManyDecimals { scale: 0 })
    );
    assert_eq!(
        parse("9.000.000 tỷ", 0),
        Err(AmountError::AboveMax { max: LARGEST })
    );
}

#[test]
fn the_measures_own_unit_may_stand_behind_the_number() {
    let people = |text| parse_with_unit(text, 0, &["người", "people"]);
    assert_eq!(people("500 người"), Ok((500, Bound::Exact)));
    assert_eq!(people("500 NGUOI"), Ok((500, Bound::Exact)));
    assert_eq!(people("khoảng 45 người"), Ok((45, Bound::About)));
    assert_eq!(people("45 người trở lên"), Ok((45, Bound::AtLeast)));
    assert_eq!(people("2 nghìn người"), Ok((2000, Bound::Exact)));
    assert_eq!(people("45 people"), Ok((45, Bound::Exact)));
    assert_eq!(people("45 hộ"), unknown("hộ"));
    let share = |text| parse_with_unit(text, 1, &["%"]);
    assert_eq!(share("94,7%"), Ok((947, Bound::Exact)));
    assert_eq!(share("94,7 %"), Ok((947, Bound::Exact)));
}

#[test]
fn a_unit_that_is_itself_large_is_not_counted_twice() {
    let millions = |text| parse_with_unit(text, 1, &["triệu đồng", "million dong"]);
    assert_eq!(millions("100"), Ok((1000, Bound::Exact)));
    assert_eq!(millions("100 triệu"), Ok((1000, Bound::Exact)));
    assert_eq!(millions("100 triệu đồng"), Ok((1000, Bound::Exact)));
    assert_eq!(millions("2,2 tỷ"), Ok((22_000, Bound::Exact)));
    assert_eq!(millions("2,2 tỷ đồng"), Ok((22_000, Bound::Exact)));
    assert_eq!(millions("500 nghìn"), Ok((5, Bound::Exact)));
    assert_eq!(millions("500.000 đồng"), Ok((5, Bound::Exact)));
    assert_eq!(
        millions("500 đồng"),
        Err(AmountError::TooManyDecimals { scale: 1 })
    );
}

#[test]
fn a_range_is_refused_with_both_its_ends() {
    let range = |from, to| Err(AmountError::Range { from, to });
    for text in [
        "từ 50 đến 60",
        "50-60",
        "50 – 60",
        "50 — 60",
        "50 đến 60",
        "50 tới 60",
        "khoảng 50-60",
        "từ 50 - 60",
    ] {
        assert_eq!(parse_bounded(text, 0), range(50, 60), "{text}");
    }
    assert_eq!(parse_with_unit("50-60 người", 0, &["người"]), range(50, 60));
    assert_eq!(parse_bounded("2-3 triệu", 0), range(2_000_000, 3_000_000));
    assert_eq!(parse_bounded("1,5 – 2", 1), range(15, 20));
}

#[test]
fn bounds_follow_interval_rules() {
    assert_eq!(Bound::Exact.minus(Bound::AtLeast), Bound::AtMost);
    assert_eq!(Bound::AtLeast.minus(Bound::AtLeast), Bound::About);
    assert_eq!(Bound::AtLeast.plus(Bound::AtLeast), Bound::AtLeast);
}

proptest! {
    #[test]
    fn parsing_never_panics(text in "\\PC{0,24}", scale in 0u8..7) {
        let _ = parse_with_unit(&text, scale, &["người", "triệu đồng"]);
    }

    #[test]
    fn numbers_and_words_never_panic(text in "[0-9.,\\-–\n\u{a0} ]{0,20}(triệu|tỷ| đến |%|khoảng|trở lên){0,3}[0-9 ]{0,20}", scale in 0u8..7) {
        let _ = parse_with_unit(&text, scale, &["%", "triệu đồng"]);
    }

    #[test]
    fn plain_numbers_come_back(steps in 0i64..1_000_000_000) {
        prop_assert_eq!(parse(&steps.to_string(), 0), Ok(steps));
    }

    #[test]
    fn digits_apart_are_one_number_only_in_groups_of_three(groups in prop::collection::vec("[1-9][0-9]{0,3}", 2..4), blank in "[ \u{a0}\u{202f}]") {
        let text = groups.join(&blank);
        let is_grouped = groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3);
        let expected = if is_grouped { Ok(groups.concat().parse::<i64>().expect("digits")) } else { Err(AmountError::SplitDigits) };
        prop_assert_eq!(parse(&text, 0), expected);
    }
}
