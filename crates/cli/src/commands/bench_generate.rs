//! `bench generate`: a made-up but reproducible book of a whole country to measure with: every commune with its groups,
//! years of entries with corrections, each with every check as if typed.

use crate::context::{CommandContext, owner};
use crate::doctor::free_bytes;
use crate::failure::{Done, Exit, Failure};
use crate::say::{bytes, words};
use dienhong_app::App;
use dienhong_app::clock::{Clock, SystemClock};
use dienhong_app::entries::{BATCH_MAX, Draft, Many};
use dienhong_app::people::Actor;
use dienhong_app::setup;
use dienhong_domain::entries::State;
use dienhong_domain::packs::{FieldKind, Register};
use dienhong_domain::time::{Day, last_of};
use dienhong_domain::units::{Level, UnitId, UnitMap};
use dienhong_packs::samples::fill;
use dienhong_store::Store;
use indicatif::ProgressBar;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Measured bytes of an entry with its revisions, postings, sums and log, plus a third for a growing book.
const BYTES_SQLITE: u64 = 1_900;
const BYTES_POSTGRES: u64 = 2_600;
/// Bytes of the map with all groups.
const BYTES_MAP: u64 = 60_000_000;
/// Communes whose entries are checked while others are written.
const AT_ONCE: usize = 4;
/// One entry in so many is corrected.
const CORRECTED: u64 = 20;

/// How much.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(long, value_name = "COUNT", default_value_t = 6_400_000, help = words("cli-help-generate-entries"))]
    entries: u64,
    #[arg(long, value_name = "MONTHS", default_value_t = 36, help = words("cli-help-generate-months"))]
    months: u32,
    #[arg(long, value_name = "COUNT", default_value_t = 27, help = words("cli-help-generate-groups"))]
    groups: u32,
    #[arg(long, value_name = "COUNT", help = words("cli-help-generate-communes"))]
    communes: Option<u32>,
    #[arg(long, value_name = "NUMBER", default_value_t = 1, help = words("cli-help-generate-seed"))]
    seed: u64,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    let each = if cx.place.is_postgres() {
        BYTES_POSTGRES
    } else {
        BYTES_SQLITE
    };
    let need = args.entries.saturating_mul(each).saturating_add(BYTES_MAP);
    let folder = if cx.place.data.is_dir() {
        cx.place.data.as_path()
    } else {
        Path::new(".")
    };
    let free = free_bytes(folder);
    let size = |n: u64| bytes(n, cx.say.locale);
    let free_words = free.map_or_else(|| "?".to_owned(), size);
    cx.say.tell(
        "cli-generate-need",
        &[("need", size(need).into()), ("free", free_words.into())],
    );
    if !cx.place.is_postgres() && free.is_some_and(|free| free < need) {
        return Err(Failure::refused("cli-error-generate-room").with("need", size(need)));
    }
    let started = Instant::now();
    let app = Arc::new(cx.app(made(cx, &args).await?).await?);
    let written = entries(cx, &app, &args).await?;
    let seconds = started.elapsed().as_secs_f64();
    let snapshot = u64::try_from(app.store.bytes().await?).unwrap_or(0);
    app.store.clone().close().await;
    cx.say.tell(
        "cli-generate-done",
        &[
            ("entries", (written as i64).into()),
            ("seconds", (seconds as i64).into()),
            ("size", size(snapshot).into()),
        ],
    );
    cx.say.object(json!({
        "entries": written, "seconds": seconds, "bytes": snapshot, "per_second": written as f64 / seconds, "seed": args.seed,
    }));
    Ok(Exit::Good)
}

/// A new book with groups in every commune; an existing book is never touched.
async fn made(cx: &CommandContext, args: &Args) -> Result<Store, Failure> {
    if !cx.place.is_postgres() {
        cx.place.make()?;
        if let Some(folder) = cx.place.file().as_deref().and_then(|f| f.parent()) {
            crate::place::make_folder(folder)?;
        }
    }
    let store = Store::open(&cx.place.address()).await?;
    match setup::init_with_groups(&store, SystemClock::default().now(), args.groups).await {
        Ok(()) => Ok(store),
        Err(error) => {
            store.close().await;
            Err(Failure::from(error).with("place", cx.place.shown()))
        }
    }
}

