//! `[[window]]`: yearly windows named by law.

use super::{Table, each};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::packs::{Pack, Window};
use dienhong_domain::time::YearWindow;

pub(super) struct Windows;

impl Table for Windows {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.windows = each(files, "window").filter_map(|keys| window(&keys)).collect();
    }

    // A window names nothing.
    fn check(&self, _: &Check<'_>) {}

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = &overlay.pack.windows;
        overlay.add(Thing::Window, "window", own, &mut below.windows, |w| &w.id);
    }

    // No entry names a window; what names it in the new version is checked there.
    fn compatible(&self, _: &Pack, _: &Pack, _: &mut Vec<MistakeKind>) {}

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |w: &Window| Row::new(Thing::Window, &w.id, &w.title, w);
        pack.windows.iter().map(row).collect()
    }

    // Packs may bring the same window.
    fn codes<'p>(&self, _: &'p Pack) -> Vec<(&'static str, &'p String)> {
        Vec::new()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.windows.append(&mut other.windows);
    }
}

fn window(keys: &Keys<'_>) -> Option<Window> {
    let (id, title) = (keys.need_id("id"), keys.need_words("title"));
    let opens = keys.needed("opens", keys.month_day("opens"));
    let closes = keys.needed("closes", keys.month_day("closes"));
    let opens_year_before = keys.flag("opens_year_before").unwrap_or(false);
    let reference = keys
        .needed("reference", keys.text("reference"))
        .unwrap_or_default();
    keys.claim(Thing::Window, "", &id);
    keys.place(&format!("window:{id}"));
    keys.finish();
    let days = YearWindow {
        opens: opens?,
        opens_year_before,
        closes: closes?,
    };
    if days.of(2026).is_none() {
        keys.wrong("closes", MistakeKind::EndsBeforeStart);
    }
    Some(Window {
        id,
        title,
        days,
        reference,
    })
}
