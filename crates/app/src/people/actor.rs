//! The actor, and the only place where permissions are checked. What cannot be read gives no permissions.

use super::{Kind, RightsContext};
use dienhong_domain::rights::{self, Appointment, Permission, Role};
use dienhong_domain::units::UnitId;
use dienhong_store::people::AppointmentRow;
use std::sync::LazyLock;
use uuid::Uuid;

/// How an actor was authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Signed in with a browser.
    Session {
        /// Id of the session.
        id: Uuid,
        /// Passkey or password.
        kind: Kind,
        /// When it was opened.
        opened: i64,
    },
    /// With an API key: limited to its scopes and its unit.
    Key {
        /// Id of the key.
        id: Uuid,
        /// Unit; the units below it are included.
        unit: UnitId,
        /// Acts.
        scopes: Vec<Permission>,
    },
    /// With the address of the person's calendar, which tells what waits; no act is done with it.
    Feed,
}

/// A person or program that acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Number of the person or program.
    pub person: i64,
    /// Permanent identity.
    pub uid: Uuid,
    /// Name, for display only.
    pub name: String,
    /// Language of the interface.
    pub language: String,
    /// The appointments of the person.
    pub held: Vec<Appointment>,
    /// How the actor was authenticated.
    pub by: By,
}

impl Actor {
    /// Nobody: without appointments, so nothing is allowed.
    pub fn nobody() -> &'static Actor {
        static NOBODY: LazyLock<Actor> = LazyLock::new(|| Actor {
            person: 0,
            uid: Uuid::nil(),
            name: String::new(),
            language: "vi".to_owned(),
            held: Vec::new(),
            by: By::Key {
                id: Uuid::nil(),
                unit: UnitId(0),
                scopes: Vec::new(),
            },
        });
        &NOBODY
    }

    /// Whether the actor may do something to a unit now.
    pub fn may(&self, permission: Permission, unit: UnitId, here: RightsContext<'_>) -> bool {
        let is_allowed = rights::may(&self.held, permission, unit, here.map, here.today());
        match &self.by {
            By::Session { .. } | By::Feed => is_allowed,
            By::Key {
                unit: top, scopes, ..
            } => {
                is_allowed
                    && scopes.contains(&permission)
                    && rights::reaches(*top, permission, unit, here.map, here.today())
            }
        }
    }
    /// Units over which the actor holds an appointment that allows an act now, without the units below them.
    pub fn units_for(&self, permission: Permission, here: RightsContext<'_>) -> Vec<UnitId> {
        let today = here.today();
        let mut units: Vec<UnitId> = self
            .held
            .iter()
            .filter(|a| a.role.permissions().contains(&permission))
            .filter_map(|a| a.seat(here.map, today))
            .filter(|unit| self.may(permission, *unit, here))
            .collect();
        units.sort();
        units.dedup();
        units
    }
    /// Whether the actor may do something now at any unit.
    pub fn may_somewhere(&self, permission: Permission, here: RightsContext<'_>) -> bool {
        !self.units_for(permission, here).is_empty()
    }
    /// Whether the actor holds an appointment that is valid today.
    pub fn is_appointed(&self, here: RightsContext<'_>) -> bool {
        self.held.iter().any(|a| a.holds(here.map, here.today()))
    }
    // Keys may not change people; only a signed-in person may.
    pub(crate) fn is_signed_in(&self) -> bool {
        matches!(self.by, By::Session { .. })
    }
    /// Whether it is a person and not a program: what only people do waits for them.
    pub(crate) fn is_person(&self) -> bool {
        matches!(self.by, By::Session { .. } | By::Feed)
    }
}

/// The appointments of some rows; rows that cannot be read give none.
pub(super) fn held(rows: &[AppointmentRow]) -> Vec<Appointment> {
    rows.iter().map(AppointmentRow::appointment).collect()
}

/// Whether somebody may give a role over a unit now: a single appointment must allow it.
pub fn may_give(actor: &Actor, role: Role, unit: UnitId, here: RightsContext<'_>) -> bool {
    let today = here.today();
    actor.is_signed_in()
        && here.map.at(unit, today).is_some()
        && actor.held.iter().any(|a| {
            a.role.may_appoint(role)
                && rights::may(
                    std::slice::from_ref(a),
                    Permission::ManagePeople,
                    unit,
                    here.map,
                    today,
                )
        })
}
