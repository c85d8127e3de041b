//! Ledger arithmetic: sums with their bounds, figures, comparison, and sharing by largest remainder.

use crate::amount::Bound;
use crate::packs::Words;
use crate::units::Weight;
use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign, Sub};

/// A line that an entry writes to the ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// Measure.
    pub measure: String,
    /// Steps.
    pub amount: i64,
    /// How sure.
    pub bound: Bound,
    /// The whole level on that day instead of a change.
    pub level: bool,
}

/// A sum of postings: steps, and how many of each bound went in, so that a reversal takes its bound away again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sums {
    /// Steps.
    pub amount: i64,
    /// Postings that say at least.
    pub at_least: i64,
    /// Postings that say at most.
    pub at_most: i64,
    /// Postings that say about.
    pub about: i64,
    /// Postings that count: those made less those reversed.
    pub lines: i64,
}

// Counts of three bounds share one stored number, 21 bits each: two million of each in one stored cell.
const FIELD: i64 = 1 << 21;

impl Sums {
    /// A single posting; `w` is +1, or −1 for a reversal.
    pub fn of(amount: i64, bound: Bound, w: i64) -> Sums {
        let one = |b: Bound| if bound == b { w } else { 0 };
        Sums {
            amount,
            at_least: one(Bound::AtLeast),
            at_most: one(Bound::AtMost),
            about: one(Bound::About),
            lines: w,
        }
    }
    /// The three counts of bounds as one number that adds up field by field.
    pub fn packed(self) -> i64 {
        self.at_least + self.at_most * FIELD + self.about * FIELD * FIELD
    }
    /// Reads a stored cell or a sum of cells.
    pub fn unpack(amount: i64, packed: i64, lines: i64) -> Sums {
        let (rest, at_least) = signed_field(packed);
        let (about, at_most) = signed_field(rest);
        Sums {
            amount,
            at_least,
            at_most,
            about,
            lines,
        }
    }
    /// The bound of the sum.
    pub fn bound(self) -> Bound {
        match (self.at_least > 0, self.at_most > 0, self.about > 0) {
            (_, _, true) | (true, true, _) => Bound::About,
            (true, false, _) => Bound::AtLeast,
            (false, true, _) => Bound::AtMost,
            _ => Bound::Exact,
        }
    }
}

// A field can be negative if a reversal is in another cell than its posting.
fn signed_field(packed: i64) -> (i64, i64) {
    let low = packed.rem_euclid(FIELD);
    let field = if low >= FIELD / 2 { low - FIELD } else { low };
    ((packed - field) / FIELD, field)
}

impl Add for Sums {
    type Output = Sums;
    fn add(self, o: Sums) -> Sums {
        Sums {
            amount: self.amount.saturating_add(o.amount),
            at_least: self.at_least + o.at_least,
            at_most: self.at_most + o.at_most,
            about: self.about + o.about,
            lines: self.lines + o.lines,
        }
    }
}

impl Sub for Sums {
    type Output = Sums;
    fn sub(self, o: Sums) -> Sums {
        let turned = Sums {
            amount: -o.amount,
            at_least: -o.at_least,
            at_most: -o.at_most,
            about: -o.about,
            lines: -o.lines,
        };
        self + turned
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, o: Sums) {
        *self = *self + o;
    }
}

/// A figure as read: what is known, what is an estimate, what could not be divided.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Figure {
    /// The sum.
    pub sums: Sums,
    /// Sums of predecessors that belong here in an unknown part; not included in `sums`.
    pub undivided: Sums,
    /// Whether `sums` contains a known share below the whole.
    pub estimated: bool,
}

impl Figure {
    /// Adds the sums of a slice by the weight that it has here.
    pub fn take(&mut self, weight: &Weight, sums: Sums) {
        match weight {
            Weight::Whole => self.sums += sums,
            Weight::Undivided => self.undivided += sums,
            Weight::Shared { parts, mine } => {
                let shares = share_out(sums.amount, parts);
                self.sums += Sums {
                    amount: mine.iter().map(|i| shares[*i]).sum(),
                    ..sums
                };
                self.estimated = true;
            }
        }
    }
    /// Whether anything at all was recorded: nothing recorded is "chưa ghi", never 0.
    pub fn is_recorded(&self) -> bool {
        self.sums.lines > 0
    }
    /// Whether anything was recorded here, or by a predecessor without being divided.
    pub fn is_known(&self) -> bool {
        self.is_recorded() || self.is_undivided()
    }
    /// Whether sums of a predecessor belong here in an unknown part.
    pub fn is_undivided(&self) -> bool {
        self.undivided.lines > 0
    }
    /// The bound of the sum; an estimate adds [`Bound::About`].
    pub fn bound(&self) -> Bound {
        let bound = self.sums.bound();
        let bound = if self.estimated {
            bound.plus(Bound::About)
        } else {
            bound
        };
        if self.is_undivided() {
            bound.plus(Bound::AtLeast)
        } else {
            bound
        }
    }
}

