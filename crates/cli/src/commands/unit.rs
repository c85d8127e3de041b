//! `unit`: finding a unit, showing it, and showing its history.

use crate::commands::ask;
use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_app::App;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, Link, Span, UnitId};
use dienhong_i18n::Arg;
use serde_json::{Value, json};

/// What can be asked about units.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    #[command(about = words("cli-help-unit-find"))]
    Find {
        #[arg(value_name = "WORDS", required = true, num_args = 1.., help = words("cli-help-unit-words"))]
        words: Vec<String>,
        #[arg(long, value_name = "LEVEL", help = words("cli-help-unit-level"))]
        level: Option<String>,
        #[command(flatten)]
        on: On,
    },
    #[command(about = words("cli-help-unit-show"))]
    Show {
        #[arg(value_name = "UNIT", help = words("cli-help-unit-what"))]
        unit: String,
        #[command(flatten)]
        on: On,
    },
    #[command(about = words("cli-help-unit-history"))]
    History {
        #[arg(value_name = "UNIT", help = words("cli-help-unit-what"))]
        unit: String,
        #[command(flatten)]
        on: On,
    },
}

/// The day whose map is meant.
#[derive(clap::Args, Debug)]
pub(crate) struct On {
    #[arg(long, value_name = "DAY", help = words("cli-help-on"))]
    on: Option<String>,
}

impl On {
    fn day(&self, app: &App) -> Result<Day, Failure> {
        self.on.as_deref().map_or(Ok(app.today()), ask::day)
    }
}

pub(crate) async fn run(cx: &CommandContext, command: Command) -> Done {
    let app = cx.app(cx.reader().await?).await?;
    let done = match &command {
        Command::Find { words, level, on } => {
            find(cx, &app, &words.join(" "), level.as_deref(), on.day(&app)?)
        }
        Command::Show { unit, on } => show(cx, &app, unit, on.day(&app)?),
        Command::History { unit, on } => history(cx, &app, unit, on.day(&app)?),
    };
    app.store.clone().close().await;
    done
}

fn find(cx: &CommandContext, app: &App, typed: &str, level: Option<&str>, day: Day) -> Done {
    let snapshot = app.snapshot();
    let levels = match level {
        None => Level::ALL.to_vec(),
        Some(code) => match Level::parse(code) {
            Some(level) => vec![level],
            None => return Err(Failure::usage("cli-error-level").with("value", code)),
        },
    };
    let found = ask::candidates(&snapshot.map, typed, &levels, day, 50);
    found
        .iter()
        .for_each(|id| cx.say.line(ask::line(&snapshot.map, *id, day, cx.say.locale)));
    cx.say
        .object(json!({ "units": found.iter().map(|id| object(cx, app, *id, day)).collect::<Vec<_>>() }));
    if found.is_empty() {
        cx.say.tell(
            "cli-unit-none",
            &[("words", typed.into()), ("day", dienhong_i18n::day(day).into())],
        );
        return Ok(Exit::Problems);
    }
    Ok(Exit::Good)
}

fn show(cx: &CommandContext, app: &App, typed: &str, day: Day) -> Done {
    let snapshot = app.snapshot();
    let map = &snapshot.map;
    let id = ask::unit(map, typed, day, cx.say.locale)?;
    let say = &cx.say;
    say.line(ask::full_name(map, id, day, say.locale));
    say.tell("cli-unit-uid", &[("uid", map.uid(id).to_string().into())]);
    if let Some(code) = map.at(id, day).and_then(|s| s.code.as_deref()) {
        say.tell(
            "cli-unit-code",
            &[("code", code.into()), ("day", dienhong_i18n::day(day).into())],
        );
    }
    let below = map.children(id, day);
    say.tell("cli-unit-below", &[("count", below.len().into())]);
    for child in below.iter().take(200) {
        say.line(format!(
            "  {}  {}",
            map.uid(*child),
            map.label(*child, day, say.locale.code())
        ));
    }
    let mut told = object(cx, app, id, day);
    told["below"] = below.iter().map(|child| object(cx, app, *child, day)).collect();
    say.object(told);
    Ok(Exit::Good)
}

