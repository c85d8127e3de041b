//! Help and mistakes in the arguments, in the reader's language; clap itself has English only.

use crate::failure::{Exit, Failure};
use crate::say::{Say, words};
use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Sets the headings of every command's help in the reader's language.
pub(crate) fn dress(command: Command) -> Command {
    let template = format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        words("cli-help-heading-usage")
    );
    let (options, places) = (
        words("cli-help-heading-options"),
        words("cli-help-heading-arguments"),
    );
    let command = command
        .help_template(template)
        .subcommand_help_heading(words("cli-help-heading-commands"))
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                places.clone()
            } else {
                options.clone()
            };
            let arg = arg.help_heading(heading);
            match arg.get_action().takes_values() {
                true => arg
                    .hide_env(true)
                    .hide_possible_values(true)
                    .hide_default_value(true),
                false => arg,
            }
        });
    command.mut_subcommands(dress)
}

/// Tells what is wrong with the arguments; help and version are no mistakes.
pub(crate) fn wrong(say: &Say, error: &clap::Error) -> Exit {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let arg = text(ContextKind::InvalidArg);
    let failure = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return Exit::Good;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            let _ = error.print();
            return Exit::Usage;
        }
        ErrorKind::MissingRequiredArgument => Failure::usage("cli-usage-missing").with("args", arg),
        ErrorKind::InvalidSubcommand => {
            Failure::usage("cli-usage-unknown-command").with("command", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => Failure::usage("cli-usage-unknown").with("arg", arg),
        ErrorKind::ArgumentConflict => Failure::usage("cli-usage-conflict")
            .with("arg", arg)
            .with("other", text(ContextKind::PriorArg)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if text(ContextKind::InvalidValue).is_empty() =>
        {
            Failure::usage("cli-usage-no-value").with("arg", arg)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Failure::usage("cli-usage-value")
            .with("arg", arg)
            .with("value", text(ContextKind::InvalidValue))
            .with("valid", text(ContextKind::ValidValue)),
        _ => Failure::usage("cli-usage-other").with("arg", arg),
    };
    failure.told(say)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_commands_do_not_contradict_each_other() {
        super::dress(crate::args::Cli::command()).debug_assert();
    }
}
