//! Refusals of entries in the shape of the interface.

use super::super::error::{Code, Mistake, Refusal};
use dienhong_app::entries::{
    DAY, ENTRY, EntryError, EntryMistake, EntryMistakeKind, STATE, UNIT, WHY, words,
};
use dienhong_domain::entries::BOUND_SUFFIX;
use dienhong_domain::packs::Register;
use dienhong_domain::units::UnitId;
use dienhong_web_kit::state::Me;

/// A refusal with all mistakes said in the words of the register under the rules of the unit.
pub(super) fn refusal(me: &Me, register: &str, unit: Option<UnitId>, error: EntryError) -> Refusal {
    match error {
        EntryError::Mistakes(found) => {
            let rules = me.cx().entries().rules_of_draft(register, unit, "");
            match rules.register(register) {
                Some(register) => Refusal::wrong(found.iter().map(|m| mistake(me, register, m)).collect()),
                None => Refusal::not_found(),
            }
        }
        // What may be seen but not done is answered like what is not there.
        EntryError::NotFound | EntryError::NotAllowed => Refusal::not_found(),
        EntryError::Conflict { now } => Refusal {
            rev: Some(now),
            ..Refusal::new(Code::Conflict)
        },
        EntryError::IdTaken => Refusal::new(Code::IdTaken),
        EntryError::Fault(fault) => Refusal::fault(&fault),
    }
}

/// A refusal that is about no answers.
pub(super) fn plain(error: EntryError) -> Refusal {
    match error {
        EntryError::Fault(fault) => Refusal::fault(&fault),
        _ => Refusal::not_found(),
    }
}

fn mistake(me: &Me, register: &Register, of: &EntryMistake) -> Mistake {
    Mistake {
        field: place(&of.field),
        code: code(&of.what).to_owned(),
        message: words::say(me.locale(), &me.snapshot, register, of),
    }
}

/// Where a field stands in what was sent.
pub(in super::super) fn place(field: &str) -> String {
    match field {
        DAY => "day".to_owned(),
        UNIT => "unit".to_owned(),
        WHY => "reason".to_owned(),
        ENTRY => "id".to_owned(),
        STATE => "state".to_owned(),
        other => format!("values.{}", other.strip_suffix(BOUND_SUFFIX).unwrap_or(other)),
    }
}

/// The code of a mistake; codes never change.
pub(in super::super) fn code(what: &EntryMistakeKind) -> &'static str {
    match what {
        EntryMistakeKind::Answer(mistake) => mistake.code(),
        EntryMistakeKind::Future => "day-in-the-future",
        EntryMistakeKind::NoUnit => "no-unit",
        EntryMistakeKind::UnitNotThen { .. } => "unit-not-then",
        EntryMistakeKind::WrongLevel => "wrong-level",
        EntryMistakeKind::RegisterNotThen => "register-not-then",
        EntryMistakeKind::StatedElsewhere { .. } => "stated-elsewhere",
        EntryMistakeKind::MonthTaken { .. } => "month-taken",
        EntryMistakeKind::Photo { .. } => "photo",
        EntryMistakeKind::File { .. } => "file",
        EntryMistakeKind::BelowNought { .. } => "below-nought",
        EntryMistakeKind::TooMany { .. } => "too-many-files",
        EntryMistakeKind::NoReason => "no-reason",
        EntryMistakeKind::SeveralUnits { .. } => "several-units",
        EntryMistakeKind::UnknownUnit { .. } => "unknown-unit",
        EntryMistakeKind::NoSuchEntry => "no-such-entry",
        EntryMistakeKind::EntryTwice => "entry-twice",
        EntryMistakeKind::NotCorrectable => "not-correctable",
        EntryMistakeKind::StateBySheet => "state-by-sheet",
        EntryMistakeKind::DayInDoubt => "day-in-doubt",
    }
}
