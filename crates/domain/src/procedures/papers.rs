//! The way of a paper that an office makes from a template: drafted by an official, submitted to whoever approves, issued with
//! number, day and signer. One that went out by mistake is cancelled with its number; one that held and must hold no longer is
//! revoked by another paper (thu hồi). A draft that is not needed is discarded, and may be taken up again.

use super::{Kind, Needs, Procedure, ProcedureState, Transition};
use crate::rights::Permission;

/// Where a paper stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// Its blanks are being filled in.
    Draft,
    /// Frozen, and waiting to be approved.
    Submitted,
    /// It has its number, day and signer.
    Issued,
    /// It was issued and is cancelled; its number stays in the register and is never given again.
    Cancelled,
    /// It was drafted and is not needed; nothing of it is deleted.
    Discarded,
    /// It was issued and held, until another issued paper revoked it.
    Revoked,
}

impl State {
    /// Every state.
    pub const ALL: [State; 6] = [
        State::Draft,
        State::Submitted,
        State::Issued,
        State::Cancelled,
        State::Discarded,
        State::Revoked,
    ];

    /// Whether it had a number, which it keeps.
    pub fn is_numbered(self) -> bool {
        matches!(self, State::Issued | State::Cancelled | State::Revoked)
    }
}

/// Beginning a paper from a template.
pub const BEGIN: &str = "begin";
/// Freezing it and laying it before whoever approves.
pub const SUBMIT: &str = "submit";
/// Taking it back to continue writing.
pub const WITHDRAW: &str = "withdraw";
/// Sending it back to its writers, with a reason.
pub const RETURN: &str = "return";
/// Approving it, which gives it number, day and signer.
pub const ISSUE: &str = "issue";
/// Laying a draft aside that is not needed.
pub const DISCARD: &str = "discard";
/// Taking a discarded draft up again.
pub const RESTORE: &str = "restore";
/// Cancelling it after it was issued, with a reason.
pub const CANCEL: &str = "cancel";
/// Revoking it by another paper, with what that says at its place.
pub const REVOKE: &str = "revoke";

/// The procedure of papers. Notes and reasons have at most 200 characters, as a line of the register that repeats them.
pub const PROCEDURE: Procedure<State> = Procedure {
    kind: Kind::Paper,
    note_max: 200,
    transitions: &[
        Transition::own_unit(
            BEGIN,
            (None, State::Draft),
            &[Permission::WriteReports],
            "papers.begin",
        ),
        Transition::own_unit(
            SUBMIT,
            (Some(State::Draft), State::Submitted),
            &[Permission::WriteReports],
            "papers.submit",
        ),
        Transition::own_unit(
            WITHDRAW,
            (Some(State::Submitted), State::Draft),
            &[Permission::WriteReports],
            "papers.withdraw",
        ),
        Transition::own_unit(
            RETURN,
            (Some(State::Submitted), State::Draft),
            &[Permission::ApproveReports],
            "papers.return",
        )
        .saying(Needs::Reason),
        Transition::own_unit(
            ISSUE,
            (Some(State::Submitted), State::Issued),
            &[Permission::ApproveReports],
            "papers.issue",
        ),
        Transition::own_unit(
            CANCEL,
            (Some(State::Issued), State::Cancelled),
            &[Permission::ApproveReports],
            "papers.cancel",
        )
        .saying(Needs::Reason),
        Transition::own_unit(
            REVOKE,
            (Some(State::Issued), State::Revoked),
            &[Permission::ApproveReports],
            "papers.revoke",
        )
        .saying(Needs::ReasonAtPlaces),
        Transition::own_unit(
            DISCARD,
            (Some(State::Draft), State::Discarded),
            &[Permission::WriteReports],
            "papers.discard",
        ),
        Transition::own_unit(
            RESTORE,
            (Some(State::Discarded), State::Draft),
            &[Permission::WriteReports],
            "papers.restore",
        ),
    ],
    awaited: &[SUBMIT, ISSUE],
};

impl ProcedureState for State {
    const STATES: &'static [State] = &State::ALL;

    fn number(self) -> i64 {
        match self {
            State::Draft => 0,
            State::Submitted => 1,
            State::Issued => 2,
            State::Cancelled => 3,
            State::Discarded => 4,
            State::Revoked => 5,
        }
    }

    fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Issued => "issued",
            State::Cancelled => "cancelled",
            State::Discarded => "discarded",
            State::Revoked => "revoked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Hand;
    use super::super::tests::goes_only;
    use super::*;

    /// Every way that there is; all others are refused.
    const WAYS: [(State, State); 7] = [
        (State::Draft, State::Submitted),
        (State::Submitted, State::Draft),
        (State::Submitted, State::Issued),
        (State::Issued, State::Cancelled),
        (State::Issued, State::Revoked),
        (State::Draft, State::Discarded),
        (State::Discarded, State::Draft),
    ];

    #[test]
    fn a_paper_goes_these_ways_and_no_other() {
        goes_only(&PROCEDURE, (BEGIN, State::Draft), &WAYS);
    }

    #[test]
    fn what_undoes_anothers_work_says_why() {
        for way in PROCEDURE.transitions {
            let undoes = matches!(way.act, RETURN | CANCEL);
            assert_eq!(way.needs == Needs::Reason, undoes, "{way:?}");
            // What revokes a paper is named at a place.
            assert_eq!(way.needs == Needs::ReasonAtPlaces, way.act == REVOKE, "{way:?}");
            assert!(way.is_personal && way.hand == Hand::OwnUnit, "{way:?}");
        }
    }

    #[test]
    fn numbers_and_codes_stay_as_they_are() {
        let stored = State::STATES.iter().map(|s| (s.number(), s.code()));
        let known = [
            (0, "draft"),
            (1, "submitted"),
            (2, "issued"),
            (3, "cancelled"),
            (4, "discarded"),
            (5, "revoked"),
        ];
        assert!(stored.eq(known));
        assert!(State::Cancelled.is_numbered() && !State::Submitted.is_numbered());
    }
}
