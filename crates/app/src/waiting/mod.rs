//! What waits for somebody: one list for the first page and for the reminder calendar.
//!
//! What may be done with a thing where it stands is asked of its procedure, and by when of its deadline. Another area enters
//! with a row in [`Area`] and a function that finds its tasks.

mod calendar;
mod events;
mod filings;
mod incoming;
mod others;
mod papers;
mod reports;
mod returns;

pub use calendar::{Event, write_calendar};
pub use others::ENTRIES_SHOWN;

use crate::app::Fault;
use crate::entries::ListRow;
use dienhong_domain::filings::State;
use dienhong_domain::packs::Words;
use dienhong_domain::procedures::papers::State as PaperState;
use dienhong_domain::procedures::{Attempt, DueDay, Hand, Procedure, ProcedureState, Transition};
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Level, UnitId};

crate::context::service!(
    /// Tells what waits for the actor.
    WaitingService, waiting
);

/// An act and the permissions that allow it, any of them.
type Act = (&'static str, &'static [Permission]);

/// Days after which something overdue is no longer repeated every day.
const LONG_PAST: i64 = 60;

/// Where tasks come from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Area {
    /// Entries to go on with or to make final.
    Entries,
    /// Figures of periods.
    Filings,
    /// Requests for the return of figures.
    Returns,
    /// Reports.
    Reports,
    /// Papers made from templates.
    Papers,
    /// Papers that arrived.
    Incoming,
    /// Months without a record.
    Months,
    /// Letters of other installations.
    Letters,
}

impl Area {
    /// Every area, in the order of the first page.
    pub const ALL: [Area; 8] = [
        Area::Entries,
        Area::Filings,
        Area::Returns,
        Area::Reports,
        Area::Papers,
        Area::Incoming,
        Area::Months,
        Area::Letters,
    ];

    /// Whether its tasks have a last day.
    fn has_days(self) -> bool {
        matches!(self, Area::Filings | Area::Reports | Area::Incoming)
    }

    /// The code in identities of calendar events.
    fn code(self) -> &'static str {
        match self {
            Area::Entries => "entries",
            Area::Filings => "filings",
            Area::Returns => "returns",
            Area::Reports => "reports",
            Area::Papers => "papers",
            Area::Incoming => "incoming",
            Area::Months => "months",
            Area::Letters => "letters",
        }
    }
}

/// What a task is about.
#[derive(Debug)]
pub enum What {
    /// An entry.
    Entry(Box<ListRow>),
    /// Figures of a period.
    Filing {
        /// Form.
        title: Words,
        /// Days.
        period: Period,
        /// The state of the newest version, if there is one.
        state: Option<State>,
    },
    /// A request for the return of figures of a period.
    Return {
        /// Form.
        title: Words,
        /// Days.
        period: Period,
    },
    /// A report.
    Report {
        /// Outline.
        title: Words,
        /// Days.
        period: Period,
        /// The last day covered, if the period is still running.
        as_of: Option<Day>,
        /// Its stage, if somebody began it.
        stage: Option<Stage>,
        /// Whether it was given back to be corrected.
        is_returned: bool,
    },
    /// What so many units below sent for a period.
    Below {
        /// Form or outline.
        title: Words,
        /// Days.
        period: Period,
        /// Units, at least one.
        count: usize,
    },
    /// What so many units below owe for a period whose last day in time is over.
    Late {
        /// Form or outline.
        title: Words,
        /// Days.
        period: Period,
        /// Units, at least one.
        count: usize,
        /// That day.
        since: Day,
    },
    /// A paper made from a template.
    Made {
        /// Template; empty when no pack has it any more.
        title: Words,
        /// What it is about; empty before it was frozen.
        summary: String,
        /// Where it stands.
        state: PaperState,
    },
    /// A paper that arrived.
    Paper {
        /// Number on arrival.
        number: u32,
        /// Year of the number.
        year: i32,
        /// What it is about.
        summary: String,
    },
    /// So many of them, at least one.
    Count(usize),
}

