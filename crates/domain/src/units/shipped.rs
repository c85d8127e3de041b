//! Reads the map that ships with the program; `docs/map.md` describes its columns.

use super::kinds::OF_THE_MAP;
use super::{BaseSpan, ChangeKind, Level, Link, Span, UnitId};
use crate::time::Day;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Which of the two files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShippedFile {
    /// `units.tsv`.
    Units,
    /// `successions.tsv`.
    Successions,
}

/// The first thing that does not hold, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShippedError {
    /// File.
    pub file: ShippedFile,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: ShippedProblem,
}

/// Kinds of mistake in the shipped map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShippedProblem {
    /// The header line is not the documented one.
    Header,
    /// Another number of columns than the header has.
    Columns,
    /// Not a UUID.
    BadId,
    /// Two units share one UUID, or one unit has two.
    IdTaken,
    /// Not a day of the calendar.
    BadDay,
    /// A span that ends before it begins, or one that overlaps or precedes the line before.
    BadSpan,
    /// A kind that the map does not have.
    UnknownKind,
    /// No such unit.
    UnknownKey {
        /// The key.
        key: String,
    },
    /// The parent is not there during the whole span, or does not stand above.
    BadParent,
    /// A share other than `1` or empty.
    BadShare,
    /// The unit is not there until that day, or the heir from that day on.
    NotAlive,
}

/// Spans, links, and keys in the order of their numbers.
pub type Shipped = (Vec<BaseSpan>, Vec<Link>, Vec<String>);

const UNITS: [&str; 8] = ["key", "uid", "from", "to", "kind", "code", "name", "parent"];
const SUCCESSIONS: [&str; 7] = ["id", "day", "kind", "reference", "from", "to", "share"];

/// Reads both files: spans and links, with numbers from 1 in the order of the file, and the keys in that order.
pub fn parse(units_tsv: &str, successions_tsv: &str) -> Result<Shipped, ShippedError> {
    let at = |file, line| move |what| ShippedError { file, line, what };
    let mut keys = Keys::default();
    let mut rows: Vec<BaseSpan> = Vec::new();
    let mut parents = Vec::new();
    for (line, cells) in table(units_tsv, UNITS, ShippedFile::Units)? {
        let fail = at(ShippedFile::Units, line);
        rows.push(keys.span(cells, &rows).map_err(&fail)?);
        parents.push((line, cells[7]));
    }
    for (row, (line, parent)) in parents.into_iter().enumerate() {
        let fail = at(ShippedFile::Units, line);
        rows[row].span.parent = match parent {
            "" => None,
            key => Some(keys.find(key).map_err(&fail)?),
        };
    }
    let spans = Spans::of(&rows);
    for (row, (line, _)) in rows.iter().zip(table(units_tsv, UNITS, ShippedFile::Units)?) {
        if !spans.stands_well(&row.span) {
            return Err(at(ShippedFile::Units, line)(ShippedProblem::BadParent));
        }
    }
    let mut links = Vec::new();
    for (line, cells) in table(successions_tsv, SUCCESSIONS, ShippedFile::Successions)? {
        let link = link(cells, &keys, &spans);
        links.push(link.map_err(at(ShippedFile::Successions, line))?);
    }
    Ok((rows, links, keys.in_order))
}

