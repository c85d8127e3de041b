//! Descriptions of what a change does.

use super::words;
use dienhong_app::units::Effect;
use dienhong_app::urls;
use dienhong_domain::units::{Change, UnitId, UnitMap};
use dienhong_i18n::t_with;
use dienhong_web_kit::shell::Shell;
use dienhong_web_kit::state::Me;

/// Units to which one thing happens.
pub(super) struct HistoryItem {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// A sentence, and the page of its unit.
pub(super) struct Line {
    pub(super) words: String,
    pub(super) href: String,
}

/// Direction in which a change is described: from before to after, or back when it is undone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Forth,
    Back,
}

/// Describes a change by the maps before and after it.
pub(super) struct ChangeDescription<'a> {
    pub(super) me: &'a Me,
    pub(super) shell: &'a Shell,
    pub(super) change: &'a Change,
    pub(super) before: &'a UnitMap,
    pub(super) after: &'a UnitMap,
}

impl ChangeDescription<'_> {
    pub(super) fn tell(&self, effect: &Effect, way: Way) -> Vec<HistoryItem> {
        let key = |forth: &str, back: &str| self.shell.t(if way == Way::Forth { forth } else { back });
        let ends = effect.ends.iter().map(|u| self.line(*u, self.old(*u)));
        let begins = effect.begins.iter().map(|u| self.line(*u, self.coming(*u)));
        let moved = effect.moved.iter().map(|m| {
            let place = |unit: Option<UnitId>, is_new: bool| match (unit, is_new) {
                (Some(unit), false) => self.old(unit),
                (Some(unit), true) => self.coming(unit),
                (None, _) => String::new(),
            };
            let (from, to) = (place(m.from, false), place(m.to, true));
            let (from, to) = if way == Way::Forth { (from, to) } else { (to, from) };
            let args = [
                ("unit", self.old(m.unit).into()),
                ("from", from.into()),
                ("to", to.into()),
            ];
            self.line(m.unit, t_with(self.me.locale(), "units-told-moved-line", &args))
        });
        let renamed = effect.renamed.iter().map(|r| {
            let (mut old, mut new) = (self.old(r.unit), self.coming(r.unit));
            if let Some((was, is)) = &r.code {
                old = format!("{old} ({was})");
                new = format!("{new} ({is})");
            }
            let (old, new) = if way == Way::Forth { (old, new) } else { (new, old) };
            let words = self
                .shell
                .t2("units-told-renamed-line", ("old", old), ("new", new));
            self.line(r.unit, words)
        });
        let mut told = vec![
            HistoryItem {
                title: key("units-told-ends", "units-told-ends-back"),
                lines: ends.collect(),
            },
            HistoryItem {
                title: key("units-told-begins", "units-told-begins-back"),
                lines: begins.collect(),
            },
            HistoryItem {
                title: self.shell.t("units-told-moved"),
                lines: moved.collect(),
            },
            HistoryItem {
                title: self.shell.t("units-told-renamed"),
                lines: renamed.collect(),
            },
        ];
        if way == Way::Forth {
            told.push(HistoryItem {
                title: self.shell.t("units-told-shares"),
                lines: self.shares(),
            });
        }
        told.retain(|t| !t.lines.is_empty());
        told
    }

    /// Inheritances that are not of the whole.
    fn shares(&self) -> Vec<Line> {
        let parts = self
            .change
            .parts
            .iter()
            .filter(|p| p.share.is_none_or(|s| s < 1_000_000));
        let line = |p: &dienhong_domain::units::Part| {
            let (from, to) = (self.old(p.from), self.coming(p.to));
            let words = match p.share {
                Some(share) => {
                    let share = words::share(self.me.locale(), share);
                    let args = [
                        ("from", from.into()),
                        ("to", to.into()),
                        ("share", share.into()),
                        ("source", p.source.as_str().into()),
                    ];
                    t_with(self.me.locale(), "units-told-share-line", &args)
                }
                None => self
                    .shell
                    .t2("units-told-unknown-line", ("from", from), ("to", to)),
            };
            self.line(p.to, words)
        };
        parts.map(line).collect()
    }

    fn line(&self, unit: UnitId, words: String) -> Line {
        // A unit that exists only in the preview has no page yet.
        let there = self.me.snapshot.map.get(unit).map(|u| u.uid);
        Line {
            words,
            href: there.map_or_else(String::new, urls::unit),
        }
    }

    fn old(&self, unit: UnitId) -> String {
        let map = if self.before.get(unit).is_some() {
            self.before
        } else {
            self.after
        };
        map.label(unit, self.change.day.previous(), self.me.locale().code())
    }

    fn coming(&self, unit: UnitId) -> String {
        let map = if self.after.get(unit).is_some() {
            self.after
        } else {
            self.before
        };
        map.label(unit, self.change.day, self.me.locale().code())
    }
}
