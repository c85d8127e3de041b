//! The book itself: change log, sums, the clock by which it was written, and whether somebody can administer it.

use super::{Findings, State};
use crate::backup::sample_recount;
use crate::context::CommandContext;
use crate::failure::Failure;
use crate::serve::behind;
use dienhong_app::App;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::log::ChainCheck;

// The year in which this version was written: no correct clock shows an earlier one.
const OLDEST_YEAR: i32 = 2026;

pub(super) async fn look(cx: &CommandContext, findings: &mut Findings<'_>, app: &App) -> Result<(), Failure> {
    match app.store.verify_log().await? {
        ChainCheck::Whole { lines, .. } => {
            findings.note("log", State::Good, "cli-doctor-log", &[("count", lines.into())]);
        }
        ChainCheck::Broken { seq } => {
            findings.note("log", State::Wrong, "cli-log-broken", &[("seq", seq.into())])
        }
    }
    match sample_recount(&app.store).await? + sample_levels(app).await? {
        0 => findings.note("sums", State::Good, "cli-doctor-sums", &[]),
        wrong => findings.note(
            "sums",
            State::Wrong,
            "cli-doctor-sums-wrong",
            &[("count", wrong.into())],
        ),
    }
    clock(cx, findings, app).await?;
    people(findings, app).await
}

/// Homes whose stated levels are compared with their postings.
const SAMPLE: usize = 20;

async fn sample_levels(app: &App) -> Result<usize, Failure> {
    let checks = app.unattended().checks();
    let homes = app.store.level_homes().await?;
    let every = homes.len().div_ceil(SAMPLE).max(1);
    let mut found = 0;
    for home in homes.into_iter().step_by(every) {
        found += checks.levels_astray(UnitId(home)).await?.len();
    }
    Ok(found)
}

async fn clock(cx: &CommandContext, findings: &mut Findings<'_>, app: &App) -> Result<(), Failure> {
    let late = behind(app).await?;
    let moment = |ms: i64| dienhong_i18n::moment(ms, cx.say.locale);
    let args = [
        ("now", moment(app.now()).into()),
        ("last", moment(app.now() + late).into()),
    ];
    if late > 0 || Day::new(OLDEST_YEAR, 1, 1).is_some_and(|first| app.today() < first) {
        findings.note("clock", State::Wrong, "cli-clock-behind", &args);
    } else {
        findings.note("clock", State::Good, "cli-doctor-clock", &args);
    }
    Ok(())
}

async fn people(findings: &mut Findings<'_>, app: &App) -> Result<(), Failure> {
    let snapshot = app.snapshot();
    let holders = app.store.holders_of(Role::Operator, app.today()).await?;
    let stands =
        |row: &&dienhong_store::people::AppointmentRow| row.appointment().holds(&snapshot.map, app.today());
    let operators = holders
        .iter()
        .filter(stands)
        .map(|row| row.person)
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    match (operators, app.store.first_person().await?) {
        (0, None) => findings.note("people", State::Notice, "cli-doctor-nobody-yet", &[]),
        (0, Some(_)) => findings.note("people", State::Wrong, "cli-doctor-no-operator", &[]),
        (count, _) => findings.note(
            "people",
            State::Good,
            "cli-doctor-operators",
            &[("count", count.into())],
        ),
    }
    Ok(())
}
