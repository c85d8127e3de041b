//! The register of incoming papers of a unit (Decree 30/2020/NĐ-CP, art. 22 and annex IV).
//!
//! Letters of citizens and secret papers are refused before anything of them is looked at; nothing of the attempt is kept.

use super::{LINE_MAX, PaperError, PaperService, SIGNED_MAX, SignedKind};
use dienhong_domain::incoming::{
    ArrivedBeforeLast, IncomingKind, Nature, Progress, SIGN_MAX, TEXT_MAX, next_number,
};
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::incoming::{IncomingFilter, IncomingPlace, IncomingRow, ScanRow};
use dienhong_store::{Batch, WriteError};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Lines on a page of the register.
pub const INCOMING_ROWS: usize = 50;
/// How often the next number is tried again because others took it.
const TRIES: usize = 20;

/// A paper that arrived, as typed.
#[derive(Clone, Debug)]
pub struct IncomingForm {
    /// Permanent id, made with the form: the same form sent twice enters one line.
    pub id: Uuid,
    /// What it is.
    pub nature: Nature,
    /// Day of arrival.
    pub day: Day,
    /// Who issued it.
    pub author: String,
    /// Its number and sign, if it bears any.
    pub sign: String,
    /// The day that it bears, if any.
    pub paper_day: Option<Day>,
    /// Code of its kind.
    pub kind: String,
    /// What it is about.
    pub summary: String,
    /// Who deals with it, once that is known.
    pub receiver: String,
    /// Last day on which it is dealt with in time, if one is set.
    pub due: Option<Day>,
    /// Its scan: PDF, JPEG or PNG.
    pub scan: Option<Vec<u8>>,
}

impl IncomingForm {
    /// Everything that is wrong with it, each with the name of its field.
    pub fn mistakes(&self, today: Day) -> Vec<(&'static str, PaperError)> {
        let texts = [
            ("author", text(&self.author, LINE_MAX, Some("author"))),
            ("sign", text(&self.sign, SIGN_MAX, None)),
            ("summary", text(&self.summary, TEXT_MAX, Some("summary"))),
            ("receiver", text(&self.receiver, LINE_MAX, None)),
        ];
        let mut found: Vec<(&'static str, PaperError)> = texts
            .into_iter()
            .filter_map(|(field, read)| Some((field, read.err()?)))
            .collect();
        if IncomingKind::parse(&self.kind).is_none() {
            found.push(("kind", PaperError::Missing("kind")));
        }
        if self.day > today {
            found.push(("day", PaperError::NotYet));
        }
        if self.paper_day.is_some_and(|day| day > self.day) {
            found.push(("paper-day", PaperError::WrittenAfterArrival));
        }
        if self.due.is_some_and(|due| due < self.day) {
            found.push(("due", PaperError::DueBeforeArrival));
        }
        if let Some(error) = self.scan.as_deref().and_then(|bytes| scan_ending(bytes).err()) {
            found.push(("scan", error));
        }
        found
    }
}

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Permanent id.
    pub id: Uuid,
    /// Unit that keeps the register.
    pub unit: UnitId,
    /// Year.
    pub year: i32,
    /// Number on arrival.
    pub number: u32,
    /// Day of arrival.
    pub day: Day,
    /// Who issued the paper.
    pub author: String,
    /// Its number and sign.
    pub sign: String,
    /// The day that it bears.
    pub paper_day: Option<Day>,
    /// Its kind; none of a line that was emptied.
    pub kind: Option<IncomingKind>,
    /// What it is about.
    pub summary: String,
    /// Who deals with it.
    pub receiver: String,
    /// Last day on which it is dealt with in time.
    pub due: Option<Day>,
    /// How far it is dealt with today.
    pub progress: Progress,
    /// Why the line was struck, if it was; empty of a line that was emptied.
    pub struck: Option<String>,
    /// Changes since it was entered.
    pub edit_count: i64,
    /// Who entered it.
    pub by: Option<String>,
    /// When, UTC milliseconds.
    pub at: i64,
}

/// The scan of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Name under which it is served.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// Who added it.
    pub by: Option<String>,
    /// When, UTC milliseconds.
    pub at: i64,
}

/// Which lines of a year are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomingList {
    /// All of them.
    All,
    /// Those that wait to be dealt with.
    Open,
    /// Those among them whose day has passed.
    Late,
}

