//! A question of a form: label, hint, mistake, what was typed, and what may be chosen.

use super::Mistake;
use dienhong_domain::amount::Bound;

/// A list of more items is folded and searched by script.
const LONG_LIST: usize = 7;

/// One item that may be chosen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// Words.
    pub label: String,
    /// A second line.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

impl Choice {
    /// Makes a choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice {
            value: value.into(),
            label: label.into(),
            ..Choice::default()
        }
    }
    /// Sets the second line.
    pub fn hint(self, hint: impl Into<String>) -> Choice {
        Choice {
            hint: Some(hint.into()),
            ..self
        }
    }
    /// Says whether it is chosen.
    pub fn chosen(self, is_chosen: bool) -> Choice {
        Choice { is_chosen, ..self }
    }
}

/// A photo that is already kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Photo {
    /// What the form sends to remove it.
    pub id: String,
    /// Address of the whole picture.
    pub href: String,
    /// Address of the small picture.
    pub small: String,
    /// What it shows, for those who do not see it.
    pub words: String,
}

/// One question.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Field {
    /// Name in the form, also the id that the summary of mistakes links to.
    pub name: String,
    /// The question.
    pub label: String,
    /// How to answer, above the box.
    pub hint: Option<String>,
    /// What is wrong and what to do.
    pub error: Option<String>,
    /// What was typed or is kept.
    pub value: String,
    /// What is understood by the value, where that is not what stands there: "Ghi là: khoảng 45 lượt người".
    pub understood: Option<String>,
    /// Whether it may stay empty.
    pub is_optional: bool,
    /// Kind of a text box: text, email, tel, password, search; text when empty.
    pub kind: &'static str,
    /// The browser's `autocomplete` word; off when empty.
    pub autocomplete: &'static str,
    /// Unit of count, after the box.
    pub unit: Option<String>,
    /// How the unit is called beside one alone.
    pub unit_of_one: Option<String>,
    /// How sure the number is; `None` when it is not asked.
    pub bound: Option<Bound>,
    /// What may be chosen.
    pub choices: Vec<Choice>,
    /// Rows of a text of several lines.
    pub rows: u8,
    /// File types, as `image/jpeg,image/png`.
    pub accept: String,
    /// Whether several files may be chosen.
    pub is_many: bool,
    /// Photos already kept.
    pub photos: Vec<Photo>,
}

impl Field {
    /// Makes a question.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field {
            name: name.into(),
            label: label.into(),
            kind: "text",
            rows: 3,
            ..Field::default()
        }
    }
    /// Sets the hint.
    pub fn hint(self, hint: impl Into<String>) -> Field {
        Field {
            hint: Some(hint.into()),
            ..self
        }
    }
    /// Sets what was typed.
    pub fn value(self, value: impl Into<String>) -> Field {
        Field {
            value: value.into(),
            ..self
        }
    }
    /// Sets what is understood by the value.
    pub fn understood(self, understood: Option<String>) -> Field {
        Field { understood, ..self }
    }
    /// Lets it stay empty.
    pub fn optional(self) -> Field {
        Field {
            is_optional: true,
            ..self
        }
    }
    /// Sets the kind of the text box and the browser's `autocomplete` word.
    pub fn kind(self, kind: &'static str, autocomplete: &'static str) -> Field {
        Field {
            kind,
            autocomplete,
            ..self
        }
    }
    /// Sets how the unit of count is called beside one alone, for the script that says what is understood.
    pub fn unit_of_one(self, unit: impl Into<String>) -> Field {
        Field {
            unit_of_one: Some(unit.into()),
            ..self
        }
    }
    /// Sets the unit of count.
    pub fn unit(self, unit: impl Into<String>) -> Field {
        Field {
            unit: Some(unit.into()),
            ..self
        }
    }
    /// Asks how sure the number is; the answer comes as `<name>-bound` with the code of [`bound_code`].
    pub fn bound(self, bound: Bound) -> Field {
        Field {
            bound: Some(bound),
            ..self
        }
    }
    /// Sets what may be chosen.
    pub fn choices(self, choices: Vec<Choice>) -> Field {
        Field { choices, ..self }
    }
    /// Sets the file types and whether several may be chosen.
    pub fn files(self, accept: impl Into<String>, is_many: bool) -> Field {
        Field {
            accept: accept.into(),
            is_many,
            ..self
        }
    }
    /// Sets the photos already kept; ticked ones come back as `<name>-drop`.
    pub fn photos(self, photos: Vec<Photo>) -> Field {
        Field { photos, ..self }
    }
    /// Sets the error to the first mistake of the form at this field.
    pub fn checked(mut self, mistakes: &[Mistake]) -> Field {
        self.error = mistakes
            .iter()
            .find(|m| m.field == self.name)
            .map(|m| m.words.clone());
        self
    }

    /// Ids of hint and mistake, for `aria-describedby`; empty when there is neither.
    pub fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-h", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-e", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
    /// Whether it is shown with a mistake.
    pub fn is_wrong(&self) -> bool {
        self.error.is_some()
    }
    /// Whether yes was answered.
    pub fn is_yes(&self) -> bool {
        self.value == "true"
    }
    /// Whether no was answered.
    pub fn is_no(&self) -> bool {
        self.value == "false"
    }
    /// Whether nothing is chosen yet.
    pub fn is_unchosen(&self) -> bool {
        !self.choices.iter().any(|c| c.is_chosen)
    }
    /// Whether what may be chosen is a long list.
    pub fn is_long(&self) -> bool {
        self.choices.len() > LONG_LIST
    }
    /// Whether something was answered, or answered wrongly.
    pub fn is_filled(&self) -> bool {
        !self.value.is_empty() || !self.is_unchosen() || !self.photos.is_empty() || self.is_wrong()
    }
    /// Whether the number is said not to be exact.
    pub fn is_unsure(&self) -> bool {
        self.bound.is_some_and(|bound| bound != Bound::Exact)
    }
    /// How sure the number may be: bound, code sent, key of the label, key of the second line.
    pub fn bounds(&self) -> [(Bound, &'static str, &'static str, &'static str); 4] {
        [
            (Bound::Exact, "exact", "shell-bound-exact-choice", ""),
            (
                Bound::AtLeast,
                "at-least",
                "shell-bound-at-least-choice",
                "shell-bound-at-least-as",
            ),
            (
                Bound::About,
                "about",
                "shell-bound-about-choice",
                "shell-bound-about-as",
            ),
            (
                Bound::AtMost,
                "at-most",
                "shell-bound-at-most-choice",
                "shell-bound-at-most-as",
            ),
        ]
    }
    /// Whether the value is a number without words. Words before a number state its bound, which is then not asked again.
    pub fn is_bare_number(&self) -> bool {
        !self.value.is_empty() && !self.value.chars().any(char::is_alphabetic)
    }
    /// Whether this bound is the answer.
    pub fn is_bound(&self, bound: &Bound) -> bool {
        self.bound == Some(*bound)
    }
}

/// Reads the code of a bound that a number field sends; anything else is exact.
pub fn bound_code(code: &str) -> Bound {
    Bound::coded(code).unwrap_or_default()
}
