//! `bench`: how fast this machine is, measured with a separate book on the same disk, which is deleted afterwards.

use crate::commands::bench_generate;
use crate::context::{CommandContext, owner};
use crate::failure::{Done, Exit, Failure};
use crate::place::{Place, make_folder};
use crate::say::words;
use dienhong_app::App;
use dienhong_app::entries::Draft;
use dienhong_app::totals::Question;
use dienhong_domain::entries::State;
use dienhong_domain::packs::{FieldKind, Pack, Register};
use dienhong_domain::time::Period;
use dienhong_domain::units::{Lens, Level, UnitId};
use indicatif::ProgressBar;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

const SYNCS: usize = 50;
const READS: usize = 30;

/// What else can be done.
#[derive(clap::Subcommand, Debug)]
enum Command {
    #[command(about = words("cli-help-generate"))]
    Generate(bench_generate::Args),
}

/// How much.
#[derive(clap::Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[arg(long, value_name = "COUNT", default_value_t = 2_000, help = words("cli-help-bench-entries"))]
    entries: usize,
    #[arg(long, value_name = "COUNT", default_value_t = 32, help = words("cli-help-bench-at-once"))]
    at_once: usize,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    if let Some(Command::Generate(args)) = args.command {
        return bench_generate::run(cx, args).await;
    }
    if cx.place.is_postgres() {
        return Err(Failure::refused("cli-error-bench-postgres"));
    }
    cx.place.make()?;
    let folder = cx.place.data.join(format!("bench-{}", Uuid::now_v7()));
    make_folder(&folder)?;
    let own = CommandContext {
        say: cx.say,
        place: Place::new(Some(folder.clone()), None),
    };
    let done = measure(&own, &args).await;
    std::fs::remove_dir_all(&folder).map_err(|e| Failure::file(&folder, &e))?;
    done
}

async fn measure(cx: &CommandContext, args: &Args) -> Done {
    let syncs = sync_times(&cx.place.data)?;
    let started = Instant::now();
    let app = Arc::new(cx.app(super::init::make(cx).await?).await?);
    let init = started.elapsed();
    let writes = record(
        cx,
        &app,
        args.entries.clamp(1, 1_000_000),
        args.at_once.clamp(1, 1_000),
    )
    .await?;
    let (ward, country) = (
        read(&app, Level::Commune).await?,
        read(&app, Level::Country).await?,
    );
    let started = Instant::now();
    let backup = crate::backup::make(&cx.place, &app.store, None, false, app.now()).await?;
    let backup = (started.elapsed(), backup.bytes);
    app.store.clone().close().await;
    let per_second = (writes.times.len() as f64 / writes.all.as_secs_f64()) as i64;
    let ms = |d: Duration| dienhong_i18n::amount(d.as_micros() as i64 / 10, 2, cx.say.locale);
    let (p50, p99) = (at(&writes.times, 50), at(&writes.times, 99));
    let say = &cx.say;
    say.tell("cli-bench-sync", &[("ms", ms(at(&syncs, 50)).into())]);
    say.tell("cli-bench-init", &[("ms", ms(init).into())]);
    let counts = [
        ("rate", per_second.into()),
        ("p50", ms(p50).into()),
        ("p99", ms(p99).into()),
    ];
    say.tell("cli-bench-record", &counts);
    say.tell(
        "cli-bench-totals",
        &[
            ("ward", ms(at(&ward, 50)).into()),
            ("country", ms(at(&country, 50)).into()),
        ],
    );
    let size = crate::say::bytes(backup.1, say.locale);
    say.tell(
        "cli-bench-backup",
        &[("ms", ms(backup.0).into()), ("size", size.into())],
    );
    let micros = |d: Duration| d.as_micros() as u64;
    say.object(json!({
        "sync_us": micros(at(&syncs, 50)), "init_us": micros(init),
        "record": { "entries": writes.times.len(), "per_second": per_second, "p50_us": micros(p50), "p99_us": micros(p99) },
        "totals": { "ward_us": micros(at(&ward, 50)), "country_us": micros(at(&country, 50)) },
        "backup": { "us": micros(backup.0), "bytes": backup.1 },
    }));
    Ok(Exit::Good)
}

fn at(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted
        .get((sorted.len().saturating_sub(1)) * percent / 100)
        .copied()
        .unwrap_or_default()
}

/// The cost of a commit on this disk: a page written and synced.
fn sync_times(folder: &Path) -> Result<Vec<Duration>, Failure> {
    let path = folder.join("sync");
    let wrong = |e: std::io::Error| Failure::file(&path, &e);
    let mut file = std::fs::File::create(&path).map_err(wrong)?;
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let started = Instant::now();
        file.write_all(&[0; 4096])
            .and_then(|()| file.sync_data())
            .map_err(wrong)?;
        times.push(started.elapsed());
    }
    Ok(times)
}