fn history(cx: &CommandContext, app: &App, typed: &str, day: Day) -> Done {
    let snapshot = app.snapshot();
    let map = &snapshot.map;
    let id = ask::unit(map, typed, day, cx.say.locale)?;
    let language = cx.say.locale.code();
    cx.say.line(ask::full_name(map, id, day, cx.say.locale));
    let spans = map.get(id).map(|u| u.spans.clone()).unwrap_or_default();
    for span in &spans {
        let parent = span.parent.map_or_else(String::new, |p| {
            map.label(p, span.from.max(Day::MIN.next()), language)
        });
        let label = map.label(id, span.from, language);
        let code = span.code.as_deref().unwrap_or("–").to_owned();
        let args: [(&str, Arg<'_>); 4] = [
            ("days", stretch(cx, span).into()),
            ("name", label.into()),
            ("code", code.into()),
            ("parent", parent.into()),
        ];
        cx.say.tell("cli-unit-span", &args);
    }
    let link = |key: &str, other: UnitId, link: &Link| {
        let share = link.share.map_or_else(
            || cx.say.t("cli-unit-share-unknown"),
            |millionths| {
                format!(
                    "{}\u{a0}%",
                    dienhong_i18n::amount(i64::from(millionths), 4, cx.say.locale)
                )
            },
        );
        let unit = ask::full_name(map, other, link.day, cx.say.locale);
        let args = [
            ("day", dienhong_i18n::day(link.day).into()),
            ("unit", unit.into()),
            ("share", share.into()),
            ("reference", (&*link.reference).into()),
        ];
        cx.say.tell(key, &args);
    };
    map.predecessors(id)
        .iter()
        .for_each(|l| link("cli-unit-from", l.from, l));
    map.heirs(id).iter().for_each(|l| link("cli-unit-to", l.to, l));
    let linked = |other: UnitId, l: &Link| {
        json!({
            "day": l.day.to_string(), "unit": map.uid(other), "name": map.label(other, l.day, language),
            "share_millionths": l.share, "reference": &*l.reference,
        })
    };
    let mut told = object(cx, app, id, day);
    told["spans"] = spans.iter().map(|s| span_object(app, s)).collect();
    told["predecessors"] = map.predecessors(id).iter().map(|l| linked(l.from, l)).collect();
    told["heirs"] = map.heirs(id).iter().map(|l| linked(l.to, l)).collect();
    cx.say.object(told);
    Ok(Exit::Good)
}

fn stretch(cx: &CommandContext, span: &Span) -> String {
    let (from, to) = (span.from, span.to);
    let day = |d: Day| dienhong_i18n::day(d);
    match (from <= Day::MIN, to >= Day::MAX) {
        (true, true) => cx.say.t("cli-unit-always"),
        (true, false) => cx
            .say
            .t_with("cli-unit-until", &[("to", day(to.previous()).into())]),
        (false, true) => cx.say.t_with("cli-unit-since", &[("from", day(from).into())]),
        (false, false) => cx.say.t_with(
            "cli-unit-stretch",
            &[("from", day(from).into()), ("to", day(to.previous()).into())],
        ),
    }
}

fn span_object(app: &App, span: &Span) -> Value {
    let snapshot = app.snapshot();
    json!({
        "from": (span.from > Day::MIN).then(|| span.from.to_string()),
        "to": (span.to < Day::MAX).then(|| span.to.previous().to_string()),
        "kind": &*span.kind, "code": span.code, "name": &*span.name, "parent": span.parent.map(|p| snapshot.map.uid(p)),
    })
}

/// A unit as a JSON object for programs.
pub(crate) fn object(cx: &CommandContext, app: &App, id: UnitId, day: Day) -> Value {
    let snapshot = app.snapshot();
    let span = snapshot.map.get(id).map(|u| u.near(day).clone());
    json!({
        "uid": snapshot.map.uid(id),
        "name": snapshot.map.label(id, day, cx.say.locale.code()),
        "full_name": ask::full_name(&snapshot.map, id, day, cx.say.locale),
        "level": snapshot.map.level(id).map(Level::code),
        "kind": span.as_ref().map(|s| &*s.kind),
        "code": span.as_ref().and_then(|s| s.code.clone()),
        "alive": snapshot.map.at(id, day).is_some(),
    })
}
