//! The query parameters that select figures: unit, period and map.

use dienhong_app::totals::{Question, TotalsError};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::Lens;
use dienhong_web_kit::periods;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::PageNumber;
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

/// The query of pages of figures.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct FiguresQuery {
    #[serde(rename = "don-vi", default)]
    pub(crate) unit: String,
    #[serde(default)]
    pub(crate) ky: String,
    #[serde(default)]
    pub(crate) tu: String,
    #[serde(default)]
    pub(crate) den: String,
    /// The days that the form showed.
    #[serde(default)]
    pub(crate) cu: String,
    #[serde(rename = "ban-do", default)]
    pub(crate) map: String,
    #[serde(default)]
    pub(crate) trang: PageNumber,
    /// The proof goes on below this place.
    #[serde(default)]
    pub(crate) sau: String,
    /// The proof ends above this place.
    #[serde(default)]
    pub(crate) truoc: String,
}

/// What was asked, or why the days are not a period.
pub(crate) struct Read {
    pub(crate) question: Question,
    /// Fields with wrong days: "tu" or "den"; "tu" without an error if the last day is before the first.
    pub(crate) wrong: Vec<(&'static str, Option<dienhong_domain::time::DayError>)>,
}

impl FiguresQuery {
    /// Whether days are asked for, not a named period. Links have days alone; in the form, days take precedence once they are
    /// changed.
    pub(crate) fn is_days(&self) -> bool {
        let is_typed = !self.tu.trim().is_empty() || !self.den.trim().is_empty();
        is_typed && (self.ky.is_empty() || self.shown() != self.cu)
    }
    /// The days as the form shows them.
    pub(crate) fn shown(&self) -> String {
        format!("{}..{}", self.tu.trim(), self.den.trim())
    }
    /// Reads the query; an unknown unit is not found.
    pub(crate) fn read(&self, me: &Me) -> Result<Read, Problem> {
        let unit = match self.unit.is_empty() {
            true => me.unit(),
            false => Uuid::parse_str(&self.unit)
                .ok()
                .and_then(|uid| me.snapshot.map.by_uid(uid)),
        };
        let unit = unit.ok_or(Problem::NotFound)?;
        let today = me.today();
        let this_year = Period::years(today.year(), today.year()).ok_or(Problem::NotFound)?;
        let named = periods::parse(&self.ky, &me.cx().entries().rules_for());
        let mut wrong = Vec::new();
        let period = match self.is_days() {
            false => named.unwrap_or(this_year),
            true => {
                let mut day = |name: &'static str, text: &str, open: Day| {
                    if text.trim().is_empty() {
                        return open;
                    }
                    Day::parse(text).unwrap_or_else(|why| {
                        wrong.push((name, Some(why)));
                        open
                    })
                };
                let (from, to) = (day("tu", &self.tu, this_year.from), day("den", &self.den, today));
                Period::new(from, to).unwrap_or_else(|| {
                    wrong.push(("tu", None));
                    this_year
                })
            }
        };
        let lens = match self.map.as_str() {
            "" | "thuo-ay" => Lens::AsItWas,
            "nay" => Lens::At(today),
            day => Lens::At(Day::parse(day).unwrap_or(today)),
        };
        Ok(Read {
            question: me.cx().totals().as_read(Question { unit, period, lens }),
            wrong,
        })
    }
}

/// The problem page of an error.
pub fn problem(error: TotalsError) -> Problem {
    match error {
        TotalsError::NotFound => Problem::NotFound,
        TotalsError::Fault(fault) => dienhong_web_kit::respond::fault(&fault),
    }
}
