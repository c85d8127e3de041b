//! Which backups are kept: the newest of 7 days, of 4 weeks and of 12 months, and the last three made before upgrades.

use super::{Backup, Manifest, list};
use dienhong_i18n::day_of;
use std::collections::HashSet;
use std::path::Path;

const DAYS: usize = 7;
const WEEKS: usize = 4;
const MONTHS: usize = 12;
const WAYS_BACK: usize = 3;

/// Deletes backups that are no longer kept. Backups from the future, made under a wrong clock, stay until their time
/// has passed.
pub(super) fn rotate(folder: &Path, now: i64) {
    let all = list(folder);
    let kept = kept(&all);
    for backup in all.iter().filter(|b| b.made <= now && !kept.contains(&b.path)) {
        match std::fs::remove_file(&backup.path) {
            Ok(()) => {
                let _ = std::fs::remove_file(Manifest::file(&backup.path));
                tracing::info!("an old backup was taken away");
            }
            Err(error) => tracing::warn!(%error, "an old backup could not be taken away"),
        }
    }
}

/// The files that are kept; `all` is sorted newest first.
fn kept(all: &[Backup]) -> HashSet<std::path::PathBuf> {
    let (ways_back, plain): (Vec<&Backup>, Vec<&Backup>) = all.iter().partition(|b| b.is_way_back);
    let mut kept: HashSet<_> = ways_back.iter().take(WAYS_BACK).map(|b| b.path.clone()).collect();
    let mut newest_of_each = |most: usize, slot: &dyn Fn(i64) -> i64| {
        let mut seen = HashSet::new();
        for backup in &plain {
            if seen.len() == most && !seen.contains(&slot(backup.made)) {
                break;
            }
            if seen.insert(slot(backup.made)) {
                kept.insert(backup.path.clone());
            }
        }
    };
    newest_of_each(DAYS, &|made| i64::from(day_of(made).number()));
    newest_of_each(WEEKS, &|made| {
        let week = day_of(made).date().iso_week_date();
        i64::from(week.year()) * 100 + i64::from(week.week())
    });
    newest_of_each(MONTHS, &|made| i64::from(day_of(made).number() / 100));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const DAY: i64 = 24 * 3600 * 1000;
    const NOW: i64 = 1_795_317_300_000;

    fn backup(made: i64, is_way_back: bool) -> Backup {
        Backup {
            path: PathBuf::from(format!("{made}-{is_way_back}")),
            made,
            is_way_back,
        }
    }

    #[test]
    fn a_year_of_daily_backups_leaves_days_weeks_and_months() {
        let all: Vec<Backup> = (0..400).map(|d| backup(NOW - d * DAY, false)).collect();
        let kept = kept(&all);
        assert!((0..7).all(|d| kept.contains(&all[d].path)), "the last seven days");
        // Seven days, at most three more weeks, at most eleven more months; some coincide.
        assert!((18..=21).contains(&kept.len()), "{}", kept.len());
        let oldest = all
            .iter()
            .filter(|b| kept.contains(&b.path))
            .map(|b| b.made)
            .min()
            .expect("some");
        assert!(
            NOW - oldest > 300 * DAY,
            "the oldest is of the twelfth month back"
        );
    }

    #[test]
    fn many_backups_of_one_day_are_one() {
        let all: Vec<Backup> = (0..20).map(|m| backup(NOW - m * 60_000, false)).collect();
        assert_eq!(kept(&all).len(), 1);
    }

    #[test]
    fn ways_back_are_counted_apart() {
        let all: Vec<Backup> = (0..10).map(|d| backup(NOW - d * DAY, true)).collect();
        assert_eq!(kept(&all).len(), 3);
    }
}