/// What one commune records: its share of each month in which it existed.
struct Share {
    commune: UnitId,
    months: Vec<(i32, u32)>,
    each: u64,
    more: u64,
}

async fn entries(cx: &CommandContext, app: &Arc<App>, args: &Args) -> Result<u64, Failure> {
    let shares = shares(app, args);
    let bar = match cx.say.is_watched() {
        true => ProgressBar::new(args.entries),
        false => ProgressBar::hidden(),
    };
    let mut sides = tokio::task::JoinSet::new();
    let shares = Arc::new(shares);
    for side in 0..AT_ONCE {
        let (app, shares, bar, seed) = (app.clone(), shares.clone(), bar.clone(), args.seed);
        sides.spawn(async move {
            let actor = owner(&app.snapshot().map);
            let mut written = 0;
            for share in shares.iter().skip(side).step_by(AT_ONCE) {
                written += commune(&app, &actor, share, seed, &bar).await?;
            }
            Ok::<u64, Failure>(written)
        });
    }
    let mut written = 0;
    while let Some(side) = sides.join_next().await {
        written += side.map_err(Failure::broken)??;
    }
    bar.finish_and_clear();
    Ok(written)
}

/// Divides the entries among the months, and those of each month among the communes that existed in it.
fn shares(app: &App, args: &Args) -> Vec<Share> {
    let (snapshot, today) = (app.snapshot(), app.today());
    let (mut year, mut month) = (today.year(), today.month());
    let mut months = Vec::new();
    for _ in 0..args.months.max(1) {
        (year, month) = if month == 1 {
            (year - 1, 12)
        } else {
            (year, month - 1)
        };
        months.push((year, month));
    }
    let first = |(year, month): (i32, u32)| Day::new(year, month, 1).unwrap_or(today);
    let communes = recording(&snapshot.map, today, args.communes);
    let stood = |commune: UnitId, m: (i32, u32)| snapshot.map.at(commune, first(m)).is_some();
    // Before the first of these communes existed there was nothing to record.
    months.retain(|m| communes.iter().any(|c| stood(*c, *m)));
    let counts: Vec<u64> = months
        .iter()
        .map(|m| communes.iter().filter(|c| stood(**c, *m)).count() as u64)
        .collect();
    let wanted = args.entries / (months.len() as u64).max(1);
    let mut shares = Vec::new();
    for commune in communes {
        // Months in which the same number of communes existed are recorded together.
        let mut groups: Vec<(u64, Vec<(i32, u32)>)> = Vec::new();
        for (m, count) in months.iter().zip(&counts).filter(|(m, _)| stood(commune, **m)) {
            match groups.iter_mut().find(|(c, _)| c == count) {
                Some((_, all)) => all.push(*m),
                None => groups.push((*count, vec![*m])),
            }
        }
        shares.extend(groups.into_iter().map(|(count, months)| Share {
            commune,
            months,
            each: wanted / count.max(1),
            more: wanted % count.max(1) * 1_000 / count.max(1),
        }));
    }
    shares
}

/// Communes that record: all that ever existed, or so many of today's.
fn recording(map: &UnitMap, today: Day, most: Option<u32>) -> Vec<UnitId> {
    let all = map.units().filter(|u| map.level(u.id) == Some(Level::Commune));
    match most {
        None => all.map(|u| u.id).collect(),
        Some(most) => {
            let todays = all.filter(|u| u.at(today).is_some()).map(|u| u.id);
            todays.take(most.max(1) as usize).collect()
        }
    }
}

