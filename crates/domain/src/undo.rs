//! Acts on many entries at once, and taking back what was done: by a further step that is logged, never by deleting.

use crate::time::{Day, Period};

/// So long after an act whoever did it may undo it, in milliseconds: a quarter of an hour.
pub const UNDO_WITHIN: i64 = 15 * 60 * 1000;

/// What was done to many entries by one act.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BulkKind {
    /// Entries that waited were made final.
    Finish,
    /// A sheet was imported.
    Import,
}

impl BulkKind {
    /// Every kind.
    pub const ALL: [BulkKind; 2] = [BulkKind::Finish, BulkKind::Import];
    /// The stored form.
    pub fn number(self) -> i16 {
        match self {
            BulkKind::Finish => 0,
            BulkKind::Import => 1,
        }
    }
    /// Reads the stored form.
    pub fn stored(number: i64) -> Option<BulkKind> {
        BulkKind::ALL
            .into_iter()
            .find(|kind| i64::from(kind.number()) == number)
    }
    /// How long after the act it may be undone, in milliseconds, and then only by whoever did it. `None`: at any time, by
    /// everybody who may do the opposite to each entry, with a reason.
    pub fn window(self) -> Option<i64> {
        match self {
            BulkKind::Finish => Some(UNDO_WITHIN),
            BulkKind::Import => None,
        }
    }
}

/// An act that may be undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Undoable {
    /// Who did it.
    pub by: i64,
    /// When, UTC milliseconds.
    pub at: i64,
    /// How long it may be undone, as [`BulkKind::window`].
    pub window: Option<i64>,
    /// Whether nothing of it is left to be undone.
    pub is_undone: bool,
}

/// Why an act is not undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UndoRefusal {
    /// Nothing of it is left.
    Undone,
    /// Somebody else did it.
    NotYours,
    /// Its time is over.
    TooLate,
}

impl Undoable {
    /// Whether a person may undo it at a moment (UTC milliseconds).
    ///
    /// # Errors
    /// Why not.
    pub fn judge(self, person: i64, now: i64) -> Result<(), UndoRefusal> {
        if self.is_undone {
            return Err(UndoRefusal::Undone);
        }
        let Some(window) = self.window else {
            return Ok(());
        };
        if self.by != person {
            return Err(UndoRefusal::NotYours);
        }
        match now.saturating_sub(self.at) <= window {
            true => Ok(()),
            false => Err(UndoRefusal::TooLate),
        }
    }
}

/// The periods over which figures stand still, by the day that is asked about.
#[derive(Clone, Debug, Default)]
pub struct FrozenPeriods(pub Vec<Period>);

impl FrozenPeriods {
    /// The shortest frozen period that holds a day.
    pub fn of(&self, day: Day) -> Option<Period> {
        let holding = self.0.iter().filter(|p| p.from <= day && day <= p.to);
        holding.min_by_key(|p| p.from.days_until(p.to)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DONE: Undoable = Undoable {
        by: 7,
        at: 1_000,
        window: Some(UNDO_WITHIN),
        is_undone: false,
    };

    #[test]
    fn a_finish_is_undone_by_its_author_for_a_quarter_of_an_hour() {
        assert_eq!(DONE.judge(7, 1_000), Ok(()));
        assert_eq!(DONE.judge(7, 1_000 + UNDO_WITHIN), Ok(()));
        assert_eq!(DONE.judge(7, 1_001 + UNDO_WITHIN), Err(UndoRefusal::TooLate));
        assert_eq!(DONE.judge(8, 1_000), Err(UndoRefusal::NotYours));
        let undone = Undoable {
            is_undone: true,
            ..DONE
        };
        assert_eq!(undone.judge(7, 1_000), Err(UndoRefusal::Undone));
    }

    #[test]
    fn an_import_is_taken_back_at_any_time_by_anybody_with_the_rights() {
        let import = Undoable {
            window: BulkKind::Import.window(),
            ..DONE
        };
        assert_eq!(import.judge(8, i64::MAX), Ok(()));
    }

    #[test]
    fn kinds_read_back() {
        for kind in BulkKind::ALL {
            assert_eq!(BulkKind::stored(kind.number().into()), Some(kind));
        }
        assert_eq!(BulkKind::stored(2), None);
    }

    #[test]
    fn the_shortest_frozen_period_of_a_day_is_named() {
        let period = |from: (u32, u32), to: (u32, u32)| Period {
            from: Day::new(2026, from.0, from.1).unwrap_or(Day::MIN),
            to: Day::new(2026, to.0, to.1).unwrap_or(Day::MAX),
        };
        let (year, month) = (period((1, 1), (12, 31)), period((9, 1), (9, 30)));
        let frozen = FrozenPeriods(vec![year, month]);
        assert_eq!(frozen.of(month.from), Some(month));
        assert_eq!(frozen.of(year.to), Some(year));
        assert_eq!(FrozenPeriods(vec![month]).of(year.to), None);
    }
}