/// How many of the units below recorded a figure, so that a sum of one ward of twelve is not taken for the province's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Coverage {
    /// Units below that recorded it.
    pub recorded: usize,
    /// Units below in all.
    pub units: usize,
    /// Kinds of these units: "xã, phường".
    pub kinds: Words,
}

/// Result of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Less than the other.
    Less,
    /// Equal.
    Equal,
    /// More than the other.
    More,
    /// The bounds do not allow a decision, which is left to people.
    Inconclusive,
}

/// Compares two amounts with their bounds.
pub fn compare(a: (i64, Bound), b: (i64, Bound)) -> Verdict {
    let (low_a, high_a) = range(a);
    let (low_b, high_b) = range(b);
    match () {
        () if a.1 == Bound::Exact && b.1 == Bound::Exact && a.0 == b.0 => Verdict::Equal,
        () if high_a.is_some_and(|h| low_b.is_some_and(|l| h < l)) => Verdict::Less,
        () if low_a.is_some_and(|l| high_b.is_some_and(|h| l > h)) => Verdict::More,
        () => Verdict::Inconclusive,
    }
}

fn range((amount, bound): (i64, Bound)) -> (Option<i64>, Option<i64>) {
    match bound {
        Bound::Exact => (Some(amount), Some(amount)),
        Bound::AtLeast => (Some(amount), None),
        Bound::AtMost => (None, Some(amount)),
        Bound::About => (None, None),
    }
}

/// Shares an amount among heirs by largest remainder; the parts add up to it whenever the shares are whole.
pub fn share_out(amount: i64, parts: &[u32]) -> Vec<i64> {
    const WHOLE: i128 = 1_000_000;
    let sum: i128 = parts.iter().map(|p| i128::from(*p)).sum();
    let magnitude = i128::from(amount.unsigned_abs());
    let mut shares: Vec<i128> = parts.iter().map(|p| magnitude * i128::from(*p) / WHOLE).collect();
    let target = magnitude * sum / WHOLE;
    let mut left = target - shares.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|i| (-(magnitude * i128::from(parts[*i]) % WHOLE), *i));
    for i in order {
        if left <= 0 {
            break;
        }
        shares[i] += 1;
        left -= 1;
    }
    shares
        .into_iter()
        .map(|s| if amount < 0 { -(s as i64) } else { s as i64 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reversal_takes_its_bound_away() {
        let sum = Sums::of(2000, Bound::AtLeast, 1) + Sums::of(300, Bound::Exact, 1);
        assert_eq!(sum.bound(), Bound::AtLeast);
        assert_eq!((sum + Sums::of(-2000, Bound::AtLeast, -1)).bound(), Bound::Exact);
    }

    #[test]
    fn bounds_that_overlap_decide_nothing() {
        assert_eq!(
            compare((40, Bound::AtLeast), (50, Bound::Exact)),
            Verdict::Inconclusive
        );
        assert_eq!(compare((40, Bound::AtLeast), (39, Bound::Exact)), Verdict::More);
        assert_eq!(compare((5, Bound::AtMost), (6, Bound::AtLeast)), Verdict::Less);
        assert_eq!(
            compare((5, Bound::About), (600, Bound::Exact)),
            Verdict::Inconclusive
        );
    }

    proptest! {
        #[test]
        fn packing_adds_field_by_field(cells in prop::collection::vec((-9i64..500, -9i64..500, -9i64..500), 1..40)) {
            let sums: Vec<Sums> = cells.iter()
                .map(|(l, u, a)| Sums { amount: 1, at_least: *l, at_most: *u, about: *a, lines: 1 }).collect();
            let packed: i64 = sums.iter().map(|s| s.packed()).sum();
            let total = sums.iter().fold(Sums::default(), |a, b| a + *b);
            prop_assert_eq!(Sums::unpack(total.amount, packed, total.lines), total);
        }

        #[test]
        fn shares_add_up(amount in -1_000_000_000_000i64..1_000_000_000_000, cuts in prop::collection::vec(0u32..=1_000_000, 0..5)) {
            let mut cuts = cuts;
            cuts.extend([0, 1_000_000]);
            cuts.sort_unstable();
            let parts: Vec<u32> = cuts.windows(2).map(|w| w[1] - w[0]).collect();
            prop_assert_eq!(share_out(amount, &parts).iter().sum::<i64>(), amount);
        }
    }
}
