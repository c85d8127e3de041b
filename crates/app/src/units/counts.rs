//! Units counted in the ledger: each unit that begins makes a posting, and each that ends reverses its own.

use crate::app::Fault;
use crate::snapshot::RulesSnapshot;
use crate::units::UnitService;
use dienhong_domain::amount::Bound;
use dienhong_domain::packs::MeasureKind;
use dienhong_domain::units::{Change, UnitId, UnitMap};
use dienhong_store::PostingWrite;

impl UnitService<'_> {
    /// The postings of a change: at the home of each unit, on the day of the change.
    pub(super) async fn counts(&self, after: &UnitMap, change: &Change) -> Result<Vec<PostingWrite>, Fault> {
        let snapshot = self.snapshot();
        let posting = |home: UnitId, unit: UnitId, measure: i32, amount: i64| PostingWrite {
            home,
            day: change.day,
            unit,
            measure,
            amount,
            bound: Bound::Exact,
            w: amount.signum() as i16,
        };
        let mut lines = Vec::new();
        for new in &change.creates {
            let Some(home) = after.home(new.id, change.day) else {
                continue;
            };
            for measure in measures(snapshot, after, new.id, change) {
                lines.push(posting(home, new.id, measure, 1));
            }
        }
        // A unit of the shipped map was never counted, so there is nothing to reverse; the ledger tells which were.
        let eve = change.day.previous();
        let homes = change.ends.iter().flat_map(|u| snapshot.map.homes_ever(*u));
        let homes: Vec<i32> = homes.map(|h| h.0).collect();
        let ends: Vec<i32> = change.ends.iter().map(|u| u.0).collect();
        for (unit, measure, counted) in self.store.counts_of_units(&homes, &ends).await? {
            if let (Some(home), true) = (snapshot.map.home(unit, eve), counted > 0) {
                lines.push(posting(home, unit, measure, -1));
            }
        }
        Ok(lines)
    }

    /// The postings that reverse the counts of a change.
    pub(super) async fn counts_back(&self, change: &Change) -> Result<Vec<PostingWrite>, Fault> {
        let snapshot = self.snapshot();
        let begun = change.creates.iter().map(|n| snapshot.map.home(n.id, change.day));
        let eve = change.day.previous();
        let ended = change.ends.iter().map(|u| snapshot.map.home(*u, eve));
        let mut homes: Vec<i32> = begun.chain(ended).flatten().map(|h| h.0).collect();
        homes.sort_unstable();
        homes.dedup();
        let day = change.day.number();
        let posted = self.store.postings_of_change(change.id, &homes, day).await?;
        let turned = posted.iter().map(|row| PostingWrite {
            amount: -row.amount,
            w: -row.w,
            ..PostingWrite::from(row)
        });
        Ok(turned.collect())
    }
}

/// Measures that count units of this one's level, in the rules of the nearest unit above that existed before.
fn measures(snapshot: &RulesSnapshot, after: &UnitMap, unit: UnitId, change: &Change) -> Vec<i32> {
    let chain = after.chain(unit, change.day);
    let Some(known) = chain.into_iter().find(|u| snapshot.map.get(*u).is_some()) else {
        return Vec::new();
    };
    let rules = snapshot.rules(known, change.day);
    let level = after.level(unit);
    let counting = rules
        .pack
        .measures
        .iter()
        .filter(|m| m.kind == MeasureKind::Stock && m.counts_units.is_some() && m.counts_units == level);
    counting
        .filter_map(|m| snapshot.measure_number(&m.code))
        .collect()
}
