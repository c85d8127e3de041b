//! Procedures (thủ tục): how something goes from hand to hand, as data and pure functions.
//!
//! A procedure is a table of transitions: the act, the state before and after, in whose hand it lies, which permissions
//! allow it, what it must say, and the word that it leaves in the change log. What else an act asks for (a complete paper,
//! minutes, a quorum) is checked by plain functions of its area; there is no language of workflows.

mod deadline;
pub mod filings;
pub mod meeting;
pub mod papers;
pub mod reports;
pub mod returns;

pub use deadline::{Deadline, DueDay};

use crate::rights::Permission;
use std::fmt::Debug;

/// What goes through a procedure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Figures of a period ([`crate::filings`]).
    Filing,
    /// A report ([`crate::reports`]).
    Report,
    /// A request for the return of accepted figures ([`returns`]).
    Return,
    /// A paper made from a template ([`papers`]).
    Paper,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::Filing, Kind::Report, Kind::Return, Kind::Paper];

    /// The stored form.
    pub fn number(self) -> i64 {
        match self {
            Kind::Filing => 0,
            Kind::Report => 1,
            Kind::Return => 2,
            Kind::Paper => 3,
        }
    }

    /// The code used in the log of the program and in errors.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Filing => "filing",
            Kind::Report => "report",
            Kind::Return => "return",
            Kind::Paper => "paper",
        }
    }
}

/// A state in which what goes through a procedure stands.
pub trait ProcedureState: Copy + Eq + Debug + Send + Sync + 'static {
    /// Every state of the procedure.
    const STATES: &'static [Self];

    /// The stored form.
    fn number(self) -> i64;

    /// The code used in words, the change log and the interface.
    fn code(self) -> &'static str;

    /// Reads the stored form.
    fn read(number: i64) -> Option<Self> {
        Self::STATES
            .iter()
            .copied()
            .find(|state| state.number() == number)
    }
}

/// In whose hand an act lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hand {
    /// The unit whose subject it is.
    OwnUnit,
    /// The unit above it.
    LevelAbove,
    /// Nobody's: it follows from another act, which is allowed for itself.
    Consequence,
}

/// What has to be said with an act.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing; a note may be written.
    Nothing,
    /// A reason, as its note.
    Reason,
    /// A reason, as its note or at places of the content.
    ReasonAtPlaces,
}

impl Needs {
    /// Whether a note and reasons at so many places suffice. Blank ones do not count.
    pub fn is_met(self, note: &str, places: usize) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Reason => !note.trim().is_empty(),
            Needs::ReasonAtPlaces => !note.trim().is_empty() || places > 0,
        }
    }
}

/// A way from one state to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transition<S: 'static> {
    /// Code of the act, the same for every state in which it can be done.
    pub act: &'static str,
    /// The state before; `None` begins.
    pub from: Option<S>,
    /// The state after.
    pub to: S,
    /// In whose hand it lies.
    pub hand: Hand,
    /// Permissions there; any of them suffices.
    pub permissions: &'static [Permission],
    /// Whether only a signed-in person does it, never a program with a key.
    pub is_personal: bool,
    /// What has to be said with it.
    pub needs: Needs,
    /// An earlier act of the same subject: whoever did that does not do this.
    pub other_than: Option<&'static str>,
    /// The act in the change log.
    pub log: &'static str,
}

/// Who is about to act.
pub struct Attempt<'a> {
    /// Number of the person.
    pub person: i64,
    /// Whether it is a signed-in person, not a program with a key.
    pub is_signed_in: bool,
    /// Whether the person holds a permission at the unit in whose hand an act lies.
    pub may: &'a dyn Fn(Hand, Permission) -> bool,
    /// Acts that were done to the subject, in order, each with the number of its person.
    pub earlier: &'a [(String, i64)],
}

/// Why an act is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal<S> {
    /// The person may not do this.
    NotAllowed,
    /// It stands in this state, in which this is not done.
    Stands(S),
    /// It needs a reason.
    NeedsReason,
    /// Another person has to do it than the one who did the act before it.
    SamePerson,
}

/// The transitions of a kind of thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Procedure<S: 'static> {
    /// What goes through it.
    pub kind: Kind,
    /// Longest note or reason, in characters.
    pub note_max: usize,
    /// Its transitions; an act stands once for each state in which it can be done.
    pub transitions: &'static [Transition<S>],
    /// The acts that bring it onward: while one of them can be done, the subject waits for whoever may do it.
    pub awaited: &'static [&'static str],
}

