//! `[[list]]`: what may be chosen. An overlay adds items to a list of its base and closes them.

use super::{Table, each, removed};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::packs::{Item, List, Pack, Words};
use dienhong_domain::text::fold;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Lists;

impl Table for Lists {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        let is_overlay = pack.extends.is_some();
        pack.lists = each(files, "list").map(|keys| list(&keys, is_overlay)).collect();
    }

    fn check(&self, check: &Check<'_>) {
        check.pack.lists.iter().for_each(|list| titles(check, list));
    }

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = overlay.pack.lists.iter();
        own.for_each(|list| lay_list(overlay, list, &mut below.lists));
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        for list in &old.lists {
            match new.lists.iter().find(|l| l.id == list.id) {
                Some(now) => removed(Thing::Item, (&list.items, &now.items), |i| &i.id, found),
                None => found.push(MistakeKind::Removed {
                    what: Thing::List,
                    id: list.id.clone(),
                }),
            }
        }
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let mut rows = Vec::new();
        for list in &pack.lists {
            rows.push(Row::new(Thing::List, &list.id, &list.title, &list.title));
            for item in &list.items {
                let id = format!("{}/{}", list.id, item.id);
                let row = Row::new(Thing::Item, &id, &item.title, item);
                rows.push(row.open(item.until.is_none()));
            }
        }
        rows
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.lists.iter().map(|l| ("list", &l.id)).collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.lists.append(&mut other.lists);
    }
}

fn list(keys: &Keys<'_>, is_overlay: bool) -> List {
    let id = keys.need_id("id");
    let is_more = is_overlay && !keys.has("title");
    let title = if is_more {
        Words::default()
    } else {
        keys.need_words("title")
    };
    keys.claim(Thing::List, "", &id);
    keys.place(&format!("list:{id}"));
    let items: Vec<Item> = keys
        .tables("item")
        .iter()
        .map(|keys| item(keys, &id, is_more))
        .collect();
    if items.is_empty() {
        keys.wrong("item", MistakeKind::EmptyList { id: id.clone() });
    }
    keys.finish();
    List { id, title, items }
}

fn item(keys: &Keys<'_>, list: &str, is_more: bool) -> Item {
    let id = keys.need_id("id");
    let title = if is_more && !keys.has("title") {
        Words::default()
    } else {
        keys.need_words("title")
    };
    let (since, until) = (keys.day("since"), keys.day("until"));
    if since.zip(until).is_some_and(|(since, until)| until < since) {
        keys.wrong("until", MistakeKind::EndsBeforeStart);
    }
    keys.claim(Thing::Item, list, &id);
    keys.place(&format!("item:{list}/{id}"));
    keys.finish();
    Item {
        id,
        title,
        since,
        until,
    }
}

fn titles(check: &Check<'_>, list: &List) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for item in &list.items {
        // Sheets hold names, in either language: two items must not read alike in either.
        let names: BTreeSet<String> = [fold(&item.title.vi), fold(&item.title.en)].into();
        for name in names.into_iter().filter(|n| !n.is_empty()) {
            if let Some(other) = seen.insert(name, &item.id) {
                let what = MistakeKind::SameTitle {
                    id: item.id.clone(),
                    other: other.to_owned(),
                };
                check.wrong(&format!("item:{}/{}", list.id, item.id), "title", what);
                break;
            }
        }
    }
}

fn lay_list(overlay: &Overlay<'_>, list: &List, below: &mut Vec<List>) {
    let path = format!("list:{}", list.id);
    let Some(place) = below.iter().position(|l| l.id == list.id) else {
        if list.title.vi.is_empty() {
            let known = below.iter().map(|l| l.id.as_str());
            overlay.unknown(&path, Thing::List, &list.id, known);
        }
        return below.push(list.clone());
    };
    let base = &mut below[place];
    if !list.title.vi.is_empty() && list.title != base.title {
        overlay.already(&path, Thing::List, &list.id);
    }
    list.items.iter().for_each(|item| lay_item(overlay, item, base));
}

fn lay_item(overlay: &Overlay<'_>, item: &Item, base: &mut List) {
    let path = format!("item:{}/{}", base.id, item.id);
    let is_named = !item.title.vi.is_empty();
    let Some(place) = base.items.iter().position(|i| i.id == item.id) else {
        if !is_named {
            let known = base.items.iter().map(|i| i.id.as_str());
            overlay.unknown(&path, Thing::Item, &item.id, known);
        }
        return base.items.push(item.clone());
    };
    let have = &mut base.items[place];
    let is_renamed = is_named && item.title != have.title;
    let is_reopened = item.since.is_some() || have.until.zip(item.until).is_some_and(|(h, i)| i > h);
    if is_renamed || is_reopened {
        return overlay.already(&path, Thing::Item, &item.id);
    }
    have.until = item.until.or(have.until);
}
