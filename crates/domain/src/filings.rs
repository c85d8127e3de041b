//! Filings (số liệu gửi cấp trên): a unit's figures of a period, frozen, approved by its chair, and accepted or returned
//! by the level above. Approving and accepting are two acts of two people.

use crate::ledger::{Coverage, Figure};
use crate::packs::{MeasureKind, Window, Words};
use crate::procedures::Deadline;
use crate::procedures::filings::{PROCEDURE, REPLACE};
use crate::time::{Day, Period};
use crate::units::Level;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A filing that a pack asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FilingForm {
    /// Permanent code.
    pub id: String,
    /// Name: "Số liệu hằng tháng".
    pub title: Words,
    /// How often.
    pub every: Every,
    /// By when it is due, from the last day of the period.
    pub deadline: Deadline,
    /// Levels of units that file.
    pub levels: Vec<Level>,
    /// Sections of the totals page that it holds; all when empty.
    pub sections: Vec<String>,
    /// Article and clause, or that it is custom.
    pub reference: String,
}

/// How often a filing is due.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// Each calendar month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each half year.
    Half,
    /// Each calendar year.
    Year,
    /// Each window of this code.
    Window(String),
}

impl Every {
    /// The period that holds a day, or that ended last before it.
    fn period_of(&self, day: Day, windows: &[Window]) -> Option<Period> {
        let (year, month) = (day.year(), day.month());
        match self {
            Every::Month => Period::month(year, month),
            Every::Quarter => Period::quarter(year, month.div_ceil(3)),
            Every::Half => Period::half(year, month.div_ceil(6)),
            Every::Year => Period::years(year, year),
            Every::Window(code) => {
                let window = windows.iter().find(|w| w.id == *code)?;
                let last = window.days.of(year)?;
                if last.from <= day {
                    Some(last)
                } else {
                    window.days.of(year - 1)
                }
            }
        }
    }

    /// The periods that have ended by a day, the last one first, at most so many.
    pub fn ended(&self, today: Day, windows: &[Window], most: usize) -> Vec<Period> {
        let mut found = Vec::new();
        let mut day = today;
        while found.len() < most {
            let Some(period) = self.period_of(day, windows) else {
                break;
            };
            if period.to < today {
                found.push(period);
            }
            if period.from <= Day::MIN {
                break;
            }
            day = period.from.previous();
        }
        found
    }

    /// The period that holds a day, or begins next: what will be owed once it has ended.
    pub fn open(&self, today: Day, windows: &[Window]) -> Option<Period> {
        let next = match self {
            Every::Window(code) => {
                let window = windows.iter().find(|w| w.id == *code)?;
                let years = [today.year() - 1, today.year(), today.year() + 1];
                years
                    .into_iter()
                    .filter_map(|year| window.days.of(year))
                    .find(|p| p.to >= today)
            }
            _ => self.period_of(today, windows),
        };
        next.filter(|period| period.to >= today)
    }

    /// Whether a period is one of these.
    pub fn holds(&self, period: Period, windows: &[Window]) -> bool {
        self.period_of(period.to, windows) == Some(period)
    }
}

impl FilingForm {
    /// The periods that have ended by a day, the last one first, at most so many.
    pub fn ended(&self, today: Day, windows: &[Window], most: usize) -> Vec<Period> {
        self.every.ended(today, windows, most)
    }

    /// Whether a period is one of this form's.
    pub fn holds(&self, period: Period, windows: &[Window]) -> bool {
        self.every.holds(period, windows)
    }
}

/// Where a filing stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Frozen, waiting for the chair.
    Frozen,
    /// Approved by the chair and sent up.
    Sent,
    /// Returned by the level above, with reasons.
    Returned,
    /// Accepted by the level above.
    Accepted,
    /// Replaced by a newer version before it was accepted.
    Replaced,
}

impl State {
    /// Every state.
    pub const ALL: [State; 5] = [
        State::Frozen,
        State::Sent,
        State::Returned,
        State::Accepted,
        State::Replaced,
    ];
    /// The stored form.
    pub fn number(self) -> i16 {
        match self {
            State::Frozen => 0,
            State::Sent => 1,
            State::Returned => 2,
            State::Accepted => 3,
            State::Replaced => 4,
        }
    }
    /// Reads the stored form.
    pub fn stored(number: i64) -> Option<State> {
        State::ALL.into_iter().find(|s| i64::from(s.number()) == number)
    }
    /// The code used in words and the interface.
    pub fn code(self) -> &'static str {
        match self {
            State::Frozen => "frozen",
            State::Sent => "sent",
            State::Returned => "returned",
            State::Accepted => "accepted",
            State::Replaced => "replaced",
        }
    }
    /// Whether a new version may be frozen while the newest one stands so.
    pub fn may_be_frozen_anew(self) -> bool {
        PROCEDURE.can(REPLACE, self)
    }
}

