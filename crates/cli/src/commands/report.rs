//! `report`: papers for one unit or for all below it, counted; and the comparison of a Word file with a report.

use crate::commands::ask::{self, Days};
use crate::context::{CommandContext, owner};
use crate::failure::{Done, Exit, Failure};
use crate::place::write_private;
use crate::say::words;
use dienhong_app::App;
use dienhong_app::people::Actor;
use dienhong_app::reports::{FORMATS, Gap, Made, ReportError, Wanted, found_words, sentence};
use dienhong_domain::text::fold;
use dienhong_domain::units::UnitId;
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Units that are worked on at once: reading mostly waits, laying out uses a processor.
const AT_ONCE: usize = 3;

/// What can be done with reports.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    #[command(about = words("cli-help-report-make"))]
    Make(MakeArgs),
    #[command(about = words("cli-help-report-check"))]
    Check(CheckArgs),
}

/// What is to be made.
#[derive(clap::Args, Debug)]
pub(crate) struct MakeArgs {
    #[arg(long, value_name = "UNIT", help = words("cli-help-report-unit"))]
    unit: String,
    #[command(flatten)]
    days: Days,
    #[arg(long, value_name = "ID", help = words("cli-help-report-outline"))]
    outline: String,
    #[arg(long, value_name = "docx,pdf,xlsx", value_delimiter = ',', default_value = "docx,pdf,xlsx", help = words("cli-help-report-format"))]
    format: Vec<String>,
    #[arg(long, value_name = "DIR", help = words("cli-help-report-output"))]
    output: PathBuf,
    #[arg(long, help = words("cli-help-report-as-was"))]
    as_was: bool,
}

/// Which file is held against which report.
#[derive(clap::Args, Debug)]
pub(crate) struct CheckArgs {
    #[arg(value_name = "FILE.docx", help = words("cli-help-report-file"))]
    file: PathBuf,
    #[arg(long, value_name = "ID", help = words("cli-help-report-id"))]
    report: Uuid,
}

pub(crate) async fn run(cx: &CommandContext, command: Command) -> Done {
    match command {
        Command::Make(args) => make(cx, args).await,
        Command::Check(args) => check(cx, args).await,
    }
}

fn why(error: ReportError, cx: &CommandContext) -> Result<String, Failure> {
    match error {
        ReportError::Fault(fault) => Err(fault.into()),
        other => Ok(sentence(&other, cx.say.locale).unwrap_or_else(|| cx.say.t("cli-report-not-found"))),
    }
}

async fn make(cx: &CommandContext, args: MakeArgs) -> Done {
    if let Some(odd) = args.format.iter().find(|f| !FORMATS.contains(&f.as_str())) {
        return Err(Failure::usage("cli-error-report-format").with("value", odd.as_str()));
    }
    let app = cx.app(cx.reader().await?).await?;
    let snapshot = app.snapshot();
    let period = args
        .days
        .read(app.today())?
        .ok_or_else(|| Failure::usage("cli-error-period-no-start"))?;
    let top = ask::unit(
        &snapshot.map,
        &args.unit,
        period.to.min(app.today()),
        cx.say.locale,
    )
    .or_else(|late| ask::unit(&snapshot.map, &args.unit, period.from, cx.say.locale).map_err(|_| late))?;
    let units = app
        .unattended()
        .reports()
        .units_to_make(top, &args.outline, period);
    if units.is_empty() {
        return Err(Failure::usage("cli-error-report-outline").with("value", args.outline.as_str()));
    }
    if let Err(error) = app
        .unattended()
        .reports()
        .outline_takes(units[0], &args.outline, period)
    {
        let said = why(error, cx)?;
        return Err(Failure::usage("cli-error-report-period").with("why", said));
    }
    std::fs::create_dir_all(&args.output).map_err(|e| Failure::file(&args.output, &e))?;
    let wanted = Wanted {
        outline: args.outline.clone(),
        period,
        is_restated: !args.as_was,
        formats: args.format.clone(),
    };
    let actor = owner(&snapshot.map);
    let bar = bar(cx, units.len());
    let (mut written, mut failed) = (Vec::new(), Vec::new());
    let mut work = futures::stream::iter(units.iter().copied())
        .map(|unit| one(&app, &actor, unit, &wanted))
        .buffered(AT_ONCE);
    while let Some((unit, done)) = work.next().await {
        bar.inc(1);
        let name = snapshot.map.label(unit, period.to, cx.say.locale.code());
        match done {
            Ok(made) => match keep(&app, &args.output, &wanted, &made) {
                Ok(files) => written.push(Written {
                    unit: name,
                    numbers: made.numbers,
                    gaps: made.gaps,
                    files,
                }),
                Err(failure) => failed.push((name, failure.sentence(&cx.say))),
            },
            Err(error) => failed.push((name, why(error, cx)?)),
        }
    }
    drop(work);
    bar.finish_and_clear();
    // The files are counted on the disk, not in memory.
    let there = written
        .iter()
        .flat_map(|made| &made.files)
        .filter(|path| std::fs::metadata(path).is_ok_and(|m| m.len() > 0))
        .count();
    let promised = units.len() * wanted.formats.len();
    tell(cx, &written, &failed, (units.len(), promised, there));
    app.store.clone().close().await;
    let is_whole = written.iter().all(|made| made.gaps.is_empty());
    Ok(match promised == there && is_whole {
        true => Exit::Good,
        false => Exit::Problems,
    })
}

