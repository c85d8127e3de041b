//! Exact numbers with what is known about them: the stated point, and the ends between which the truth lies.

use crate::amount::Bound;
use crate::ledger::{Figure, Sums, Verdict};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// A number as stated, and the interval that holds the true one; an open end is `None`.
///
/// `low ≤ point ≤ high` wherever the ends are known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interval {
    /// The number as stated.
    pub point: BigRational,
    /// The truth is this or more.
    pub low: Option<BigRational>,
    /// The truth is this or less.
    pub high: Option<BigRational>,
}

impl Interval {
    /// A number that is known.
    pub fn exact(value: BigRational) -> Interval {
        Interval {
            low: Some(value.clone()),
            high: Some(value.clone()),
            point: value,
        }
    }

    /// A whole number that is known.
    pub fn whole(value: i64) -> Interval {
        Interval::exact(BigRational::from_integer(value.into()))
    }

    /// A figure of a measure with `scale` decimals, in the measure's unit of count. What is counted is never below
    /// zero, so "không quá 5" lies between 0 and 5. What could not be divided belongs here wholly or not at all.
    pub fn of(figure: &Figure, scale: u8) -> Interval {
        let part = if figure.estimated {
            Interval::around(figure.sums.amount, scale, Bound::About)
        } else {
            Interval::sums(figure.sums, scale)
        };
        if !figure.is_undivided() {
            return part;
        }
        let rest = Interval::sums(figure.undivided, scale);
        Interval {
            high: part
                .high
                .zip(rest.high)
                .map(|(a, b)| a + b.max(BigRational::zero())),
            ..part
        }
    }

    fn sums(sums: Sums, scale: u8) -> Interval {
        Interval::around(sums.amount, scale, sums.bound())
    }

    fn around(steps: i64, scale: u8, bound: Bound) -> Interval {
        let point = BigRational::new(steps.into(), BigInt::from(10u8).pow(u32::from(scale)));
        let zero = || (!point.is_negative()).then(BigRational::zero);
        let (low, high) = match bound {
            Bound::Exact => (Some(point.clone()), Some(point.clone())),
            Bound::AtLeast => (Some(point.clone()), None),
            Bound::AtMost => (zero(), Some(point.clone())),
            Bound::About => (zero(), None),
        };
        Interval { point, low, high }
    }

    /// The bound of the stated number.
    pub fn bound(&self) -> Bound {
        let is_low = self.low.as_ref() == Some(&self.point);
        let is_high = self.high.as_ref() == Some(&self.point);
        match (is_low, is_high) {
            (true, true) => Bound::Exact,
            (true, false) => Bound::AtLeast,
            (false, true) => Bound::AtMost,
            (false, false) => Bound::About,
        }
    }

    /// The number in whole steps, so many to one, rounded so that it never claims more than is known: "hơn" down, "không
    /// quá" up, all else to the nearest, halves away from zero. `None` beyond 64 bits.
    pub fn steps(&self, to_one: &BigRational) -> Option<i64> {
        let scaled = &self.point * to_one;
        let whole = match self.bound() {
            Bound::AtLeast => scaled.floor(),
            Bound::AtMost => scaled.ceil(),
            Bound::Exact | Bound::About => scaled.round(),
        };
        i64::try_from(whole.to_integer()).ok()
    }

    /// Sum.
    pub fn plus(&self, other: &Interval) -> Interval {
        let end = |a: &Option<BigRational>, b: &Option<BigRational>| Some(a.as_ref()? + b.as_ref()?);
        Interval {
            point: &self.point + &other.point,
            low: end(&self.low, &other.low),
            high: end(&self.high, &other.high),
        }
    }

    /// The same with its sign turned.
    pub fn turned(&self) -> Interval {
        let turned = |end: &Option<BigRational>| end.as_ref().map(|v| -v);
        Interval {
            point: -&self.point,
            low: turned(&self.high),
            high: turned(&self.low),
        }
    }

    /// Difference.
    pub fn minus(&self, other: &Interval) -> Interval {
        self.plus(&other.turned())
    }

