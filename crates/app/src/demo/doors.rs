//! The persons as whom a visitor of the demo may enter. No other book lets anybody in this way.

use super::data::Data;
use super::{DemoError, is_whole};
use crate::app::App;
use crate::people::{Actor, By, Fault, Kind, People, RightsContext, SignedIn, Ticket};
use crate::snapshot::RulesSnapshot;
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// A person of the demo as whom a visitor may enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Name in the address.
    pub key: String,
    /// Permanent identity of the person.
    pub person: Uuid,
    /// Invented name.
    pub name: String,
    /// Office.
    pub role: Role,
    /// Unit of the office.
    pub unit: UnitId,
    /// The ward to whose people the person belongs.
    pub ward: UnitId,
}

/// The doors of the demo book, in the order of the data; units that the book does not know have none.
pub fn doors(snapshot: &RulesSnapshot) -> Result<Vec<Door>, DemoError> {
    let data = Data::read()?;
    let unit = |key: &str| data.unit_uid(key).ok().and_then(|uid| snapshot.map.by_uid(uid));
    let doors = data.people.iter().filter_map(|person| {
        let term = person.term.last()?;
        Some(Door {
            key: person.key.clone(),
            person: person.uid(),
            name: person.name.clone(),
            role: Role::parse(&term.role)?,
            unit: unit(&term.unit)?,
            ward: unit(person.door.as_ref()?)?,
        })
    });
    Ok(doors.collect())
}

impl People {
    /// Lets a visitor of the demo enter as one of its people. `None` in any other book, whichever person is named.
    pub async fn enter_demo(
        &self,
        here: RightsContext<'_>,
        snapshot: &RulesSnapshot,
        key: &str,
        device: &str,
    ) -> Result<Option<SignedIn>, Fault> {
        if !is_whole(self.store()).await? {
            return Ok(None);
        }
        let doors = doors(snapshot).map_err(|e| Fault::Machine(e.to_string()))?;
        let Some(door) = doors.into_iter().find(|d| d.key == key) else {
            return Ok(None);
        };
        self.open_for_demo(here.now, door.person, device).await
    }
}

/// An ordinary invitation for one of the people, to try the first sign-in of a new person.
pub async fn invitation(app: &App, door: &Door) -> Result<Ticket, DemoError> {
    let data = Data::read()?;
    let (snapshot, operator) = (app.snapshot(), &data.people[0]);
    let top = data.unit_uid(&operator.term[0].unit)?;
    let unit = snapshot
        .map
        .by_uid(top)
        .ok_or_else(|| DemoError::Data("no country".to_owned()))?;
    let here = app.here(&snapshot);
    let actor = Actor {
        person: 1,
        uid: operator.uid(),
        name: operator.name.clone(),
        language: "vi".to_owned(),
        held: vec![Appointment {
            role: Role::Operator,
            unit,
            subject: None,
            from: here.today(),
            to: here.today(),
        }],
        by: By::Session {
            id: Uuid::nil(),
            kind: Kind::Password,
            opened: here.now,
        },
    };
    let ticket = app.by(&actor).people().invite_again(door.person).await;
    ticket.map_err(|e| DemoError::Data(format!("{}: {e:?}", door.key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_can_be_entered_as_still_holds_an_office() {
        let data = Data::read().unwrap();
        let open = |p: &super::super::data::PersonData| p.term.last().is_some_and(|t| t.to.is_none());
        assert!(data.people.iter().filter(|p| p.door.is_some()).all(open));
    }
}
