//! `log verify`: checks that no line of the change log was changed, removed or inserted.

use crate::context::CommandContext;
use crate::failure::{Done, Exit};
use crate::say::words;
use dienhong_store::log::ChainCheck;
use serde_json::json;

/// What can be done with the change log.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    #[command(about = words("cli-help-log-verify"))]
    Verify,
}

pub(crate) async fn run(cx: &CommandContext, command: Command) -> Done {
    let Command::Verify = command;
    let store = cx.reader().await?;
    let check = store.verify_log().await?;
    store.close().await;
    match check {
        ChainCheck::Whole { lines, head } => {
            cx.say.tell(
                "cli-log-whole",
                &[("count", lines.into()), ("head", (&head).into())],
            );
            cx.say
                .object(json!({ "whole": true, "lines": lines, "head": head }));
            Ok(Exit::Good)
        }
        ChainCheck::Broken { seq } => {
            cx.say.tell("cli-log-broken", &[("seq", seq.into())]);
            cx.say.object(json!({ "whole": false, "first_wrong_line": seq }));
            Ok(Exit::Problems)
        }
    }
}
