//! The outline of a report: that of the law under which it was begun, whatever packs are installed later.

use super::read::days;
use crate::law::PartLaw;
use crate::reports::ReportService;
use crate::snapshot::Rules;
use dienhong_domain::outlines::Outline;
use dienhong_domain::packs::{Pack, Words};
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_store::reports::ReportRow;
use std::sync::Arc;

/// An outline with the law that it is part of.
#[derive(Clone, Debug)]
pub(super) struct Outlined {
    pub(super) outline: Outline,
    pub(super) rules: Arc<Rules>,
}

/// The law behind the outline of a report.
#[derive(Clone, Debug)]
pub struct OutlineLaw {
    /// The pack that has the outline.
    pub law: PartLaw,
    /// Whether the law of the report's period has another pack with that outline by now.
    pub is_superseded: bool,
}

impl ReportService<'_> {
    /// An outline by the law of a period of a unit, which a report that is begun now keeps.
    pub(super) fn outlined(&self, unit: UnitId, code: &str, period: Period) -> Option<Outlined> {
        found_in(self.rules_for_period(unit, period), code)
    }

    /// The outline that a report keeps; of one from before that was kept, and of one from another book, that of the law of its
    /// period.
    pub(super) fn outlined_of(&self, row: &ReportRow) -> Option<Outlined> {
        let begun = row.rules.map(|number| self.snapshot().rules_by_number(number));
        begun
            .and_then(|rules| found_in(rules, &row.outline))
            .or_else(|| self.outlined(row.unit, &row.outline, days(row)))
    }

    /// The name of a report's outline; its code when no pack knows it any more.
    pub(crate) fn title_of_report(&self, row: &ReportRow) -> Words {
        match self.outlined_of(row) {
            Some(of) => of.outline.title,
            None => self.title_of(row.unit, &row.outline, days(row)),
        }
    }

    /// The law behind a report's outline; none for one from another book.
    pub(super) fn outline_law(&self, row: &ReportRow, of: &Outlined) -> Option<OutlineLaw> {
        row.rules?;
        let has = |pack: &Pack| pack.outlines.iter().any(|outline| outline.id == row.outline);
        let law = PartLaw::find(self.snapshot(), &of.rules, has)?;
        let now = self.rules_for_period(row.unit, days(row));
        let is_another = || PartLaw::find(self.snapshot(), &now, has).is_none_or(|now| now != law);
        Some(OutlineLaw {
            is_superseded: now.key != of.rules.key && is_another(),
            law,
        })
    }
}

fn found_in(rules: Arc<Rules>, code: &str) -> Option<Outlined> {
    let outline = rules.pack.outlines.iter().find(|outline| outline.id == code)?;
    Some(Outlined {
        outline: outline.clone(),
        rules,
    })
}
