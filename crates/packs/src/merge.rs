//! Lays overlays over a pack. An overlay adds and closes; it never removes, and never changes what a code counts.

use crate::check::{unlike, whole};
use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::read::made_for;
use crate::source::{Book, Places};
use dienhong_domain::packs::*;

/// Lays packs over each other: the first stands alone, each other one extends one before it.
///
/// The effective pack keeps the first one's id and title; versions are joined with "+".
pub fn merge(packs: &[Pack]) -> Result<Pack, Vec<Mistake>> {
    let nowhere = Places::default();
    merge_placed(&packs.iter().map(|pack| (pack, &nowhere)).collect::<Vec<_>>())
}

/// As [`merge`], telling mistakes at their lines.
pub(crate) fn merge_placed(packs: &[(&Pack, &Places)]) -> Result<Pack, Vec<Mistake>> {
    let book = Book::default();
    let Some(((base, places), overlays)) = packs.split_first() else {
        return Ok(Pack::default());
    };
    if let Some(id) = &base.extends {
        book.wrong(&base.id, 0, MistakeKind::UnknownBase { id: id.clone() });
    }
    let mut effective = (*base).clone();
    let mut merged = named(base, places);
    let mut laid = vec![base.id.as_str()];
    for (overlay, places) in overlays {
        let places = named(overlay, places);
        lay(&mut effective, overlay, &places, &mut merged, &laid, &book);
        laid.push(&overlay.id);
    }
    if book.is_clean() {
        whole(&effective, &merged, &book);
    }
    if book.is_clean() {
        Ok(effective)
    } else {
        Err(book.into_mistakes())
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

fn lay(to: &mut Pack, over: &Pack, places: &Places, merged: &mut Places, laid: &[&str], book: &Book) {
    let over_it = Over { over, places, book };
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

struct Over<'a> {
    over: &'a Pack,
    places: &'a Places,
    book: &'a Book,
}

impl Over<'_> {
    fn wrong(&self, path: &str, key: &str, what: MistakeKind) {
        match self.places.of(path, key) {
            Some((file, line)) => self.book.wrong(file, *line, what),
            None => self.book.wrong(&self.over.id, 0, what),
        }
    }

    fn already(&self, path: &str, what: Thing, id: &str) {
        self.wrong(
            path,
            "id",
            MistakeKind::AlreadyInBase {
                what,
                id: id.to_owned(),
            },
        );
    }

    fn unknown<'k>(&self, path: &str, what: Thing, id: &str, known: impl Iterator<Item = &'k str>) {
        self.wrong(
            path,
            "id",
            MistakeKind::Unknown {
                what,
                id: id.to_owned(),
                near: self.book.nearest(id, known),
            },
        );
    }

    /// Adds what the base must not have yet.
    fn add<T: Clone>(&self, what: Thing, prefix: &str, from: &[T], to: &mut Vec<T>, id: impl Fn(&T) -> &str) {
        for one in from {
            if to.iter().any(|have| id(have) == id(one)) {
                self.already(&format!("{prefix}:{}", id(one)), what, id(one));
            } else {
                to.push(one.clone());
            }
        }
    }

    fn list(&self, list: &List, to: &mut Pack) {
        let path = format!("list:{}", list.id);
        let Some(place) = to.lists.iter().position(|l| l.id == list.id) else {
            if list.title.vi.is_empty() {
                self.unknown(
                    &path,
                    Thing::List,
                    &list.id,
                    to.lists.iter().map(|l| l.id.as_str()),
                );
            }
            return to.lists.push(list.clone());
        };
        let base = &mut to.lists[place];
        if !list.title.vi.is_empty() && list.title != base.title {
            self.already(&path, Thing::List, &list.id);
        }
        list.items.iter().for_each(|item| self.item(item, base));
    }

    fn item(&self, item: &Item, base: &mut List) {
        let path = format!("item:{}/{}", base.id, item.id);
        let is_named = !item.title.vi.is_empty();
        let Some(place) = base.items.iter().position(|i| i.id == item.id) else {
            if !is_named {
                self.unknown(
                    &path,
                    Thing::Item,
                    &item.id,
                    base.items.iter().map(|i| i.id.as_str()),
                );
            }
            return base.items.push(item.clone());
        };
        let have = &mut base.items[place];
        let is_renamed = is_named && item.title != have.title;
        let is_reopened = item.since.is_some() || have.until.zip(item.until).is_some_and(|(h, i)| i > h);
        if is_renamed || is_reopened {
            return self.already(&path, Thing::Item, &item.id);
        }
        have.until = item.until.or(have.until);
    }

    fn stems(&self, to: &mut Pack) {
        for stem in &self.over.stems {
            let code = &stem.measure.code;
            let is_taken = to.measures.iter().any(|m| m.code == *code)
                || to.stems.iter().any(|s| s.measure.code == *code);
            if is_taken {
                self.already(&format!("measure:{code}"), Thing::Measure, code);
            } else {
                to.stems.push(stem.clone());
            }
        }
    }

    fn measure(&self, measure: &Measure, to: &mut Pack) {
        let path = format!("measure:{}", measure.code);
        if to.stems.iter().any(|s| s.measure.code == measure.code) {
            return self.already(&path, Thing::Measure, &measure.code);
        }
        let Some(place) = to.measures.iter().position(|m| m.code == measure.code) else {
            return to.measures.push(measure.clone());
        };
        let have = &to.measures[place];
        let why = unlike(have, measure);
        let is_moved = have.part_of != measure.part_of || have.counts_units != measure.counts_units;
        if let Some(why) = why {
            self.wrong(
                &path,
                "code",
                MistakeKind::MeasureChanged {
                    code: measure.code.clone(),
                    why,
                },
            );
        } else if is_moved {
            self.already(&path, Thing::Measure, &measure.code);
        }
        to.measures[place] = measure.clone();
    }

    fn register(&self, register: &Register, to: &mut Pack) {
        let path = format!("register:{}", register.id);
        let scale = |code: &str| {
            let own = self
                .over
                .measures
                .iter()
                .chain(self.over.stems.iter().map(|s| &s.measure));
            let is_own = own.into_iter().any(|m| m.code == code);
            let all = to.measures.iter().chain(to.stems.iter().map(|s| &s.measure));
            if is_own {
                0
            } else {
                all.into_iter().find(|m| m.code == code).map_or(0, |m| m.scale)
            }
        };
        let posts: Vec<Post> = register
            .posts
            .iter()
            .map(|post| scaled(post, scale(&post.measure)))
            .collect();
        let Some(place) = to.registers.iter().position(|r| r.id == register.id) else {
            if register.title.vi.is_empty() {
                self.unknown(
                    &path,
                    Thing::Register,
                    &register.id,
                    to.registers.iter().map(|r| r.id.as_str()),
                );
            }
            return to.registers.push(Register {
                posts,
                ..register.clone()
            });
        };
        if !register.title.vi.is_empty() {
            return self.already(&path, Thing::Register, &register.id);
        }
        let base = &mut to.registers[place];
        for field in &register.fields {
            if base.field(&field.id).is_some() {
                self.already(
                    &format!("field:{}/{}", register.id, field.id),
                    Thing::Field,
                    &field.id,
                );
            } else {
                base.fields.push(field.clone());
            }
        }
        base.posts.extend(posts);
    }
}

/// A whole number posted to a measure of the base, in that measure's steps.
fn scaled(post: &Post, scale: u8) -> Post {
    let amount = match &post.amount {
        PostAmount::Fixed(whole) => {
            PostAmount::Fixed(whole.saturating_mul(10i64.pow(u32::from(scale.min(6)))))
        }
        field => field.clone(),
    };
    Post {
        amount,
        ..post.clone()
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
