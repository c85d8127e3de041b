//! Tasks on the first page, and how much time is left for them.

use crate::shell::{State as Shown, Tag};
use crate::state::Me;
use dienhong_domain::time::Day;

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
pub fn due_tag(me: &Me, due: Day) -> Tag {
    match me.today().days_until(due) {
        0 => Shown::Today.tag(me.locale()),
        days if days > 0 => Shown::DaysLeft(days).tag(me.locale()),
        days => Shown::DaysOver(-days).tag(me.locale()),
    }
}
