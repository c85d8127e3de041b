//! The demo book: wards of the articles as they were, with their groups and successors, and a fictional ward whose
//! entries lie around the day of loading.
//!
//! All figures are in `data/demo/`; this module only records them: entries through the ordinary act, by people who hold
//! an appointment on that day, with the clock set to the moment of recording.

mod acts;
mod data;
mod doors;
mod map;
mod people;
mod when;

pub use doors::{Door, doors, invitation};

use crate::app::{App, Fault};
use crate::clock::FixedClock;
use crate::entries::EntryError;
use crate::setup::{self, InitError};
use crate::units::UnitError;
use data::{ChangeData, Data, DemoChange};
use dienhong_domain::units::UnitId;
use dienhong_store::{Batch, Store, StoreError, WriteError};
use std::sync::Arc;
use url::Url;
use uuid::Uuid;
use when::When;

/// The setting that marks a demo book: "loading", then "1".
pub const SAMPLE: &str = "sample";

/// Every id of the demo book is derived from this namespace and from its place in the data.
const NAMESPACE: Uuid = Uuid::from_u128(0x7a1c_5d0e_3f52_5b1b_9c06_1284_2025_0701);

/// Why the demo book could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There is a book already, which the demo never touches.
    #[error("there is a book already")]
    Exists,
    /// The clock is earlier than the last day of the data.
    #[error("the clock stands before the last day of the demo data")]
    ClockBehind,
    /// The data do not fit the rules of the program.
    #[error("demo data: {0}")]
    Data(String),
    /// Nobody at the screen can correct it.
    #[error("{0}")]
    Fault(#[from] Fault),
}

impl From<StoreError> for DemoError {
    fn from(error: StoreError) -> DemoError {
        DemoError::Fault(error.into())
    }
}
impl From<WriteError> for DemoError {
    fn from(error: WriteError) -> DemoError {
        DemoError::Fault(error.into())
    }
}
impl From<InitError> for DemoError {
    fn from(error: InitError) -> DemoError {
        match error {
            InitError::Exists => DemoError::Exists,
            InitError::Fault(fault) => DemoError::Fault(fault),
        }
    }
}
impl From<UnitError> for DemoError {
    fn from(error: UnitError) -> DemoError {
        match error {
            UnitError::Fault(fault) => DemoError::Fault(fault),
            other => DemoError::Data(format!("{other:?}")),
        }
    }
}

/// Reports what in the data was refused.
fn refused(place: &str, error: EntryError) -> DemoError {
    match error {
        EntryError::Fault(fault) => DemoError::Fault(fault),
        other => DemoError::Data(format!("{place}: {other:?}")),
    }
}

/// What was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Changes of the map.
    pub changes: usize,
    /// People.
    pub people: usize,
    /// Entries.
    pub entries: usize,
}

/// Makes the demo book in an empty database, as of `now`; a database that holds a book is refused.
pub async fn make(store: &Store, now: i64) -> Result<Loaded, DemoError> {
    let data = Data::read()?;
    if data.last_moment(now)? > now {
        return Err(DemoError::ClockBehind);
    }
    let opened = When::parse(&data.map.opened)?.moment(now, 0)?;
    setup::init(store, opened).await?;
    store
        .write(Batch::new(0, opened).set_setting(SAMPLE, "loading"))
        .await?;
    let clock = Arc::new(FixedClock::at(opened));
    let base = Url::parse("http://localhost").map_err(|e| DemoError::Data(e.to_string()))?;
    let app = App::open(store.clone(), clock.clone(), base).await?;
    let loaded = Loader {
        app,
        clock,
        data,
        now,
    }
    .run()
    .await?;
    store.write(Batch::new(0, now).set_setting(SAMPLE, "1")).await?;
    Ok(loaded)
}

/// Whether a database holds a demo book, even one that was only partly loaded.
pub async fn is_demo(store: &Store) -> Result<bool, StoreError> {
    Ok(store.setting(SAMPLE).await?.is_some())
}

/// Whether a database holds a demo book that was loaded completely.
pub async fn is_whole(store: &Store) -> Result<bool, StoreError> {
    Ok(store.setting(SAMPLE).await?.as_deref() == Some("1"))
}

/// The demo book while it is loaded.
struct Loader {
    app: App,
    clock: Arc<FixedClock>,
    data: Data,
    now: i64,
}

/// Something done at a given moment.
enum Step {
    Change(ChangeData),
    Term { person: usize, term: usize },
    Act(acts::Act),
}

impl Loader {
    async fn run(&self) -> Result<Loaded, DemoError> {
        let mut steps = self.steps()?;
        // Steps of the same moment stay in this order: map, people, entries.
        steps.sort_by_key(|(at, _)| *at);
        let mut loaded = Loaded {
            people: self.data.people.len(),
            ..Loaded::default()
        };
        for (at, step) in steps {
            self.clock.set(at);
            match step {
                Step::Change(change) => {
                    self.change(&change).await?;
                    loaded.changes += 1;
                }
                Step::Term { person, term } => self.appoint(person, term).await?,
                Step::Act(act) => {
                    loaded.entries += usize::from(act.is_first());
                    self.act(&act).await?;
                }
            }
        }
        Ok(loaded)
    }

    fn steps(&self) -> Result<Vec<(i64, Step)>, DemoError> {
        let mut steps = Vec::new();
        for change in &self.data.map.change {
            let recorded = change.recorded.as_ref().unwrap_or(&change.day);
            steps.push((
                When::parse(recorded)?.moment(self.now, when::MORNING)?,
                Step::Change(change.clone()),
            ));
        }
        for (person, data) in self.data.people.iter().enumerate() {
            for (term, data) in data.term.iter().enumerate() {
                let at = When::parse(&data.from)?.moment(self.now, when::MORNING + 1)?;
                steps.push((at, Step::Term { person, term }));
            }
        }
        for act in acts::of(&self.data, self.now)? {
            steps.push((act.at, Step::Act(act)));
        }
        Ok(steps)
    }

    /// The unit that the data call by this key: "minh-hoa", or "minh-hoa/3" for a group.
    fn unit(&self, key: &str) -> Result<UnitId, DemoError> {
        let uid = self.data.unit_uid(key)?;
        let found = self.app.snapshot().map.by_uid(uid);
        found.ok_or_else(|| DemoError::Data(format!("no unit {key}")))
    }
}

impl Data {
    /// The last moment that the data name by a date.
    fn last_moment(&self, now: i64) -> Result<i64, DemoError> {
        let mut last = 0;
        for text in self.dates() {
            last = last.max(When::parse(text)?.moment(now, when::MORNING)?);
        }
        Ok(last)
    }

    /// Permanent identity of a unit by its key in the data.
    fn unit_uid(&self, key: &str) -> Result<Uuid, DemoError> {
        let missing = || DemoError::Data(format!("no unit {key}"));
        if let Some(uid) = self.map.unit.get(key) {
            return Uuid::parse_str(uid).map_err(|e| DemoError::Data(format!("{key}: {e}")));
        }
        let found = self.map.change.iter().find_map(|change| {
            let place = match &change.what {
                DemoChange::Groups { unit, names, .. } => {
                    let (ward, name) = key.split_once('/')?;
                    (ward == unit).then(|| names.iter().position(|n| n == name))??
                }
                DemoChange::Units { made } => made.iter().position(|m| m.key == key)?,
                _ => return None,
            };
            Some(Uuid::new_v5(&change.uid(), place.to_string().as_bytes()))
        });
        found.ok_or_else(missing)
    }
}
