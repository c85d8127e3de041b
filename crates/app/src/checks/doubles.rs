//! What may be recorded twice.

use super::{CheckService, Finding};
use crate::snapshot::Rules;
use crate::totals::TotalsError;
use dienhong_domain::checks::Month;
use dienhong_domain::units::UnitId;

/// Most entries of crowded days that are compared with one another, and most duplicates that are asked about.
const CROWDED: usize = 2_000;
const DOUBLES: usize = 50;

impl CheckService<'_> {
    /// Entries with the same content for one unit and day: the same thing recorded twice, or two equal things.
    pub(super) async fn doubles_of(
        &self,
        rules: &Rules,
        unit: UnitId,
        months: &[Month],
    ) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let Some(first) = months.first().map(|m| m.days().from) else {
            return Ok(Vec::new());
        };
        let rows = self.store.crowded(unit.0, first.number(), CROWDED).await?;
        let bodies = self.entries().stored_of(rows.iter()).await?;
        let mut found = Vec::new();
        for of_day in rows.chunk_by(|a, b| (a.register, a.unit, a.day) == (b.register, b.unit, b.day)) {
            let mut left: Vec<_> = of_day.iter().collect();
            while let Some(one) = left.pop() {
                let body = bodies.get(&one.id).map(|s| &s.body);
                let before = left.len();
                left.retain(|other| bodies.get(&other.id).map(|s| &s.body) != body);
                let count = before - left.len() + 1;
                let register = snapshot
                    .register_code(one.register)
                    .and_then(|code| rules.register(code));
                if let Some(register) = register.filter(|_| count > 1) {
                    found.push(Finding::Double {
                        register: register.clone(),
                        unit: one.unit,
                        day: one.day,
                        count,
                        last: one.id,
                    });
                }
            }
        }
        found.truncate(DOUBLES);
        Ok(found)
    }
}
