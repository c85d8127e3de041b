//! Forms of changes, as typed.

use dienhong_domain::units::UnitId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A change as typed.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Permanent id of the change, made with the form: sent twice, it is still one change.
    pub id: Uuid,
    /// First day of the new map, as typed.
    pub day: String,
    /// Resolution or decision, as cited.
    pub reference: String,
    /// What is to change.
    pub what: ChangeRequest,
}

impl Form {
    /// Units that the form names.
    pub fn units(&self) -> Vec<UnitId> {
        match &self.what {
            ChangeRequest::Found { parent: unit, .. }
            | ChangeRequest::Rename { unit, .. }
            | ChangeRequest::Reform { commune: unit, .. } => vec![*unit],
            ChangeRequest::Split { unit, heirs, .. } => {
                let there = heirs.iter().filter_map(|h| h.existing);
                std::iter::once(*unit).chain(there).collect()
            }
            ChangeRequest::Transfer { units, to, .. } => units.iter().copied().chain(*to).collect(),
            ChangeRequest::Merge { units, into, .. } => match into {
                Destination::Existing(heir) => units.iter().copied().chain([*heir]).collect(),
                Destination::New { .. } => units.clone(),
            },
            ChangeRequest::End { units } => units.clone(),
        }
    }
}

/// What is to change.
#[derive(Clone, Debug)]
pub enum ChangeRequest {
    /// New groups below a commune.
    Found {
        /// Commune.
        parent: UnitId,
        /// Kind of the groups.
        kind: String,
        /// One name per line; "1-12" is twelve groups.
        names: String,
    },
    /// A unit gets another name, kind or code; empty fields do not change.
    Rename {
        /// Unit.
        unit: UnitId,
        /// Name.
        name: String,
        /// Kind.
        kind: String,
        /// Code.
        code: String,
    },
    /// Units move to another parent: a commune to another province, groups to another commune.
    Transfer {
        /// Units.
        units: Vec<UnitId>,
        /// Where to.
        to: Option<UnitId>,
        /// New names for units that move, as typed.
        names: BTreeMap<UnitId, String>,
    },
    /// Several units become one.
    Merge {
        /// Units that end.
        units: Vec<UnitId>,
        /// Where they go.
        into: Destination,
        /// New names for units below, as typed.
        names: BTreeMap<UnitId, String>,
    },
    /// One unit ends and becomes several.
    Split {
        /// Unit.
        unit: UnitId,
        /// Heirs; those without a name are left out.
        heirs: Vec<Heir>,
        /// The heir to which each unit below goes, by the heir's position.
        places: BTreeMap<UnitId, usize>,
        /// New names for units below, as typed.
        names: BTreeMap<UnitId, String>,
    },
    /// All groups of a commune are drawn anew.
    Reform {
        /// Commune.
        commune: UnitId,
        /// Kind of the groups whose cell does not name one.
        kind: String,
        /// Lines of the table.
        rows: Vec<ReformRow>,
    },
    /// Units end without heirs.
    End {
        /// Units.
        units: Vec<UnitId>,
    },
}

impl Default for ChangeRequest {
    fn default() -> ChangeRequest {
        ChangeRequest::End { units: Vec::new() }
    }
}

/// Where merged units go.
#[derive(Clone, Debug)]
pub enum Destination {
    /// An existing unit.
    Existing(UnitId),
    /// A unit that begins.
    New {
        /// Name.
        name: String,
        /// Kind.
        kind: String,
        /// Code.
        code: String,
    },
}

/// An heir of a split.
#[derive(Clone, Debug, Default)]
pub struct Heir {
    /// An existing unit; if none, a new one begins.
    pub existing: Option<UnitId>,
    /// Name.
    pub name: String,
    /// Kind; if empty, that of the unit that splits.
    pub kind: String,
    /// Share of what does not follow whole units below, in per cent; empty if not known.
    pub share: String,
    /// Source of the share.
    pub source: String,
}

/// A line of the table of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReformRow {
    /// Present group; empty for a new group without predecessors.
    pub old: String,
    /// Group from the day of the change on.
    pub new: String,
    /// Share in per cent; empty if not known or whole.
    pub share: String,
    /// Source of the share.
    pub source: String,
    /// The place of the line.
    pub place: RowPlace,
}

/// Where a line of the table comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowPlace {
    /// A line of typed text, from 1.
    Line(usize),
    /// A row of a sheet, with the letters of its four columns; empty where a column is missing.
    Sheet {
        /// Row as Excel shows it.
        row: u32,
        /// Letters of old, new, share, source.
        columns: [String; 4],
    },
}

impl Default for RowPlace {
    fn default() -> RowPlace {
        RowPlace::Line(0)
    }
}
