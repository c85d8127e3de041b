//! `person unlock`: a new ticket for an operator when nobody who could invite can sign in any more.

use crate::book::Cx;
use crate::commands::ask;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_app::people::{PersonName, RescueError, RescueFor};
use serde_json::json;
use url::Url;

/// What can be done for people from here.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
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

pub(crate) async fn run(cx: &Cx, command: Command) -> Done {
    let Command::Unlock {
        login,
        name,
        unit,
        url,
    } = command;
    let who = match (login, name) {
        (Some(login), _) => RescueFor::Login(login),
        (None, Some(name)) => {
            RescueFor::New(PersonName::parse(&name).map_err(|_| Failure::usage("cli-error-name"))?)
        }
        (None, None) => return Err(Failure::usage("cli-error-who")),
    };
    let store = cx.writer().await?;
    let app = match url {
        Some(url) => cx.app_at(store, url).await?,
        None => cx.app(store).await?,
    };
    let book = app.book();
    let unit = unit
        .map(|u| ask::unit(&book.map, &u, app.today(), cx.say.locale))
        .transpose()?;
    let ticket = app
        .people
        .rescue(app.here(&book), &who, unit)
        .await
        .map_err(|error| match error {
            RescueError::NotFound => Failure::usage("cli-error-person-unknown"),
            RescueError::NoUnit => Failure::usage("cli-error-person-no-unit"),
            RescueError::Fault(fault) => fault.into(),
        })?;
    app.store.clone().close().await;
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
