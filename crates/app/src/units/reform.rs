//! Re-forming: one table says where each group of a commune goes.
//!
//! A group keeps its identity when it goes wholly into one new group and nothing else does. All others end, and new
//! ones begin; what was recorded for an ended group goes to its heirs by their shares, known or not.

use super::build::{Build, WHOLE};
use super::form::{ReformRow, RowPlace};
use super::mistake::{CellWrong, Column, Wrong};
use super::names;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, NamedUnit, SetSpan, UnitId, UnitNames};
use std::collections::{BTreeMap, HashMap};

/// A group of the new map.
struct New {
    kind: String,
    name: String,
    from: Vec<UnitId>,
}

/// A parsed line.
struct Line<'a> {
    row: &'a ReformRow,
    new: usize,
    share: Option<u32>,
    source: String,
}

impl Build<'_> {
    pub(super) fn reform(&mut self, commune: UnitId, kind: &str, rows: &[ReformRow]) {
        if !self.is_kind(kind, Level::Group) {
            self.wrong(super::KIND, Wrong::NoKind);
        }
        let groups: Vec<UnitId> = self.map.children(commune, self.day);
        let groups: Vec<UnitId> = groups
            .into_iter()
            .filter(|g| self.map.level(*g) == Some(Level::Group))
            .collect();
        let called = names_of(self, &groups);
        let mut news: Vec<New> = Vec::new();
        let mut lines: BTreeMap<UnitId, Vec<Line>> = BTreeMap::new();
        for row in rows {
            self.read_row(row, kind, &called, &mut news, &mut lines);
        }
        if rows.is_empty() {
            self.wrong(super::TABLE, Wrong::NoUnit);
        }
        for unit in groups.iter().filter(|g| !lines.contains_key(g)) {
            self.wrong(super::TABLE, Wrong::NotListed { unit: *unit });
        }
        self.carry_out(commune, &news, &lines);
    }

    fn read_row<'r>(
        &mut self,
        row: &'r ReformRow,
        kind: &str,
        called: &UnitNames,
        news: &mut Vec<New>,
        lines: &mut BTreeMap<UnitId, Vec<Line<'r>>>,
    ) {
        let old = match clean_line(&row.old) {
            text if text.is_empty() => None,
            text => match named(called, &text) {
                Ok(unit) => Some(unit),
                Err(what) => return self.cell(row, Column::Old, what),
            },
        };
        if clean_line(&row.new).is_empty() {
            return self.cell(row, Column::New, CellWrong::Empty);
        }
        let (kind, name) = names::kind_and_name(self.map, Level::Group, kind, &row.new);
        if names::is_too_long(&name) {
            let max = super::NAME_MAX;
            return self.cell(row, Column::New, CellWrong::TooLong { max });
        }
        let same = |n: &New| n.kind == kind && names::key(&n.name) == names::key(&name);
        let new = news.iter().position(same).unwrap_or_else(|| {
            news.push(New {
                kind: kind.clone(),
                name: name.clone(),
                from: Vec::new(),
            });
            news.len() - 1
        });
        let share = Build::share(&row.share).unwrap_or_else(|typed| {
            self.cell(row, Column::Share, CellWrong::BadShare { typed });
            None
        });
        let source = clean_line(&row.source);
        if length(&source) > super::TEXT_MAX {
            let max = super::TEXT_MAX;
            self.cell(row, Column::Source, CellWrong::TooLong { max });
        }
        let Some(old) = old else { return };
        if news[new].from.contains(&old) {
            return self.cell(row, Column::New, CellWrong::Twice);
        }
        news[new].from.push(old);
        lines.entry(old).or_default().push(Line {
            row,
            new,
            share,
            source,
        });
    }

    fn carry_out(&mut self, commune: UnitId, news: &[New], lines: &BTreeMap<UnitId, Vec<Line>>) {
        let goes_on = |new: &New| match new.from[..] {
            [old] if lines.get(&old).is_some_and(|l| l.len() == 1) => Some(old),
            _ => None,
        };
        let mut heirs: HashMap<usize, UnitId> = HashMap::new();
        for (place, new) in news.iter().enumerate() {
            match goes_on(new) {
                Some(old) => self.rename_to(old, new),
                None => {
                    let id = self.create(&new.name, &new.kind, None, Some(commune));
                    heirs.insert(place, id);
                }
            }
        }
        for (old, lines) in lines {
            self.check_shares(lines);
            if lines.iter().any(|l| !heirs.contains_key(&l.new)) {
                continue;
            }
            self.change.ends.push(*old);
            // For all parts of a group the source may be written once.
            let source = lines.iter().map(|l| &l.source).find(|s| !s.is_empty()).cloned();
            for line in lines {
                let share = if lines.len() == 1 { Some(WHOLE) } else { line.share };
                let own = Some(line.source.clone())
                    .filter(|s| !s.is_empty())
                    .or(source.clone());
                let source = own
                    .filter(|_| share.is_some_and(|s| s < WHOLE))
                    .unwrap_or_default();
                self.inherit(*old, heirs[&line.new], share, source);
            }
        }
    }

    fn rename_to(&mut self, old: UnitId, new: &New) {
        let Some(span) = self.map.at(old, self.day) else {
            return;
        };
        let name = Some(new.name.clone()).filter(|n| **n != *span.name);
        let kind = Some(new.kind.clone()).filter(|k| **k != *span.kind);
        if name.is_some() || kind.is_some() {
            self.change.sets.push(SetSpan {
                unit: old,
                name,
                kind,
                code: None,
                parent: None,
            });
        }
    }

    fn check_shares(&mut self, lines: &[Line]) {
        let known: Vec<u32> = lines.iter().filter_map(|l| l.share).collect();
        let sum: u64 = known.iter().map(|s| u64::from(*s)).sum();
        let is_whole = sum == u64::from(WHOLE);
        let fits = match known.len() {
            0 => true,
            n if n == lines.len() => is_whole,
            _ => sum < u64::from(WHOLE),
        };
        let first = lines[0].row;
        if !fits {
            self.cell(first, Column::Share, CellWrong::NotWhole { sum });
        } else if lines.len() > 1 && !known.is_empty() && lines.iter().all(|l| l.source.is_empty()) {
            self.cell(first, Column::Source, CellWrong::NoSource);
        }
    }

    fn cell(&mut self, row: &ReformRow, column: Column, what: CellWrong) {
        let address = match &row.place {
            RowPlace::Line(line) => line.to_string(),
            RowPlace::Sheet { row, columns } => match &columns[column as usize] {
                letters if letters.is_empty() => row.to_string(),
                letters => format!("{letters}{row}"),
            },
        };
        self.wrong(
            super::TABLE,
            Wrong::Cell {
                address,
                column,
                what,
            },
        );
    }
}

/// Groups by the names that a table may use for them on the day of the change: "Tổ dân phố 3", "Tổ 3", "3".
fn names_of(build: &Build, groups: &[UnitId]) -> UnitNames {
    let mut known = UnitNames::default();
    for unit in groups {
        let Some(span) = build.map.at(*unit, build.day) else {
            continue;
        };
        let label = build.map.label(*unit, build.day, "vi");
        let first = label.split(' ').next().unwrap_or_default();
        for name in [label.as_str(), &span.name, &format!("{first} {}", span.name)] {
            known.add(name, *unit, Day::MIN, Day::MAX);
        }
    }
    known
}

fn named(known: &UnitNames, typed: &str) -> Result<UnitId, CellWrong> {
    let typed = typed.to_owned();
    match known.find(&typed, None) {
        NamedUnit::One(unit) => Ok(unit),
        NamedUnit::Several(_) => Err(CellWrong::Ambiguous { typed }),
        NamedUnit::Unknown { .. } => Err(CellWrong::NoSuchGroup { typed }),
    }
}
