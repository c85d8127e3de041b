//! A meeting that decides: who was entitled, who came, who agreed, and its minutes. What share is needed is data of a pack; an
//! area asks [`Meeting::check`] where a step needs minutes or a quorum.

use crate::time::Day;

/// A part of a number of people, exactly: 2 of 3. At least one of them, and never more than all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    part: u32,
    of: u32,
    is_exceeded: bool,
}

impl Share {
    /// More than half.
    pub const MAJORITY: Share = Share {
        part: 1,
        of: 2,
        is_exceeded: true,
    };
    /// Everybody.
    pub const ALL: Share = Share {
        part: 1,
        of: 1,
        is_exceeded: false,
    };

    /// At least so many parts of so many; `None` for nothing, or for more than all.
    pub fn at_least(part: u32, of: u32) -> Option<Share> {
        (part > 0 && part <= of).then_some(Share {
            part,
            of,
            is_exceeded: false,
        })
    }
    /// More than so many parts of so many; `None` for all, of which there are no more.
    pub fn more_than(part: u32, of: u32) -> Option<Share> {
        (part < of).then_some(Share {
            part,
            of,
            is_exceeded: true,
        })
    }
    /// The least count that meets the share of a number of people; at least one.
    pub fn needed(self, people: u32) -> u32 {
        let parts = u64::from(people) * u64::from(self.part);
        let of = u64::from(self.of);
        let least = match self.is_exceeded {
            true => parts / of + 1,
            false => parts.div_ceil(of),
        };
        u32::try_from(least).unwrap_or(u32::MAX).max(1)
    }
    /// Whether a count of a number of people meets the share. Of nobody, none is met.
    pub fn is_met(self, count: u32, people: u32) -> bool {
        people > 0 && count <= people && count >= self.needed(people)
    }
}

/// Of whom a majority is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// Of those who came.
    Present,
    /// Of all who are entitled, whether they came or not.
    Entitled,
}

/// What a meeting has to reach for its decision to hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quorum {
    /// How many of those entitled have to come.
    pub present: Share,
    /// How many have to agree.
    pub agreed: Share,
    /// Of whom the agreement is counted.
    pub counted: Counted,
}

/// What the minutes of a meeting say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// Day on which it was held.
    pub held: Day,
    /// People entitled to come.
    pub entitled: u32,
    /// People who came.
    pub present: u32,
    /// People who agreed.
    pub agreed: u32,
    /// Number or mark of its minutes, as written on them.
    pub minutes: String,
}

/// Why a meeting does not carry a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MeetingProblem {
    /// It is after the day of the decision.
    Ahead,
    /// Its minutes are not named.
    NoMinutes,
    /// More came than were entitled, or more agreed than came.
    Impossible,
    /// Fewer came than needed.
    TooFewCame {
        /// Needed.
        needed: u32,
    },
    /// Fewer agreed than needed.
    NotAgreed {
        /// Needed.
        needed: u32,
    },
}

impl Meeting {
    /// Whether the meeting carries a decision of a day; the first reason why it does not.
    ///
    /// # Errors
    ///
    /// [`MeetingProblem`], in the order in which its variants stand.
    pub fn check(&self, quorum: Quorum, on: Day) -> Result<(), MeetingProblem> {
        if self.held > on {
            return Err(MeetingProblem::Ahead);
        }
        if self.minutes.trim().is_empty() {
            return Err(MeetingProblem::NoMinutes);
        }
        if self.present > self.entitled || self.agreed > self.present {
            return Err(MeetingProblem::Impossible);
        }
        if !quorum.present.is_met(self.present, self.entitled) {
            let needed = quorum.present.needed(self.entitled);
            return Err(MeetingProblem::TooFewCame { needed });
        }
        let people = match quorum.counted {
            Counted::Present => self.present,
            Counted::Entitled => self.entitled,
        };
        match quorum.agreed.is_met(self.agreed, people) {
            true => Ok(()),
            false => Err(MeetingProblem::NotAgreed {
                needed: quorum.agreed.needed(people),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(day: u32) -> Day {
        Day::new(2026, 11, day).expect("a day")
    }

    const RULE: Quorum = Quorum {
        present: Share {
            part: 2,
            of: 3,
            is_exceeded: false,
        },
        agreed: Share::MAJORITY,
        counted: Counted::Present,
    };

    fn meeting(entitled: u32, present: u32, agreed: u32) -> Meeting {
        Meeting {
            held: day(10),
            entitled,
            present,
            agreed,
            minutes: "01/BB".to_owned(),
        }
    }

    #[test]
    fn a_share_is_exact() {
        let two_thirds = Share::at_least(2, 3).expect("a share");
        assert_eq!(
            [1, 2, 3, 4, 9, 10].map(|n| two_thirds.needed(n)),
            [1, 2, 2, 3, 6, 7]
        );
        assert_eq!([1, 2, 3, 10].map(|n| Share::MAJORITY.needed(n)), [1, 2, 2, 6]);
        let eighty = Share::at_least(80, 100).expect("a share");
        assert!(eighty.is_met(8, 10) && !eighty.is_met(7, 10) && eighty.is_met(4, 5));
        assert_eq!(
            (
                Share::at_least(0, 3),
                Share::at_least(4, 3),
                Share::more_than(3, 3)
            ),
            (None, None, None)
        );
        assert_eq!(Share::ALL.needed(u32::MAX), u32::MAX);
        assert!(!Share::MAJORITY.is_met(0, 0));
    }

    #[test]
    fn a_meeting_carries_or_says_why_not() {
        use MeetingProblem::*;
        for (of, is) in [
            (meeting(9, 6, 4), Ok(())),
            (meeting(9, 5, 5), Err(TooFewCame { needed: 6 })),
            (meeting(9, 6, 3), Err(NotAgreed { needed: 4 })),
            (meeting(9, 10, 4), Err(Impossible)),
            (meeting(9, 6, 7), Err(Impossible)),
            (meeting(0, 0, 0), Err(TooFewCame { needed: 1 })),
            (
                Meeting {
                    minutes: " ".to_owned(),
                    ..meeting(9, 6, 4)
                },
                Err(NoMinutes),
            ),
        ] {
            assert_eq!(of.check(RULE, day(10)), is, "{of:?}");
        }
        assert_eq!(meeting(9, 6, 4).check(RULE, day(9)), Err(Ahead));
        let of_all = Quorum {
            counted: Counted::Entitled,
            ..RULE
        };
        assert_eq!(
            meeting(9, 6, 4).check(of_all, day(10)),
            Err(NotAgreed { needed: 5 })
        );
    }

    proptest! {
        /// What is needed is the least that is met, and whoever has more has it as well.
        #[test]
        fn what_is_needed_is_the_least_that_is_met(part in 0u32..200, more in 1u32..200, people in 1u32..5000) {
            for share in [Share::at_least(part, part + more), Share::more_than(part, part + more)].into_iter().flatten() {
                let needed = share.needed(people);
                prop_assert!(needed <= people);
                prop_assert!(share.is_met(needed, people) && share.is_met(people, people));
                prop_assert!(!share.is_met(needed - 1, people) && !share.is_met(people + 1, people));
            }
        }
    }
}