    /// Product. Two numbers that are both open around zero tell nothing about theirs.
    pub fn times(&self, other: &Interval) -> Interval {
        let point = &self.point * &other.point;
        let (low, high) = match (self.ends(), other.ends()) {
            (Some((a, b)), Some((c, d))) => {
                let mut all = [a * c, a * d, b * c, b * d];
                all.sort();
                let [low, _, _, high] = all;
                (Some(low), Some(high))
            }
            _ => match (self.sign(), other.sign()) {
                (Some(1), Some(1)) => (mul(&self.low, &other.low), mul(&self.high, &other.high)),
                (Some(-1), Some(-1)) => (mul(&self.high, &other.high), mul(&self.low, &other.low)),
                (Some(1), Some(-1)) => (mul(&self.high, &other.low), mul(&self.low, &other.high)),
                (Some(-1), Some(1)) => (mul(&self.low, &other.high), mul(&self.high, &other.low)),
                _ => (None, None),
            },
        };
        Interval { point, low, high }
    }

    /// Quotient; `None` when the stated divisor is zero. A divisor that may be zero leaves both ends open.
    pub fn over(&self, other: &Interval) -> Option<Interval> {
        if other.point.is_zero() {
            return None;
        }
        let may_be_zero = !other.low.as_ref().is_some_and(Signed::is_positive)
            && !other.high.as_ref().is_some_and(Signed::is_negative);
        if may_be_zero {
            // What is counted is never below zero, and so is its part of something counted.
            let both = |sign| self.sign() == Some(sign) && other.sign() == Some(1);
            return Some(Interval {
                point: &self.point / &other.point,
                low: both(1).then(BigRational::zero),
                high: both(-1).then(BigRational::zero),
            });
        }
        let inverse =
            |end: &Option<BigRational>| Some(end.as_ref().map_or_else(BigRational::zero, |v| v.recip()));
        let turned = Interval {
            point: other.point.recip(),
            low: inverse(&other.high),
            high: inverse(&other.low),
        };
        Some(Interval {
            point: &self.point / &other.point,
            ..self.times(&turned)
        })
    }

    /// What a comparison with another number can say.
    pub fn against(&self, other: &Interval) -> Verdict {
        let below =
            |a: &Interval, b: &Interval| a.high.as_ref().zip(b.low.as_ref()).is_some_and(|(a, b)| a < b);
        let (exact, theirs) = (self.bound() == Bound::Exact, other.bound() == Bound::Exact);
        match () {
            () if exact && theirs && self.point == other.point => Verdict::Equal,
            () if below(self, other) => Verdict::Less,
            () if below(other, self) => Verdict::More,
            () => Verdict::Inconclusive,
        }
    }

    /// Whether it is at least the other, when its ends can tell.
    pub fn reaches(&self, other: &Interval) -> Option<bool> {
        let (low, high) = (self.low.as_ref(), self.high.as_ref());
        if low.zip(other.high.as_ref()).is_some_and(|(a, b)| a >= b) {
            Some(true)
        } else {
            high.zip(other.low.as_ref())
                .is_some_and(|(a, b)| a < b)
                .then_some(false)
        }
    }

    fn ends(&self) -> Option<(&BigRational, &BigRational)> {
        self.low.as_ref().zip(self.high.as_ref())
    }

    /// 1 when it is never below zero, −1 when never above.
    fn sign(&self) -> Option<i8> {
        if self.low.as_ref().is_some_and(|v| !v.is_negative()) {
            return Some(1);
        }
        self.high.as_ref().filter(|v| !v.is_positive()).map(|_| -1)
    }
}

