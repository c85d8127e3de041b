//! Lays overlays over a pack. An overlay adds and closes; it never removes, and never changes what a code counts.

use crate::check::{Trust, whole};
use crate::diagnostics::{Diagnostics, Places};
use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::over::Over;
use crate::read_measure::made_for;
use dienhong_domain::packs::*;

/// Lays packs over each other: the first stands alone, each other one extends one before it.
///
/// The effective pack keeps the first one's id and title; versions are joined with "+".
pub fn merge(packs: &[Pack]) -> Result<Pack, Vec<Mistake>> {
    merged(packs, Trust::None)
}

/// As [`merge`], for packs that were checked together when they were installed.
pub fn merge_installed(packs: &[Pack]) -> Result<Pack, Vec<Mistake>> {
    merged(packs, Trust::Installed)
}

fn merged(packs: &[Pack], trust: Trust) -> Result<Pack, Vec<Mistake>> {
    let nowhere = Places::default();
    let placed: Vec<_> = packs.iter().map(|pack| (pack, &nowhere)).collect();
    merge_trusting(&placed, trust)
}

/// As [`merge`], telling mistakes at their lines.
pub(crate) fn merge_placed(packs: &[(&Pack, &Places)]) -> Result<Pack, Vec<Mistake>> {
    merge_trusting(packs, Trust::None)
}

fn merge_trusting(packs: &[(&Pack, &Places)], trust: Trust) -> Result<Pack, Vec<Mistake>> {
    let diagnostics = Diagnostics::default();
    let Some(((base, places), overlays)) = packs.split_first() else {
        return Ok(Pack::default());
    };
    if let Some(id) = &base.extends {
        diagnostics.wrong(&base.id, 0, MistakeKind::UnknownBase { id: id.clone() });
    }
    let mut effective = (*base).clone();
    let mut merged = named(base, places);
    let mut laid = vec![base.id.as_str()];
    for (overlay, places) in overlays {
        let places = named(overlay, places);
        lay(&mut effective, overlay, &places, &mut merged, &laid, &diagnostics);
        laid.push(&overlay.id);
    }
    if diagnostics.is_clean() {
        whole(&effective, &merged, &diagnostics, trust);
    }
    if diagnostics.is_clean() {
        Ok(effective)
    } else {
        Err(diagnostics.into_mistakes())
    }
}

/// Places with the pack's name before the file's, since every pack has a `pack.toml`.
fn named(pack: &Pack, places: &Places) -> Places {
    let full = |(file, line): &(String, usize)| (format!("{}/{file}", pack.id), *line);
    Places(
        places
            .0
            .iter()
            .map(|(path, at)| (path.clone(), full(at)))
            .collect(),
    )
}

fn lay(
    to: &mut Pack,
    over: &Pack,
    places: &Places,
    merged: &mut Places,
    laid: &[&str],
    diagnostics: &Diagnostics,
) {
    let over_it = Over {
        over,
        places,
        diagnostics,
    };
    match &over.extends {
        None => over_it.wrong("pack", "extends", MistakeKind::NotAnOverlay),
        Some(id) if !laid.contains(&id.as_str()) => {
            over_it.wrong("pack", "extends", MistakeKind::UnknownBase { id: id.clone() });
        }
        Some(_) => {}
    }
    shift_posts(to, over, places, merged);
    to.version = format!("{}+{}", to.version, over.version);
    to.instruments.extend(over.instruments.iter().cloned());
    over_it.add(Thing::Section, "section", &over.sections, &mut to.sections, |s| {
        &s.id
    });
    over_it.add(Thing::Window, "window", &over.windows, &mut to.windows, |w| &w.id);
    over_it.add(Thing::Kind, "kind", &over.kinds, &mut to.kinds, |k| &k.id);
    over.lists.iter().for_each(|list| over_it.list(list, to));
    over_it.stems(to);
    over.measures
        .iter()
        .filter(|m| m.item.is_none())
        .for_each(|m| over_it.measure(m, to));
    make_for_new_items(to);
    over.registers
        .iter()
        .for_each(|register| over_it.register(register, to));
    over_it.add(Thing::Filing, "filing", &over.filings, &mut to.filings, |f| &f.id);
    over_it.add(Thing::Outline, "outline", &over.outlines, &mut to.outlines, |o| {
        &o.id
    });
    over_it.add(
        Thing::Indicator,
        "indicator",
        &over.indicators,
        &mut to.indicators,
        |i| &i.code,
    );
}

/// Posts are placed by their number, which moves when they are added to a register of the base.
fn shift_posts(to: &Pack, over: &Pack, places: &Places, merged: &mut Places) {
    for (path, at) in &places.0 {
        merged.0.entry(path.clone()).or_insert_with(|| at.clone());
    }
    for register in &over.registers {
        let before = to
            .registers
            .iter()
            .find(|r| r.id == register.id)
            .map_or(0, |r| r.posts.len());
        for at in 0..register.posts.len() {
            let old = format!("post:{}/{at}", register.id);
            let new = format!("post:{}/{}", register.id, at + before);
            for (path, line) in places
                .0
                .range(old.clone()..)
                .take_while(|(p, _)| p.starts_with(&old))
            {
                let rest = &path[old.len()..];
                if rest.is_empty() || rest.starts_with('#') {
                    merged.0.insert(format!("{new}{rest}"), line.clone());
                }
            }
        }
    }
}

/// Makes the measures of items that a list gained, beside those that it had.
fn make_for_new_items(to: &mut Pack) {
    for stem in &to.stems {
        let Some(list) = to.lists.iter().find(|l| l.id == stem.list) else {
            continue;
        };
        for item in &list.items {
            let made = made_for(stem, item);
            if !to.measures.iter().any(|m| m.code == made.code) {
                let is_sibling = |m: &Measure| {
                    m.code
                        .strip_prefix(&stem.measure.code)
                        .is_some_and(|r| r.starts_with(':'))
                };
                let after = to
                    .measures
                    .iter()
                    .rposition(is_sibling)
                    .map_or(to.measures.len(), |at| at + 1);
                to.measures.insert(after, made);
            }
        }
    }
}
