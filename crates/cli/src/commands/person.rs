//! `person first`: the first set-up of a book. `person unlock`: a new ticket for an operator when nobody who may invite
//! can sign in any more.

use crate::commands::ask;
use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_app::App;
use dienhong_app::people::{NewBook, PersonName, RescueError, RescueFor, SetUpError, Ticket};
use dienhong_domain::rights::Role;
use serde_json::json;
use url::Url;

/// What can be done for people from here.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    #[command(about = words("cli-help-person-first"))]
    First {
        #[arg(long, value_name = "UNIT", help = words("cli-help-person-first-unit"))]
        unit: String,
        #[arg(long, value_name = "NAME", help = words("cli-help-person-name"))]
        name: String,
        #[arg(long, value_name = "ROLE", help = words("cli-help-person-first-role"))]
        role: Option<String>,
        #[arg(long, value_name = "ADDRESS", help = words("cli-help-person-url"))]
        url: Option<Url>,
    },
    #[command(about = words("cli-help-person-unlock"))]
    Unlock {
        #[arg(long, value_name = "LOGIN", help = words("cli-help-person-login"))]
        login: Option<String>,
        #[arg(long, value_name = "NAME", conflicts_with = "login", help = words("cli-help-person-name"))]
        name: Option<String>,
        #[arg(long, value_name = "UNIT", help = words("cli-help-person-unit"))]
        unit: Option<String>,
        #[arg(long, value_name = "ADDRESS", help = words("cli-help-person-url"))]
        url: Option<Url>,
    },
}

pub(crate) async fn run(cx: &CommandContext, command: Command) -> Done {
    let ticket = match command {
        Command::First {
            unit,
            name,
            role,
            url,
        } => first(cx, (unit, name, role), url).await?,
        Command::Unlock {
            login,
            name,
            unit,
            url,
        } => unlock(cx, (login, name, unit), url).await?,
    };
    let until = dienhong_i18n::moment(ticket.expires, cx.say.locale);
    cx.say.line(cx.say.t("cli-person-ticket"));
    cx.say.line(format!("  {}", ticket.address));
    cx.say
        .tell("cli-person-letters", &[("letters", (&ticket.letters).into())]);
    cx.say.tell("cli-person-until", &[("moment", until.into())]);
    cx.say
        .object(json!({ "address": ticket.address, "letters": ticket.letters, "expires": ticket.expires }));
    Ok(Exit::Good)
}

async fn open(cx: &CommandContext, url: Option<Url>) -> Result<App, Failure> {
    let store = cx.writer().await?;
    match url {
        Some(url) => cx.app_at(store, url).await,
        None => cx.app(store).await,
    }
}

fn person(name: &str) -> Result<PersonName, Failure> {
    PersonName::parse(name).map_err(|_| Failure::usage("cli-error-name"))
}

/// The first set-up, with the same questions as the page.
async fn first(
    cx: &CommandContext,
    (unit, name, role): (String, String, Option<String>),
    url: Option<Url>,
) -> Result<Ticket, Failure> {
    let wrong = |role: &str| Failure::usage("cli-error-role").with("value", role);
    let role = role
        .map(|code| Role::parse(&code).ok_or_else(|| wrong(&code)))
        .transpose()?;
    let name = person(&name)?;
    let app = open(cx, url).await?;
    let snapshot = app.snapshot();
    let new = NewBook {
        language: cx.say.locale.code().to_owned(),
        unit: ask::unit(&snapshot.map, &unit, app.today(), cx.say.locale)?,
        name,
        phone: None,
        role,
    };
    let done = app.people.set_up(app.here(&snapshot), &new).await;
    app.store.clone().close().await;
    done.map_err(|error| match error {
        SetUpError::Done => Failure::usage("cli-error-first-done"),
        SetUpError::NotAHome => Failure::usage("cli-error-first-unit"),
        SetUpError::DoesNotFit => wrong(role.map_or("", Role::code)),
        SetUpError::Fault(fault) => fault.into(),
    })
}

/// Gives access again when nobody can sign in any more.
async fn unlock(
    cx: &CommandContext,
    (login, name, unit): (Option<String>, Option<String>, Option<String>),
    url: Option<Url>,
) -> Result<Ticket, Failure> {
    let who = match (login, name) {
        (Some(login), _) => RescueFor::Login(login),
        (None, Some(name)) => RescueFor::New(person(&name)?),
        (None, None) => return Err(Failure::usage("cli-error-who")),
    };
    let app = open(cx, url).await?;
    let snapshot = app.snapshot();
    let unit = unit
        .map(|u| ask::unit(&snapshot.map, &u, app.today(), cx.say.locale))
        .transpose()?;
    let done = app.people.rescue(app.here(&snapshot), &who, unit).await;
    app.store.clone().close().await;
    done.map_err(|error| match error {
        RescueError::NotFound => Failure::usage("cli-error-person-unknown"),
        RescueError::NoUnit => Failure::usage("cli-error-person-no-unit"),
        RescueError::Fault(fault) => fault.into(),
    })
}
