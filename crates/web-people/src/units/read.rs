//! The form as it was typed, and the change that it requests.

use super::kind::Kind;
use dienhong_app::units::{self, ChangeRequest, Choices, Destination, Form, Heir, heir_fields, parse_lines};
use dienhong_domain::units::UnitId;
use dienhong_web_kit::state::Me;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Name of the field of the change's permanent id.
pub(super) const ID: &str = "id";
/// Name of the field of the step: look, record, go back.
pub(super) const STEP: &str = "buoc";
/// Prefix of the fields that say which unit entries go to.
pub(super) const CHOICE: &str = "muc-";
/// Most heirs of a split that the form offers.
pub(super) const HEIRS: usize = 4;

/// A form as it came from the browser, in order.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct ChangeForm(pub(super) Vec<(String, String)>);

impl ChangeForm {
    /// The first answer of a field.
    pub(super) fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }
    /// Whether a field came at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }
    /// Sets a field.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), value.into()));
    }
    /// The permanent id of the change; a new one before the form was first sent.
    pub(super) fn id(&self) -> Uuid {
        Uuid::parse_str(self.one(ID)).unwrap_or_else(|_| Uuid::now_v7())
    }
    /// The fields that a preview sends again.
    pub(super) fn carried(&self) -> Vec<(String, String)> {
        let is_kept = |name: &str| name != STEP && name != units::ALIKE && !name.starts_with(CHOICE);
        self.0.iter().filter(|(n, _)| is_kept(n)).cloned().collect()
    }
    /// Units ticked.
    pub(super) fn units(&self, me: &Me) -> Vec<UnitId> {
        let ticked = self.0.iter().filter(|(n, _)| n == units::UNITS);
        ticked.filter_map(|(_, uid)| unit(me, uid)).collect()
    }
    /// Where entries go.
    pub(super) fn choices(&self, me: &Me) -> Choices {
        let mut choices = Choices {
            alike_is_meant: self.has(units::ALIKE),
            ..Choices::default()
        };
        for (name, value) in &self.0 {
            let Some(of) = name.strip_prefix(CHOICE).and_then(|n| Uuid::parse_str(n).ok()) else {
                continue;
            };
            let Ok(to) = Uuid::parse_str(value) else { continue };
            match me.snapshot.map.by_uid(of) {
                Some(_) => choices.units.insert(of, to),
                None => choices.entries.insert(of, to),
            };
        }
        choices
    }

    fn by_unit<'a>(&'a self, me: &'a Me, name: &str) -> impl Iterator<Item = (UnitId, &'a str)> {
        let prefix = format!("{name}-");
        self.0
            .iter()
            .filter_map(move |(n, value)| Some((unit(me, n.strip_prefix(&prefix)?)?, value.as_str())))
    }
    fn names(&self, me: &Me) -> BTreeMap<UnitId, String> {
        self.by_unit(me, units::NAME)
            .map(|(unit, name)| (unit, name.to_owned()))
            .collect()
    }

    /// The change that was typed.
    pub(super) fn form(&self, me: &Me, of: UnitId, kind: Kind) -> Form {
        let one = |name: &str| self.one(name).to_owned();
        let what = match kind {
            Kind::Found => ChangeRequest::Found {
                parent: of,
                kind: one(units::KIND),
                names: one(units::NAME),
            },
            Kind::Reform => ChangeRequest::Reform {
                commune: of,
                kind: one(units::KIND),
                rows: parse_lines(self.one(units::TABLE)),
            },
            Kind::Rename => ChangeRequest::Rename {
                unit: of,
                name: one(units::NAME),
                kind: one(units::KIND),
                code: one(units::CODE),
            },
            Kind::Transfer => {
                let mut moving = self.units(me);
                if !moving.contains(&of) {
                    moving.insert(0, of);
                }
                ChangeRequest::Transfer {
                    units: moving,
                    to: unit(me, self.one(units::TO)),
                    names: self.names(me),
                }
            }
            Kind::Merge => {
                let into = match unit(me, self.one(units::TO)) {
                    Some(heir) => Destination::Existing(heir),
                    None => Destination::New {
                        name: one(units::NAME),
                        kind: one(units::KIND),
                        code: one(units::CODE),
                    },
                };
                let all = std::iter::once(of).chain(self.units(me)).collect();
                ChangeRequest::Merge {
                    units: all,
                    into,
                    names: self.names(me),
                }
            }
            Kind::Split => {
                let places = self.by_unit(me, units::TO);
                let place =
                    |(unit, n): (UnitId, &str)| Some((unit, n.parse::<usize>().ok()?.checked_sub(1)?));
                ChangeRequest::Split {
                    unit: of,
                    heirs: (0..HEIRS).map(|place| self.heir(place)).collect(),
                    places: places.filter_map(place).collect(),
                    names: self.names(me),
                }
            }
            Kind::End => ChangeRequest::End { units: vec![of] },
        };
        Form {
            id: self.id(),
            day: one(units::DAY),
            reference: one(units::REFERENCE),
            what,
        }
    }

    fn heir(&self, place: usize) -> Heir {
        let [name, share, source] = heir_fields(place).map(|field| self.one(&field).to_owned());
        Heir {
            existing: None,
            name,
            kind: self.one(units::KIND).to_owned(),
            share,
            source,
        }
    }
}

/// A unit by its identity as sent.
pub(super) fn unit(me: &Me, uid: &str) -> Option<UnitId> {
    Uuid::parse_str(uid)
        .ok()
        .and_then(|uid| me.snapshot.map.by_uid(uid))
}
