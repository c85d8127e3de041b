//! Tasks on the first page, and how much time is left for them.

use crate::shell::{State as Shown, Tag};
use crate::state::Me;
use dienhong_domain::procedures::DueDay;
use dienhong_domain::time::Day;
use dienhong_i18n::t_with;

/// A line of "Hôm nay": what the reader should do about figures of a unit.
pub struct Task {
    /// Where it is done.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// Of when or how many.
    pub meta: String,
    /// Its state.
    pub tag: Tag,
}

/// How much time is left, or how late it is.
fn due_tag(me: &Me, due: Day) -> Tag {
    match me.today().days_until(due) {
        0 => Shown::Today.tag(me.locale()),
        days if days > 0 => Shown::DaysLeft(days).tag(me.locale()),
        days => Shown::DaysOver(-days).tag(me.locale()),
    }
}

/// How much time is left until a deadline, or that the holidays of a year are not known.
pub fn deadline_tag(me: &Me, due: DueDay) -> Tag {
    match due {
        Ok(day) => due_tag(me, day),
        Err(unknown) => Tag {
            words: t_with(
                me.locale(),
                "waiting-no-calendar",
                &[("year", unknown.0.to_string().into())],
            ),
            ..Shown::Incomplete.tag(me.locale())
        },
    }
}

/// The last day in time in words, or why it is not known, as inside a sentence.
pub fn deadline_words(me: &Me, due: DueDay) -> String {
    match due {
        Ok(day) => dienhong_i18n::day(day),
        Err(unknown) => t_with(
            me.locale(),
            "waiting-no-day",
            &[("year", unknown.0.to_string().into())],
        ),
    }
}
