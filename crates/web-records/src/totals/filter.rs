//! The form above figures: unit, period or days, and the map.

use super::question::{FiguresQuery, Read};
use dienhong_domain::time::{Day, Period};
use dienhong_i18n::t;
use dienhong_web_kit::periods;
use dienhong_web_kit::shell::{Choice, Field, Mistake, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::unit_lists::unit_field;

/// The form's fields as they were sent.
pub(crate) struct Filter {
    pub(crate) action: &'static str,
    pub(crate) unit: Field,
    pub(crate) period: Field,
    pub(crate) from: Field,
    pub(crate) to: Field,
    pub(crate) shown: String,
    pub(crate) map: String,
}

impl Filter {
    /// What is wrong with the days that were typed.
    pub(crate) fn mistakes(me: &Me, read: &Read) -> Vec<Mistake> {
        let words = |(field, why): &(&'static str, Option<dienhong_domain::time::DayError>)| {
            let words = match why {
                Some(why) => dienhong_i18n::explain::day_error(me.locale(), why, None),
                None => t(me.locale(), "totals-error-period"),
            };
            Mistake::new(*field, words)
        };
        read.wrong.iter().map(words).collect()
    }

    /// The form as it was asked.
    pub(crate) fn new(
        me: &Me,
        shell: &Shell,
        action: &'static str,
        asked: &FiguresQuery,
        read: &Read,
    ) -> Filter {
        let q = read.question;
        let (ky, is_other) = match read.wrong.is_empty() {
            true => asked_period(me, asked, q.period),
            false => (String::new(), true),
        };
        let (from, to) = if is_other {
            (as_typed(&asked.tu), as_typed(&asked.den))
        } else {
            Default::default()
        };
        Filter {
            action,
            shown: format!("{from}..{to}"),
            unit: unit_field(me, shell, q.unit),
            period: period_field(me, shell, &ky, is_other),
            from: Field::new("tu", shell.t("totals-day-from"))
                .value(from.as_str())
                .checked(&shell.mistakes),
            to: Field::new("den", shell.t("totals-day-to"))
                .value(to.as_str())
                .checked(&shell.mistakes),
            map: asked.map.clone(),
        }
    }

    /// Whether days are shown.
    pub(crate) fn has_days(&self) -> bool {
        !self.from.value.is_empty() || !self.to.value.is_empty()
    }
}

/// A day as people write it; links have it in ISO form.
fn as_typed(text: &str) -> String {
    Day::parse(text).map_or_else(|_| text.to_owned(), dienhong_i18n::day)
}

/// The code of the period in the select box, and whether days are given instead. Days that form a named period are shown by
/// its name.
fn asked_period(me: &Me, asked: &FiguresQuery, period: Period) -> (String, bool) {
    if !asked.is_days() {
        return (asked.ky.clone(), false);
    }
    let rules = me.cx().entries().rules_for();
    let choices = periods::choices(&rules, me.today(), "", me.locale());
    let found = choices
        .into_iter()
        .find(|c| periods::parse(&c.value, &rules) == Some(period));
    found.map_or((String::new(), true), |c| (c.value, false))
}

fn period_field(me: &Me, shell: &Shell, ky: &str, is_other: bool) -> Field {
    let rules = me.cx().entries().rules_for();
    let mut choices = periods::choices(&rules, me.today(), ky, me.locale());
    if is_other {
        choices.insert(0, Choice::new("", shell.t("totals-period-other")).chosen(true));
    }
    Field::new("ky", shell.t("totals-period")).choices(choices)
}
