//! Names and telephone numbers of people, parsed from input.

use dienhong_domain::text;

/// A person's name, one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing was typed.
    Missing,
    /// It contains no letter.
    NotAName,
    /// Longer than a name may be.
    TooLong {
        /// Most letters.
        most: usize,
    },
}

impl PersonName {
    /// Most characters of a name.
    pub const MOST: usize = 80;

    /// Reads a name.
    pub fn parse(input: &str) -> Result<PersonName, NameError> {
        let name = text::clean_line(input);
        match () {
            () if name.is_empty() => Err(NameError::Missing),
            () if text::length(&name) > Self::MOST => Err(NameError::TooLong { most: Self::MOST }),
            () if !name.chars().any(char::is_alphabetic) => Err(NameError::NotAName),
            () => Ok(PersonName(name)),
        }
    }
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A telephone number: digits only, as dialled within the country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

/// Why a telephone number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneError {
    /// Not ten or eleven digits beginning with 0.
    NotAPhone,
}

impl Phone {
    /// Reads a number: 0905 123 456, 0905.123.456, +84 905 123 456. Empty input is `None`.
    pub fn parse(input: &str) -> Result<Option<Phone>, PhoneError> {
        let typed = text::clean_line(input);
        if typed.is_empty() {
            return Ok(None);
        }
        let digits = digits(&typed).ok_or(PhoneError::NotAPhone)?;
        let is_phone = (10..=11).contains(&digits.len()) && digits.starts_with('0');
        if is_phone {
            Ok(Some(Phone(digits)))
        } else {
            Err(PhoneError::NotAPhone)
        }
    }
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The digits of a possible number, to look a person up; empty when it is none.
    pub(super) fn guess(input: &str) -> String {
        Phone::parse(input).ok().flatten().map_or(String::new(), |p| p.0)
    }
}

fn digits(typed: &str) -> Option<String> {
    let local = typed
        .strip_prefix("+84")
        .map(|rest| format!("0{rest}"))
        .unwrap_or_else(|| typed.to_owned());
    let kept: String = local
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')'))
        .collect();
    kept.chars().all(|c| c.is_ascii_digit()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn phones_are_read_as_people_write_them() {
        for typed in [
            "0905123456",
            "0905 123 456",
            "0905.123.456",
            "+84 905 123 456",
            "(0905) 123-456",
        ] {
            assert_eq!(
                Phone::parse(typed),
                Ok(Some(Phone("0905123456".into()))),
                "{typed}"
            );
        }
        assert_eq!(Phone::parse("  "), Ok(None));
        assert_eq!(Phone::parse("12345"), Err(PhoneError::NotAPhone));
    }

    #[test]
    fn names_are_brought_to_one_line() {
        assert_eq!(
            PersonName::parse("  Nguyễn  Thị\nPhượng "),
            Ok(PersonName("Nguyễn Thị Phượng".into()))
        );
        assert_eq!(PersonName::parse("\u{200b}"), Err(NameError::Missing));
        assert_eq!(PersonName::parse("123"), Err(NameError::NotAName));
        assert_eq!(
            PersonName::parse(&"ế".repeat(81)),
            Err(NameError::TooLong { most: 80 })
        );
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,30}") {
            let _ = (PersonName::parse(&text), Phone::parse(&text), Phone::guess(&text));
        }
    }
}
