//! `demo`: makes the demo book on its first start and serves it. It never touches the book of a ward.

use crate::context::CommandContext;
use crate::failure::{Done, Failure};
use crate::place::{Place, make_folder, make_private};
use crate::serve::{self, Plan};
use crate::table;
use dienhong_app::clock::{Clock, SystemClock};
use dienhong_app::demo::{self, DemoError, Door};
use dienhong_domain::rights::Role;
use dienhong_store::{NEWEST, Store};
use indicatif::ProgressBar;
use std::path::Path;
use std::time::Duration;
use url::Url;

const FOLDER: &str = "demo-book";

pub(crate) async fn run(cx: &CommandContext, args: serve::Args) -> Done {
    let cx = CommandContext {
        say: cx.say,
        place: own_place(cx),
    };
    let plan = Plan::of(&cx, &args)?;
    // Anybody who reaches the demo may enter as its people, so only this machine may reach it.
    if !plan.listen.ip().is_loopback() || args.behind_proxy {
        return Err(Failure::refused("demo-error-only-here").with("listen", plan.listen.to_string()));
    }
    let _held = cx.place.hold()?;
    let store = open(&cx).await?;
    if !cx.say.json {
        tell(&cx, &store, &plan.url).await?;
    }
    serve::serve(&cx, plan, store, true).await
}

/// Prints as whom one may enter: a link for each person, and invitations to try the first sign-in.
async fn tell(cx: &CommandContext, store: &Store, url: &Url) -> Result<(), Failure> {
    let say = &cx.say;
    let all = url.join("demo").map_err(Failure::broken)?;
    let app = cx.app_at(store.clone(), url.clone()).await?;
    let (snapshot, today) = (app.snapshot(), app.today());
    let doors = demo::doors(&snapshot).map_err(refused)?;
    let heads = ["demo-column-role", "demo-column-unit", "demo-column-address"].map(|key| say.t(key));
    let row = |door: &Door, address: String| {
        vec![
            say.t(role(door.role)),
            snapshot.map.label(door.unit, today, say.locale.code()),
            address,
        ]
    };
    say.line("");
    say.tell("cli-demo-doors", &[("url", all.to_string().into())]);
    let rows: Vec<_> = doors.iter().map(|d| row(d, format!("{all}/{}", d.key))).collect();
    table::columns(&heads, &rows, &[])
        .iter()
        .for_each(|line| say.line(format!("  {line}")));
    say.line("");
    say.line(say.t("demo-invitations"));
    let ward = doors.first().map(|d| d.ward);
    let mut rows = Vec::new();
    for door in doors.iter().filter(|d| Some(d.ward) == ward) {
        rows.push(row(
            door,
            demo::invitation(&app, door).await.map_err(refused)?.address,
        ));
    }
    table::columns(&heads, &rows, &[])
        .iter()
        .for_each(|line| say.line(format!("  {line}")));
    say.line("");
    Ok(())
}

fn role(role: Role) -> &'static str {
    match role {
        Role::GroupLeader => "people-role-group-leader",
        Role::Police => "people-role-police",
        Role::Official => "people-role-official",
        Role::Standing => "people-role-standing",
        Role::Chair => "people-role-chair",
        Role::Reader => "people-role-reader",
        Role::Operator => "people-role-operator",
        Role::SubjectHead => "people-role-subject-head",
    }
}

/// The demo book is kept apart from real ones: without `--data` or `--db` it has its own folder.
fn own_place(cx: &CommandContext) -> Place {
    let is_default = !cx.place.is_postgres() && cx.place.data == Path::new(crate::place::DATA);
    if is_default {
        Place::new(Some(FOLDER.into()), None)
    } else {
        cx.place.clone()
    }
}

/// Opens the demo book as people left it; makes it if there is none.
async fn open(cx: &CommandContext) -> Result<Store, Failure> {
    let address = cx.place.address();
    if let Some(folder) = cx.place.file().as_deref().and_then(Path::parent) {
        make_folder(folder)?;
    }
    match Store::step(&address).await? {
        Some(step) if step < NEWEST => return Err(Failure::refused("cli-error-demo-older")),
        _ => {}
    }
    let store = Store::open(&address).await?;
    if store.setting("generation").await?.is_none() {
        load(cx, &store).await?;
    }
    if let Some(file) = cx.place.file() {
        make_private(&file)?;
    }
    if demo::is_whole(&store).await? {
        return Ok(store);
    }
    let key = if demo::is_demo(&store).await? {
        "cli-error-demo-broken"
    } else {
        "cli-error-demo-real"
    };
    store.close().await;
    Err(Failure::refused(key).with("place", cx.place.shown()))
}

async fn load(cx: &CommandContext, store: &Store) -> Result<(), Failure> {
    cx.say.line(cx.say.t("cli-demo-loading"));
    let spinner = if cx.say.is_watched() {
        ProgressBar::new_spinner()
    } else {
        ProgressBar::hidden()
    };
    spinner.enable_steady_tick(Duration::from_millis(120));
    let made = demo::make(store, SystemClock::default().now()).await;
    spinner.finish_and_clear();
    let loaded = made.map_err(|error| match error {
        DemoError::Exists => Failure::refused("cli-error-demo-real").with("place", cx.place.shown()),
        error => refused(error),
    })?;
    cx.say.tell(
        "cli-demo-loaded",
        &[
            ("entries", loaded.entries.into()),
            ("people", loaded.people.into()),
        ],
    );
    Ok(())
}

fn refused(error: DemoError) -> Failure {
    match error {
        DemoError::Fault(fault) => fault.into(),
        DemoError::ClockBehind => Failure::refused("cli-error-demo-clock"),
        DemoError::Exists => Failure::refused("cli-error-demo-real"),
        DemoError::Data(what) => Failure::broken(what),
    }
}
