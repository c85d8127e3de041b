//! Drafts written offline, and whether their day can be trusted.

use dienhong_domain::time::Day;

/// Difference of clocks that is ignored, in milliseconds.
const SLACK: i64 = 10 * 60 * 1000;

/// What a phone says about the moment at which a draft was written.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// The phone's clock then, UTC milliseconds.
    pub at: i64,
    /// The server's clock when the phone last reached it, UTC milliseconds; 0 when it never did.
    pub contact: i64,
}

impl Written {
    /// Whether the day of a draft comes from a wrong clock: it is the day of the phone's own clock, and the phone's
    /// moment lies before its last contact with the server or after the draft arrived. A day that a person typed is not
    /// questioned.
    pub fn is_misdated(&self, now: i64, typed: &str, monthly: bool) -> bool {
        let contact = if self.contact <= now.saturating_add(SLACK) {
            self.contact
        } else {
            0
        };
        let is_right = self.at >= contact.saturating_sub(SLACK) && self.at <= now.saturating_add(SLACK);
        if is_right {
            return false;
        }
        let today = dienhong_i18n::day_of(self.at);
        match monthly {
            true => {
                Day::parse_month(typed).is_ok_and(|m| (m.year(), m.month()) == (today.year(), today.month()))
            }
            false => Day::parse(typed).is_ok_and(|day| day == today),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    /// 8:00 on 22/11/2026 in Việt Nam.
    const NOW: i64 = 1_795_309_200_000;
    const YEAR: i64 = 365 * 24 * HOUR;

    fn written(at: i64) -> Written {
        Written {
            at,
            contact: NOW - 48 * HOUR,
        }
    }

    #[test]
    fn a_clock_that_runs_is_believed() {
        assert_eq!(dienhong_i18n::day_of(NOW), Day::new(2026, 11, 22).expect("a day"));
        for ago in [0, HOUR, 30 * HOUR, -HOUR / 12] {
            let at = NOW - ago;
            assert!(
                !written(at).is_misdated(NOW, &dienhong_i18n::day(dienhong_i18n::day_of(at)), false),
                "{ago} ms ago"
            );
        }
    }

    #[test]
    fn a_clock_a_year_off_is_asked_about() {
        assert!(written(NOW - YEAR).is_misdated(NOW, "22/11/2025", false));
        assert!(written(NOW + YEAR).is_misdated(NOW, "22/11/2027", false));
        assert!(written(NOW - YEAR).is_misdated(NOW, "11/2025", true));
    }

    #[test]
    fn a_day_that_was_typed_is_the_persons_own() {
        assert!(!written(NOW - YEAR).is_misdated(NOW, "20/11/2026", false));
        assert!(!written(NOW - YEAR).is_misdated(NOW, "10/2026", true));
    }

    #[test]
    fn a_phone_that_never_heard_of_the_book_is_only_asked_about_the_future() {
        let never = |at| Written { at, contact: 0 };
        assert!(!never(NOW - YEAR).is_misdated(NOW, "22/11/2025", false));
        assert!(never(NOW + YEAR).is_misdated(NOW, "22/11/2027", false));
        let lying = Written {
            at: NOW,
            contact: i64::MAX,
        };
        assert!(!lying.is_misdated(NOW, "22/11/2026", false));
        assert!(
            !Written {
                at: i64::MIN,
                contact: i64::MIN
            }
            .is_misdated(NOW, "x", false)
        );
    }
}
