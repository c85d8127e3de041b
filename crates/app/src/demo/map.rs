//! Changes of the map that the demo needs: groups of wards, groups drawn anew, the fictional units.

use super::data::{ChangeData, DemoChange, Made};
use super::when::When;
use super::{DemoError, Loader};
use crate::units::{ChangeRequest, Choices, Form, parse_lines};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Change, ChangeKind, NewUnit, UnitId};
use uuid::Uuid;

impl Loader {
    /// Records a change at the moment to which the clock is set.
    pub(super) async fn change(&self, data: &ChangeData) -> Result<(), DemoError> {
        let day = When::parse(&data.day)?.day(self.now)?;
        let actor = self.actor(&data.by)?;
        let what = match &data.what {
            DemoChange::Groups { unit, kind, names } => ChangeRequest::Found {
                parent: self.unit(unit)?,
                kind: kind.clone(),
                names: names.join("\n"),
            },
            DemoChange::Reform { unit, kind, table } => ChangeRequest::Reform {
                commune: self.unit(unit)?,
                kind: kind.clone(),
                rows: parse_lines(table),
            },
            DemoChange::Units { made } => {
                let change = self.fictional(data, day, made).await?;
                self.app
                    .by(&actor)
                    .units()
                    .record_made(&change, &Choices::default())
                    .await?;
                return Ok(());
            }
        };
        let form = Form {
            id: data.uid(),
            day: day.to_string(),
            reference: data.reference.clone(),
            what,
        };
        self.app
            .by(&actor)
            .units()
            .record_change(&form, &Choices::default())
            .await?;
        Ok(())
    }

    /// Units that never existed: no form of the program creates a province without predecessors.
    async fn fictional(&self, data: &ChangeData, day: Day, made: &[Made]) -> Result<Change, DemoError> {
        let (_, highest) = self.app.store.change_numbers().await?;
        let first = highest.max(self.app.snapshot().map.next_id().0 - 1) + 1;
        let number = |place: usize| UnitId(first + place as i32);
        let id = data.uid();
        let unit = |(place, unit): (usize, &Made)| {
            let parent = match made.iter().position(|m| m.key == unit.parent) {
                Some(place) => number(place),
                None => self.unit(&unit.parent)?,
            };
            Ok(NewUnit {
                id: number(place),
                uid: Uuid::new_v5(&id, place.to_string().as_bytes()),
                name: unit.name.clone(),
                kind: unit.kind.clone(),
                code: None,
                parent: Some(parent),
            })
        };
        Ok(Change {
            id,
            day,
            kind: ChangeKind::Found,
            reference: data.reference.clone(),
            ends: Vec::new(),
            creates: made
                .iter()
                .enumerate()
                .map(unit)
                .collect::<Result<_, DemoError>>()?,
            sets: Vec::new(),
            parts: Vec::new(),
            groups: Vec::new(),
        })
    }
}
