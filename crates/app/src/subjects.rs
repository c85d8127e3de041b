//! The register of subjects of a commune: its agencies, enterprises and educational institutions, and who stands over them.
//!
//! Heads of subjects are invited and appointed like everybody else ([`crate::people`]); what a person over a subject may do
//! is asked here of that one subject.

use crate::app::Fault;
use dienhong_domain::packs::{SubjectKind, Words};
use dienhong_domain::rights::Permission;
use dienhong_domain::subjects::{Subject, SubjectForm, SubjectMistake, lies_in};
use dienhong_domain::text::{clean, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::sort_key;
use dienhong_store::people::AppointmentRow;
use dienhong_store::subjects::SubjectRow;
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

crate::context::service!(
    /// Acts on the register of subjects.
    SubjectService, subjects
);

/// Most letters of the reason for which a subject closes.
pub const REASON_MAX: usize = 300;

/// A subject with what a page shows of it.
#[derive(Clone, Debug)]
pub struct SubjectView {
    /// The subject.
    pub subject: Subject,
    /// Name of its kind by today's packs; its code if no pack declares it any more.
    pub kind: Words,
    /// The unit that answers for it today; `None` after that was divided.
    pub lies_in: Option<UnitId>,
    /// Changes since it was entered: an act names it again, so that nobody changes what they did not see.
    pub edit_count: i64,
}

/// Somebody who holds, held or will hold an appointment over a subject.
#[derive(Clone, Debug)]
pub struct SubjectHolder {
    /// Permanent identity of the person.
    pub person: Uuid,
    /// Name.
    pub name: String,
    /// The appointment.
    pub term: AppointmentRow,
    /// Whether it holds today or later.
    pub is_current: bool,
}

/// Why something was not done with a subject.
#[derive(Debug)]
pub enum SubjectError {
    /// There is no such subject or unit, or the person may not see it.
    NotFound,
    /// The unit keeps no register of subjects: it is no commune that exists today.
    NoRegister,
    /// What is wrong with what was typed.
    Mistakes(Vec<SubjectMistake>),
    /// A subject of this name goes on in the unit.
    NameTaken,
    /// Closing needs a reason.
    NeedsReason,
    /// The reason is longer than this many letters.
    ReasonTooLong(usize),
    /// It was changed by somebody else since the page was shown.
    Overtaken,
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for SubjectError {
    fn from(error: E) -> SubjectError {
        SubjectError::Fault(error.into())
    }
}

impl SubjectError {
    fn mistake(mistake: SubjectMistake) -> SubjectError {
        SubjectError::Mistakes(vec![mistake])
    }
}

impl SubjectService<'_> {
    /// The kinds that may be chosen in a unit today, in the order of the packs.
    pub fn kinds(&self, unit: UnitId) -> Vec<SubjectKind> {
        self.rules_today(unit).pack.subject_kinds.clone()
    }

    /// The subjects that a unit answers for today, and those entered under it; open ones first, each part by name.
    pub async fn list(&self, unit: UnitId) -> Result<Vec<SubjectView>, SubjectError> {
        if !self.may(Permission::ReadSubjects, unit) {
            return Err(SubjectError::NotFound);
        }
        let today = self.today();
        let map = &self.snapshot().map;
        let mut units = vec![unit];
        let mut open = vec![unit];
        while let Some(of) = open.pop() {
            for link in map.predecessors(of) {
                if map.at(link.from, today).is_none() && !units.contains(&link.from) {
                    units.push(link.from);
                    open.push(link.from);
                }
            }
        }
        let rows = self.store.subjects_of(&units).await?;
        let mut views: Vec<SubjectView> = rows
            .into_iter()
            .map(|row| self.view(row))
            .filter(|view| view.subject.unit == unit || view.lies_in == Some(unit))
            .collect();
        views.sort_by_cached_key(|view| (!view.subject.is_open(today), sort_key(&view.subject.name)));
        Ok(views)
    }

    /// The subjects over which the actor holds an appointment now.
    pub async fn own(&self) -> Result<Vec<SubjectView>, SubjectError> {
        let mut found = Vec::new();
        for id in self.actor.subjects_for(Permission::ReadSubjects, self.here()) {
            found.extend(self.store.subject(id).await?.map(|row| self.view(row)));
        }
        let today = self.today();
        found.retain(|view: &SubjectView| view.subject.is_open(today));
        Ok(found)
    }

    /// A subject that the actor may read.
    pub async fn find(&self, id: Uuid) -> Result<SubjectView, SubjectError> {
        Ok(self.view(self.row(id, Permission::ReadSubjects).await?))
    }

    /// Whether the actor may enter, rename and close subjects of a unit.
    pub fn may_manage(&self, unit: UnitId) -> bool {
        self.actor.is_signed_in() && self.may(Permission::ManageSubjects, unit)
    }

    /// Who holds, held or will hold an appointment over a subject; current ones first. Only for those who read the register
    /// of the unit: a person over the subject is not told who else is.
    pub async fn holders(&self, id: Uuid) -> Result<Vec<SubjectHolder>, SubjectError> {
        let row = self.row(id, Permission::ReadSubjects).await?;
        if !self.may(Permission::ReadSubjects, row.unit) {
            return Ok(Vec::new());
        }
        let rows = self.store.appointments_over_subject(id).await?;
        let numbers: Vec<i64> = rows.iter().map(|row| row.person).collect();
        let persons = self.store.persons(&numbers).await?;
        let (map, today) = (&self.snapshot().map, self.today());
        let mut holders: Vec<SubjectHolder> = rows
            .into_iter()
            .filter_map(|term| {
                let person = persons.iter().find(|person| person.id == term.person)?;
                let held = term.appointment();
                Some(SubjectHolder {
                    person: person.uid,
                    name: person.name.clone(),
                    is_current: held.to >= today && held.holds(map, today.max(held.from)),
                    term,
                })
            })
            .collect();
        holders.sort_by_cached_key(|holder| (!holder.is_current, sort_key(&holder.name)));
        Ok(holders)
    }

    /// Enters a subject under a commune. `id` is made with the form: the same form sent twice enters one subject.
    pub async fn add(&self, id: Uuid, unit: UnitId, form: &SubjectForm) -> Result<Subject, SubjectError> {
        if !self.may_manage(unit) {
            return Err(SubjectError::NotFound);
        }
        let (map, today) = (&self.snapshot().map, self.today());
        if map.at(unit, today).is_none() || map.level(unit) != Some(Level::Commune) {
            return Err(SubjectError::NoRegister);
        }
        let subject = form
            .read((id, unit), &self.kinds(unit), today)
            .map_err(SubjectError::Mistakes)?;
        let detail = serde_json::json!({ "kind": subject.kind });
        let batch = self
            .batch()
            .add_subject(&subject)
            .log(unit.0, "subjects.add", id, detail.to_string());
        match self.write(batch).await {
            Err(WriteError::Constraint(_)) => self.added_before(subject).await,
            Err(WriteError::Stale) => Err(SubjectError::Overtaken),
            done => {
                done?;
                Ok(subject)
            }
        }
    }

    /// What is wrong with a form, without entering anything.
    pub fn check(&self, unit: UnitId, form: &SubjectForm) -> Result<(), SubjectError> {
        let read = form.read((Uuid::nil(), unit), &self.kinds(unit), self.today());
        read.map(drop).map_err(SubjectError::Mistakes)
    }

    /// The subject that the same form entered before; any other refusal is of its name.
    async fn added_before(&self, subject: Subject) -> Result<Subject, SubjectError> {
        match self.store.subject(subject.id).await? {
            Some(row) if row.subject() == subject && row.made_by == self.actor.person => Ok(subject),
            Some(_) => Err(SubjectError::Overtaken),
            None => Err(SubjectError::NameTaken),
        }
    }

    /// Gives a subject another name. `seen` is the count of changes that the person saw.
    pub async fn rename(&self, id: Uuid, seen: i64, name: &str) -> Result<(), SubjectError> {
        let row = self.manageable(id).await?;
        let subject = row.subject().renamed(name).map_err(SubjectError::mistake)?;
        let batch = self.batch().change_subject(&subject, seen);
        self.changed(batch, &subject, "subjects.rename", "{}".to_owned())
            .await
    }

    /// Closes a subject with its last day, today or earlier. Every appointment over it ends: on that day, and no earlier than
    /// yesterday, since what was done until now stays done.
    pub async fn close(&self, id: Uuid, seen: i64, last: Day, reason: &str) -> Result<(), SubjectError> {
        let row = self.manageable(id).await?;
        let today = self.today();
        let subject = row.subject().closed(last, today).map_err(SubjectError::mistake)?;
        let reason = clean(reason);
        match length(&reason) {
            0 => return Err(SubjectError::NeedsReason),
            n if n > REASON_MAX => return Err(SubjectError::ReasonTooLong(REASON_MAX)),
            _ => {}
        }
        let batch = self.batch().change_subject(&subject, seen).end_appointments_over(
            id,
            last.max(today.previous()),
            &reason,
        );
        let detail = serde_json::json!({ "last": last.number() });
        self.changed(batch, &subject, "subjects.close", detail.to_string())
            .await
    }

    async fn changed(
        &self,
        batch: Batch,
        subject: &Subject,
        act: &'static str,
        detail: String,
    ) -> Result<(), SubjectError> {
        let home = lies_in(&self.snapshot().map, subject.unit, self.today()).unwrap_or(subject.unit);
        match self.write(batch.log(home.0, act, subject.id, detail)).await {
            Err(WriteError::Stale) => Err(SubjectError::Overtaken),
            Err(WriteError::Constraint(_)) => Err(SubjectError::NameTaken),
            done => Ok(done?),
        }
    }

    async fn manageable(&self, id: Uuid) -> Result<SubjectRow, SubjectError> {
        let row = self.row(id, Permission::ManageSubjects).await?;
        match self.actor.is_signed_in() {
            true => Ok(row),
            false => Err(SubjectError::NotFound),
        }
    }

    async fn row(&self, id: Uuid, permission: Permission) -> Result<SubjectRow, SubjectError> {
        let row = self.store.subject(id).await?.ok_or(SubjectError::NotFound)?;
        match self.actor.may_to_subject(permission, &row.subject(), self.here()) {
            true => Ok(row),
            false => Err(SubjectError::NotFound),
        }
    }

    fn view(&self, row: SubjectRow) -> SubjectView {
        let kinds = self.kinds(row.unit);
        let kind = kinds.into_iter().find(|kind| kind.id == row.kind);
        let as_coded = || Words {
            vi: row.kind.clone(),
            en: row.kind.clone(),
        };
        SubjectView {
            kind: kind.map_or_else(as_coded, |kind| kind.title),
            lies_in: lies_in(&self.snapshot().map, row.unit, self.today()),
            edit_count: row.edit_count,
            subject: row.subject(),
        }
    }
}
