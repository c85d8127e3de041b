//! The packs in force: those marked as incomplete, and overlays that no longer fit their base.

use super::{Findings, State};
use crate::commands::pack::installed;
use crate::context::CommandContext;
use dienhong_app::App;
use dienhong_domain::packs::Pack;

pub(super) fn look(cx: &CommandContext, findings: &mut Findings<'_>, app: &App) {
    let snapshot = app.snapshot();
    let mut standing: Vec<Pack> = Vec::new();
    for row in snapshot.packs.iter().filter(|p| p.retired_at.is_none()) {
        match installed(&row.files) {
            Ok(pack) => standing.push(pack),
            Err(_) => findings.note(
                "packs",
                State::Wrong,
                "cli-doctor-pack-broken",
                &[("id", (&row.code).into())],
            ),
        }
    }
    let list: Vec<String> = standing
        .iter()
        .map(|p| format!("{} {}", p.id, p.version))
        .collect();
    findings.note(
        "packs",
        State::Good,
        "cli-doctor-packs",
        &[("packs", list.join(", ").into())],
    );
    for pack in &standing {
        if let Some(words) = &pack.incomplete {
            let words = words.get(cx.say.locale.code());
            let args = [("id", (&pack.id).into()), ("words", words.into())];
            findings.note("packs", State::Notice, "cli-doctor-pack-incomplete", &args);
        }
        if !fits(pack, &standing) {
            findings.note(
                "packs",
                State::Wrong,
                "cli-doctor-pack-no-fit",
                &[("id", (&pack.id).into())],
            );
        }
    }
}

/// Whether a pack can still be merged with its base.
fn fits(pack: &Pack, standing: &[Pack]) -> bool {
    let mut chain = vec![pack.clone()];
    while let Some(base) = chain[0].extends.clone() {
        match standing
            .iter()
            .find(|p| p.id == base && chain.iter().all(|c| c.id != p.id))
        {
            Some(found) => chain.insert(0, found.clone()),
            None => return false,
        }
    }
    chain.len() == 1 || dienhong_packs::merge(&chain).is_ok()
}
