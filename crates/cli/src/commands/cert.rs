//! `cert`: the office's own certificate authority.

use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use crate::serve::own_ca::{self, OwnCa};
use serde_json::json;

/// What can be done with the authority.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    #[command(about = words("cli-help-cert-init"))]
    Init {
        #[arg(long, value_name = "NAME,…", value_delimiter = ',', required = true, help = words("cli-help-cert-names"))]
        names: Vec<String>,
        #[arg(long, help = words("cli-help-cert-replace"))]
        replace: bool,
    },
    #[command(about = words("cli-help-cert-show"))]
    Show,
}

pub(crate) fn run(cx: &CommandContext, command: Command) -> Done {
    let ca = OwnCa::of(&cx.place);
    match command {
        Command::Init { names, replace } => {
            let names = own_ca::names(&names)?;
            if ca.exists() && !replace {
                return Err(Failure::refused("cli-error-cert-exists")
                    .with("path", ca.ca_file().display().to_string()));
            }
            cx.place.make()?;
            set_aside(cx)?;
            ca.make(&names)?;
            cx.say.line(cx.say.t("cli-cert-made"));
            told(cx, &ca)
        }
        Command::Show if ca.exists() => told(cx, &ca),
        Command::Show => Err(Failure::refused("cli-error-no-cert")),
    }
}

/// Phones may still trust the old authority, so its files are kept under another name.
fn set_aside(cx: &CommandContext) -> Result<(), Failure> {
    let folder = cx.place.tls();
    if !folder.exists() {
        return Ok(());
    }
    let old = folder.with_file_name(format!("tls-{}", dienhong_app::clock::machine_seconds()));
    std::fs::rename(&folder, &old).map_err(|e| Failure::file(&folder, &e))
}

fn told(cx: &CommandContext, ca: &OwnCa) -> Done {
    let (authority, server) = (ca.authority()?, ca.server()?);
    let path = ca.ca_file().display().to_string();
    cx.say.tell(
        "cli-cert-authority",
        &[("path", (&path).into()), ("until", authority.last_day().into())],
    );
    cx.say.tell(
        "cli-cert-fingerprint",
        &[("fingerprint", (&authority.fingerprint).into())],
    );
    let names = server.names.join(", ");
    cx.say.tell(
        "cli-cert-server",
        &[("names", names.into()), ("until", server.last_day().into())],
    );
    cx.say.line(cx.say.t("cli-cert-next"));
    cx.say.object(json!({
        "authority": { "path": path, "until": authority.until, "sha256": authority.fingerprint },
        "server": { "names": server.names, "until": server.until },
    }));
    Ok(Exit::Good)
}
