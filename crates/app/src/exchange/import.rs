//! Previewing and importing what another installation sent: cards and bundles.

use super::ExchangeError;
use super::areas::by_kind;
use super::post::letter_of;
use crate::exchange::ExchangeService;
use crate::papers::SignedKind;
use dienhong_bundles::{Body, Card, EnvelopeContent, OpenError, Payload, Sender, fingerprint, open};
use dienhong_domain::filings::{Content, State};
use dienhong_domain::packs::Words;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_reports::Paper;
use dienhong_store::peers::{LetterState, PeerRow};
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

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
                self.arrived(&payload, &peer).await
            }
        }
    }

    /// What importing a bundle would do.
    async fn arrived(&self, payload: &Payload, peer: &PeerRow) -> Result<Inspection, ExchangeError> {
        match &payload.body {
            Body::Submission(of) => by_kind!(of.kind(), Area => {
                self.submission_came::<Area>(payload, peer, of).await
            }),
            Body::Answer(of) => by_kind!(of.kind, Area => self.answer_came::<Area>(payload, peer, of).await),
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
    pub(super) async fn works_here(&self, units: &[UnitId], act: Permission) -> Result<bool, ExchangeError> {
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
}
