//! What a check can find, kind by kind.

use dienhong_domain::checks::{Dip, Month};
use dienhong_domain::entries::State;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{Measure, Register};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// What a check found.
#[derive(Clone, Debug)]
pub enum Finding {
    /// A monthly register lacks a month for some units, which are named.
    Gap {
        /// Register.
        register: Register,
        /// Month.
        month: Month,
        /// Units.
        units: Vec<UnitId>,
    },
    /// A month is far above the others.
    Outlier {
        /// Measure.
        measure: Measure,
        /// Month.
        month: Month,
        /// Steps.
        amount: i64,
        /// Median of the other months.
        usual: i64,
    },
    /// A part is larger than its whole.
    Part {
        /// Part.
        part: Box<(Measure, Figure)>,
        /// Its whole, with its figure.
        whole: Box<(Measure, Figure)>,
        /// Year.
        period: Period,
    },
    /// Entries wait for long.
    Waiting {
        /// Draft or sent.
        state: State,
        /// How many.
        count: i64,
        /// Since before this day.
        before: Day,
    },
    /// A stock was last stated long ago.
    Stale {
        /// Measure.
        measure: Measure,
        /// The last day.
        last: Day,
    },
    /// A stock fell below zero, or its undivided part did.
    Below {
        /// The unit that has it.
        unit: UnitId,
        /// Measure.
        measure: Measure,
        /// Since when, and the lowest amount.
        dip: Dip,
        /// Whether it is the part that nobody has divided after a split.
        is_undivided: bool,
    },
    /// Entries of one unit and day with the same content, or of the same form.
    Double {
        /// Register.
        register: Register,
        /// Unit.
        unit: UnitId,
        /// Day.
        day: Day,
        /// How many.
        count: usize,
        /// Whether all their answers are equal.
        is_equal: bool,
        /// The last one recorded.
        last: Uuid,
    },
    /// The kept sums do not agree with the postings.
    Sums {
        /// How many.
        count: usize,
    },
}

/// The kinds of check, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Every month has its record.
    Months,
    /// No month is far from the others.
    Amounts,
    /// Nothing is recorded twice.
    Doubles,
    /// No part is larger than its whole.
    Parts,
    /// Nothing waits for long.
    Waiting,
    /// Every stock was stated within a year.
    Stocks,
    /// No stock is below zero.
    Nought,
    /// The sums agree with the postings.
    Sums,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 8] = [
        Kind::Months,
        Kind::Amounts,
        Kind::Doubles,
        Kind::Parts,
        Kind::Waiting,
        Kind::Stocks,
        Kind::Nought,
        Kind::Sums,
    ];
}
