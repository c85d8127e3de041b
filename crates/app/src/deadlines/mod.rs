//! What the packs will ask of a unit next. It is shown from the first day on, before anything is recorded or owed.

use dienhong_domain::packs::Words;
use dienhong_domain::procedures::DueDay;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;

crate::context::service!(
    /// Tells what comes due.
    DeadlineService, deadlines
);

/// A filing or report whose period is running or begins next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// Code of the form or outline.
    pub code: String,
    /// What it is called.
    pub title: Words,
    /// Days.
    pub period: Period,
    /// The last day in time.
    pub due: DueDay,
    /// Whether people write it; otherwise it consists of frozen figures.
    pub is_report: bool,
}

impl DeadlineService<'_> {
    /// What a unit will have to send up next, the nearest first.
    pub fn ahead(&self, unit: UnitId) -> Vec<Ahead> {
        let snapshot = self.snapshot();
        let (rules, today) = (self.rules_today(unit), self.today());
        let windows = &rules.pack.windows;
        let level = snapshot.map.level(unit);
        let forms = rules.pack.filings.iter();
        let forms = forms.filter(|f| level.is_some_and(|l| f.levels.contains(&l)));
        let filings = forms.filter_map(|form| {
            let period = form.every.open(today, windows)?;
            Some(Ahead {
                code: form.id.clone(),
                title: form.title.clone(),
                period,
                due: self.due_day(unit, form.deadline, period),
                is_report: false,
            })
        });
        let outlines = self.reports().outlines(unit).into_iter();
        let reports = outlines.filter_map(|outline| {
            let period = outline.every.as_ref()?.open(today, windows)?;
            let due = self.due_day(unit, outline.deadline, period);
            Some(Ahead {
                code: outline.id,
                title: outline.title,
                period,
                due,
                is_report: true,
            })
        });
        let mut found: Vec<Ahead> = filings.chain(reports).collect();
        found.sort_by_key(|ahead| (ahead.due, ahead.is_report));
        found
    }
}