/// Content of a filing: figures as they were, each with its bound, and the fingerprint of the postings behind them.
///
/// Written as JSON in the order of its fields, so that the same content always has the same hash.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Content {
    /// Form of this record; 1.
    pub format: u32,
    /// Unit.
    pub unit: Uuid,
    /// Its name with the words of its kind, Vietnamese, on the last day.
    pub unit_name: String,
    /// The form that a pack asks for.
    pub form: String,
    /// Its name.
    pub title: Words,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Packs in force: code, version, hash of the content.
    pub packs: Vec<PackMark>,
    /// Figures that were recorded, in the order of the totals page.
    pub figures: Vec<Frozen>,
    /// Indicators that came to a number.
    pub indicators: Vec<FrozenIndicator>,
    /// Fingerprint of the postings behind the figures: SHA-256 in hex.
    pub inputs: String,
    /// The day of the map through which they were read, when the unit did not exist in all of the period; otherwise they
    /// are as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<Day>,
}

impl Content {
    /// Whether a content that came from elsewhere can be shown at all: a form that is known, days of the calendar,
    /// decimals and lengths within what packs allow.
    pub fn is_sound(&self) -> bool {
        const TEXT: usize = 1_000;
        const MANY: usize = 5_000;
        let is_day = |day: Day| Day::from_number(day.number()).is_some();
        let is_short = |words: &Words| words.vi.len() <= 4 * TEXT && words.en.len() <= 4 * TEXT;
        let is_code = |code: &str| !code.is_empty() && code.len() <= 100;
        let figures = self.figures.iter().all(|f| {
            f.scale <= 6
                && is_code(&f.measure)
                && is_short(&f.title)
                && is_short(&f.unit)
                && is_short(&f.section)
                && f.coverage.as_ref().is_none_or(|of| is_short(&of.kinds))
        });
        let indicators = self.indicators.iter().all(|i| {
            i.scale <= 6
                && is_code(&i.indicator)
                && is_short(&i.title)
                && is_short(&i.unit)
                && i.exact.0.len() + i.exact.1.len() <= TEXT
        });
        self.format == 1
            && is_day(self.from)
            && is_day(self.to)
            && self.map.is_none_or(is_day)
            && self.from <= self.to
            && is_code(&self.form)
            && is_short(&self.title)
            && self.unit_name.len() <= TEXT
            && self.inputs.len() <= 64
            && self.packs.len() <= 200
            && self.figures.len() <= MANY
            && self.indicators.len() <= MANY
            && figures
            && indicators
    }
}

/// A pack as it was when figures were frozen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PackMark {
    /// Code.
    pub id: String,
    /// Version as its author wrote it.
    pub version: String,
    /// Hash of its content.
    pub hash: String,
}

/// A frozen figure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Frozen {
    /// Measure's code.
    pub measure: String,
    /// Name.
    pub title: Words,
    /// Unit of count.
    pub unit: Words,
    /// Section.
    pub section: Words,
    /// Kind.
    pub kind: MeasureKind,
    /// Decimals.
    pub scale: u8,
    /// The figure; of stated shares the lowest and highest statement.
    pub figure: FrozenFigure,
    /// How many units below recorded it, of a unit above communes. What was frozen before it was told keeps its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
}

/// A figure, or shares as they were stated.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrozenFigure {
    /// A sum.
    Sum(Figure),
    /// Shares: lowest and highest in steps of 0,0001 % with their stored bounds, and how many.
    Shares {
        /// Lowest.
        low: (i64, crate::amount::Bound),
        /// Highest.
        high: (i64, crate::amount::Bound),
        /// Statements.
        times: usize,
    },
}

/// A frozen indicator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FrozenIndicator {
    /// Code.
    pub indicator: String,
    /// Name.
    pub title: Words,
    /// What the shown number counts.
    pub unit: Words,
    /// The number as shown, in steps of 10^-scale.
    pub steps: i64,
    /// Decimals shown.
    pub scale: u8,
    /// Bound.
    pub bound: crate::amount::Bound,
    /// Exact numerator and denominator in lowest terms.
    pub exact: (String, String),
}

/// A figure that differs between a frozen filing and now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The figure as frozen; nothing when it was not recorded then.
    pub then: Option<Frozen>,
    /// The figure as it would be frozen now; nothing when it is not recorded any more.
    pub now: Option<Frozen>,
}