/// Something that waits for the actor.
#[derive(Debug)]
pub struct Task {
    /// Where it comes from.
    pub area: Area,
    /// Code of the act that waits.
    pub act: &'static str,
    /// The unit in whose name it is done.
    pub unit: UnitId,
    /// What it is about.
    pub what: What,
    /// The last day in time, if there is one.
    pub due: Option<DueDay>,
    /// Whether its period is still running: it is announced and not owed yet.
    pub is_ahead: bool,
    /// Where it is done.
    pub href: String,
    /// Tells it from others of its area and unit, the same from its announcement until it is done.
    key: String,
    /// Permissions that allow it, any of them; none where nobody needs one.
    permissions: &'static [Permission],
}

impl WaitingService<'_> {
    /// What waits for the actor in a unit, by area.
    pub async fn tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        let mut found = Vec::new();
        // Above a commune, entries are the work of the units below: what is sent up comes first.
        let (mut order, is_above) = (Area::ALL, self.is_above(unit));
        order.sort_by_key(|area| is_above && *area == Area::Entries);
        for area in order {
            found.extend(self.find(area, unit).await?);
        }
        Ok(found)
    }

    async fn find(&self, area: Area, unit: UnitId) -> Result<Vec<Task>, Fault> {
        match area {
            Area::Entries => self.entry_tasks(unit).await,
            Area::Filings => self.filing_tasks(unit).await,
            Area::Returns => self.return_tasks(unit).await,
            Area::Reports => self.report_tasks(unit).await,
            Area::Papers => self.paper_tasks(unit).await,
            Area::Incoming => self.incoming_tasks(unit).await,
            Area::Months => self.month_tasks(unit).await,
            Area::Letters => self.letter_tasks(unit).await,
        }
    }

    /// The act for which a subject waits with the actor, where it stands, done in a hand by a unit.
    fn waits<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        (hand, unit): (Hand, UnitId),
        stands: Option<S>,
        earlier: &[(String, i64)],
    ) -> Option<&'static Transition<S>> {
        let may = |at: Hand, permission: Permission| at == hand && self.may(permission, unit);
        let attempt = Attempt {
            person: self.actor.person,
            is_signed_in: self.actor.is_person(),
            may: &may,
            earlier,
        };
        procedure.awaited(stands, &attempt)
    }

    /// The first act of a procedure that the actor does in the unit itself.
    fn concerns<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        unit: UnitId,
    ) -> Option<&'static Transition<S>> {
        let may = |at: Hand, permission: Permission| at == Hand::OwnUnit && self.may(permission, unit);
        let attempt = Attempt {
            person: self.actor.person,
            is_signed_in: self.actor.is_person(),
            may: &may,
            earlier: &[],
        };
        procedure.concerns(Hand::OwnUnit, &attempt)
    }

    /// Whether a unit has others below it that send figures and reports.
    fn is_above(&self, unit: UnitId) -> bool {
        let level = self.snapshot().map.level(unit);
        level.is_some_and(|level| level < Level::Commune)
    }

    /// Whether a unit itself asks for what those below owe: the country leaves that to the provinces.
    fn asks_below(&self, unit: UnitId) -> bool {
        self.snapshot().map.level(unit) == Some(Level::Province)
    }

    /// What so many units below sent or owe; nothing of what is long past.
    fn below(
        &self,
        (area, act): (Area, Act),
        (unit, of): (UnitId, crate::Waiting),
        href: String,
    ) -> Option<Task> {
        if of.late_since.is_some_and(|since| !self.is_repeated(Ok(since))) {
            return None;
        }
        let key = periodic(&of.code, of.period);
        let (title, period, count) = (of.title, of.period, of.count);
        let (key, what) = match of.late_since {
            Some(since) => (
                format!("{key}/late"),
                What::Late {
                    title,
                    period,
                    count,
                    since,
                },
            ),
            None => (key, What::Below { title, period, count }),
        };
        Some(Task {
            area,
            act: act.0,
            unit,
            key,
            what,
            due: None,
            is_ahead: false,
            href,
            permissions: act.1,
        })
    }

    /// Whether something due on a day is still repeated.
    fn is_repeated(&self, due: DueDay) -> bool {
        let is_long_past = |day: Day| day.days_until(self.today()) > LONG_PAST;
        !due.is_ok_and(is_long_past)
    }
}

/// The identity of something that is owed for a period.
fn periodic(code: &str, period: Period) -> String {
    format!("{code}/{}/{}", period.from.number(), period.to.number())
}