fn mul(a: &Option<BigRational>, b: &Option<BigRational>) -> Option<BigRational> {
    Some(a.as_ref()? * b.as_ref()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(amount: i64, bound: Bound) -> Interval {
        Interval::sums(Sums::of(amount, bound, 1), 0)
    }

    #[test]
    fn a_ratio_of_bounds_is_bounded_the_right_way() {
        let over = |a, b| {
            counted(2412, a)
                .over(&counted(2546, b))
                .expect("not zero")
                .bound()
        };
        assert_eq!(over(Bound::Exact, Bound::Exact), Bound::Exact);
        assert_eq!(over(Bound::AtLeast, Bound::Exact), Bound::AtLeast);
        assert_eq!(over(Bound::Exact, Bound::AtLeast), Bound::AtMost);
        assert_eq!(over(Bound::AtLeast, Bound::AtLeast), Bound::About);
        assert_eq!(over(Bound::Exact, Bound::AtMost), Bound::About);
    }

    #[test]
    fn a_bound_that_is_rounded_never_claims_more_than_is_known() {
        let rounded = |amount, bound| {
            let third = counted(amount, bound)
                .over(&Interval::whole(3))
                .expect("not zero");
            third.steps(&BigRational::from_integer(10.into()))
        };
        // 200 ÷ 3 = 66,66…: hơn 66,6; không quá 66,7; else 66,7. 100 ÷ 3 = 33,33…
        assert_eq!(rounded(200, Bound::AtLeast), Some(666));
        assert_eq!(rounded(200, Bound::AtMost), Some(667));
        assert_eq!(rounded(200, Bound::Exact), Some(667));
        assert_eq!(rounded(100, Bound::AtLeast), Some(333));
        assert_eq!(rounded(100, Bound::AtMost), Some(334));
        assert_eq!(rounded(100, Bound::About), Some(333));
        assert_eq!(rounded(-100, Bound::Exact), Some(-333));
        let gone = counted(100, Bound::AtLeast).turned().over(&Interval::whole(3));
        let ten = BigRational::from_integer(10.into());
        assert_eq!(
            gone.and_then(|gone| gone.steps(&ten)),
            Some(-333),
            "at most −33,3"
        );
    }

    #[test]
    fn what_is_undivided_is_here_wholly_or_not_at_all() {
        let sums = |amount| Sums::of(amount, Bound::Exact, 1);
        let figure = Figure {
            sums: sums(10),
            undivided: sums(5),
            estimated: false,
        };
        let now = Interval::of(&figure, 0);
        assert_eq!(now.bound(), Bound::AtLeast);
        assert_eq!(now.against(&Interval::whole(16)), Verdict::Less);
        assert_eq!(now.against(&Interval::whole(15)), Verdict::Inconclusive);
        assert_eq!(now.against(&Interval::whole(9)), Verdict::More);
    }

    fn bound() -> impl Strategy<Value = Bound> {
        prop::sample::select(vec![Bound::Exact, Bound::AtLeast, Bound::AtMost, Bound::About])
    }

    /// A stated number, and a truth that it allows.
    fn stated() -> impl Strategy<Value = (Interval, i64)> {
        (0i64..60, bound(), 0i64..60).prop_map(|(amount, bound, other)| {
            let truth = match bound {
                Bound::Exact => amount,
                Bound::AtLeast => amount + other,
                Bound::AtMost => other.min(amount),
                Bound::About => other,
            };
            (counted(amount, bound), truth)
        })
    }

    fn holds(interval: &Interval, truth: &BigRational) -> bool {
        interval.low.as_ref().is_none_or(|low| low <= truth)
            && interval.high.as_ref().is_none_or(|high| truth <= high)
    }

    proptest! {
        #[test]
        fn the_truth_never_leaves_the_interval((a, x) in stated(), (b, y) in stated(), (c, z) in stated()) {
            let real = |v: i64| BigRational::from_integer(v.into());
            prop_assert!(holds(&a.plus(&b), &real(x + y)));
            prop_assert!(holds(&a.minus(&b), &real(x - y)));
            prop_assert!(holds(&a.times(&b), &real(x * y)));
            prop_assert!(holds(&a.minus(&b).times(&c.turned()), &real((x - y) * -z)));
            prop_assert!(holds(&a.minus(&b).times(&b.minus(&c)), &real((x - y) * (y - z))));
            if let Some(ratio) = a.minus(&c).over(&b).filter(|_| y != 0) {
                prop_assert!(holds(&ratio, &(real(x - z) / real(y))));
            }
            if let Some(ratio) = a.over(&b.minus(&c)).filter(|_| y != z) {
                prop_assert!(holds(&ratio, &(real(x) / real(y - z))));
            }
        }

        #[test]
        fn a_rounded_number_still_holds_the_truth((a, x) in stated(), by in 1i64..9) {
            let by = Interval::whole(by);
            let Some(ratio) = a.over(&by) else { return Ok(()) };
            let (shown, truth) = (ratio.steps(&Interval::whole(1).point), Interval::whole(x).over(&by));
            let shown = BigRational::from_integer(shown.unwrap_or_default().into());
            let truth = truth.map_or_else(BigRational::zero, |truth| truth.point);
            match ratio.bound() {
                Bound::AtLeast => prop_assert!(truth >= shown),
                Bound::AtMost => prop_assert!(truth <= shown),
                Bound::Exact | Bound::About => {}
            }
        }

        #[test]
        fn a_comparison_never_says_what_the_truth_denies((a, x) in stated(), (b, y) in stated()) {
            match a.against(&b) {
                Verdict::Less => prop_assert!(x < y),
                Verdict::Equal => prop_assert_eq!(x, y),
                Verdict::More => prop_assert!(x > y),
                Verdict::Inconclusive => {}
            }
            if let Some(reached) = a.reaches(&b) {
                prop_assert_eq!(reached, x >= y);
            }
        }
    }
}
