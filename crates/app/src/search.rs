//! One search over what is not an entry: papers by number and words, units, subjects, people. Entries by words and days are
//! asked of their own list ([`crate::entries`]).
//!
//! Each kind is looked for where the actor may read it, and gives few hits; papers are looked for among the newest of two years.

use crate::app::Fault;
use crate::papers::{Incoming, Outgoing, PaperError};
use crate::people::MemberError;
use crate::subjects::{SubjectError, SubjectView};
use dienhong_domain::packs::Words;
use dienhong_domain::rights::Permission;
use dienhong_domain::search::Meant;
use dienhong_domain::time::Period;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::incoming::{IncomingFilter, IncomingPlace};
use dienhong_store::reports::{ReportFilter, ReportRow};
use std::collections::BTreeSet;
use uuid::Uuid;

crate::context::service!(
    /// Finds papers, units, subjects and people.
    SearchService, search
);

/// Hits of each kind, at most.
pub const HITS: usize = 5;
/// The newest papers of a register and year that are looked through for words.
pub const LOOKED_THROUGH: usize = 200;
/// The newest reports of a unit that are looked through.
const REPORTS: usize = 30;

/// A line of a register of outgoing papers, with its body.
#[derive(Clone, Debug)]
pub struct OutgoingHit {
    /// The line.
    pub line: Outgoing,
    /// The body that issued it.
    pub issuer: Uuid,
    /// The unit of the body.
    pub unit: UnitId,
}

/// A report, wherever it stands.
#[derive(Clone, Debug)]
pub struct ReportHit {
    /// Permanent id.
    pub id: Uuid,
    /// Outline.
    pub title: Words,
    /// Days.
    pub period: Period,
    /// Unit.
    pub unit: UnitId,
}

/// Somebody who holds or held an appointment.
#[derive(Clone, Debug)]
pub struct PersonHit {
    /// Permanent id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// The unit in which they were found.
    pub unit: UnitId,
}

/// What was found besides entries.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Outgoing papers, the newest first.
    pub outgoing: Vec<OutgoingHit>,
    /// Papers that arrived, the newest first.
    pub incoming: Vec<Incoming>,
    /// Reports, the newest first.
    pub reports: Vec<ReportHit>,
    /// Units, those held first.
    pub units: Vec<UnitId>,
    /// Subjects by name.
    pub subjects: Vec<SubjectView>,
    /// People by name.
    pub people: Vec<PersonHit>,
}

