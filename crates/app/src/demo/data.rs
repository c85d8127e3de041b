//! The files of `data/demo/` as data structures.

use super::DemoError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use toml::{Table, Value};
use uuid::Uuid;

const MAP: &str = include_str!("../../../../data/demo/map.toml");
const PEOPLE: &str = include_str!("../../../../data/demo/people.toml");
/// Entries of one ward each: (file name, text).
const ENTRIES: [(&str, &str); 5] = [
    ("dien-hong", include_str!("../../../../data/demo/dien-hong.toml")),
    ("bac-hong", include_str!("../../../../data/demo/bac-hong.toml")),
    (
        "nghi-huong",
        include_str!("../../../../data/demo/nghi-huong.toml"),
    ),
    ("phuong-1", include_str!("../../../../data/demo/phuong-1.toml")),
    ("minh-hoa", include_str!("../../../../data/demo/minh-hoa.toml")),
];

/// Everything.
pub(super) struct Data {
    pub(super) map: MapData,
    pub(super) people: Vec<PersonData>,
    /// File name and content.
    pub(super) entries: Vec<(&'static str, EntryFile)>,
}

/// Units and changes of the map.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MapData {
    /// Day on which the book begins.
    pub(super) opened: String,
    /// Units of the shipped map by the names that the other files use.
    pub(super) unit: BTreeMap<String, String>,
    pub(super) change: Vec<ChangeData>,
}

/// A change of the map.
#[derive(Clone, Deserialize)]
pub(super) struct ChangeData {
    pub(super) id: String,
    pub(super) day: String,
    /// When it was recorded, if not on its day.
    pub(super) recorded: Option<String>,
    pub(super) by: String,
    pub(super) reference: String,
    #[serde(flatten)]
    pub(super) what: DemoChange,
}

/// What a change does.
#[derive(Clone, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub(super) enum DemoChange {
    /// Groups of a ward; if the ward has merged since, they continue under its heir.
    Groups {
        unit: String,
        kind: String,
        names: Vec<String>,
    },
    /// Fictional units, the upper ones first.
    Units { made: Vec<Made> },
    /// The groups of a ward are drawn anew: lines of the ordinary table of groups.
    Reform {
        unit: String,
        kind: String,
        table: String,
    },
}

/// A fictional unit.
#[derive(Clone, Deserialize)]
pub(super) struct Made {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) parent: String,
}

/// A person of the demo.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonData {
    pub(super) key: String,
    pub(super) name: String,
    /// The heading on the demo's page under which a visitor can enter as this person.
    pub(super) door: Option<String>,
    pub(super) term: Vec<TermData>,
}

/// An appointment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermData {
    pub(super) role: String,
    pub(super) unit: String,
    pub(super) from: String,
    pub(super) to: Option<String>,
}

/// Entries of a ward.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryFile {
    /// Ward.
    pub(super) unit: String,
    pub(super) series: Vec<Series>,
}

/// Entries of a register that have answers in common.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Series {
    /// Which row of an article it is, and where its parts come from; for the reader of the file.
    #[serde(rename = "about")]
    pub(super) _about: String,
    pub(super) register: String,
    pub(super) by: String,
    #[serde(default)]
    pub(super) answers: Table,
    pub(super) entry: Vec<Table>,
}

#[derive(Deserialize)]
struct People {
    person: Vec<PersonData>,
}

impl Data {
    /// Reads all files.
    pub(super) fn read() -> Result<Data, DemoError> {
        let entries = ENTRIES
            .into_iter()
            .map(|(name, text)| Ok((name, read(name, text)?)));
        Ok(Data {
            map: read("map", MAP)?,
            people: read::<People>("people", PEOPLE)?.person,
            entries: entries.collect::<Result<_, DemoError>>()?,
        })
    }

    /// Every date on which something is done.
    pub(super) fn dates(&self) -> impl Iterator<Item = &str> {
        let changes = self.map.change.iter().map(|c| c.day.as_str());
        let series = self.entries.iter().flat_map(|(_, file)| &file.series);
        let days = series
            .flat_map(|s| &s.entry)
            .filter_map(|e| e.get("day").and_then(Value::as_str));
        changes.chain(days).filter(|day| !day.starts_with('-'))
    }
}

impl ChangeData {
    /// Permanent id of the change.
    pub(super) fn uid(&self) -> Uuid {
        Uuid::new_v5(&super::NAMESPACE, format!("change:{}", self.id).as_bytes())
    }
}

fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, DemoError> {
    toml::from_str(text).map_err(|e| DemoError::Data(format!("{name}.toml: {e}")))
}

/// Answers of a form as typed.
pub(super) fn typed(table: &Table) -> BTreeMap<String, Vec<String>> {
    let words = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let answer = |value: &Value| match value {
        Value::Array(many) => many.iter().map(words).collect(),
        one => vec![words(one)],
    };
    table
        .iter()
        .map(|(field, value)| (field.clone(), answer(value)))
        .collect()
}
