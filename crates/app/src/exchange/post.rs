//! Letters over the network: figures and answers are posted to the other installation's address and wait there until
//! somebody looks at them. An installation that cannot be reached from outside can also fetch what is ready for it.

use super::areas::by_kind;
use super::travels::Travels;
use super::{Address, ExchangeError};
use crate::app::Fault;
use crate::exchange::ExchangeService;
use dienhong_bundles::{Asking, Body, EnvelopeContent, Kind, Payload, open, seal_asking};
use dienhong_domain::units::UnitId;
use dienhong_store::peers::{LetterRow, LetterState, PeerRow};
use dienhong_store::{Batch, WriteError};
use serde::Deserialize;
use uuid::Uuid;

/// Path to which letters are posted.
pub const LETTERS_AT: &str = "/api/exchange/letters";
/// Path at which an installation asks for what is ready for it.
pub const ASKED_AT: &str = "/api/exchange/ready";

/// Most waiting letters of one sender.
const WAITING_MAX: i64 = 200;
/// How long a request for what is ready is valid, before and after its moment, in milliseconds: clocks differ, and
/// copies of requests must expire.
const ASKING_GOOD: i64 = 24 * 3600 * 1000;

/// A letter that waits for a person to look at it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Permanent id.
    pub id: Uuid,
    /// Who sent it.
    pub sender: String,
    /// Moment, UTC milliseconds.
    pub came_at: i64,
}

/// What happened to a letter that was posted here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// It waits for a person to look at it.
    Waits,
    /// It came before.
    Known,
}

/// What happened to a letter that was posted to another installation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sent {
    /// To whom.
    pub to: String,
    /// It had arrived there before.
    pub was_there: bool,
}

/// How the other installation answers a letter.
#[derive(Deserialize)]
struct LetterAnswer {
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
}

/// What was ready.
#[derive(Deserialize)]
struct Ready {
    letters: Vec<String>,
}

/// The permanent id of a letter: the same bundle of the same book is the same letter, however its lines are broken.
fn letter_id(payload: &Payload) -> Uuid {
    Uuid::new_v5(&payload.from.book, payload.id.as_bytes())
}

/// The letter that delivered a file, if one did.
pub(super) fn letter_of(bytes: &[u8]) -> Option<Uuid> {
    match open(bytes).ok()?.what {
        EnvelopeContent::Bundle(payload) => Some(letter_id(&payload)),
        _ => None,
    }
}