/// The lines after the header, as cells.
fn table<'a, const N: usize>(
    text: &'a str,
    header: [&str; N],
    file: ShippedFile,
) -> Result<Vec<(usize, [&'a str; N])>, ShippedError> {
    let mut lines = (1..).zip(text.lines());
    if lines.next().map(|(_, first)| first) != Some(header.join("\t").as_str()) {
        let (line, what) = (1, ShippedProblem::Header);
        return Err(ShippedError { file, line, what });
    }
    lines
        .map(|(line, text)| {
            let what = ShippedProblem::Columns;
            let cells: Vec<&str> = text.split('\t').collect();
            let cells = cells.try_into();
            Ok((line, cells.map_err(|_| ShippedError { file, line, what })?))
        })
        .collect()
}

#[derive(Default)]
struct Keys {
    in_order: Vec<String>,
    ids: HashMap<String, UnitId>,
    uids: HashSet<Uuid>,
}

impl Keys {
    fn find(&self, key: &str) -> Result<UnitId, ShippedProblem> {
        let key = key.to_owned();
        let id = self.ids.get(&key).copied();
        id.ok_or(ShippedProblem::UnknownKey { key })
    }

    /// A span without its parent, whose key may come later in the file.
    fn span(&mut self, cells: [&str; 8], before: &[BaseSpan]) -> Result<BaseSpan, ShippedProblem> {
        let [key, uid, from, to, kind, code, name, _] = cells;
        let uid = Uuid::parse_str(uid).map_err(|_| ShippedProblem::BadId)?;
        let from = day(from, Day::MIN)?;
        let to = day(to, Day::MAX)?;
        if from >= to {
            return Err(ShippedProblem::BadSpan);
        }
        if level(kind).is_none() {
            return Err(ShippedProblem::UnknownKind);
        }
        let id = match self.ids.get(key) {
            Some(id) => {
                // The spans of one unit follow one another.
                let last = before.last().filter(|last| last.id == *id);
                let last = last.ok_or(ShippedProblem::BadSpan)?;
                if last.uid != uid {
                    return Err(ShippedProblem::IdTaken);
                }
                if last.span.to != from {
                    return Err(ShippedProblem::BadSpan);
                }
                *id
            }
            None => {
                if !self.uids.insert(uid) {
                    return Err(ShippedProblem::IdTaken);
                }
                self.in_order.push(key.to_owned());
                let id = UnitId(i32::try_from(self.in_order.len()).unwrap_or(i32::MAX));
                self.ids.insert(key.to_owned(), id);
                id
            }
        };
        let span = Span {
            from,
            to,
            name: name.into(),
            kind: kind.into(),
            code: Some(code).filter(|c| !c.is_empty()).map(Into::into),
            parent: None,
            opened_by: None,
        };
        Ok(BaseSpan { id, uid, span })
    }
}

/// Spans by unit.
struct Spans<'a>(HashMap<UnitId, Vec<&'a Span>>);

impl<'a> Spans<'a> {
    fn of(rows: &'a [BaseSpan]) -> Spans<'a> {
        let mut spans: HashMap<UnitId, Vec<&Span>> = HashMap::new();
        for row in rows {
            spans.entry(row.id).or_default().push(&row.span);
        }
        Spans(spans)
    }

    fn alive(&self, id: UnitId, day: Day) -> bool {
        self.0
            .get(&id)
            .is_some_and(|spans| spans.iter().any(|s| s.holds(day)))
    }

    /// The country has no parent; any other unit one above itself during the whole span.
    fn stands_well(&self, span: &Span) -> bool {
        let Some(parent) = span.parent else {
            return level(&span.kind) == Some(Level::Country);
        };
        let mut above = self.0.get(&parent).into_iter().flatten();
        self.alive(parent, span.from)
            && self.alive(parent, span.to.previous())
            && above.all(|p| p.to <= span.from || p.from >= span.to || level(&p.kind) < level(&span.kind))
    }
}

fn link(cells: [&str; 7], keys: &Keys, spans: &Spans) -> Result<Link, ShippedProblem> {
    let [id, on, kind, reference, from, to, share] = cells;
    let change = Uuid::parse_str(id).map_err(|_| ShippedProblem::BadId)?;
    if on.is_empty() {
        return Err(ShippedProblem::BadDay);
    }
    let day = day(on, Day::MIN)?;
    let kind = match kind {
        "merge" => ChangeKind::Merge,
        "split" => ChangeKind::Split,
        _ => return Err(ShippedProblem::UnknownKind),
    };
    let share = match share {
        "" => None,
        "1" => Some(super::checks::WHOLE),
        _ => return Err(ShippedProblem::BadShare),
    };
    let (from, to) = (keys.find(from)?, keys.find(to)?);
    if from == to || !spans.alive(from, day.previous()) || !spans.alive(to, day) {
        return Err(ShippedProblem::NotAlive);
    }
    Ok(Link {
        day,
        change,
        kind,
        from,
        to,
        share,
        reference: reference.into(),
    })
}

fn level(kind: &str) -> Option<Level> {
    let found = OF_THE_MAP.iter().find(|(code, ..)| *code == kind);
    found.map(|(.., level)| *level)
}

/// Reads `yyyy-mm-dd`; an empty cell is the open beginning or end.
fn day(cell: &str, open: Day) -> Result<Day, ShippedProblem> {
    if cell.is_empty() {
        return Ok(open);
    }
    let day = Day::parse(cell).ok().filter(|d| d.to_string() == cell);
    day.ok_or(ShippedProblem::BadDay)
}
