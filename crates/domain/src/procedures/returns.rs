//! The return of accepted figures: asked for by one person of the level above, decided by another one. Approving it returns
//! the filing ([`super::filings::RETURN`]) with the reasons that were given when it was asked for.

use super::{Kind, Needs, Procedure, ProcedureState, Transition};
use crate::rights::Permission;

/// Where a request for a return stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// Asked for and not decided yet.
    Asked,
    /// Approved; the filing was returned in the same act.
    Approved,
    /// Refused; the filing stays accepted.
    Refused,
}

/// Asking for accepted figures to be returned, with reasons.
pub const ASK: &str = "ask";
/// Approving that they are returned.
pub const APPROVE: &str = "approve";
/// Refusing it, with a reason.
pub const REFUSE: &str = "refuse";

/// The procedure of such requests. Notes and reasons have at most 500 characters, as those of filings.
pub const PROCEDURE: Procedure<State> = Procedure {
    kind: Kind::Return,
    note_max: super::filings::PROCEDURE.note_max,
    transitions: &[
        Transition::level_above(
            ASK,
            (None, State::Asked),
            &[Permission::AcceptFigures],
            "filings.ask-return",
        )
        .saying(Needs::ReasonAtPlaces),
        Transition::level_above(
            APPROVE,
            (Some(State::Asked), State::Approved),
            &[Permission::AcceptFigures],
            "filings.approve-return",
        )
        .never_by_who_did(ASK),
        Transition::level_above(
            REFUSE,
            (Some(State::Asked), State::Refused),
            &[Permission::AcceptFigures],
            "filings.refuse-return",
        )
        .saying(Needs::Reason)
        .never_by_who_did(ASK),
    ],
    awaited: &[APPROVE],
};

impl ProcedureState for State {
    const STATES: &'static [State] = &[State::Asked, State::Approved, State::Refused];

    fn number(self) -> i64 {
        match self {
            State::Asked => 0,
            State::Approved => 1,
            State::Refused => 2,
        }
    }

    fn code(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Approved => "approved",
            State::Refused => "refused",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_does_not_decide() {
        for way in PROCEDURE.transitions {
            assert_eq!(way.other_than, way.from.map(|_| ASK), "{way:?}");
            assert!(way.is_personal, "{way:?}");
        }
    }

    #[test]
    fn what_is_decided_stays_so() {
        for from in State::STATES {
            for to in State::STATES {
                let leads = PROCEDURE.between(Some(*from), *to).is_some();
                let is_decision = *from == State::Asked && *to != State::Asked;
                assert_eq!(leads, is_decision, "from {from:?} to {to:?}");
            }
        }
    }
}