async fn commune(
    app: &App,
    actor: &Actor,
    share: &Share,
    seed: u64,
    bar: &ProgressBar,
) -> Result<u64, Failure> {
    let snapshot = app.snapshot();
    let mut dice = StdRng::seed_from_u64(seed ^ (share.commune.0 as u64) << 20 ^ share.months.len() as u64);
    let mut drafts = Vec::new();
    for month in &share.months {
        let count = share.each + u64::from(dice.random_range(0..1_000) < share.more);
        for _ in 0..count {
            drafts.extend(draft(app, &snapshot.map, share.commune, *month, &mut dice));
        }
    }
    let mut written = 0;
    for many in drafts.chunks(BATCH_MAX) {
        let done = app
            .by(actor)
            .entries()
            .record_many(many, false)
            .await
            .map_err(|e| Failure::from(e.0))?;
        for one in done {
            match one {
                Many::Recorded(_) => written += 1,
                other => return Err(Failure::broken(format!("{other:?}"))),
            }
        }
        bar.inc(many.len() as u64);
    }
    let corrected: Vec<Draft> = drafts
        .into_iter()
        .filter(|d| (d.id.as_u128() as u64).is_multiple_of(CORRECTED))
        .map(|d| Draft {
            seen: Some(1),
            why: "Đếm lại".to_owned(),
            state: Some(State::Voided),
            ..d
        })
        .collect();
    for many in corrected.chunks(BATCH_MAX) {
        app.by(actor)
            .entries()
            .record_many(many, true)
            .await
            .map_err(|e| Failure::from(e.0))?;
    }
    Ok(written)
}

/// One entry of a month, as somebody would type it.
fn draft(
    app: &App,
    map: &UnitMap,
    commune: UnitId,
    (year, month): (i32, u32),
    dice: &mut StdRng,
) -> Option<Draft> {
    let day = Day::new(year, month, dice.random_range(1..=last_of(year, month)))?;
    let groups = map.children(commune, day);
    let unit = match groups.is_empty() || dice.random_range(0..10) == 0 {
        true => commune,
        false => groups[dice.random_range(0..groups.len())],
    };
    let rules = app.snapshot().rules(commune, app.today());
    let level = map.level(unit)?;
    let is_easy = |r: &&Register| !r.monthly && r.levels.contains(&level) && r.posts.iter().all(|p| !p.level);
    let registers: Vec<&Register> = rules.pack.registers.iter().filter(is_easy).collect();
    let register = registers.get(dice.random_range(0..registers.len().max(1)))?;
    let mut fields = fill(&rules.pack, register, dice.random());
    for field in &register.fields {
        let Some(answer) = fields.get_mut(&field.id) else {
            continue;
        };
        match &field.kind {
            FieldKind::Number {
                bound,
                min,
                max,
                scale,
                ..
            } => {
                let unit = 10i64.pow(u32::from(*scale));
                let most = (*max / unit).clamp(1, 200);
                let number = (*min / unit).max(0) + dice.random_range(1..=most.max(1));
                let word = if *bound && dice.random_range(0..10) == 0 {
                    "hơn "
                } else {
                    ""
                };
                *answer = vec![format!("{word}{}", number.min(*max / unit))];
            }
            FieldKind::Text { .. } | FieldKind::LongText { .. } => {
                *answer = vec!["Số liệu đo, không có thật".to_owned()];
            }
            FieldKind::Date => *answer = vec![format!("{}/{}/{}", day.day(), day.month(), day.year())],
            _ => {}
        }
    }
    // Ids increase with the days, as they do when people record.
    let moment = (day.number() as u64 - 20_000_000) * 1_000_000 + dice.random_range(0..1_000_000);
    let random: [u8; 10] = dice.random();
    Some(Draft {
        id: uuid::Builder::from_unix_timestamp_millis(moment, &random).into_uuid(),
        register: register.id.clone(),
        unit: Some(unit),
        day: format!("{}/{}/{}", day.day(), day.month(), day.year()),
        fields,
        state: Some(State::Final),
        ..Draft::default()
    })
}
