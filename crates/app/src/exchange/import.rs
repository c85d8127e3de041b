//! Previewing and importing what another installation sent: cards, filings and answers.

use super::ExchangeError;
use super::post::letter_of;
use crate::exchange::ExchangeService;
use crate::filings::{NOTE_MAX, content_of};
use crate::papers::SignedKind;
use crate::procedures::{ForeignStep, foreign_steps};
use dienhong_bundles::{
    Answer, Body, Card, EnvelopeContent, Filing, OpenError, Payload, Said, Sender, fingerprint, open,
};
use dienhong_domain::filings::{Content, State};
use dienhong_domain::packs::Words;
use dienhong_domain::procedures::filings::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::{Permission, heirs_of};
use dienhong_domain::text::length;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_reports::Paper;
use dienhong_store::filings::{FilingFilter, FilingRow, FilingWrite};
use dienhong_store::peers::{LetterState, PeerRow};
use dienhong_store::{Batch, WriteError};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Limits for what a trusted but careless sender may have signed.
const VERSION_MAX: i32 = 1_000;
const SAID_MAX: usize = 20;
const REASONS_MAX: usize = 500;
/// How often a file is inspected again because others wrote first.
const TRIES: usize = 3;

/// Whether importing would change something here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BundleStatus {
    /// Taking it changes something.
    New,
    /// It was imported already: importing it again changes nothing.
    Known,
}

/// What was sent, as a person sees it before importing it.
#[derive(Clone, Debug)]
pub enum BundlePreview {
    /// An installation introduces itself.
    Card {
        /// Its book.
        book: Uuid,
        /// The unit on whose behalf it acts.
        unit: UnitId,
        /// That unit's name on the card.
        name: String,
        /// Its key in groups of characters, to be compared over the telephone.
        fingerprint: String,
        /// Whether it is trusted already.
        status: BundleStatus,
    },
    /// Figures of a unit below.
    Filing {
        /// Filing.
        id: Uuid,
        /// Who sends it.
        sender: String,
        /// Version.
        version: i32,
        /// Its content.
        content: Box<Content>,
        /// Whether it is new.
        status: BundleStatus,
    },
    /// An answer of the level above.
    Answer {
        /// Filing.
        id: Uuid,
        /// Who answers.
        sender: String,
        /// Its content.
        content: Box<Content>,
        /// Accepted or returned.
        state: State,
        /// Words.
        note: String,
        /// Measure (empty for the whole) and reason.
        reasons: Vec<(String, String)>,
        /// Whether it is new.
        status: BundleStatus,
    },
    /// A report of a unit below.
    Report {
        /// Report.
        id: Uuid,
        /// Who sends it.
        sender: String,
        /// Unit.
        unit: UnitId,
        /// Outline's name; its code when no pack here knows it.
        title: Words,
        /// Days.
        period: Period,
        /// Version.
        version: i32,
        /// The paper as it was issued.
        paper: Box<Paper>,
        /// What kind of signed copy came with it, if any.
        signed: Option<SignedKind>,
        /// Whether it is new.
        status: BundleStatus,
    },
    /// An answer of the level above to a report.
    ReportAnswer {
        /// Report.
        id: Uuid,
        /// Who answers.
        sender: String,
        /// Unit.
        unit: UnitId,
        /// Outline's name.
        title: Words,
        /// Days.
        period: Period,
        /// The paper as it was issued.
        paper: Box<Paper>,
        /// Accepted, or sent back to be written.
        stage: Stage,
        /// Words.
        note: String,
        /// Part (empty for the whole) and words.
        notes: Vec<(String, String)>,
        /// Whether it is new.
        status: BundleStatus,
    },
}

