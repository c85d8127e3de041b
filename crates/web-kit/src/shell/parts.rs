//! Small view structs for the macros of `templates/parts/`, without rules.

use dienhong_i18n::{Locale, t, t_with};

/// A link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Words.
    pub label: String,
    /// Address.
    pub href: String,
}

impl Link {
    /// Makes a link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Link {
        Link {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// A state in an icon and words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// Modifier of the kit: met, due, over, info, draft, void.
    pub kind: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Words.
    pub words: String,
}

/// The states that the kit names, with fixed words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Nháp.
    Draft,
    /// Bị trả lại.
    Returned,
    /// Chờ duyệt.
    Waiting,
    /// Đã duyệt.
    Final,
    /// Đã hủy.
    Void,
    /// Chưa xét.
    Unjudged,
    /// Đạt.
    Met,
    /// Chưa đạt.
    NotMet,
    /// Cần bổ sung.
    Incomplete,
    /// Không áp dụng.
    NotApplicable,
    /// Hôm nay.
    Today,
    /// Còn n ngày.
    DaysLeft(i64),
    /// Quá hạn n ngày.
    DaysOver(i64),
    /// Đã làm.
    Done,
    /// Đang làm.
    Doing,
    /// Chưa đồng ý.
    Disputed,
}

impl State {
    /// The tag in a language.
    pub fn tag(self, locale: Locale) -> Tag {
        let tag = |kind, icon, words| Tag { kind, icon, words };
        let days = |key, count: i64| t_with(locale, key, &[("count", count.into())]);
        match self {
            State::Draft => tag("draft", "pencil", t(locale, "shell-state-draft")),
            State::Returned => tag("over", "undo", t(locale, "shell-state-returned")),
            State::Waiting => tag("info", "eye", t(locale, "shell-state-waiting")),
            State::Final => tag("met", "check", t(locale, "shell-state-final")),
            State::Void => tag("void", "cross", t(locale, "shell-state-void")),
            State::Unjudged => tag("draft", "half", t(locale, "shell-state-unjudged")),
            State::Met => tag("met", "check", t(locale, "shell-state-met")),
            State::NotMet => tag("over", "cross", t(locale, "shell-state-not-met")),
            State::Incomplete => tag("due", "half", t(locale, "shell-state-incomplete")),
            State::NotApplicable => tag("draft", "cross", t(locale, "shell-state-not-applicable")),
            State::Today => tag("due", "clock", t(locale, "shell-state-today")),
            State::DaysLeft(count) => tag("due", "clock", days("shell-days-left", count)),
            State::DaysOver(count) => tag("over", "alert", days("shell-days-over", count)),
            State::Done => tag("met", "check", t(locale, "shell-state-done")),
            State::Doing => tag("info", "half", t(locale, "shell-state-doing")),
            State::Disputed => tag("over", "flag", t(locale, "shell-state-disputed")),
        }
    }
}

/// A filter with its count, as "Nháp, 1".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chip {
    /// Words with the count.
    pub label: String,
    /// Address.
    pub href: String,
    /// Whether the list is filtered by it now.
    pub is_current: bool,
}

/// The two maps on which a figure can be read, and a sentence on what changes between them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lens {
    /// Address of the figure as it was then.
    pub then: String,
    /// Address of the figure on today's map.
    pub today: String,
    /// Whether it is read on today's map now.
    pub is_today: bool,
    /// A sentence on what the lens changes, or that it changes nothing.
    pub words: String,
}

/// A name and its value, which may be a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
    /// Where the value leads.
    pub href: Option<String>,
}

impl Fact {
    /// Makes a fact.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Fact {
        Fact {
            name: name.into(),
            value: value.into(),
            href: None,
        }
    }
    /// Makes the value a link.
    pub fn to(self, href: impl Into<String>) -> Fact {
        Fact {
            href: Some(href.into()),
            ..self
        }
    }
}

/// A tile: one number of the year, with a link to its proof.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Figure {
    /// Words above the number.
    pub over: String,
    /// "hơn", "khoảng", "không quá"; empty when counted.
    pub bound: String,
    /// The number as written; empty when nothing is recorded.
    pub number: String,
    /// Its proof.
    pub href: String,
    /// Unit of count.
    pub unit: String,
    /// What was counted.
    pub note: String,
}

/// Whether a step is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    /// Done.
    Done,
    /// Under way.
    Current,
    /// Still to come.
    Next,
}

/// One step of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Name.
    pub name: String,
    /// Who, by when, done on.
    pub note: String,
    /// Its state.
    pub state: StepState,
}

impl Step {
    /// Makes steps from names and notes, the one at `here` (from 0) being under way.
    pub fn row(steps: &[(String, String)], here: usize) -> Vec<Step> {
        let state = |place: usize| match place.cmp(&here) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Current,
            std::cmp::Ordering::Greater => StepState::Next,
        };
        let step = |(place, (name, note)): (usize, &(String, String))| Step {
            name: name.clone(),
            note: note.clone(),
            state: state(place),
        };
        steps.iter().enumerate().map(step).collect()
    }
    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        self.state == StepState::Done
    }
    /// Whether it is under way.
    pub fn is_here(&self) -> bool {
        self.state == StepState::Current
    }
    /// Modifier of the kit.
    pub fn kind(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Current => "here",
            StepState::Next => "next",
        }
    }
}
