//! This installation's own key and card, and the installations that were introduced.

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
    /// The unit for which it speaks.
    pub unit: UnitId,
    /// The public key in groups, to be compared over the telephone.
    pub fingerprint: String,
    /// The card's file.
    pub card: String,
}

/// An installation that was introduced.
#[derive(Clone, Debug)]
pub struct Introduced {
    /// Permanent id of its book.
    pub book: Uuid,
    /// The unit for which it speaks.
    pub unit: UnitId,
    /// That unit's name, as its card had it.
    pub name: String,
    /// Its key in groups.
    pub fingerprint: String,
    /// Moment, UTC milliseconds.
    pub added_at: i64,
    /// Whether it is trusted no more.
    pub is_ended: bool,
    /// Where it is reached over the network; empty when only by files.
    pub address: String,
}

impl ExchangeService<'_> {
    /// The permanent id of this installation's book.
    pub(super) async fn own_book(&self) -> Result<Uuid, ExchangeError> {
        let kept = self.store.setting("book").await?;
        kept.and_then(|id| Uuid::parse_str(&id).ok())
            .ok_or_else(|| ExchangeError::Fault(Fault::Other("the book has no id".to_owned())))
    }

    /// The key of this installation; made on first use, by whoever is first.
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

    /// How this installation introduces itself in the name of a unit.
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

    /// The unit in whose name the actor introduces this installation, and meets others.
    pub(super) fn introducing(&self) -> Result<UnitId, ExchangeError> {
        let held = self.actor.units_for(Permission::ManagePeople, self.here());
        held.first().copied().ok_or(ExchangeError::NotAllowed)
    }

    /// Whoever has to do with figures that travel, or with the installations that they travel to.
    pub(super) fn meeting(&self) -> Result<(), ExchangeError> {
        let meets = [
            Permission::ManagePeople,
            Permission::AcceptFigures,
            Permission::FreezeFigures,
            Permission::ApproveFigures,
        ];
        let is_none = |act: &Permission| !self.actor.may_somewhere(*act, self.here());
        match meets.iter().all(is_none) {
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

    /// Trusts an installation no more: its bundles are refused from now on, what was taken stays.
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