async fn one(app: &App, actor: &Actor, unit: UnitId, wanted: &Wanted) -> (UnitId, Result<Made, ReportError>) {
    (unit, app.by(actor).reports().make(unit, wanted).await)
}

/// Writes a unit's files, named after the outline, the period, the unit's code or identity, and its name.
fn keep(app: &App, folder: &Path, wanted: &Wanted, made: &Made) -> Result<Vec<PathBuf>, Failure> {
    let snapshot = app.snapshot();
    let span = snapshot
        .map
        .get(made.unit)
        .map(|u| u.near(wanted.period.to).clone());
    let code = span.as_ref().and_then(|s| s.code.as_ref()).map(|c| c.to_string());
    let code = code.unwrap_or_else(|| snapshot.map.uid(made.unit).simple().to_string()[..8].to_owned());
    let name = span.map_or_else(String::new, |s| fold(&s.name).replace(' ', "-"));
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let stem = format!(
        "{}-{}-{}-{code}-{name}",
        wanted.outline, wanted.period.from, wanted.period.to
    );
    let mut files = Vec::new();
    for (format, bytes) in &made.files {
        let path = folder.join(format!("{stem}.{format}"));
        write_private(&path, bytes)?;
        files.push(path);
    }
    Ok(files)
}

/// A unit's paper as written to the disk.
struct Written {
    unit: String,
    numbers: usize,
    gaps: Vec<Gap>,
    files: Vec<PathBuf>,
}

impl Written {
    fn object(&self) -> Value {
        let files: Vec<String> = self.files.iter().map(|p| p.display().to_string()).collect();
        let gap = |gap: &Gap| json!({ "part": gap.part, "why": gap.why });
        let gaps: Vec<Value> = self.gaps.iter().map(gap).collect();
        json!({ "unit": self.unit, "numbers": self.numbers, "files": files, "gaps": gaps })
    }

    fn tell_gaps(&self, cx: &CommandContext) {
        for gap in &self.gaps {
            let args = [
                ("unit", self.unit.as_str().into()),
                ("part", gap.part.as_str().into()),
                ("why", gap.why.as_str().into()),
            ];
            cx.say.tell("cli-report-gap", &args);
        }
    }
}

fn tell(
    cx: &CommandContext,
    written: &[Written],
    failed: &[(String, String)],
    (units, promised, there): (usize, usize, usize),
) {
    let made: Vec<Value> = written.iter().map(Written::object).collect();
    let not: Vec<Value> = failed
        .iter()
        .map(|(unit, why)| json!({ "unit": unit, "why": why }))
        .collect();
    cx.say
        .object(json!({ "units": units, "promised": promised, "there": there, "made": made, "failed": not }));
    for (unit, why) in failed {
        cx.say.line(format!("{unit}: {why}"));
    }
    written.iter().for_each(|made| made.tell_gaps(cx));
    let gaps: usize = written.iter().map(|made| made.gaps.len()).sum();
    let counts = [
        ("units", (units as i64).into()),
        ("promised", (promised as i64).into()),
        ("there", (there as i64).into()),
        ("gaps", (gaps as i64).into()),
    ];
    let key = match (promised == there, gaps) {
        (false, _) => "cli-report-short",
        (true, 0) => "cli-report-made",
        (true, _) => "cli-report-gaps",
    };
    cx.say.tell(key, &counts);
}

async fn check(cx: &CommandContext, args: CheckArgs) -> Done {
    let bytes = std::fs::read(&args.file).map_err(|e| Failure::file(&args.file, &e))?;
    let app = cx.app(cx.reader().await?).await?;
    let actor = owner(&app.snapshot().map);
    let checked = match app.by(&actor).reports().check(args.report, bytes).await {
        Ok(checked) => checked,
        Err(error) => {
            let said = why(error, cx)?;
            return Err(Failure::refused("cli-error-report-check").with("why", said));
        }
    };
    let lines: Vec<Value> = checked
        .differing
        .iter()
        .map(|m| json!({ "name": m.name, "expected": m.expected, "found": found_words(&m.found, cx.say.locale) }))
        .collect();
    cx.say
        .object(json!({ "numbers": checked.numbers, "differing": lines }));
    for m in &checked.differing {
        cx.say.line(format!(
            "{}: {} → {}",
            m.name,
            m.expected,
            found_words(&m.found, cx.say.locale)
        ));
    }
    let (all, differing) = (checked.numbers as i64, checked.differing.len() as i64);
    match differing {
        0 => cx.say.tell("reports-check-same-lead", &[("count", all.into())]),
        n => cx.say.tell(
            "reports-check-differs-lead",
            &[("count", n.into()), ("all", all.into())],
        ),
    }
    app.store.clone().close().await;
    Ok(if differing == 0 {
        Exit::Good
    } else {
        Exit::Problems
    })
}

fn bar(cx: &CommandContext, units: usize) -> ProgressBar {
    if !cx.say.is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(units as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} · {eta}") {
        bar.set_style(style);
    }
    bar.set_message(cx.say.t("cli-report-making"));
    bar
}