impl SearchService<'_> {
    /// What is meant by words, besides entries, within what the actor may read.
    pub async fn find(&self, meant: &Meant) -> Result<Found, Fault> {
        if meant.is_empty() {
            return Ok(Found::default());
        }
        Ok(Found {
            outgoing: self.outgoing(meant).await?,
            incoming: self.incoming(meant).await?,
            reports: self.reports_named(meant).await?,
            units: self.units_named(meant),
            subjects: self.subjects_named(meant).await?,
            people: self.people_named(meant).await?,
        })
    }

    fn held(&self, permission: Permission) -> Vec<UnitId> {
        self.actor.units_for(permission, self.here())
    }

    /// This year and the one before.
    fn years(&self) -> [i32; 2] {
        let year = self.today().year();
        [year, year - 1]
    }

    async fn outgoing(&self, meant: &Meant) -> Result<Vec<OutgoingHit>, Fault> {
        let mut found = Vec::new();
        for unit in self.held(Permission::ReadTotals) {
            let issuers = papers(self.papers().issuers(unit, self.today()).await)?;
            for issuer in issuers {
                for year in self.years() {
                    let of = (issuer.id, year);
                    let rows = match (&meant.number, meant.days) {
                        (Some(asked), None) => self.store.outgoing_numbered(of, asked.number, HITS).await?,
                        _ => self.store.newest_outgoing(of, LOOKED_THROUGH).await?,
                    };
                    let lines = rows.iter().map(crate::papers::outgoing_of);
                    let fits = |line: &Outgoing| match (meant.days, &meant.number) {
                        (Some(days), _) => days.holds(line.day),
                        (None, Some(asked)) => asked.is(line.number, &line.sign),
                        (None, None) => meant.is_in(&line.summary),
                    };
                    let hit = |line| OutgoingHit {
                        line,
                        issuer: issuer.id,
                        unit: issuer.unit,
                    };
                    found.extend(lines.filter(fits).map(hit));
                }
            }
        }
        found.sort_by_key(|hit| std::cmp::Reverse((hit.line.day, hit.line.number)));
        found.truncate(HITS);
        Ok(found)
    }

    async fn incoming(&self, meant: &Meant) -> Result<Vec<Incoming>, Fault> {
        let mut rows = Vec::new();
        for unit in self.held(Permission::KeepIncoming) {
            for year in self.years() {
                let (all, newest) = (IncomingFilter::All, IncomingPlace::Newest);
                let asked = self.store.incoming((unit, year), all, newest, LOOKED_THROUGH);
                rows.extend(asked.await?);
            }
        }
        rows.retain(|row| match (meant.days, &meant.number) {
            (Some(days), _) => days.holds(row.day),
            (None, Some(asked)) => asked.is(row.number, "") || asked.is_of(&row.sign),
            (None, None) => meant.is_in(&row.summary) || meant.is_in(&row.author),
        });
        rows.sort_by_key(|row| std::cmp::Reverse((row.year, row.number)));
        rows.truncate(HITS);
        papers(self.papers().incoming_lines(rows).await)
    }

    async fn reports_named(&self, meant: &Meant) -> Result<Vec<ReportHit>, Fault> {
        let mut found = Vec::new();
        for unit in self.held(Permission::ReadTotals) {
            let filter = ReportFilter {
                units: vec![unit.0],
                ..ReportFilter::default()
            };
            let (rows, _) = self.store.reports(&filter, (0, REPORTS as i64)).await?;
            let hit = |row: &ReportRow| ReportHit {
                id: row.id,
                title: self.reports().title_of_report(row),
                period: Period {
                    from: row.first,
                    to: row.last,
                },
                unit: row.unit,
            };
            let names = |of: &ReportHit| meant.is_in(&of.title.vi) || meant.is_in(&of.title.en);
            found.extend(rows.iter().map(hit).filter(names));
        }
        found.truncate(HITS);
        Ok(found)
    }

    /// Units held and those right below them, of a commune its groups; by their names of today.
    fn units_named(&self, meant: &Meant) -> Vec<UnitId> {
        let (map, today) = (&self.snapshot().map, self.today());
        let held = self.held(Permission::ReadUnits);
        let mut seen: BTreeSet<UnitId> = held.iter().copied().collect();
        let mut all = held.clone();
        let mut at = 0;
        while let Some(unit) = all.get(at).copied() {
            let goes_on = at < held.len() || map.level(unit).is_some_and(|level| level < Level::Commune);
            if goes_on {
                let below = map.children(unit, today).into_iter();
                all.extend(below.filter(|unit| seen.insert(*unit)));
            }
            at += 1;
        }
        let named = |unit: &UnitId| meant.is_in(&map.label(*unit, today, "vi"));
        all.into_iter().filter(named).take(HITS).collect()
    }

    async fn subjects_named(&self, meant: &Meant) -> Result<Vec<SubjectView>, Fault> {
        let mut found = Vec::new();
        for unit in self.held(Permission::ReadSubjects) {
            let views = match self.subjects().list(unit).await {
                Ok(views) => views,
                Err(SubjectError::Fault(fault)) => return Err(fault),
                Err(_) => Vec::new(),
            };
            found.extend(views.into_iter().filter(|view| meant.is_in(&view.subject.name)));
        }
        found.truncate(HITS);
        Ok(found)
    }

    async fn people_named(&self, meant: &Meant) -> Result<Vec<PersonHit>, Fault> {
        let mut found: Vec<PersonHit> = Vec::new();
        for unit in self.held(Permission::ManagePeople) {
            let members = match self.people().members(unit).await {
                Ok(members) => members,
                Err(MemberError::Fault(fault)) => return Err(fault.into()),
                Err(MemberError::NotFound) => Vec::new(),
            };
            for member in members
                .into_iter()
                .filter(|member| meant.is_in(&member.person.name))
            {
                if found.iter().all(|hit| hit.id != member.person.uid) {
                    found.push(PersonHit {
                        id: member.person.uid,
                        name: member.person.name,
                        unit,
                    });
                }
            }
        }
        found.truncate(HITS);
        Ok(found)
    }
}

/// What was found of papers; nothing where the actor may not look.
fn papers<T: Default>(asked: Result<T, PaperError>) -> Result<T, Fault> {
    match asked {
        Ok(found) => Ok(found),
        Err(PaperError::Fault(fault)) => Err(fault),
        Err(_) => Ok(T::default()),
    }
}
