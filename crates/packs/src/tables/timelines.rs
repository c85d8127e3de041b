//! `[[timeline]]`: amounts and texts that the law sets anew from day to day. An overlay adds later steps to those of its base.

use super::{Table, each, removed};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing, Unlike};
use crate::overlay::Overlay;
use dienhong_domain::packs::{Pack, Words};
use dienhong_domain::timelines::{Timeline, TimelineStep, TimelineValue};

pub(super) struct Timelines;

impl Table for Timelines {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        let is_overlay = pack.extends.is_some();
        pack.timelines = each(files, "timeline")
            .map(|keys| timeline(&keys, is_overlay))
            .collect();
    }

    // A timeline names nothing; its own days are checked when it is read.
    fn check(&self, _: &Check<'_>) {}

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = overlay.pack.timelines.iter();
        own.for_each(|timeline| lay(overlay, timeline, &mut below.timelines));
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        let both = (&old.timelines[..], &new.timelines[..]);
        removed(Thing::Timeline, both, |t| &t.code, found);
        for timeline in &old.timelines {
            let now = new.timelines.iter().find(|t| t.code == timeline.code);
            let why = now.and_then(|now| unlike(timeline, now));
            found.extend(why.map(|why| MistakeKind::MeasureChanged {
                code: timeline.code.clone(),
                why,
            }));
        }
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |t: &Timeline| Row::new(Thing::Timeline, &t.code, &t.title, t);
        pack.timelines.iter().map(row).collect()
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.timelines.iter().map(|t| ("timeline", &t.code)).collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.timelines.append(&mut other.timelines);
    }
}

/// What differs so that the values of two timelines are not of one kind.
fn unlike(one: &Timeline, other: &Timeline) -> Option<Unlike> {
    if one.unit != other.unit {
        return Some(Unlike::Unit);
    }
    (one.scale != other.scale).then_some(Unlike::Scale)
}

fn timeline(keys: &Keys<'_>, is_overlay: bool) -> Timeline {
    let code = keys.need_id("code");
    let is_more = is_overlay && !keys.has("title");
    let title = if is_more {
        Words::default()
    } else {
        keys.need_words("title")
    };
    let (unit, scale) = (keys.words("unit"), keys.decimals("scale"));
    let is_amount = keys.has("unit");
    if keys.has("scale") && !is_amount {
        not_here(keys, "scale", "text");
    }
    keys.claim(Thing::Timeline, "", &code);
    keys.place(&format!("timeline:{code}"));
    let written = keys.tables("step");
    keys.needed("step", Some(()));
    let mut steps: Vec<TimelineStep> = Vec::new();
    for keys in &written {
        let step = step(keys, is_amount, scale);
        let last = steps.last().map(|last| last.from);
        if let Some(step) = step {
            if last.is_some_and(|last| last >= step.from) {
                keys.wrong("from", MistakeKind::StepsNotAscending { code: code.clone() });
            }
            steps.push(step);
        }
    }
    keys.finish();
    Timeline {
        code,
        title,
        unit,
        scale,
        steps,
    }
}

fn step(keys: &Keys<'_>, is_amount: bool, scale: u8) -> Option<TimelineStep> {
    let from = keys.needed("from", keys.day("from"));
    let reference = keys
        .needed("reference", keys.text("reference"))
        .unwrap_or_default();
    let value = if is_amount {
        if keys.has("text") {
            not_here(keys, "text", "unit");
        }
        let amount = keys.needed("value", keys.steps("value", scale));
        amount.map(TimelineValue::Amount)
    } else {
        if keys.has("value") {
            not_here(keys, "value", "text");
        }
        keys.needed("text", keys.text("text")).map(TimelineValue::Text)
    };
    keys.finish();
    Some(TimelineStep {
        from: from?,
        value: value?,
        reference,
    })
}

fn not_here(keys: &Keys<'_>, key: &'static str, kind: &str) {
    let what = MistakeKind::KeyNotHere {
        key: key.to_owned(),
        kind: kind.to_owned(),
    };
    keys.wrong(key, what);
}

/// Adds a timeline of an overlay, or its steps to those of the base, all of which must be earlier. An overlay that adds steps
/// writes the unit again, so that its values read in the same way.
fn lay(overlay: &Overlay<'_>, timeline: &Timeline, below: &mut Vec<Timeline>) {
    let path = format!("timeline:{}", timeline.code);
    let Some(place) = below.iter().position(|t| t.code == timeline.code) else {
        if timeline.title.vi.is_empty() {
            let known = below.iter().map(|t| t.code.as_str());
            overlay.unknown(&path, Thing::Timeline, &timeline.code, known);
        }
        return below.push(timeline.clone());
    };
    let base = &mut below[place];
    let is_renamed = !timeline.title.vi.is_empty() && timeline.title != base.title;
    let last = base.steps.last().map(|step| step.from);
    let first = timeline.steps.first().map(|step| step.from);
    if is_renamed || last.zip(first).is_some_and(|(last, first)| first <= last) {
        return overlay.already(&path, Thing::Timeline, &timeline.code);
    }
    if let Some(why) = unlike(base, timeline) {
        let code = timeline.code.clone();
        return overlay.wrong(&path, "unit", MistakeKind::MeasureChanged { code, why });
    }
    base.steps.extend(timeline.steps.iter().cloned());
}
