//! `[[register]]`: a form that is filled in again and again, and what each entry posts.

mod fields;
mod posts;

pub use fields::RESERVED;

use super::{Table, each};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::{Keys, LEVELS};
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::packs::*;
use dienhong_domain::units::Level;
use std::collections::BTreeMap;

pub(super) struct Registers;

impl Table for Registers {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        let is_overlay = pack.extends.is_some();
        let scales = measures(pack).map(|m| (m.code.clone(), m.scale)).collect();
        pack.registers = each(files, "register")
            .map(|keys| register(&keys, &scales, is_overlay))
            .collect();
    }

    fn check(&self, check: &Check<'_>) {
        for register in &check.pack.registers {
            let path = format!("register:{}", register.id);
            check.section(&path, &register.section);
            fields::check_named(check, &path, register);
            for field in &register.fields {
                if let FieldKind::Choice { list } | FieldKind::Choices { list } = &field.kind {
                    check.list(&format!("field:{}/{}", register.id, field.id), "list", list);
                }
            }
            for (at, post) in register.posts.iter().enumerate() {
                posts::check(check, register, at, post);
            }
        }
    }

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = overlay.pack.registers.iter();
        own.for_each(|register| lay_register(overlay, register, below));
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        for register in &old.registers {
            match new.registers.iter().find(|r| r.id == register.id) {
                Some(now) => compare_fields(register, now, found),
                None => found.push(MistakeKind::Removed {
                    what: Thing::Register,
                    id: register.id.clone(),
                }),
            }
        }
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let mut rows = Vec::new();
        for register in &pack.registers {
            let own = Register {
                fields: Vec::new(),
                ..register.clone()
            };
            rows.push(Row::new(Thing::Register, &register.id, &register.title, &own));
            let id = |field: &Field| format!("{}/{}", register.id, field.id);
            let row = |field| Row::new(Thing::Field, &id(field), &field.label, field);
            rows.extend(register.fields.iter().map(row));
        }
        rows
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.registers.iter().map(|r| ("register", &r.id)).collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.registers.append(&mut other.registers);
    }
}

/// All that a pack posts to: measures, and the stems of those made for items.
fn measures(pack: &Pack) -> impl Iterator<Item = &Measure> {
    pack.measures.iter().chain(pack.stems.iter().map(|s| &s.measure))
}

/// In an overlay, one without a title adds to the base's register of the same code.
fn register(keys: &Keys<'_>, scales: &BTreeMap<String, u8>, is_overlay: bool) -> Register {
    let id = keys.need_id("id");
    let is_more = is_overlay && !keys.has("title");
    let words = |key| {
        if is_more {
            Words::default()
        } else {
            keys.need_words(key)
        }
    };
    let title = words("title");
    let (act, lead) = (words("act"), words("lead"));
    let code = |key| if is_more { String::new() } else { keys.need_id(key) };
    let (section, icon) = (code("section"), code("icon"));
    let levels = if is_more { Vec::new() } else { levels(keys) };
    let monthly = if is_more { None } else { keys.flag("monthly") }.unwrap_or(false);
    let primary = keys.texts("primary").unwrap_or_default();
    let repeat = keys.texts("repeat").unwrap_or_default();
    keys.claim(Thing::Register, "", &id);
    keys.place(&format!("register:{id}"));
    let fields = keys
        .tables("field")
        .iter()
        .map(|keys| fields::field(keys, &id))
        .collect();
    let posts = keys
        .tables("post")
        .iter()
        .enumerate()
        .map(|(at, keys)| posts::post(keys, &id, at, scales))
        .collect();
    keys.finish();
    Register {
        id,
        title,
        act,
        lead,
        section,
        icon,
        levels,
        fields,
        posts,
        monthly,
        primary,
        repeat,
    }
}

fn levels(keys: &Keys<'_>) -> Vec<Level> {
    let given = keys.needed("levels", keys.texts("levels")).unwrap_or_default();
    if given.is_empty() && keys.has("levels") {
        keys.wrong("levels", MistakeKind::NoLevels);
    }
    given
        .iter()
        .filter_map(|level| keys.among("levels", level, &LEVELS))
        .collect()
}

fn lay_register(overlay: &Overlay<'_>, register: &Register, below: &mut Pack) {
    let path = format!("register:{}", register.id);
    // Posts to measures of the overlay were read with their decimals.
    let scale = |code: &str| match measures(overlay.pack).any(|m| m.code == code) {
        true => 0,
        false => measures(below).find(|m| m.code == code).map_or(0, |m| m.scale),
    };
    let posts = register.posts.iter();
    let posts: Vec<Post> = posts
        .map(|post| posts::scaled(post, scale(&post.measure)))
        .collect();
    let Some(place) = below.registers.iter().position(|r| r.id == register.id) else {
        if register.title.vi.is_empty() {
            let known = below.registers.iter().map(|r| r.id.as_str());
            overlay.unknown(&path, Thing::Register, &register.id, known);
        }
        return below.registers.push(Register {
            posts,
            ..register.clone()
        });
    };
    if !register.title.vi.is_empty() {
        return overlay.already(&path, Thing::Register, &register.id);
    }
    let base = &mut below.registers[place];
    for field in &register.fields {
        if base.field(&field.id).is_some() {
            let path = format!("field:{}/{}", register.id, field.id);
            overlay.already(&path, Thing::Field, &field.id);
        } else {
            base.fields.push(field.clone());
        }
    }
    overlay.move_posts(register, base.posts.len());
    base.posts.extend(posts);
    base.primary.extend(register.primary.iter().cloned());
    base.repeat.extend(register.repeat.iter().cloned());
}

fn compare_fields(old: &Register, new: &Register, found: &mut Vec<MistakeKind>) {
    for field in &old.fields {
        match new.field(&field.id) {
            None => found.push(MistakeKind::Removed {
                what: Thing::Field,
                id: format!("{}/{}", old.id, field.id),
            }),
            Some(now) if !fields::reads_alike(&field.kind, &now.kind) => {
                found.push(MistakeKind::FieldChanged {
                    register: old.id.clone(),
                    field: field.id.clone(),
                });
            }
            Some(_) => {}
        }
    }
}
