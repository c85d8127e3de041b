//! `pack check`: every mistake at once, with file, line, what is wrong and what to do; then the worked examples.

use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use dienhong_packs::{Mistake, load_chain};
use serde_json::json;
use std::path::Path;

pub(crate) fn run(cx: &CommandContext, folder: &Path) -> Done {
    if !folder.is_dir() {
        return Err(Failure::usage("cli-error-no-folder").with("path", folder.display().to_string()));
    }
    let (mistakes, cases) = match load_chain(folder) {
        Err(mistakes) => (mistakes, 0usize),
        Ok(chain) => {
            let worked = || chain.packs.iter().map(|p| &p.worked);
            (chain.replay(), worked().map(|w| w.count()).sum())
        }
    };
    let language = cx.say.locale.code();
    for mistake in &mistakes {
        cx.say.line(placed(folder, mistake, language));
    }
    cx.say.object(json!({
        "mistakes": mistakes.iter().map(|m| json!({
            "file": m.file, "line": m.line, "code": m.what.code(), "what": m.what(language), "hint": m.hint(language),
        })).collect::<Vec<_>>(),
        "cases": cases,
    }));
    if mistakes.is_empty() {
        cx.say.tell("cli-pack-good", &[("count", cases.into())]);
        return Ok(Exit::Good);
    }
    cx.say
        .tell("cli-pack-mistakes", &[("count", mistakes.len().into())]);
    Ok(Exit::Problems)
}

/// The mistake with a path that an editor can open.
fn placed(folder: &Path, mistake: &Mistake, language: &str) -> String {
    let path = folder.join(&mistake.file);
    match path.is_file() {
        true => Mistake {
            file: path.display().to_string(),
            ..mistake.clone()
        }
        .words(language),
        false => mistake.words(language),
    }
}