/// A page of the register of a unit and year.
#[derive(Clone, Debug)]
pub struct IncomingPage {
    /// Lines, the newest number first.
    pub lines: Vec<Incoming>,
    /// Whether there are newer ones.
    pub has_newer: bool,
    /// Whether there are older ones.
    pub has_older: bool,
    /// Whether the actor may enter papers.
    pub may_enter: bool,
}

/// A text within its limit; `needed` names the field of one that must not be empty.
fn text(typed: &str, most: usize, needed: Option<&'static str>) -> Result<String, PaperError> {
    let line = clean_line(typed);
    match (length(&line), needed) {
        (0, Some(field)) => Err(PaperError::Missing(field)),
        (n, _) if n > most => Err(PaperError::TooLong(most)),
        _ => Ok(line),
    }
}

/// The end of a scan's name, by its first bytes.
fn scan_ending(bytes: &[u8]) -> Result<&'static str, PaperError> {
    if bytes.len() > SIGNED_MAX {
        return Err(PaperError::FileTooLarge(SIGNED_MAX));
    }
    let (_, ending) = SignedKind::of(bytes, &[]).ok_or(PaperError::NotThatFile)?;
    Ok(ending)
}

fn detail(row: &IncomingRow) -> String {
    serde_json::json!({ "year": row.year, "number": row.number }).to_string()
}

fn scan_name(row: &IncomingRow, scan: &ScanRow) -> String {
    format!("van-ban-den-{}-{}.{}", row.year, row.number, scan.kind)
}