impl<S: ProcedureState> Transition<S> {
    /// An act of signed-in persons of the unit itself, with which nothing has to be said.
    pub const fn own_unit(
        act: &'static str,
        (from, to): (Option<S>, S),
        permissions: &'static [Permission],
        log: &'static str,
    ) -> Transition<S> {
        Transition {
            act,
            from,
            to,
            hand: Hand::OwnUnit,
            permissions,
            is_personal: true,
            needs: Needs::Nothing,
            other_than: None,
            log,
        }
    }

    /// Such an act of the level above.
    pub const fn level_above(
        act: &'static str,
        states: (Option<S>, S),
        permissions: &'static [Permission],
        log: &'static str,
    ) -> Transition<S> {
        let mut of = Transition::own_unit(act, states, permissions, log);
        of.hand = Hand::LevelAbove;
        of
    }

    /// What follows from another act.
    pub const fn consequence(act: &'static str, states: (Option<S>, S), log: &'static str) -> Transition<S> {
        let mut of = Transition::own_unit(act, states, &[], log);
        of.hand = Hand::Consequence;
        of.is_personal = false;
        of
    }

    /// The same, with what has to be said.
    pub const fn saying(mut self, needs: Needs) -> Transition<S> {
        self.needs = needs;
        self
    }

    /// The same, done by programs with a key too.
    pub const fn by_programs_too(mut self) -> Transition<S> {
        self.is_personal = false;
        self
    }

    /// The same, never by whoever did an earlier act of the subject.
    pub const fn never_by_who_did(mut self, act: &'static str) -> Transition<S> {
        self.other_than = Some(act);
        self
    }
}

impl<S: 'static> Transition<S> {
    /// Whether it lies with a person, as far as rights go.
    fn lies_with(&self, attempt: &Attempt<'_>) -> bool {
        self.hand != Hand::Consequence
            && (attempt.is_signed_in || !self.is_personal)
            && self.permissions.iter().any(|p| (attempt.may)(self.hand, *p))
    }

    /// Whether the person is another one than who did the act that [`Transition::other_than`] names. Unless that act is
    /// known, nobody is.
    fn is_another(&self, attempt: &Attempt<'_>) -> bool {
        let Some(act) = self.other_than else { return true };
        let last = attempt.earlier.iter().rfind(|(earlier, _)| earlier == act);
        last.is_some_and(|(_, person)| *person != attempt.person)
    }
}

