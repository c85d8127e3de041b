//! The way of a filing: frozen by an official, approved and thereby sent by the chair, accepted or returned by the level
//! above, replaced by a newer version. Accepted figures are returned only as a consequence of a request that another person
//! approved ([`super::returns`]).

use super::{Kind, Needs, Procedure, ProcedureState, Transition};
use crate::filings::State;
use crate::rights::Permission;

/// Freezing the figures of a period.
pub const FREEZE: &str = "freeze";
/// Approving frozen figures, which sends them.
pub const APPROVE: &str = "approve";
/// Accepting what was sent.
pub const ACCEPT: &str = "accept";
/// Returning what was sent or accepted, with reasons.
pub const RETURN: &str = "return";
/// Standing back behind a newer version.
pub const REPLACE: &str = "replace";

/// The procedure of filings. Notes and reasons have at most 500 characters.
pub const PROCEDURE: Procedure<State> = Procedure {
    kind: Kind::Filing,
    note_max: 500,
    transitions: &[
        Transition::own_unit(
            FREEZE,
            (None, State::Frozen),
            &[Permission::FreezeFigures],
            "filings.freeze",
        )
        .by_programs_too(),
        Transition::own_unit(
            APPROVE,
            (Some(State::Frozen), State::Sent),
            &[Permission::ApproveFigures],
            "filings.approve",
        ),
        Transition::level_above(
            ACCEPT,
            (Some(State::Sent), State::Accepted),
            &[Permission::AcceptFigures],
            "filings.accept",
        ),
        Transition::level_above(
            RETURN,
            (Some(State::Sent), State::Returned),
            &[Permission::AcceptFigures],
            "filings.return",
        )
        .saying(Needs::ReasonAtPlaces),
        Transition::consequence(RETURN, (Some(State::Accepted), State::Returned), "filings.return")
            .saying(Needs::ReasonAtPlaces),
        replaced_from(State::Frozen),
        replaced_from(State::Returned),
    ],
    awaited: &[FREEZE, APPROVE, ACCEPT],
};

const fn replaced_from(state: State) -> Transition<State> {
    Transition::consequence(REPLACE, (Some(state), State::Replaced), "filings.freeze")
}

impl ProcedureState for State {
    const STATES: &'static [State] = &State::ALL;

    fn number(self) -> i64 {
        State::number(self).into()
    }

    fn code(self) -> &'static str {
        State::code(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::goes_only;
    use super::super::{Attempt, Refusal};
    use super::*;

    /// Every way that there is; all others are refused.
    const WAYS: [(State, State); 6] = [
        (State::Frozen, State::Sent),
        (State::Frozen, State::Replaced),
        (State::Sent, State::Returned),
        (State::Sent, State::Accepted),
        (State::Accepted, State::Returned),
        (State::Returned, State::Replaced),
    ];

    #[test]
    fn a_filing_goes_these_ways_and_no_other() {
        goes_only(&PROCEDURE, (FREEZE, State::Frozen), &WAYS);
    }

    #[test]
    fn nobody_returns_accepted_figures_alone() {
        let attempt = Attempt {
            person: 7,
            is_signed_in: true,
            may: &|_, _| true,
            earlier: &[],
        };
        let tried = |state| PROCEDURE.check(RETURN, Some(state), &attempt).map(|t| t.to);
        assert_eq!(tried(State::Sent), Ok(State::Returned));
        assert_eq!(tried(State::Accepted), Err(Refusal::Stands(State::Accepted)));
    }

    #[test]
    fn numbers_and_codes_stay_as_they_are() {
        let stored = State::STATES
            .iter()
            .map(|s| (ProcedureState::number(*s), s.code()));
        let known = [
            (0, "frozen"),
            (1, "sent"),
            (2, "returned"),
            (3, "accepted"),
            (4, "replaced"),
        ];
        assert!(stored.eq(known));
    }
}
