//! This installation's own key and card, and the installations that were introduced to it.

use super::ExchangeError;
use crate::app::Fault;
use crate::exchange::ExchangeService;
use dienhong_bundles::{Card, Sender, Signer, fingerprint, seal_card};
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_store::peers::PeerRow;
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

const KEY: &str = "signing-key";

/// How this installation introduces itself.
#[derive(Clone, Debug)]
pub struct Own {
    /// The unit on whose behalf it acts.
    pub unit: UnitId,
    /// The public key in groups of characters, to be compared over the telephone.
    pub fingerprint: String,
    /// The card's file.
    pub card: String,
}

/// An installation that was introduced here.
#[derive(Clone, Debug)]
pub struct Introduced {
    /// Permanent id of its book.
    pub book: Uuid,
    /// The unit on whose behalf it acts.
    pub unit: UnitId,
    /// That unit's name, as on its card.
    pub name: String,
    /// Its key in groups.
    pub fingerprint: String,
    /// Moment, UTC milliseconds.
    pub added_at: i64,
    /// Whether it is no longer trusted.
    pub is_ended: bool,
    /// Its network address; empty when it is reached only by files.
    pub address: String,
}

/// Whoever may do one of these works with exchanged figures, or introduces installations.
pub const MEETING: &[Permission] = &[
    Permission::ManagePeople,
    Permission::AcceptFigures,
    Permission::FreezeFigures,
    Permission::ApproveFigures,
];

impl ExchangeService<'_> {
    /// The permanent id of this installation's book.
    pub(super) async fn own_book(&self) -> Result<Uuid, ExchangeError> {
        let kept = self.store.setting("book").await?;
        kept.and_then(|id| Uuid::parse_str(&id).ok())
            .ok_or_else(|| ExchangeError::Fault(Fault::Other("the book has no id".to_owned())))
    }

    /// The key of this installation; made on first use.
    pub(super) async fn signer(&self) -> Result<Signer, ExchangeError> {
        let read = |kept: String| {
            let bytes = hex::decode(kept).map_err(|_| dienhong_bundles::KeyError::Unreadable)?;
            Signer::read(&bytes)
        };
        if let Some(kept) = self.store.setting(KEY).await? {
            return Ok(read(kept)?);
        }
        let made = hex::encode(Signer::generate()?);
        let batch = Batch::new(0, self.now()).run(
            "INSERT INTO setting (key, value) VALUES ($1, $2)",
            dienhong_store::args![KEY, made.as_str()],
        );
        match self.write(batch).await {
            Ok(()) | Err(WriteError::Constraint(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let kept = self.store.setting(KEY).await?.unwrap_or(made);
        Ok(read(kept)?)
    }

    pub(super) async fn sender(&self, unit: UnitId) -> Result<Sender, ExchangeError> {
        let snapshot = self.snapshot();
        Ok(Sender {
            book: self.own_book().await?,
            unit: snapshot.map.uid(unit),
            name: snapshot.map.label(unit, self.today(), "vi"),
        })
    }

    /// How this installation introduces itself on behalf of a unit.
    pub async fn own_card(&self) -> Result<Own, ExchangeError> {
        let unit = self.introducing()?;
        let (signer, from) = (self.signer().await?, self.sender(unit).await?);
        let card = Card {
            book: from.book,
            unit: from.unit,
            name: from.name,
        };
        Ok(Own {
            unit,
            fingerprint: fingerprint(&signer.public()),
            card: seal_card(&signer, &card).map_err(|e| Fault::Other(e.to_string()))?,
        })
    }

    /// The unit on whose behalf the actor introduces this installation, and other installations to it.
    pub(super) fn introducing(&self) -> Result<UnitId, ExchangeError> {
        let held = self.actor.units_for(Permission::ManagePeople, self.here());
        held.first().copied().ok_or(ExchangeError::NotAllowed)
    }

    /// Checks that the actor works with exchanged figures, or introduces installations.
    pub(super) fn meeting(&self) -> Result<(), ExchangeError> {
        let is_none = |act: &Permission| !self.actor.may_somewhere(*act, self.here());
        match MEETING.iter().all(is_none) {
            true => Err(ExchangeError::NotAllowed),
            false => Ok(()),
        }
    }

    /// Installations that were introduced, the newest first.
    pub async fn introduced(&self) -> Result<Vec<Introduced>, ExchangeError> {
        self.meeting()?;
        let of = |row: PeerRow| Introduced {
            book: row.book,
            unit: row.unit,
            name: row.name,
            fingerprint: fingerprint(&row.public_key),
            added_at: row.added_at,
            is_ended: row.ended_at.is_some(),
            address: row.address,
        };
        Ok(self.store.peers().await?.into_iter().map(of).collect())
    }

    /// Stops trusting an installation: its bundles are refused from now on; what was imported stays.
    pub async fn end_introduction(&self, peer: Uuid) -> Result<(), ExchangeError> {
        let unit = self.introducing()?;
        let batch =
            self.batch_without_rules()
                .end_peer(peer, self.now())
                .log(unit.0, "exchange.end", peer, "{}");
        match self.write(batch).await {
            Ok(()) => Ok(()),
            Err(WriteError::Stale) => Err(ExchangeError::NotFound),
            Err(error) => Err(error.into()),
        }
    }
}
