//! People of the demo: invented names, appointed on the days that the data name.

use super::data::{PersonData, TermData};
use super::when::When;
use super::{DemoError, Loader, NAMESPACE};
use crate::people::{Actor, By, Kind};
use dienhong_domain::people::{PersonKind, PersonState};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_store::Batch;
use dienhong_store::people::{NewAppointment, NewPerson};
use uuid::Uuid;

impl Loader {
    /// Gives an appointment; with the first one the person is added to the book.
    pub(super) async fn appoint(&self, person: usize, term: usize) -> Result<(), DemoError> {
        let data = &self.data.people[person];
        let held = self.term(&data.term[term])?;
        let (number, at) = (person as i64 + 1, self.app.now());
        // The first person sets the book up and appoints all others.
        let mut batch = Batch::new(if person == 0 { 0 } else { 1 }, at);
        if term == 0 {
            batch = batch.add_person(&NewPerson {
                id: number,
                uid: data.uid(),
                kind: PersonKind::Person,
                name: data.name.clone(),
                phone: None,
                state: PersonState::Active,
                language: "vi".to_owned(),
            });
        }
        let id = Uuid::new_v5(&data.uid(), term.to_string().as_bytes());
        let detail = serde_json::json!({
            "role": held.role.code(),
            "unit": held.unit.0,
            "from": held.from.number(),
            "to": held.to.number(),
        });
        let map = &self.app.snapshot().map;
        let home = map.home(held.unit, self.app.today()).unwrap_or(held.unit).0;
        let batch = batch.add_appointment(&NewAppointment {
            id,
            person: number,
            held,
        });
        Ok(self
            .app
            .store
            .write(batch.log(home, "people.appoint", data.uid(), detail.to_string()))
            .await?)
    }

    fn term(&self, data: &TermData) -> Result<Appointment, DemoError> {
        let role =
            Role::parse(&data.role).ok_or_else(|| DemoError::Data(format!("no role {}", data.role)))?;
        let to = data
            .to
            .as_ref()
            .map_or(Ok(Day::MAX), |to| When::parse(to)?.day(self.now))?;
        Ok(Appointment {
            role,
            unit: self.unit(&data.unit)?,
            subject: None,
            from: When::parse(&data.from)?.day(self.now)?,
            to,
        })
    }

    /// A person as an actor, with the appointments over units that are already on the map.
    pub(super) fn actor(&self, key: &str) -> Result<Actor, DemoError> {
        let number = self.number(key)?;
        let data = &self.data.people[number as usize - 1];
        Ok(Actor {
            person: number,
            uid: data.uid(),
            name: data.name.clone(),
            language: "vi".to_owned(),
            held: data.term.iter().filter_map(|t| self.term(t).ok()).collect(),
            by: By::Session {
                id: Uuid::nil(),
                kind: Kind::Password,
                opened: self.app.now(),
            },
        })
    }

    /// The number of a person in the book.
    pub(super) fn number(&self, key: &str) -> Result<i64, DemoError> {
        let place = self.data.people.iter().position(|p| p.key == key);
        place
            .map(|p| p as i64 + 1)
            .ok_or_else(|| DemoError::Data(format!("no person {key}")))
    }
}

impl PersonData {
    /// Permanent identity.
    pub(super) fn uid(&self) -> Uuid {
        Uuid::new_v5(&NAMESPACE, format!("person:{}", self.key).as_bytes())
    }
}