impl BundlePreview {
    /// Whether importing it changes something.
    pub fn status(&self) -> BundleStatus {
        match self {
            BundlePreview::Card { status, .. }
            | BundlePreview::Filing { status, .. }
            | BundlePreview::Answer { status, .. }
            | BundlePreview::Report { status, .. }
            | BundlePreview::ReportAnswer { status, .. } => *status,
        }
    }
    /// The filing that it is about.
    pub fn filing(&self) -> Option<Uuid> {
        match self {
            BundlePreview::Filing { id, .. } | BundlePreview::Answer { id, .. } => Some(*id),
            _ => None,
        }
    }
    /// The report that it is about.
    pub fn report(&self) -> Option<Uuid> {
        match self {
            BundlePreview::Report { id, .. } | BundlePreview::ReportAnswer { id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// A preview, with what importing would write.
pub(super) struct Inspection {
    pub(super) preview: BundlePreview,
    pub(super) batch: Option<Batch>,
}

impl ExchangeService<'_> {
    /// Opens a file and says what importing it would do; nothing is written.
    pub async fn preview(&self, bytes: &[u8]) -> Result<BundlePreview, ExchangeError> {
        Ok(self.inspect(bytes).await?.preview)
    }

    /// Imports a file: a card, figures, a report, or an answer. A second time changes nothing.
    pub async fn import(&self, bytes: &[u8]) -> Result<BundlePreview, ExchangeError> {
        let letter = letter_of(bytes).unwrap_or_default();
        let mut on = self.clone();
        for _ in 0..TRIES {
            let found = on.inspect(bytes).await?;
            let Some(batch) = found.batch else {
                on.letter_is(letter, LetterState::Taken).await?;
                return Ok(found.preview);
            };
            match on.write(batch.letter_done(letter, LetterState::Taken)).await {
                Ok(()) => return Ok(found.preview),
                // Somebody imported it at the same moment, or the map changed: inspect again, and it is known, new or
                // refused.
                Err(WriteError::Constraint(_) | WriteError::Stale) => on = on.renewed().exchange(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(ExchangeError::Collides)
    }

    async fn inspect(&self, bytes: &[u8]) -> Result<Inspection, ExchangeError> {
        if !self.actor.is_signed_in() {
            return Err(ExchangeError::NotAllowed);
        }
        let opened = open(bytes).map_err(ExchangeError::Open)?;
        match opened.what {
            EnvelopeContent::Card(card) => self.card(&card, &opened.key).await,
            EnvelopeContent::Asking(_) => Err(ExchangeError::Open(OpenError::NotAnEnvelope)),
            EnvelopeContent::Bundle(payload) => {
                let peer = self.trusted(&payload.from, &opened.key).await?;
                match &payload.body {
                    Body::Filing(filing) => self.filing_came(&payload, &peer, filing).await,
                    Body::Answer(answer) => self.answer_came(&payload, &peer, answer).await,
                    Body::Report(report) => self.report_came(&payload, &peer, report).await,
                    Body::ReportAnswer(answer) => self.report_answered(&payload, &peer, answer).await,
                }
            }
        }
    }

    /// What importing a card would do: it introduces the installation as acting for the unit on the card.
    async fn card(&self, card: &Card, key: &[u8]) -> Result<Inspection, ExchangeError> {
        let own = self.introducing()?;
        let unit = self.snapshot().map.by_uid(card.unit);
        let unit = unit.ok_or(ExchangeError::UnknownUnit)?;
        if !self.meets(own, unit) {
            return Err(ExchangeError::NotForUs(card.name.clone()));
        }
        if self.decides_here(own, unit).await? {
            return Err(ExchangeError::WorksHere(card.name.clone()));
        }
        let status = self.card_status(card, unit, key).await?;
        let detail = serde_json::json!({ "key": fingerprint(key) }).to_string();
        let row = self.peer_of(card, unit, key);
        let batch = self
            .batch()
            .peer(&row)
            .log(own.0, "exchange.introduce", card.book, detail);
        Ok(Inspection {
            preview: BundlePreview::Card {
                book: card.book,
                unit,
                name: card.name.clone(),
                fingerprint: fingerprint(key),
                status,
            },
            batch: (status == BundleStatus::New).then_some(batch),
        })
    }

    /// Whether the unit of a card lies above or below one's own: no other installation is introduced.
    fn meets(&self, own: UnitId, unit: UnitId) -> bool {
        let (map, today) = (&self.snapshot().map, self.today());
        map.is_within(unit, own, today) || map.is_within(own, unit, today)
    }

    /// Whether people of this very book decide for a unit. They decide here, not by letter: a ward could otherwise introduce
    /// a key of its own as that of the level above and accept its own figures, a province one in the name of a ward.
    async fn decides_here(&self, own: UnitId, unit: UnitId) -> Result<bool, ExchangeError> {
        let (map, today) = (&self.snapshot().map, self.today());
        let is_above = unit != own && map.is_within(own, unit, today);
        match is_above {
            true => {
                self.works_here(&map.chain(unit, today), Permission::AcceptFigures)
                    .await
            }
            false => self.works_here(&[unit], Permission::ApproveFigures).await,
        }
    }

    /// Whether an installation is trusted already for the same unit and by the same key.
    async fn card_status(
        &self,
        card: &Card,
        unit: UnitId,
        key: &[u8],
    ) -> Result<BundleStatus, ExchangeError> {
        let kept = self.store.peer(card.book).await?;
        let is_same = |p: &PeerRow| p.public_key == key && p.unit == unit && p.ended_at.is_none();
        Ok(match kept.as_ref().is_some_and(is_same) {
            true => BundleStatus::Known,
            false => BundleStatus::New,
        })
    }

    fn peer_of(&self, card: &Card, unit: UnitId, key: &[u8]) -> PeerRow {
        PeerRow {
            book: card.book,
            unit,
            name: card.name.clone(),
            public_key: key.to_vec(),
            added_at: self.now(),
            added_by: self.actor.person,
            ended_at: None,
            address: String::new(),
        }
    }

    /// Whether people with an account in this book currently have a permission at one of these units.
    async fn works_here(&self, units: &[UnitId], act: Permission) -> Result<bool, ExchangeError> {
        let (snapshot, today) = (self.snapshot(), self.today());
        let rows = self.store.appointments_over(units).await?;
        let mut held = rows.iter().map(|row| row.appointment());
        Ok(held.any(|a| a.role.permissions().contains(&act) && a.holds(&snapshot.map, today)))
    }

    /// The sender, if it was introduced to this book and its key is the one that signed.
    pub(super) async fn trusted(&self, from: &Sender, key: &[u8]) -> Result<PeerRow, ExchangeError> {
        let peer = self.store.peer(from.book).await?;
        let peer = peer.ok_or_else(|| ExchangeError::UnknownSender(fingerprint(key)))?;
        if peer.public_key != key {
            return Err(ExchangeError::OtherKey(peer.name, fingerprint(&peer.public_key)));
        }
        match peer.ended_at {
            Some(_) => Err(ExchangeError::Ended(peer.name)),
            None => Ok(peer),
        }
    }

    /// Checks that the actor may import what a unit sends up: the sender acts for the unit or its heir, nobody in this
    /// book decides for it (`act`), and it is addressed to a unit on whose behalf the actor answers.
    pub(super) async fn comes_from_below(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        (unit, name): (UnitId, &str),
        act: Permission,
    ) -> Result<(), ExchangeError> {
        let snapshot = self.snapshot();
        let speaks = peer.unit;
        let stands_for = |of: UnitId| snapshot.map.is_within(of, speaks, self.today());
        if !stands_for(unit) && !heirs_of(&snapshot.map, unit).into_iter().any(stands_for) {
            return Err(ExchangeError::NotTheirs(name.to_owned()));
        }
        if self.works_here(&[unit, speaks], act).await? {
            return Err(ExchangeError::WorksHere(peer.name.clone()));
        }
        let is_ours = crate::procedures::above(snapshot, unit)
            .is_some_and(|above| snapshot.map.uid(above) == payload.to && self.filings().may_accept(unit));
        match is_ours {
            true => Ok(()),
            false => Err(ExchangeError::NotForUs(name.to_owned())),
        }
    }

    /// Checks that the actor, who needs one of `acts` there, may import an answer to what a unit sent: the sender acts
    /// for the level above, and nobody of that level decides in this book.
    pub(super) async fn comes_from_above(
        &self,
        peer: &PeerRow,
        unit: UnitId,
        acts: [Permission; 2],
    ) -> Result<(), ExchangeError> {
        let snapshot = self.snapshot();
        if !acts.iter().any(|act| self.may(*act, unit)) {
            return Err(ExchangeError::NotAllowed);
        }
        let speaks = peer.unit;
        let above = crate::procedures::above(snapshot, unit);
        if !above.is_some_and(|above| snapshot.map.is_within(above, speaks, self.today())) {
            return Err(ExchangeError::NotTheirs(snapshot.map.label(
                unit,
                self.today(),
                "vi",
            )));
        }
        let chain = snapshot.map.chain(speaks, self.today());
        match self.works_here(&chain, Permission::AcceptFigures).await? {
            true => Err(ExchangeError::WorksHere(peer.name.clone())),
            false => Ok(()),
        }
    }

    async fn filing_came(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        filing: &Filing,
    ) -> Result<Inspection, ExchangeError> {
        let content = sound(filing).ok_or(ExchangeError::Damaged)?;
        let unit = self
            .snapshot()
            .map
            .by_uid(content.unit)
            .ok_or(ExchangeError::UnknownUnit)?;
        let of = (unit, content.unit_name.as_str());
        self.comes_from_below(payload, peer, of, Permission::ApproveFigures)
            .await?;
        if self.is_kept(peer, filing).await? {
            return Ok(Inspection {
                preview: filing_preview(peer, filing, content, BundleStatus::Known),
                batch: None,
            });
        }
        let row = filing_row(payload, peer, filing, (unit, &content));
        let older = self.older(unit, &row.form, row.days, peer, filing).await?;
        let batch = self.filings().replacing(older.as_ref()).await?.filing(&row);
        let batch = self.with_filing_steps(batch, unit, filing);
        let detail = serde_json::json!({ "from": peer.book, "hash": filing.hash }).to_string();
        Ok(Inspection {
            preview: filing_preview(peer, filing, content, BundleStatus::New),
            batch: Some(batch.log(unit.0, "exchange.filing", filing.filing, detail)),
        })
    }

    /// Whether the same filing was imported before; another one with that id is refused.
    async fn is_kept(&self, peer: &PeerRow, filing: &Filing) -> Result<bool, ExchangeError> {
        let Some(kept) = self.store.filing(filing.filing).await? else {
            return Ok(false);
        };
        let is_same = hex::encode(&kept.hash) == filing.hash && kept.origin == peer.book.to_string();
        match is_same {
            true => Ok(true),
            false => Err(ExchangeError::Collides),
        }
    }

    /// The previous version, if it was returned and may be replaced. What comes too late or too early is refused.
    async fn older(
        &self,
        unit: UnitId,
        form: &str,
        days: Period,
        peer: &PeerRow,
        filing: &Filing,
    ) -> Result<Option<FilingRow>, ExchangeError> {
        let filter = FilingFilter {
            units: vec![unit.0],
            form: Some(form.to_owned()),
            days: Some((days.from.number(), days.to.number())),
        };
        let (rows, _) = self.store.filings(&filter, 0, 100).await?;
        if rows.iter().any(|r| r.origin != peer.book.to_string()) {
            return Err(ExchangeError::Collides);
        }
        let Some(newest) = rows.into_iter().next() else {
            return Ok(None);
        };
        if newest.version >= filing.version {
            return Err(ExchangeError::Stale(newest.version.into()));
        }
        match newest.state {
            State::Returned => Ok(Some(newest)),
            State::Replaced => Ok(None),
            _ => Err(ExchangeError::Waits(newest.version.into())),
        }
    }

    /// Adds the history of a filing in its own book.
    fn with_filing_steps(&self, batch: Batch, unit: UnitId, filing: &Filing) -> Batch {
        let map = &self.snapshot().map;
        let steps = filing.said.iter().map(|said| ForeignStep {
            state: said.state,
            at: said.at,
            unit: map.by_uid(said.unit).unwrap_or(unit),
            note: said.note.clone(),
            reasons: Vec::new(),
        });
        let of = (filing.filing, filing.version.into());
        foreign_steps(batch, &PROCEDURE, of, (0, None), steps)
    }

    async fn answer_came(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        answer: &Answer,
    ) -> Result<Inspection, ExchangeError> {
        let row = self.answered_filing(payload, answer).await?;
        let acts = [Permission::FreezeFigures, Permission::ApproveFigures];
        self.comes_from_above(peer, row.unit, acts).await?;
        if answer.reasons.len() > REASONS_MAX || answer.reasons.iter().any(|(_, r)| length(r) > NOTE_MAX) {
            return Err(ExchangeError::Damaged);
        }
        let content = self
            .store
            .filing_content(row.id)
            .await?
            .ok_or(ExchangeError::UnknownFiling)?;
        let content = content_of(&content)?;
        let next = answer.said.state;
        let steps = self.store.steps(&PROCEDURE, row.id).await?;
        if steps.iter().any(|s| s.at == answer.said.at && s.state == next) {
            return Ok(Inspection {
                preview: answer_preview(peer, answer, content, BundleStatus::Known),
                batch: None,
            });
        }
        let is_answer = matches!(next, State::Accepted | State::Returned);
        if !is_answer || PROCEDURE.between(Some(row.state), next).is_none() {
            return Err(ExchangeError::Stands(row.state));
        }
        let before = (steps.last().map_or(0, |s| s.seq), Some(row.state));
        let batch = self.batch().filing_state(row.id, row.state, next);
        let of = (row.id, row.version.into());
        let batch = foreign_steps(batch, &PROCEDURE, of, before, [self.answer_step(peer, answer)]);
        let detail = serde_json::json!({ "from": peer.book, "state": next.code() }).to_string();
        Ok(Inspection {
            preview: answer_preview(peer, answer, content, BundleStatus::New),
            batch: Some(batch.log(row.unit.0, "exchange.answer", row.id, detail)),
        })
    }

    /// The filing of this book that is answered, if the answer is addressed to its unit.
    async fn answered_filing(&self, payload: &Payload, answer: &Answer) -> Result<FilingRow, ExchangeError> {
        let map = &self.snapshot().map;
        let row = self.store.filing(answer.filing).await?;
        row.filter(|r| r.origin.is_empty() && hex::encode(&r.hash) == answer.hash)
            .filter(|r| map.uid(r.unit) == payload.to)
            .ok_or(ExchangeError::UnknownFiling)
    }

    fn answer_step(&self, peer: &PeerRow, answer: &Answer) -> ForeignStep<State> {
        let said = &answer.said;
        ForeignStep {
            state: said.state,
            at: said.at,
            unit: self.snapshot().map.by_uid(said.unit).unwrap_or(peer.unit),
            note: said.note.clone(),
            reasons: answer.reasons.clone(),
        }
    }
}

/// The content of a filing, if its hash and its limits are right.
fn sound(filing: &Filing) -> Option<Content> {
    if hex::encode(Sha256::digest(filing.content.as_bytes())) != filing.hash {
        return None;
    }
    let content = content_of(&filing.content).ok()?;
    let is_plain =
        |said: &Said| length(&said.note) <= NOTE_MAX && matches!(said.state, State::Frozen | State::Sent);
    let is_sound = content.is_sound()
        && (1..=VERSION_MAX).contains(&filing.version)
        && filing.said.len() <= SAID_MAX
        && filing.said.iter().all(is_plain);
    is_sound.then_some(content)
}

fn filing_preview(peer: &PeerRow, filing: &Filing, content: Content, status: BundleStatus) -> BundlePreview {
    BundlePreview::Filing {
        id: filing.filing,
        sender: peer.name.clone(),
        version: filing.version,
        content: Box::new(content),
        status,
    }
}

fn filing_row(
    payload: &Payload,
    peer: &PeerRow,
    filing: &Filing,
    (unit, content): (UnitId, &Content),
) -> FilingWrite {
    FilingWrite {
        id: filing.filing,
        unit,
        form: content.form.clone(),
        days: Period {
            from: content.from,
            to: content.to,
        },
        version: filing.version,
        state: State::Sent,
        content: filing.content.clone(),
        hash: Sha256::digest(filing.content.as_bytes()).to_vec(),
        inputs: hex::decode(&content.inputs).unwrap_or_default(),
        origin: peer.book.to_string(),
        made_at: payload.made_at,
        made_by: 0,
    }
}

fn answer_preview(peer: &PeerRow, answer: &Answer, content: Content, status: BundleStatus) -> BundlePreview {
    BundlePreview::Answer {
        id: answer.filing,
        sender: peer.name.clone(),
        content: Box::new(content),
        state: answer.said.state,
        note: answer.said.note.clone(),
        reasons: answer.reasons.clone(),
        status,
    }
}