/// Figures that differ between two contents, in the order of the newer one, lost ones last.
pub fn differences(then: &Content, now: &Content) -> Vec<Difference> {
    let find = |of: &Content, code: &str| of.figures.iter().find(|f| f.measure == code).cloned();
    let mut found = Vec::new();
    for figure in &now.figures {
        let was = find(then, &figure.measure);
        // Names may be corrected without touching a number.
        let is_same = was
            .as_ref()
            .is_some_and(|w| w.figure == figure.figure && w.scale == figure.scale);
        if !is_same {
            found.push(Difference {
                then: was,
                now: Some(figure.clone()),
            });
        }
    }
    let gone = then.figures.iter().filter(|f| find(now, &f.measure).is_none());
    found.extend(gone.map(|f| Difference {
        then: Some(f.clone()),
        now: None,
    }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::YearWindow;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::new(y, m, d).expect("a day")
    }

    fn form(every: Every) -> FilingForm {
        FilingForm {
            id: "thu".into(),
            title: Words::default(),
            every,
            deadline: Deadline::Days(5),
            levels: vec![Level::Commune],
            sections: Vec::new(),
            reference: String::new(),
        }
    }

    #[test]
    fn what_comes_due_is_the_period_that_goes_on_or_begins_next() {
        let windows = [Window {
            id: "thu".into(),
            title: Words::default(),
            days: YearWindow {
                opens: (3, 1),
                opens_year_before: false,
                closes: (6, 30),
            },
            reference: String::new(),
        }];
        let open = |every: Every, today| every.open(today, &windows).map(|p| (p.from, p.to));
        let window = || Every::Window("thu".into());
        assert_eq!(
            open(Every::Month, day(2026, 2, 28)),
            Some((day(2026, 2, 1), day(2026, 2, 28)))
        );
        assert_eq!(
            open(Every::Half, day(2026, 7, 1)),
            Some((day(2026, 7, 1), day(2026, 12, 31)))
        );
        for today in [day(2026, 1, 5), day(2026, 6, 30)] {
            assert_eq!(
                open(window(), today),
                Some((day(2026, 3, 1), day(2026, 6, 30))),
                "{today}"
            );
        }
        assert_eq!(
            open(window(), day(2026, 7, 1)),
            Some((day(2027, 3, 1), day(2027, 6, 30)))
        );
        assert_eq!(open(Every::Window("khac".into()), day(2026, 7, 1)), None);
    }

    #[test]
    fn periods_end_before_they_are_due() {
        let windows = [Window {
            id: "xa".into(),
            title: Words::default(),
            days: YearWindow {
                opens: (11, 16),
                opens_year_before: true,
                closes: (11, 15),
            },
            reference: String::new(),
        }];
        let last = |every, today| form(every).ended(today, &windows, 2);
        assert_eq!(
            last(Every::Month, day(2026, 3, 1)),
            [Period::month(2026, 2), Period::month(2026, 1)].map(|p| p.expect("a month"))
        );
        assert_eq!(
            last(Every::Month, day(2026, 2, 28))[0],
            Period::month(2026, 1).expect("a month")
        );
        assert_eq!(
            last(Every::Quarter, day(2026, 1, 1))[0],
            Period::quarter(2025, 4).expect("a quarter")
        );
        assert_eq!(
            last(Every::Half, day(2026, 11, 22))[0],
            Period::half(2026, 1).expect("a half")
        );
        let window = last(Every::Window("xa".into()), day(2026, 11, 16))[0];
        assert_eq!((window.from, window.to), (day(2025, 11, 16), day(2026, 11, 15)));
        let window = last(Every::Window("xa".into()), day(2026, 11, 15))[0];
        assert_eq!(window.to, day(2025, 11, 15));
        assert!(form(Every::Month).holds(Period::month(2026, 2).expect("a month"), &windows));
        assert!(!form(Every::Month).holds(Period::half(2026, 1).expect("a half"), &windows));
    }

    #[test]
    fn the_last_day_of_the_delay_is_in_time() {
        let period = Period::month(2026, 2).expect("a month");
        assert_eq!(
            form(Every::Month).deadline.due(period.to, &[]),
            Ok(day(2026, 3, 5))
        );
    }

    #[test]
    fn what_can_not_be_shown_is_not_sound() {
        let good = Content {
            format: 1,
            unit: Uuid::nil(),
            unit_name: "Phường".into(),
            form: "thang".into(),
            title: Words::default(),
            from: day(2026, 1, 1),
            to: day(2026, 1, 31),
            packs: Vec::new(),
            figures: vec![Frozen {
                coverage: None,
                measure: "toi-pham".into(),
                title: Words::default(),
                unit: Words::default(),
                section: Words::default(),
                kind: MeasureKind::Flow,
                scale: 0,
                figure: FrozenFigure::Sum(Figure::default()),
            }],
            indicators: Vec::new(),
            inputs: String::new(),
            map: None,
        };
        assert!(good.is_sound());
        let with = |change: &dyn Fn(&mut Content)| {
            let mut other = good.clone();
            change(&mut other);
            other.is_sound()
        };
        assert!(!with(&|c| c.format = 2));
        assert!(!with(&|c| c.figures[0].scale = 200));
        assert!(!with(&|c| c.figures[0].measure = "x".repeat(101)));
        assert!(!with(&|c| c.from = Day::stored(20_261_399)));
        assert!(!with(&|c| c.to = day(2025, 1, 1)));
        assert!(!with(&|c| c.map = Some(Day::stored(20_261_399))));
        assert!(!with(&|c| c.unit_name = "x".repeat(1_001)));
    }

    #[test]
    fn only_what_was_not_sent_or_was_returned_is_frozen_anew() {
        for state in State::ALL {
            let is_free = matches!(state, State::Frozen | State::Returned);
            assert_eq!(state.may_be_frozen_anew(), is_free, "{state:?}");
            assert_eq!(State::stored(i64::from(state.number())), Some(state));
        }
    }
}
