//! One overlay over what stands below it: what it may add, close, and write again.

use crate::check::unlike;
use crate::diagnostics::{Diagnostics, Places};
use crate::mistake::{MistakeKind, Thing};
use dienhong_domain::packs::*;

/// An overlay being laid.
pub(crate) struct Over<'a> {
    pub(crate) over: &'a Pack,
    pub(crate) places: &'a Places,
    pub(crate) diagnostics: &'a Diagnostics,
}

impl Over<'_> {
    pub(crate) fn wrong(&self, path: &str, key: &str, what: MistakeKind) {
        match self.places.of(path, key) {
            Some((file, line)) => self.diagnostics.wrong(file, *line, what),
            None => self.diagnostics.wrong(&self.over.id, 0, what),
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
                near: self.diagnostics.nearest(id, known),
            },
        );
    }

    /// Adds what the base must not have yet.
    pub(crate) fn add<T: Clone>(
        &self,
        what: Thing,
        prefix: &str,
        from: &[T],
        to: &mut Vec<T>,
        id: impl Fn(&T) -> &str,
    ) {
        for one in from {
            if to.iter().any(|have| id(have) == id(one)) {
                self.already(&format!("{prefix}:{}", id(one)), what, id(one));
            } else {
                to.push(one.clone());
            }
        }
    }

    pub(crate) fn list(&self, list: &List, to: &mut Pack) {
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

    pub(crate) fn stems(&self, to: &mut Pack) {
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

    pub(crate) fn measure(&self, measure: &Measure, to: &mut Pack) {
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

    pub(crate) fn register(&self, register: &Register, to: &mut Pack) {
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
