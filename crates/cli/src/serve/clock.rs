//! Clocks that jump: office PCs with an empty battery start in another year. Entries would get wrong days, so there is
//! a clear warning; nothing is refused, because the office must go on working.

use crate::context::CommandContext;
use crate::failure::Failure;
use dienhong_app::App;
use std::time::{Duration, Instant, SystemTime};

/// How far a clock may be off without a warning, in milliseconds.
pub(crate) const TOLERANCE_MS: i64 = 2 * 60 * 1000;
const JUMP: Duration = Duration::from_secs(5 * 60);

/// By how many milliseconds the clock is before the last change of the book; 0 when it is not.
pub(crate) async fn behind(app: &App) -> Result<i64, Failure> {
    let newest = app
        .store
        .log(None, i64::MAX, 1)
        .await?
        .first()
        .map_or(0, |row| row.at);
    let late = newest - app.now();
    Ok(if late > TOLERANCE_MS { late } else { 0 })
}

/// Warns at the start when the clock is before the last change of the book.
pub(super) async fn warn_if_behind(cx: &CommandContext, app: &App) -> Result<(), Failure> {
    let late = behind(app).await?;
    if late > 0 {
        tracing::warn!(
            milliseconds = late,
            "the clock stands before the last change of the book"
        );
        let now = dienhong_i18n::moment(app.now(), cx.say.locale);
        let last = dienhong_i18n::moment(app.now() + late, cx.say.locale);
        cx.say
            .tell("cli-clock-behind", &[("now", now.into()), ("last", last.into())]);
    }
    Ok(())
}

/// Notices jumps while the program runs, by comparing the wall clock with a monotonic one.
pub(super) struct Watch {
    steady: Instant,
    wall: SystemTime,
}

impl Watch {
    #[expect(
        clippy::disallowed_methods,
        reason = "only how far the two move apart is asked"
    )]
    pub(super) fn start() -> Watch {
        Watch {
            steady: Instant::now(),
            wall: SystemTime::now(),
        }
    }
    /// Checks again, and returns how far the clock has jumped since.
    pub(super) fn look(&mut self) -> Option<Duration> {
        let now = Watch::start();
        let passed = now.steady.duration_since(self.steady);
        let off = off_by(self.wall, now.wall, passed);
        *self = now;
        (off > JUMP).then_some(off)
    }
}

fn off_by(before: SystemTime, now: SystemTime, passed: Duration) -> Duration {
    match now.duration_since(before) {
        Ok(moved) => moved.abs_diff(passed),
        Err(back) => back.duration() + passed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jumps_both_ways_are_noticed() {
        let (noon, minute, year) = (
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000),
            Duration::from_secs(60),
            Duration::from_secs(31_536_000),
        );
        assert_eq!(off_by(noon, noon + minute, minute), Duration::ZERO);
        assert_eq!(off_by(noon, noon + minute + year, minute), year);
        assert_eq!(off_by(noon, noon + minute - year, minute), year);
    }
}
