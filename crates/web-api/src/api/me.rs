//! Who makes the request, and what they may do for which units.

use super::answer::{UnitRef, ok};
use super::error::Refusal;
use super::extract::Params;
use super::schema::{ActCode, RoleCode};
use axum::response::Response;
use dienhong_app::people::By;
use dienhong_domain::rights::Permission;
use dienhong_web_kit::state::Me;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// How the asker came in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Came {
    /// With a key.
    Key,
    /// Signed in with a browser.
    Session,
}

/// An appointment that holds today.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Held {
    #[schema(value_type = RoleCode)]
    role: &'static str,
    unit: UnitRef,
    /// Permanent identity of the subject, if it stands over one; it then opens nothing else of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Uuid>,
}

/// An act, and the units and subjects over which it is allowed; what stands below a unit is included.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct May {
    #[schema(value_type = ActCode)]
    act: &'static str,
    units: Vec<UnitRef>,
    /// Permanent identities of subjects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<Uuid>,
}

/// Whoever asks.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asker {
    /// Permanent identity.
    uid: Uuid,
    /// Name of the person or program.
    name: String,
    by: Came,
    appointments: Vec<Held>,
    /// Acts that are allowed somewhere; of a key, within its scopes.
    may: Vec<May>,
}

/// Tells who is asking, and what they may do where.
#[utoipa::path(get, path = "/api/v1/me", operation_id = "show_me", tag = "me",
    responses((status = 200, description = "Whoever asks", body = Asker)))]
pub(super) async fn show(me: Me, params: Params) -> Result<Response, Refusal> {
    params.done()?;
    let (here, today) = (me.here(), me.today());
    let may = Permission::ALL.iter().map(|permission| May {
        act: permission.code(),
        units: me
            .actor
            .units_for(*permission, here)
            .into_iter()
            .map(|unit| UnitRef::of(&me, unit, today))
            .collect(),
        subjects: me.actor.subjects_for(*permission, here),
    });
    let held = me.actor.held.iter().filter(|a| a.holds(here.map, today));
    Ok(ok(&Asker {
        uid: me.actor.uid,
        name: me.actor.name.clone(),
        by: if matches!(me.actor.by, By::Key { .. }) {
            Came::Key
        } else {
            Came::Session
        },
        appointments: held
            .map(|a| Held {
                role: a.role.code(),
                unit: UnitRef::of(&me, a.unit, today),
                subject: a.subject,
            })
            .collect(),
        may: may
            .filter(|m| !m.units.is_empty() || !m.subjects.is_empty())
            .collect(),
    }))
}
