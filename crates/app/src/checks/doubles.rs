//! What may be recorded twice.

use super::{CheckService, Finding};
use crate::snapshot::Rules;
use crate::totals::TotalsError;
use dienhong_domain::checks::Month;
use dienhong_domain::entries::{Body, alike};
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// Most entries of crowded days that are compared with one another, and most duplicates that are asked about.
const CROWDED: usize = 2_000;
const DOUBLES: usize = 50;

impl CheckService<'_> {
    /// Entries of the same form for one unit and day: the same thing recorded twice, or two things alike.
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
            let register = of_day.first().and_then(|first| {
                let code = snapshot.register_code(first.register)?;
                rules.register(code)
            });
            let Some(register) = register.filter(|register| !register.monthly) else {
                continue;
            };
            let mut left: Vec<(Uuid, &Body)> = of_day
                .iter()
                .filter_map(|row| Some((row.id, &bodies.get(&row.id)?.body)))
                .collect();
            while let Some((last, body)) = left.pop() {
                let same: Vec<&Body> = left
                    .iter()
                    .map(|(_, other)| *other)
                    .filter(|other| alike(register, other, body))
                    .collect();
                let equal = same.iter().filter(|other| **other == body).count();
                // What is equal is the likelier mistake.
                let (count, is_equal) = match equal {
                    0 => (same.len() + 1, false),
                    equal => (equal + 1, true),
                };
                left.retain(|(_, other)| !alike(register, other, body));
                if let (Some(first), true) = (of_day.first(), count > 1) {
                    found.push(Finding::Double {
                        register: register.clone(),
                        unit: first.unit,
                        day: first.day,
                        count,
                        is_equal,
                        last,
                    });
                }
            }
        }
        found.truncate(DOUBLES);
        Ok(found)
    }
}
