//! The form that returns figures or a report with a reason at each place.

use crate::shell::{Field, Shell};
use askama::Template;
use std::collections::BTreeMap;

/// Most places that can be named at once; further ones go into the text for the whole.
const ROWS: usize = 3;

/// What was typed into the form.
pub struct ReturnForm {
    /// Text for the whole.
    pub note: String,
    /// Place and reason, row by row.
    rows: Vec<(String, String)>,
}

impl ReturnForm {
    /// An empty form.
    pub fn none() -> ReturnForm {
        ReturnForm {
            note: String::new(),
            rows: vec![Default::default(); ROWS],
        }
    }

    /// Reads a form whose places are in fields of this name, numbered from 1.
    pub fn read(form: &BTreeMap<String, String>, place: &str) -> ReturnForm {
        let typed = |name: &str| form.get(name).cloned().unwrap_or_default();
        let row = |n: usize| (typed(&format!("{place}-{n}")), typed(&format!("ly-do-{n}")));
        ReturnForm {
            note: typed("ghi-chu"),
            rows: (1..=ROWS).map(row).collect(),
        }
    }

    /// The reasons that were given, each with its place.
    pub fn given(&self) -> Vec<(String, String)> {
        let given = self.rows.iter().filter(|(_, reason)| !reason.trim().is_empty());
        given.cloned().collect()
    }

    /// The form's page. `place` makes the field of a row from its number and what was chosen.
    pub fn page(&self, shell: Shell, act: ReturnAct, place: impl Fn(&Shell, usize, &str) -> Field) -> Page {
        let row = |(n, (chosen, reason)): (usize, &(String, String))| {
            let words = shell.t1("filings-return-reason", "number", n as i64);
            let why = Field::new(format!("ly-do-{n}"), words).value(reason).optional();
            (
                place(&shell, n, chosen).checked(&shell.mistakes),
                why.checked(&shell.mistakes),
            )
        };
        Page {
            note: Field::new("ghi-chu", shell.t("filings-return-note"))
                .value(self.note.as_str())
                .optional()
                .checked(&shell.mistakes),
            rows: (1..).zip(&self.rows).map(row).collect(),
            act,
            shell,
        }
    }
}

/// What the form does.
pub struct ReturnAct {
    /// Address to which it is sent.
    pub action: String,
    /// Words of its button.
    pub button: String,
    /// Address of what is returned.
    pub back: String,
}

/// The form.
#[derive(Template)]
#[template(path = "parts/return_form.html")]
pub struct Page {
    shell: Shell,
    act: ReturnAct,
    note: Field,
    rows: Vec<(Field, Field)>,
}