struct Writes {
    all: Duration,
    times: Vec<Duration>,
}

/// Records entries from several tasks at once, each with every check as if typed.
async fn record(
    cx: &CommandContext,
    app: &Arc<App>,
    count: usize,
    at_once: usize,
) -> Result<Writes, Failure> {
    let made = simplest(app)?;
    let bar = if cx.say.is_watched() {
        ProgressBar::new(count as u64)
    } else {
        ProgressBar::hidden()
    };
    let started = Instant::now();
    let mut sides = tokio::task::JoinSet::new();
    for side in 0..at_once {
        let (app, made, bar) = (app.clone(), made.clone(), bar.clone());
        sides.spawn(async move {
            let actor = owner(&app.snapshot().map);
            let mut times = Vec::new();
            for _ in (side..count).step_by(at_once) {
                let draft = made.draft();
                let started = Instant::now();
                let done = app.by(&actor).entries().record(&draft).await;
                done.map_err(|e| Failure::broken(format!("{e:?}")))?;
                times.push(started.elapsed());
                bar.inc(1);
            }
            Ok::<_, Failure>(times)
        });
    }
    let mut times = Vec::with_capacity(count);
    while let Some(side) = sides.join_next().await {
        times.extend(side.map_err(Failure::broken)??);
    }
    bar.finish_and_clear();
    Ok(Writes {
        all: started.elapsed(),
        times,
    })
}

/// The first register of a ward whose entries are counted one by one, with made-up answers.
fn simplest(app: &App) -> Result<Made, Failure> {
    let (snapshot, today) = (app.snapshot(), app.today());
    let none = || Failure::broken("no register of a commune is in force");
    let ward = snapshot
        .map
        .units()
        .find(|u| u.at(today).is_some() && snapshot.map.level(u.id) == Some(Level::Commune));
    let ward = ward.ok_or_else(none)?.id;
    let rules = snapshot.rules(ward, today);
    let is_easy =
        |r: &&Register| !r.monthly && r.levels.contains(&Level::Commune) && r.posts.iter().all(|p| !p.level);
    let register = rules.pack.registers.iter().find(is_easy).ok_or_else(none)?;
    let answers = register
        .fields
        .iter()
        .filter_map(|f| Some((f.id.clone(), vec![answer(&f.kind, &rules.pack)?])));
    Ok(Made {
        register: register.id.clone(),
        ward,
        day: today.to_string(),
        answers: answers.collect(),
    })
}

fn answer(kind: &FieldKind, pack: &Pack) -> Option<String> {
    match kind {
        FieldKind::Number { min, scale: 0, .. } => Some((*min).max(1).to_string()),
        FieldKind::Choice { list } | FieldKind::Choices { list } => {
            let list = pack.lists.iter().find(|l| l.id == *list)?;
            list.items
                .iter()
                .find(|i| i.since.is_none() && i.until.is_none())
                .map(|i| i.id.clone())
        }
        FieldKind::Text { .. } | FieldKind::LongText { .. } => Some("bench".to_owned()),
        _ => None,
    }
}

/// The entry that is recorded again and again.
#[derive(Clone)]
struct Made {
    register: String,
    ward: UnitId,
    day: String,
    answers: BTreeMap<String, Vec<String>>,
}

impl Made {
    fn draft(&self) -> Draft {
        Draft {
            id: Uuid::now_v7(),
            register: self.register.clone(),
            unit: Some(self.ward),
            day: self.day.clone(),
            fields: self.answers.clone(),
            state: Some(State::Final),
            ..Draft::default()
        }
    }
}

/// How long the totals of a unit take, as its page asks for them.
async fn read(app: &App, level: Level) -> Result<Vec<Duration>, Failure> {
    let (snapshot, today) = (app.snapshot(), app.today());
    let none = || Failure::broken("no unit of this level");
    let unit = snapshot
        .map
        .units()
        .find(|u| u.at(today).is_some() && snapshot.map.level(u.id) == Some(level))
        .ok_or_else(none)?
        .id;
    let period = Period::years(today.year(), today.year()).ok_or_else(none)?;
    let actor = owner(&snapshot.map);
    let mut times = Vec::with_capacity(READS);
    for _ in 0..READS {
        let started = Instant::now();
        let question = Question {
            unit,
            period,
            lens: Lens::At(today),
        };
        app.by(&actor)
            .totals()
            .read(question)
            .await
            .map_err(|e| Failure::broken(format!("{e:?}")))?;
        times.push(started.elapsed());
    }
    Ok(times)
}
