//! Who acts, and the one place where rights are asked. What cannot be read gives no rights.

use super::{Kind, RightsContext};
use dienhong_domain::rights::{self, Appointment, Permission, Role};
use dienhong_domain::units::UnitId;
use dienhong_store::people::AppointmentRow;
use std::sync::LazyLock;
use uuid::Uuid;

/// How an actor came in.
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
    /// With a key of the interface for programs: no more than its scopes in its unit.
    Key {
        /// Id of the key.
        id: Uuid,
        /// Unit; what stands below it is included.
        unit: UnitId,
        /// Acts.
        scopes: Vec<Permission>,
    },
}

/// Somebody who acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Number of the person or program.
    pub person: i64,
    /// Permanent identity.
    pub uid: Uuid,
    /// Name, for the page only.
    pub name: String,
    /// Language of the interface.
    pub language: String,
    /// What the person is appointed to.
    pub held: Vec<Appointment>,
    /// How the actor came in.
    pub by: By,
}

impl Actor {
    /// Nobody: holds no appointment, so nothing is allowed.
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
            By::Session { .. } => is_allowed,
            By::Key {
                unit: top, scopes, ..
            } => {
                is_allowed
                    && scopes.contains(&permission)
                    && rights::reaches(*top, permission, unit, here.map, here.today())
            }
        }
    }
    /// Units over which the actor holds an appointment that allows an act now, without what stands below them.
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
    /// Whether the actor holds an appointment that holds today.
    pub fn is_appointed(&self, here: RightsContext<'_>) -> bool {
        self.held.iter().any(|a| a.holds(here.map, here.today()))
    }
    // Keys change no people: only somebody who signed in does.
    pub(crate) fn is_signed_in(&self) -> bool {
        matches!(self.by, By::Session { .. })
    }
}

/// What appointment rows give.
pub(super) fn held(rows: &[AppointmentRow]) -> Vec<Appointment> {
    rows.iter().map(AppointmentRow::appointment).collect()
}

/// Whether somebody may give a role over a unit now: one appointment must allow it all by itself.
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
