//! The unit of a count beside its number: "1 session", "2 sessions".

use crate::Locale;
use dienhong_domain::packs::Words;
use dienhong_domain::text::singular;

/// The unit of a count as it stands beside `steps` of `scale` decimals.
///
/// Packs name units as a column of numbers carries them, which in English is the plural: "sessions", "people a team".
/// Beside one alone, sure or not ("about 1"), English says the singular. Vietnamese has one form.
pub fn unit_of_count(steps: i64, scale: u8, unit: &Words, locale: Locale) -> String {
    let words = unit.get(locale.code());
    let is_one = 10_u64.checked_pow(scale.into()) == Some(steps.unsigned_abs());
    match locale {
        Locale::En if is_one => singular(words),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(steps: i64, scale: u8, locale: Locale) -> String {
        let unit = Words {
            vi: "buổi".to_owned(),
            en: "sessions".to_owned(),
        };
        unit_of_count(steps, scale, &unit, locale)
    }

    #[test]
    fn beside_one_english_says_the_singular() {
        assert_eq!(sessions(1, 0, Locale::En), "session");
        assert_eq!(sessions(-1, 0, Locale::En), "session");
        // Zeros at the end of the decimals are not printed.
        assert_eq!(sessions(10, 1, Locale::En), "session");
        for (steps, scale) in [(0, 0), (2, 0), (1, 1), (15, 1), (i64::MIN, 0), (1, u8::MAX)] {
            assert_eq!(sessions(steps, scale, Locale::En), "sessions", "{steps}, {scale}");
        }
    }

    #[test]
    fn vietnamese_has_one_form() {
        assert_eq!(sessions(1, 0, Locale::Vi), "buổi");
        assert_eq!(sessions(2, 0, Locale::Vi), "buổi");
    }
}
