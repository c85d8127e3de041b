//! The way of a report: written and laid before the chair by officials, approved and sent, accepted by the level above, or
//! given back to be written.

use super::{Kind, Needs, Procedure, ProcedureState, Transition};
use crate::reports::Stage;
use crate::rights::Permission;

/// Beginning a report.
pub const BEGIN: &str = "begin";
/// Laying it before the chair.
pub const SUBMIT: &str = "submit";
/// Approving it, which gives it number, day and signer.
pub const APPROVE: &str = "approve";
/// Sending it to the level above.
pub const SEND: &str = "send";
/// Accepting what was sent.
pub const ACCEPT: &str = "accept";
/// Taking it back from the chair, to go on writing; only its writers need no reason.
pub const WITHDRAW: &str = "withdraw";
/// Giving it back to be written, with reasons.
pub const RETURN: &str = "return";

/// The procedure of reports. Notes and reasons have at most 1,000 characters.
pub const PROCEDURE: Procedure<Stage> = Procedure {
    kind: Kind::Report,
    note_max: 1_000,
    transitions: &[
        Transition::own_unit(
            BEGIN,
            (None, Stage::Writing),
            &[Permission::WriteReports],
            "reports.begin",
        )
        .by_programs_too(),
        Transition::own_unit(
            SUBMIT,
            (Some(Stage::Writing), Stage::Submitted),
            &[Permission::WriteReports],
            "reports.submit",
        ),
        Transition::own_unit(
            APPROVE,
            (Some(Stage::Submitted), Stage::Issued),
            &[Permission::ApproveReports],
            "reports.approve",
        ),
        Transition::own_unit(
            SEND,
            (Some(Stage::Issued), Stage::Sent),
            &[Permission::WriteReports, Permission::ApproveReports],
            "reports.send",
        ),
        Transition::level_above(
            ACCEPT,
            (Some(Stage::Sent), Stage::Accepted),
            &[Permission::AcceptFigures],
            "reports.accept",
        ),
        Transition::own_unit(
            WITHDRAW,
            (Some(Stage::Submitted), Stage::Writing),
            &[Permission::WriteReports],
            "reports.withdraw",
        ),
        returned_by_chair(Stage::Submitted),
        returned_by_chair(Stage::Issued),
        Transition::level_above(
            RETURN,
            (Some(Stage::Sent), Stage::Writing),
            &[Permission::AcceptFigures],
            "reports.return",
        )
        .saying(Needs::ReasonAtPlaces),
    ],
    awaited: &[BEGIN, SUBMIT, APPROVE, SEND, ACCEPT],
};

const fn returned_by_chair(from: Stage) -> Transition<Stage> {
    Transition::own_unit(
        RETURN,
        (Some(from), Stage::Writing),
        &[Permission::ApproveReports],
        "reports.return",
    )
    .saying(Needs::ReasonAtPlaces)
}

impl ProcedureState for Stage {
    const STATES: &'static [Stage] = &Stage::ALL;

    fn number(self) -> i64 {
        Stage::number(self)
    }

    fn code(self) -> &'static str {
        Stage::code(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::goes_only;
    use super::*;

    /// Every way that there is; all others are refused.
    const WAYS: [(Stage, Stage); 7] = [
        (Stage::Writing, Stage::Submitted),
        (Stage::Submitted, Stage::Issued),
        (Stage::Submitted, Stage::Writing),
        (Stage::Issued, Stage::Sent),
        (Stage::Issued, Stage::Writing),
        (Stage::Sent, Stage::Accepted),
        (Stage::Sent, Stage::Writing),
    ];

    #[test]
    fn a_report_goes_these_ways_and_no_other() {
        goes_only(&PROCEDURE, (BEGIN, Stage::Writing), &WAYS);
    }

    #[test]
    fn only_its_writers_take_it_back_without_a_reason() {
        let back = PROCEDURE
            .transitions
            .iter()
            .filter(|t| t.to == Stage::Writing && t.from.is_some());
        for way in back {
            let is_without = way.needs == Needs::Nothing;
            assert_eq!(
                is_without,
                way.permissions == [Permission::WriteReports],
                "{way:?}"
            );
        }
    }

    #[test]
    fn numbers_and_codes_stay_as_they_are() {
        let stored = Stage::STATES.iter().map(|s| (s.number(), s.code()));
        let known = [
            (0, "writing"),
            (1, "submitted"),
            (2, "issued"),
            (3, "sent"),
            (4, "accepted"),
        ];
        assert!(stored.eq(known));
    }
}
