//! The way of a report: written and laid before the chair by officials, approved and sent, accepted by the level above, or
//! given back to be written.

use super::{Hand, Kind, Needs, Procedure, ProcedureState, Transition};
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
        Transition {
            act: BEGIN,
            from: None,
            to: Stage::Writing,
            hand: Hand::OwnUnit,
            permissions: &[Permission::WriteReports],
            is_personal: false,
            needs: Needs::Nothing,
            other_than: None,
            log: "reports.begin",
        },
        own(
            SUBMIT,
            (Stage::Writing, Stage::Submitted),
            &[Permission::WriteReports],
            "reports.submit",
        ),
        own(
            APPROVE,
            (Stage::Submitted, Stage::Issued),
            &[Permission::ApproveReports],
            "reports.approve",
        ),
        own(
            SEND,
            (Stage::Issued, Stage::Sent),
            &[Permission::WriteReports, Permission::ApproveReports],
            "reports.send",
        ),
        Transition {
            act: ACCEPT,
            from: Some(Stage::Sent),
            to: Stage::Accepted,
            hand: Hand::LevelAbove,
            permissions: &[Permission::AcceptFigures],
            is_personal: true,
            needs: Needs::Nothing,
            other_than: None,
            log: "reports.accept",
        },
        own(
            WITHDRAW,
            (Stage::Submitted, Stage::Writing),
            &[Permission::WriteReports],
            "reports.withdraw",
        ),
        returned(Stage::Submitted, Hand::OwnUnit, &[Permission::ApproveReports]),
        returned(Stage::Issued, Hand::OwnUnit, &[Permission::ApproveReports]),
        returned(Stage::Sent, Hand::LevelAbove, &[Permission::AcceptFigures]),
    ],
    awaited: &[BEGIN, SUBMIT, APPROVE, SEND, ACCEPT],
};

/// An act of a person of the unit itself.
const fn own(
    act: &'static str,
    (from, to): (Stage, Stage),
    permissions: &'static [Permission],
    log: &'static str,
) -> Transition<Stage> {
    Transition {
        act,
        from: Some(from),
        to,
        hand: Hand::OwnUnit,
        permissions,
        is_personal: true,
        needs: Needs::Nothing,
        other_than: None,
        log,
    }
}

const fn returned(from: Stage, hand: Hand, permissions: &'static [Permission]) -> Transition<Stage> {
    Transition {
        act: RETURN,
        from: Some(from),
        to: Stage::Writing,
        hand,
        permissions,
        is_personal: true,
        needs: Needs::ReasonAtPlaces,
        other_than: None,
        log: "reports.return",
    }
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
        for from in Stage::ALL {
            for to in Stage::ALL {
                let leads = PROCEDURE.between(Some(from), to).is_some();
                assert_eq!(leads, WAYS.contains(&(from, to)), "from {from:?} to {to:?}");
            }
            let begins = PROCEDURE.between(None, from).map(|t| t.act);
            assert_eq!(begins, (from == Stage::Writing).then_some(BEGIN), "{from:?}");
        }
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
