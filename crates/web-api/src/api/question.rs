//! The query parameters that select figures: unit, days and map.

use super::error::Refusal;
use super::extract::{Params, iso_day};
use dienhong_app::totals::{Question, TotalsError};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_web_kit::periods;
use dienhong_web_kit::state::Me;

/// Unit, days and map of a question; the handler asks for its own parameters before it reads this.
pub(super) fn read(me: &Me, mut params: Params) -> Result<Question, Refusal> {
    let today = me.today();
    let uid = params.uuid("unit");
    let (from, to) = (params.day("from"), params.day("to"));
    let rules = me.cx().entries().rules_for();
    let named = params.read("period", "not-a-period", |code| periods::parse(code, &rules));
    let lens = params.read("lens", "not-in-list", |code| lens(code, today));
    let period = match (named, from, to) {
        (Some(named), None, None) => Some(named),
        (Some(_), ..) => None,
        (None, None, None) => Period::years(today.year(), today.year()),
        (None, from, to) => Period::new(
            from.or(Day::new(today.year(), 1, 1)).unwrap_or(today),
            to.unwrap_or(today),
        ),
    };
    if period.is_none() {
        params.wrong("from", "not-a-period");
    }
    params.done()?;
    let unit: Option<UnitId> = match uid {
        Some(uid) => me.snapshot.map.by_uid(uid),
        None => me.unit(),
    };
    let (unit, period) = unit.zip(period).ok_or_else(Refusal::not_found)?;
    let asked = Question {
        unit,
        period,
        lens: lens.unwrap_or(Lens::AsItWas),
    };
    Ok(me.cx().totals().as_read(asked))
}

fn lens(code: &str, today: Day) -> Option<Lens> {
    match code {
        "as-it-was" => Some(Lens::AsItWas),
        "today" => Some(Lens::At(today)),
        day => iso_day(day).map(Lens::At),
    }
}

pub(super) fn refusal(error: TotalsError) -> Refusal {
    match error {
        TotalsError::NotFound => Refusal::not_found(),
        TotalsError::Fault(fault) => Refusal::fault(&fault),
    }
}
