//! What is meant by words typed into the search: a day, a month, the number of a paper, or the words themselves.

use crate::text::fold;
use crate::time::{Day, Period};

/// What was typed, as it can be meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meant {
    /// The day or the month, where all of it is one.
    pub days: Option<Period>,
    /// The number of a paper with what follows it, where it begins with one.
    pub number: Option<PaperNumber>,
    /// All of it, folded.
    words: Vec<String>,
}

/// A number of a paper as people type it: 12, "số 12", 12/BC-UBND.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaperNumber {
    /// Number, from 1.
    pub number: u32,
    /// The beginning of its sign, folded: "bc ubnd"; empty where none was typed.
    sign: String,
}

/// Words that are looked for; what is typed beyond them finds nothing more.
const WORDS: usize = 12;
/// What may stand before a number, folded.
const CALLED: [&str; 3] = ["so", "no", "number"];

impl Meant {
    /// Reads what was typed on a day. A day without a year is the last one past.
    pub fn read(typed: &str, today: Day) -> Meant {
        Meant {
            days: days(typed.trim(), today),
            number: number(typed),
            words: fold(typed)
                .split_whitespace()
                .take(WORDS)
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Whether nothing was typed that can be looked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a name or summary has every word, each at the beginning of one of its own, with or without diacritics.
    pub fn is_in(&self, text: &str) -> bool {
        let folded = fold(text);
        let own: Vec<&str> = folded.split_whitespace().collect();
        let begins = |word: &String| own.iter().any(|of| of.starts_with(word.as_str()));
        !self.words.is_empty() && self.words.iter().all(begins)
    }
}

impl PaperNumber {
    /// Whether a number with its sign is meant.
    pub fn is(&self, number: u32, sign: &str) -> bool {
        self.number == number && fold(sign).starts_with(&self.sign)
    }

    /// Whether a whole mark is meant: 45/KH-UBND.
    pub fn is_of(&self, mark: &str) -> bool {
        number(mark).is_some_and(|of| of.number == self.number && of.sign.starts_with(&self.sign))
    }
}

/// All of a text as a day or a month. A lone number is the number of something.
fn days(typed: &str, today: Day) -> Option<Period> {
    if typed.chars().all(|c| c.is_ascii_digit()) && typed.len() != 8 {
        return None;
    }
    if let Ok(day) = Day::parse_on(typed, today) {
        return Some(Period { from: day, to: day });
    }
    let last = Day::parse_month_on(typed, today).ok()?;
    Period::month(last.year(), last.month())
}

fn number(typed: &str) -> Option<PaperNumber> {
    let folded = fold(typed);
    let mut words = folded.split_whitespace().peekable();
    words.next_if(|word| CALLED.contains(word));
    let number = words.next().filter(|word| word.len() <= 6)?;
    Some(PaperNumber {
        number: number.parse().ok().filter(|number| *number > 0)?,
        sign: words.collect::<Vec<_>>().join(" "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Day {
        Day::new(2026, 12, 1).expect("a day")
    }

    fn day(month: u32, day: u32) -> Period {
        let day = Day::new(2026, month, day).expect("a day");
        Period { from: day, to: day }
    }

    #[test]
    fn days_and_months_are_read_whole() {
        let november = Period::month(2026, 11);
        for (typed, days) in [
            ("26/11/2026", Some(day(11, 26))),
            (" 26/11 ", Some(day(11, 26))),
            ("26112026", Some(day(11, 26))),
            ("hôm qua", Some(day(11, 30))),
            ("tháng 11", november),
            ("11/2026", november),
            ("tháng 11 năm 2026", november),
            ("320", None),
            ("12", None),
            ("buổi ngày 26/11", None),
            ("", None),
        ] {
            assert_eq!(Meant::read(typed, today()).days, days, "{typed}");
        }
    }

    #[test]
    fn numbers_of_papers_are_read_with_their_sign() {
        let is = |typed: &str, number, sign: &str| {
            let meant = Meant::read(typed, today()).number;
            meant.is_some_and(|of| of.is(number, sign))
        };
        for typed in ["12", "số 12", "012", "12/BC-UBND", "12/bc", "12 BC UBND"] {
            assert!(is(typed, 12, "BC-UBND"), "{typed}");
        }
        assert!(!is("12/QĐ-UBND", 12, "BC-UBND"));
        let meant = Meant::read("45/kh", today()).number.expect("a number");
        assert!(meant.is_of("45/KH-UBND") && !meant.is_of("45/BC-UBND") && !meant.is_of("145/KH-UBND"));
        assert!(!is("1", 12, "BC-UBND"));
        for typed in ["", "số", "0", "báo cáo 12", "1234567"] {
            assert_eq!(Meant::read(typed, today()).number, None, "{typed}");
        }
    }

    #[test]
    fn words_are_found_at_beginnings_and_without_marks() {
        let meant = Meant::read("ke hoach toi pham", today());
        assert!(meant.is_in("Kế hoạch phòng, chống tội phạm năm 2026"));
        assert!(!meant.is_in("Kế hoạch phòng, chống ma túy"));
        assert!(Meant::read("nong dao", today()).is_in("Nông Thị Đào"));
        assert!(!Meant::read("  ", today()).is_in("Nông Thị Đào"));
    }

    proptest! {
        #[test]
        fn anything_is_read(typed in "\\PC{0,40}") {
            let meant = Meant::read(&typed, today());
            prop_assert_eq!(meant.is_empty(), !meant.is_in(&typed));
            prop_assert!(meant.days.is_none_or(|days| days.from <= days.to));
        }
    }
}
