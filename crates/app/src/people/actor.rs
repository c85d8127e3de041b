//! The actor, and the only place where permissions are checked. What cannot be read gives no permissions.

use super::{Kind, RightsContext};
use dienhong_domain::rights::{self, Appointment, Permission, Role};
use dienhong_domain::subjects::Subject;
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
    /// With an API key: limited to its scopes and its unit or subject.
    Key {
        /// Id of the key.
        id: Uuid,
        /// Unit; the units below it are included.
        unit: UnitId,
        /// Subject, if it stands over one; it then opens nothing of the unit.
        subject: Option<Uuid>,
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
                subject: None,
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
                unit: top,
                subject,
                scopes,
                ..
            } => {
                is_allowed
                    && subject.is_none()
                    && scopes.contains(&permission)
                    && rights::reaches(*top, permission, unit, here.map, here.today())
            }
        }
    }
    /// Whether the actor may do something to a subject now: by an appointment over it while it goes on, or over a unit that
    /// reaches the one in which it lies.
    pub fn may_to_subject(&self, permission: Permission, subject: &Subject, here: RightsContext<'_>) -> bool {
        let is_over = subject.is_open(here.today()) && self.may_over_subject(permission, subject.id, here);
        is_over || self.may(permission, subject.unit, here)
    }
    /// Whether an appointment over a subject itself allows something to it now.
    pub fn may_over_subject(&self, permission: Permission, subject: Uuid, here: RightsContext<'_>) -> bool {
        let is_allowed = rights::may_over_subject(&self.held, permission, subject, here.map, here.today());
        match &self.by {
            By::Session { .. } | By::Feed => is_allowed,
            By::Key {
                subject: own, scopes, ..
            } => is_allowed && *own == Some(subject) && scopes.contains(&permission),
        }
    }
    /// Subjects over which the actor holds an appointment that allows an act now.
    pub fn subjects_for(&self, permission: Permission, here: RightsContext<'_>) -> Vec<Uuid> {
        let today = here.today();
        let mut subjects: Vec<Uuid> = self
            .held
            .iter()
            .filter_map(|a| a.subject_seat(here.map, today))
            .filter(|subject| self.may_over_subject(permission, *subject, here))
            .collect();
        subjects.sort();
        subjects.dedup();
        subjects
    }
    /// Whether a route that needs a permission opens for the actor: it is held over some unit or some subject. Which one the
    /// act is about is asked by the act itself.
    pub fn may_enter(&self, permission: Permission, here: RightsContext<'_>) -> bool {
        self.may_somewhere(permission, here) || !self.subjects_for(permission, here).is_empty()
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
