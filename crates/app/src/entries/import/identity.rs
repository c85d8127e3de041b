//! What identifies a row of a sheet: its meaning, not how it was typed.

use dienhong_domain::entries::Body;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Counts rows of equal content: the same row may be in a file twice and then is two entries.
#[derive(Default)]
pub(super) struct Identities {
    seen: HashMap<String, u32>,
}

impl Identities {
    /// The entry id of a row that was understood, made from the register, the permanent id of its unit, its day and its
    /// answers.
    pub(super) fn understood(&mut self, register: &str, unit: Uuid, day: Day, body: &Body) -> Uuid {
        let answers = serde_json::to_string(body).unwrap_or_default();
        self.next(format!("{register}\n{unit}\n{}\n{answers}", day.number()))
    }

    /// The id that versions up to 0.1.0 gave a row, made from its text as typed, so that a sheet imported by them is
    /// still recognised.
    pub(super) fn typed(
        &mut self,
        register: &str,
        unit: Option<UnitId>,
        day: &str,
        fields: &BTreeMap<String, Vec<String>>,
    ) -> Uuid {
        self.next(format!("{register}\n{unit:?}\n{day}\n{fields:?}"))
    }

    fn next(&mut self, content: String) -> Uuid {
        let times = self.seen.entry(content.clone()).or_default();
        *times += 1;
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{content}\n{times}").as_bytes())
    }
}