impl ExchangeService<'_> {
    /// Stores a letter that came over the network. Only bundles of introduced installations are kept; a person looks at
    /// them and decides.
    pub async fn letter_came(&self, bytes: &[u8]) -> Result<Delivery, ExchangeError> {
        let opened = open(bytes).map_err(ExchangeError::Open)?;
        let EnvelopeContent::Bundle(payload) = opened.what else {
            return Err(ExchangeError::Open(dienhong_bundles::OpenError::NotAnEnvelope));
        };
        let peer = self.trusted(&payload.from, &opened.key).await?;
        let id = letter_id(&payload);
        if self.store.has_letter(id).await? {
            return Ok(Delivery::Known);
        }
        if self.store.letters_of(peer.book).await? >= WAITING_MAX {
            return Err(ExchangeError::Full);
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|_| ExchangeError::Open(dienhong_bundles::OpenError::NotAnEnvelope))?;
        let row = LetterRow {
            id,
            book: peer.book,
            came_at: self.now(),
        };
        let detail = serde_json::json!({ "from": peer.book }).to_string();
        let batch =
            Batch::new(0, self.now())
                .letter(&row, text)
                .log(peer.unit.0, "exchange.letter", id, detail);
        self.write(batch).await?;
        Ok(Delivery::Waits)
    }

    /// Waiting letters, for people who work with them.
    pub async fn letters(&self) -> Result<Vec<Letter>, ExchangeError> {
        self.meeting()?;
        let rows = self.store.letters().await?;
        let peers = self.store.peers().await?;
        let named = |row: LetterRow| {
            let peer = peers.iter().find(|p| p.book == row.book)?;
            Some(Letter {
                id: row.id,
                sender: peer.name.clone(),
                came_at: row.came_at,
            })
        };
        Ok(rows.into_iter().filter_map(named).collect())
    }

    /// The file of a waiting letter.
    pub async fn letter(&self, id: Uuid) -> Result<String, ExchangeError> {
        self.meeting()?;
        self.store.letter(id).await?.ok_or(ExchangeError::NotFound)
    }

    /// Sets aside a letter that cannot be imported.
    pub async fn put_letter_aside(&self, id: Uuid) -> Result<(), ExchangeError> {
        let text = self.letter(id).await?;
        // People who could import it, or who introduce installations, may set it aside.
        if self.introducing().is_err() && self.preview(text.as_bytes()).await.is_err() {
            return Err(ExchangeError::NotAllowed);
        }
        self.letter_is(id, LetterState::Aside).await
    }

    pub(super) async fn letter_is(&self, id: Uuid, state: LetterState) -> Result<(), ExchangeError> {
        if self.store.letter(id).await?.is_none() {
            return Ok(());
        }
        let mut batch = self.batch_without_rules().letter_done(id, state);
        if state == LetterState::Aside {
            batch = batch.log(0, "exchange.aside", id, "{}");
        }
        Ok(self.write(batch).await?)
    }

    /// Notes the address of an installation; empty for none.
    pub async fn note_address(&self, peer: Uuid, typed: &str) -> Result<(), ExchangeError> {
        let unit = self.introducing()?;
        let address = match typed.trim() {
            "" => String::new(),
            typed => Address::parse(typed).map_err(ExchangeError::Address)?.to_string(),
        };
        let detail = serde_json::json!({ "address": address }).to_string();
        let batch = self.batch_without_rules().peer_address(peer, &address).log(
            unit.0,
            "exchange.address",
            peer,
            detail,
        );
        match self.write(batch).await {
            Ok(()) => Ok(()),
            Err(WriteError::Stale) => Err(ExchangeError::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    /// The introduced installation to which what travels under an id goes in its present state, if any.
    pub async fn addressee(&self, id: Uuid) -> Result<Option<(String, bool)>, ExchangeError> {
        let Some((unit, origin)) = self.travelling(id).await? else {
            return Ok(None);
        };
        let peer = self.peer_for(unit, &origin).await?;
        Ok(peer.map(|p| (p.name, !p.address.is_empty())))
    }

    /// The unit of whatever travels under an id, and the book that it came from.
    async fn travelling(&self, id: Uuid) -> Result<Option<(UnitId, String)>, ExchangeError> {
        for kind in Kind::ALL {
            let found = by_kind!(kind, Area => self.origin_of::<Area>(id).await?);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    async fn peer_for(&self, unit: UnitId, origin: &str) -> Result<Option<PeerRow>, ExchangeError> {
        let peers = self
            .store
            .peers()
            .await?
            .into_iter()
            .filter(|p| p.ended_at.is_none());
        let (snapshot, today) = (self.snapshot(), self.today());
        let found = match Uuid::parse_str(origin) {
            Ok(origin) => peers.into_iter().find(|p| p.book == origin),
            // The nearest one that acts for the unit above.
            Err(_) => {
                let above = crate::procedures::above(snapshot, unit);
                let chain = above.map(|a| snapshot.map.chain(a, today)).unwrap_or_default();
                let place = |p: &PeerRow| chain.iter().position(|u| *u == p.unit);
                peers.filter(|p| place(p).is_some()).min_by_key(place)
            }
        };
        Ok(found)
    }

    /// Posts a subject, or the answer to one, to the other installation's address.
    pub(super) async fn post<T: Travels>(&self, id: Uuid) -> Result<Sent, ExchangeError> {
        let text = self.bundle::<T>(id).await?;
        let found = self.origin_of::<T>(id).await?;
        let (unit, origin) = found.ok_or(ExchangeError::NotFound)?;
        let peer = self.peer_for(unit, &origin).await?;
        let peer = peer.ok_or(ExchangeError::NotFound)?;
        let body = self.post_letter(&peer, LETTERS_AT, text).await?;
        let answer: LetterAnswer = serde_json::from_str(&body)
            .map_err(|e| ExchangeError::Unreached(peer.name.clone(), e.to_string()))?;
        if !answer.error.is_empty() {
            return Err(ExchangeError::RefusedThere(peer.name, answer.error));
        }
        let detail = serde_json::json!({ "to": peer.book }).to_string();
        let batch = self
            .batch_without_rules()
            .log(unit.0, "exchange.send", id, detail);
        self.write(batch).await?;
        Ok(Sent {
            to: peer.name,
            was_there: answer.state == "known",
        })
    }

    async fn post_letter(&self, peer: &PeerRow, path: &str, letter: String) -> Result<String, ExchangeError> {
        let address =
            Address::parse(&peer.address).map_err(|_| ExchangeError::NoAddress(peer.name.clone()))?;
        match self.app.peer_client.post(&address, path, letter).await {
            Ok(answered) if matches!(answered.status, 200 | 400 | 403 | 413 | 429) => Ok(answered.body),
            Ok(answered) => Err(ExchangeError::Unreached(
                peer.name.clone(),
                format!("HTTP {}", answered.status),
            )),
            Err(why) => Err(ExchangeError::Unreached(peer.name.clone(), why)),
        }
    }

    /// Fetches what an installation has ready for this book, and stores it. Returns how many letters are new.
    pub async fn fetch_letters(&self, peer: Uuid) -> Result<usize, ExchangeError> {
        self.meeting()?;
        let peer = self.store.peer(peer).await?.filter(|p| p.ended_at.is_none());
        let peer = peer.ok_or(ExchangeError::NotFound)?;
        let unit = self.book_unit().await?;
        let asking = Asking {
            from: self.sender(unit).await?,
            to: peer.book,
            made_at: self.now(),
        };
        let signer = self.signer().await?;
        let text = seal_asking(&signer, &asking).map_err(|e| Fault::Other(e.to_string()))?;
        let body = self.post_letter(&peer, ASKED_AT, text).await?;
        if let Ok(LetterAnswer { error, .. }) = serde_json::from_str(&body)
            && !error.is_empty()
        {
            return Err(ExchangeError::RefusedThere(peer.name, error));
        }
        let ready: Ready = serde_json::from_str(&body)
            .map_err(|e| ExchangeError::Unreached(peer.name.clone(), e.to_string()))?;
        let mut new = 0;
        for letter in &ready.letters {
            if self.is_of_use(letter.as_bytes()).await?
                && self.letter_came(letter.as_bytes()).await? == Delivery::Waits
            {
                new += 1;
            }
        }
        Ok(new)
    }

    /// Any unit of this book: in a request the sender is known by its key, not by its unit.
    async fn book_unit(&self) -> Result<UnitId, ExchangeError> {
        let snapshot = self.snapshot();
        let top = snapshot.map.units().next().map(|u| u.id);
        top.ok_or(ExchangeError::NotFound)
    }

    /// Whether a letter would still change something: an answer that was imported from a file need not be fetched again.
    async fn is_of_use(&self, letter: &[u8]) -> Result<bool, ExchangeError> {
        let Ok(opened) = open(letter) else {
            return Ok(true);
        };
        let EnvelopeContent::Bundle(payload) = opened.what else {
            return Ok(true);
        };
        Ok(match &payload.body {
            Body::Answer(answer) => {
                by_kind!(answer.kind, Area => !self.is_answer_taken::<Area>(answer).await?)
            }
            Body::Submission(_) => true,
        })
    }

    /// What is ready for an installation that asks: the answers to what it sent.
    pub async fn ready_for(&self, bytes: &[u8]) -> Result<Vec<String>, ExchangeError> {
        let opened = open(bytes).map_err(ExchangeError::Open)?;
        let EnvelopeContent::Asking(asking) = opened.what else {
            return Err(ExchangeError::Open(dienhong_bundles::OpenError::NotAnEnvelope));
        };
        let peer = self.trusted(&asking.from, &opened.key).await?;
        let age = self.now().saturating_sub(asking.made_at).saturating_abs();
        if asking.to != self.own_book().await? || age > ASKING_GOOD {
            return Err(ExchangeError::Stale(0));
        }
        let origin = peer.book.to_string();
        let mut ready = Vec::new();
        for kind in Kind::ALL {
            ready.extend(by_kind!(kind, Area => self.answers_to::<Area>(&origin).await?));
        }
        Ok(ready)
    }
}