impl<S: ProcedureState> Procedure<S> {
    /// The transition of an act from a state (`None` begins), whoever does it.
    pub fn find(&self, act: &str, from: Option<S>) -> Option<&'static Transition<S>> {
        let mut all = self.transitions.iter();
        all.find(|t| t.act == act && t.from == from)
    }

    /// The first transition between two states, for what another installation did and says by its states only.
    pub fn between(&self, from: Option<S>, to: S) -> Option<&'static Transition<S>> {
        self.transitions.iter().find(|t| t.from == from && t.to == to)
    }

    /// Whether the level above answers what stands in a state by bringing it to another one. What it does alone somewhere is its
    /// answer too where it follows from a request of its own people.
    pub fn is_answer(&self, from: S, to: S) -> bool {
        let is_its_act = |act: &str| {
            let mut all = self.transitions.iter();
            all.any(|t| t.act == act && t.hand == Hand::LevelAbove)
        };
        let mut between = self
            .transitions
            .iter()
            .filter(|t| t.from == Some(from) && t.to == to);
        between.any(|t| match t.hand {
            Hand::LevelAbove => true,
            Hand::OwnUnit => false,
            Hand::Consequence => is_its_act(t.act),
        })
    }

    /// States to which an answer of the level above leads, each once.
    pub fn answers(&self) -> Vec<S> {
        let states = S::STATES.iter().copied();
        let leads = |state: &S| {
            let mut all = self.transitions.iter();
            all.any(|t| t.hand == Hand::LevelAbove && t.from.is_some() && t.to == *state)
        };
        states.filter(leads).collect()
    }

    /// Whether an act can be done in a state, whoever does it, or follows there from another one.
    pub fn can(&self, act: &str, state: S) -> bool {
        self.find(act, Some(state)).is_some()
    }

    /// The transition for which a subject waits with a person, where it stands (`None` before it begins).
    pub fn awaited(&self, stands: Option<S>, attempt: &Attempt<'_>) -> Option<&'static Transition<S>> {
        let mut from_here = self.transitions.iter().filter(|t| t.from == stands);
        from_here.find(|t| self.awaited.contains(&t.act) && t.lies_with(attempt) && t.is_another(attempt))
    }

    /// The first awaited act in a hand that a person could do in some state: what comes due there concerns them.
    pub fn concerns(&self, hand: Hand, attempt: &Attempt<'_>) -> Option<&'static Transition<S>> {
        let mut there = self.transitions.iter().filter(|t| t.hand == hand);
        there.find(|t| self.awaited.contains(&t.act) && t.lies_with(attempt))
    }

    /// The transition of an act from the state in which the subject stands (`None` before it begins), if it may be done.
    ///
    /// # Errors
    /// [`Refusal::Stands`] only for who could do the act in another state; for everybody else [`Refusal::NotAllowed`]. What
    /// follows from another act is done by nobody.
    pub fn check(
        &self,
        act: &str,
        stands: Option<S>,
        attempt: &Attempt<'_>,
    ) -> Result<&'static Transition<S>, Refusal<S>> {
        let found = self.find(act, stands).filter(|t| t.hand != Hand::Consequence);
        let Some(found) = found else {
            let mut same = self.transitions.iter().filter(|t| t.act == act);
            let could_elsewhere = same.any(|t| t.lies_with(attempt));
            return Err(match stands {
                Some(state) if could_elsewhere => Refusal::Stands(state),
                _ => Refusal::NotAllowed,
            });
        };
        if !found.lies_with(attempt) {
            return Err(Refusal::NotAllowed);
        }
        match found.is_another(attempt) {
            true => Ok(found),
            false => Err(Refusal::SamePerson),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn is_sound<S: ProcedureState>(of: &Procedure<S>) {
        let numbers: BTreeSet<i64> = S::STATES.iter().map(|s| s.number()).collect();
        let codes: BTreeSet<&str> = S::STATES.iter().map(|s| s.code()).collect();
        assert_eq!((numbers.len(), codes.len()), (S::STATES.len(), S::STATES.len()));
        for (at, one) in of.transitions.iter().enumerate() {
            let told = format!("{:?} {one:?}", of.kind);
            let rest = of.transitions.get(at + 1..).unwrap_or_default();
            assert!(
                rest.iter().all(|t| (t.act, t.from) != (one.act, one.from)),
                "{told} stands twice"
            );
            let is_known = |act: &str| of.transitions.iter().any(|t| t.act == act);
            assert!(one.other_than.is_none_or(is_known), "{told} names no act");
            let is_nobodys = one.hand == Hand::Consequence;
            assert_eq!(one.permissions.is_empty(), is_nobodys, "{told}");
            assert_ne!(one.from, Some(one.to), "{told} leads nowhere");
        }
        for act in of.awaited {
            let mut ways = of.transitions.iter().filter(|t| t.act == *act);
            let is_somebodys = ways.any(|t| t.hand != Hand::Consequence);
            assert!(is_somebodys, "{:?}: nobody can do {act}", of.kind);
        }
        for state in S::STATES {
            assert_eq!(S::read(state.number()), Some(*state));
            let is_reached = of.transitions.iter().any(|t| t.to == *state);
            assert!(is_reached, "{:?}: nothing leads to {state:?}", of.kind);
        }
    }

    /// A procedure begins in one way, goes the given ways and no other.
    pub(super) fn goes_only<S: ProcedureState>(of: &Procedure<S>, begins: (&str, S), ways: &[(S, S)]) {
        for from in S::STATES {
            for to in S::STATES {
                let leads = of.between(Some(*from), *to).is_some();
                assert_eq!(leads, ways.contains(&(*from, *to)), "from {from:?} to {to:?}");
            }
            let begun = of.between(None, *from).map(|t| t.act);
            assert_eq!(begun, (*from == begins.1).then_some(begins.0), "{from:?}");
        }
    }

    #[test]
    fn every_act_stands_once_and_every_state_is_reached() {
        is_sound(&filings::PROCEDURE);
        is_sound(&papers::PROCEDURE);
        is_sound(&reports::PROCEDURE);
        is_sound(&returns::PROCEDURE);
        let numbers: BTreeSet<i64> = Kind::ALL.iter().map(|k| k.number()).collect();
        assert_eq!(numbers.len(), Kind::ALL.len());
    }

    #[test]
    fn only_the_level_above_answers() {
        use crate::filings::State;
        use crate::reports::Stage;
        assert_eq!(filings::PROCEDURE.answers(), [State::Returned, State::Accepted]);
        assert_eq!(reports::PROCEDURE.answers(), [Stage::Writing, Stage::Accepted]);
        assert!(filings::PROCEDURE.is_answer(State::Accepted, State::Returned));
        assert!(!filings::PROCEDURE.is_answer(State::Returned, State::Replaced));
        assert!(reports::PROCEDURE.is_answer(Stage::Sent, Stage::Writing));
        assert!(!reports::PROCEDURE.is_answer(Stage::Submitted, Stage::Writing));
        assert!(!reports::PROCEDURE.is_answer(Stage::Accepted, Stage::Writing));
    }

    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Door {
        Asked,
        Open,
    }

    impl ProcedureState for Door {
        const STATES: &'static [Door] = &[Door::Asked, Door::Open];
        fn number(self) -> i64 {
            self as i64
        }
        fn code(self) -> &'static str {
            match self {
                Door::Asked => "asked",
                Door::Open => "open",
            }
        }
    }

    const DOOR: Procedure<Door> = Procedure {
        kind: Kind::Filing,
        note_max: 10,
        transitions: &[
            Transition {
                act: "ask",
                from: None,
                to: Door::Asked,
                hand: Hand::OwnUnit,
                permissions: &[Permission::FreezeFigures],
                is_personal: false,
                needs: Needs::Reason,
                other_than: None,
                log: "test.ask",
            },
            Transition {
                act: "open",
                from: Some(Door::Asked),
                to: Door::Open,
                hand: Hand::LevelAbove,
                permissions: &[Permission::AcceptFigures, Permission::ApproveFigures],
                is_personal: true,
                needs: Needs::Nothing,
                other_than: Some("ask"),
                log: "test.open",
            },
        ],
        awaited: &["open"],
    };

    fn opens(
        (person, is_signed_in): (i64, bool),
        held: (Hand, Permission),
        stands: Option<Door>,
        asked_by: Option<i64>,
    ) -> Result<Door, Refusal<Door>> {
        let earlier: Vec<(String, i64)> = asked_by.map(|by| ("ask".to_owned(), by)).into_iter().collect();
        let attempt = Attempt {
            person,
            is_signed_in,
            may: &|hand, permission| (hand, permission) == held,
            earlier: &earlier,
        };
        DOOR.check("open", stands, &attempt).map(|t| t.to)
    }

    #[test]
    fn an_act_needs_its_state_a_right_a_person_and_another_one_than_before() {
        let above = (Hand::LevelAbove, Permission::ApproveFigures);
        let own = (Hand::OwnUnit, Permission::ApproveFigures);
        let asked = Some(Door::Asked);
        assert_eq!(opens((7, true), above, asked, Some(8)), Ok(Door::Open));
        assert_eq!(opens((7, true), own, asked, Some(8)), Err(Refusal::NotAllowed));
        assert_eq!(opens((7, false), above, asked, Some(8)), Err(Refusal::NotAllowed));
        assert_eq!(opens((7, true), above, asked, Some(7)), Err(Refusal::SamePerson));
        assert_eq!(opens((7, true), above, asked, None), Err(Refusal::SamePerson));
        let open = Some(Door::Open);
        assert_eq!(
            opens((7, true), above, open, Some(8)),
            Err(Refusal::Stands(Door::Open))
        );
        // Who could not do it in any state is not told where it stands.
        assert_eq!(opens((7, true), own, open, Some(8)), Err(Refusal::NotAllowed));
        assert_eq!(opens((7, true), above, None, None), Err(Refusal::NotAllowed));
    }

    #[test]
    fn a_subject_waits_for_whoever_brings_it_onward() {
        let asked = [("ask".to_owned(), 8)];
        let waits = |person: i64, hand: Hand, stands: Option<Door>| {
            let attempt = Attempt {
                person,
                is_signed_in: true,
                may: &|at, permission| (at, permission) == (hand, Permission::AcceptFigures),
                earlier: &asked,
            };
            let found = DOOR.awaited(stands, &attempt).map(|t| t.act);
            (found, DOOR.concerns(Hand::LevelAbove, &attempt).is_some())
        };
        let asked = Some(Door::Asked);
        assert_eq!(waits(7, Hand::LevelAbove, asked), (Some("open"), true));
        assert_eq!(waits(7, Hand::OwnUnit, asked), (None, false));
        // Whoever asked waits for another one; what may be begun is nothing that waits.
        assert_eq!(waits(8, Hand::LevelAbove, asked), (None, true));
        assert_eq!(waits(7, Hand::LevelAbove, None), (None, true));
        assert_eq!(waits(7, Hand::LevelAbove, Some(Door::Open)), (None, true));
    }

    #[test]
    fn a_blank_reason_is_none() {
        assert!(Needs::Nothing.is_met("", 0));
        assert!(!Needs::Reason.is_met("  ", 3) && Needs::Reason.is_met("vì", 0));
        assert!(!Needs::ReasonAtPlaces.is_met("", 0));
        assert!(Needs::ReasonAtPlaces.is_met("", 1) && Needs::ReasonAtPlaces.is_met("vì", 0));
    }
}