impl PaperService<'_> {
    /// A page of the register of a unit and year.
    pub async fn incoming(
        &self,
        unit: UnitId,
        year: i32,
        list: IncomingList,
        place: IncomingPlace,
    ) -> Result<IncomingPage, PaperError> {
        self.may_keep(unit)?;
        let filter = match list {
            IncomingList::All => IncomingFilter::All,
            IncomingList::Open => IncomingFilter::Open,
            IncomingList::Late => IncomingFilter::LateOn(self.today()),
        };
        let mut rows = self
            .store
            .incoming((unit, year), filter, place, INCOMING_ROWS + 1)
            .await?;
        let is_more = rows.len() > INCOMING_ROWS;
        let (has_newer, has_older) = match place {
            IncomingPlace::Newest => (false, is_more),
            IncomingPlace::Below(_) => (true, is_more),
            IncomingPlace::Above(_) => (is_more, true),
        };
        // What is one too many stands at the end that is farther from the place.
        match place {
            IncomingPlace::Above(_) if is_more => drop(rows.remove(0)),
            _ => rows.truncate(INCOMING_ROWS),
        }
        Ok(IncomingPage {
            lines: self.incoming_lines(rows).await?,
            has_newer,
            has_older,
            may_enter: self.may_enter(unit),
        })
    }

    /// A line of the register, with its scan if there is one.
    pub async fn incoming_paper(&self, id: Uuid) -> Result<(Incoming, Option<Scan>), PaperError> {
        let row = self.incoming_row(id).await?;
        let scan = match self.store.incoming_scan(id).await? {
            Some(scan) => Some(Scan {
                name: scan_name(&row, &scan),
                size: scan.size,
                by: self.entries().names(&[scan.person]).await?.remove(&scan.person),
                at: scan.at,
            }),
            None => None,
        };
        Ok((self.one_line(row).await?, scan))
    }

    /// Whether the actor may enter papers that arrive at a unit: of a commune or above that still stands.
    pub fn may_enter(&self, unit: UnitId) -> bool {
        let map = &self.snapshot().map;
        let keeps_one = map.level(unit).is_some_and(|level| level <= Level::Commune);
        keeps_one && map.at(unit, self.today()).is_some() && self.may_keep(unit).is_ok()
    }

    /// Enters a paper that arrived and gives it the next number of the year.
    ///
    /// # Errors
    /// It belongs elsewhere, or the first of [`IncomingForm::mistakes`]; a paper that arrived on a later day already has a
    /// number.
    pub async fn enter_incoming(&self, unit: UnitId, form: &IncomingForm) -> Result<Incoming, PaperError> {
        self.may_keep(unit)?;
        if !form.nature.enters() {
            return Err(PaperError::Elsewhere);
        }
        if !self.may_enter(unit) {
            return Err(PaperError::NotAllowed);
        }
        if let Some((_, error)) = form.mistakes(self.today()).into_iter().next() {
            return Err(error);
        }
        for _ in 0..TRIES {
            if let Some(row) = self.store.incoming_paper(form.id).await? {
                return self.sent_again(unit, row, form).await;
            }
            let row = self.next_incoming(unit, form).await?;
            let mut batch = self.batch().incoming(&row);
            if let Some(bytes) = &form.scan {
                batch = batch.new_incoming_scan(&self.scan_row(row.id, bytes)?, bytes);
            }
            let batch = batch.log(unit.0, "papers.incoming", row.id, detail(&row));
            match self.write(batch).await {
                Ok(()) => return self.one_line(row).await,
                // Somebody took that number.
                Err(WriteError::Constraint(_)) => continue,
                Err(WriteError::Stale) => return Err(PaperError::Overtaken),
                Err(error) => return Err(error.into()),
            }
        }
        Err(PaperError::Overtaken)
    }

    /// Says who deals with a paper and by when. `seen` is the state of the line that the person saw, as in all acts on it.
    pub async fn assign_incoming(
        &self,
        id: Uuid,
        seen: i64,
        receiver: &str,
        due: Option<Day>,
    ) -> Result<(), PaperError> {
        let row = self.seen_row(id, seen).await?;
        let receiver = text(receiver, LINE_MAX, Some("receiver"))?;
        if due.is_some_and(|due| due < row.day) {
            return Err(PaperError::DueBeforeArrival);
        }
        let row = IncomingRow { receiver, due, ..row };
        let batch = self.batch().incoming_handling(&row);
        self.unless_outdated(batch.log(row.unit.0, "papers.incoming-assign", id, detail(&row)))
            .await
    }

    /// Marks a paper as dealt with on a day, or, without one, as still to be dealt with.
    pub async fn finish_incoming(&self, id: Uuid, seen: i64, done: Option<Day>) -> Result<(), PaperError> {
        let row = self.seen_row(id, seen).await?;
        if done.is_some_and(|day| day > self.today()) {
            return Err(PaperError::NotYet);
        }
        if done.is_some_and(|day| day < row.day) {
            return Err(PaperError::DoneBeforeArrival);
        }
        let act = match done {
            Some(_) => "papers.incoming-done",
            None => "papers.incoming-reopen",
        };
        let row = IncomingRow { done, ..row };
        let batch = self.batch().incoming_handling(&row);
        self.unless_outdated(batch.log(row.unit.0, act, id, detail(&row)))
            .await
    }

    /// Strikes a line that was entered by mistake. It stays in the register, and its number is never given again.
    pub async fn strike_incoming(&self, id: Uuid, seen: i64, why: &str) -> Result<(), PaperError> {
        let row = self.seen_row(id, seen).await?;
        let why = clean_line(why);
        if why.is_empty() {
            return Err(PaperError::NeedsReason);
        }
        if length(&why) > LINE_MAX {
            return Err(PaperError::TooLong(LINE_MAX));
        }
        let batch = self.batch().strike_incoming(&row, &why);
        self.strike(&row, batch).await
    }

    /// Strikes a line of a paper that belongs elsewhere and deletes what it tells with its scan; no reason is kept, for it
    /// would tell.
    pub async fn empty_incoming(&self, id: Uuid, seen: i64) -> Result<(), PaperError> {
        let row = self.incoming_row(id).await?;
        if row.edit_count != seen {
            return Err(PaperError::Overtaken);
        }
        let batch = self.batch().empty_incoming(&row);
        self.strike(&row, batch).await
    }

    async fn strike(&self, row: &IncomingRow, batch: Batch) -> Result<(), PaperError> {
        self.unless_outdated(batch.log(row.unit.0, "papers.incoming-strike", row.id, detail(row)))
            .await
    }

    /// Adds the scan of a paper that has none yet.
    pub async fn add_incoming_scan(&self, id: Uuid, bytes: &[u8]) -> Result<(), PaperError> {
        let row = self.incoming_row(id).await?;
        if row.is_struck || self.store.incoming_scan(id).await?.is_some() {
            return Err(PaperError::Overtaken);
        }
        let batch = self
            .batch()
            .new_incoming_scan(&self.scan_row(id, bytes)?, bytes)
            .log(row.unit.0, "papers.incoming-scan", id, detail(&row));
        match self.write(batch).await {
            Ok(()) => Ok(()),
            Err(WriteError::Stale | WriteError::Constraint(_)) => Err(PaperError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes the scan of a paper, as of the wrong one.
    pub async fn remove_incoming_scan(&self, id: Uuid) -> Result<(), PaperError> {
        let row = self.incoming_row(id).await?;
        let batch = self.batch().remove_incoming_scan(id).log(
            row.unit.0,
            "papers.incoming-scan-remove",
            id,
            detail(&row),
        );
        self.unless_outdated(batch).await
    }

    /// The scan of a paper: name and bytes.
    pub async fn incoming_scan(&self, id: Uuid) -> Result<(String, Vec<u8>), PaperError> {
        let row = self.incoming_row(id).await?;
        let scan = self.store.incoming_scan(id).await?.ok_or(PaperError::NotFound)?;
        let bytes = self.store.incoming_scan_bytes(id).await?;
        Ok((scan_name(&row, &scan), bytes.ok_or(PaperError::NotFound)?))
    }

    fn may_keep(&self, unit: UnitId) -> Result<(), PaperError> {
        match self.actor.is_signed_in() && self.may(Permission::KeepIncoming, unit) {
            true => Ok(()),
            false => Err(PaperError::NotFound),
        }
    }

    async fn incoming_row(&self, id: Uuid) -> Result<IncomingRow, PaperError> {
        let row = self.store.incoming_paper(id).await?.ok_or(PaperError::NotFound)?;
        self.may_keep(row.unit)?;
        Ok(row)
    }

    /// A line that stands as the person saw it.
    async fn seen_row(&self, id: Uuid, seen: i64) -> Result<IncomingRow, PaperError> {
        let row = self.incoming_row(id).await?;
        match row.edit_count == seen && !row.is_struck {
            true => Ok(row),
            false => Err(PaperError::Overtaken),
        }
    }

    /// The row of a form under the next number of its year.
    async fn next_incoming(&self, unit: UnitId, form: &IncomingForm) -> Result<IncomingRow, PaperError> {
        let year = form.day.year();
        let last = self.store.last_incoming(unit, year).await?;
        let last = last.map(|row| (row.number, row.day));
        let number = next_number(last, form.day)
            .map_err(|ArrivedBeforeLast { number, day }| PaperError::ArrivedBeforeLast(number, day))?;
        Ok(IncomingRow {
            id: form.id,
            unit,
            year,
            number,
            day: form.day,
            author: clean_line(&form.author),
            sign: clean_line(&form.sign),
            paper_day: form.paper_day,
            kind: form.kind.clone(),
            summary: clean_line(&form.summary),
            receiver: clean_line(&form.receiver),
            due: form.due,
            done: None,
            is_struck: false,
            note: String::new(),
            edit_count: 0,
            at: self.now(),
            person: self.actor.person,
        })
    }

    /// The line that the same form made before; another form under its id is refused.
    async fn sent_again(
        &self,
        unit: UnitId,
        row: IncomingRow,
        form: &IncomingForm,
    ) -> Result<Incoming, PaperError> {
        let is_same = row.unit == unit
            && row.person == self.actor.person
            && row.day == form.day
            && row.summary == clean_line(&form.summary);
        match is_same {
            true => self.one_line(row).await,
            false => Err(PaperError::Overtaken),
        }
    }

    fn scan_row(&self, id: Uuid, bytes: &[u8]) -> Result<ScanRow, PaperError> {
        Ok(ScanRow {
            id,
            kind: scan_ending(bytes)?.to_owned(),
            sha256: hex::encode(Sha256::digest(bytes)),
            size: bytes.len() as i64,
            at: self.now(),
            person: self.actor.person,
        })
    }

    async fn one_line(&self, row: IncomingRow) -> Result<Incoming, PaperError> {
        let mut lines = self.incoming_lines(vec![row]).await?;
        lines.pop().ok_or(PaperError::NotFound)
    }

    pub(crate) async fn incoming_lines(&self, rows: Vec<IncomingRow>) -> Result<Vec<Incoming>, PaperError> {
        let people: Vec<i64> = rows.iter().map(|row| row.person).collect();
        let names = self.entries().names(&people).await?;
        let today = self.today();
        let line = |row: IncomingRow| Incoming {
            by: names.get(&row.person).cloned(),
            kind: IncomingKind::parse(&row.kind),
            progress: Progress::of(row.due, row.done, today),
            struck: row.is_struck.then_some(row.note),
            id: row.id,
            unit: row.unit,
            year: row.year,
            number: row.number,
            day: row.day,
            author: row.author,
            sign: row.sign,
            paper_day: row.paper_day,
            summary: row.summary,
            receiver: row.receiver,
            due: row.due,
            edit_count: row.edit_count,
            at: row.at,
        };
        Ok(rows.into_iter().map(line).collect())
    }
}
