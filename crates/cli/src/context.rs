//! Opens the book for a command, and defines the actor of the command line.

use crate::failure::Failure;
use crate::fonts::own_fonts;
use crate::place::Place;
use crate::say::Say;
use crate::served::Served;
use dienhong_app::clock::SystemClock;
use dienhong_app::exchange::PeerClient;
use dienhong_app::people::{By, Kind};
use dienhong_app::{Actor, App};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitMap;
use dienhong_store::upkeep::Reading;
use dienhong_store::{NEWEST, Store};
use std::sync::Arc;
use url::Url;
use uuid::Uuid;

/// What every command gets.
#[derive(Clone, Debug)]
pub(crate) struct CommandContext {
    /// How to speak.
    pub(crate) say: Say,
    /// Where the book is stored.
    pub(crate) place: Place,
}

impl CommandContext {
    /// Fails when there is no book, or one whose tables do not fit this program.
    pub(crate) async fn expect_book(&self) -> Result<(), Failure> {
        match Store::step(&self.place.address()).await? {
            None => Err(self.no_book()),
            Some(step) if step < NEWEST => Err(Failure::refused("cli-error-older")
                .with("found", step.to_string())
                .with("known", NEWEST.to_string())),
            Some(step) if step > NEWEST => Err(dienhong_store::StoreError::Newer {
                found: step,
                known: NEWEST,
            }
            .into()),
            Some(_) => Ok(()),
        }
    }
    fn no_book(&self) -> Failure {
        Failure::refused("cli-error-no-book").with("place", self.place.shown())
    }
    /// Opens the book read-only.
    pub(crate) async fn reader(&self) -> Result<Store, Failure> {
        self.expect_book().await?;
        let store = Store::open_to_read(&self.place.address(), Reading::Live).await?;
        self.expect_contents(store).await
    }
    /// Opens the book to write.
    pub(crate) async fn writer(&self) -> Result<Store, Failure> {
        self.expect_book().await?;
        let store = Store::open(&self.place.address()).await?;
        self.expect_contents(store).await
    }
    async fn expect_contents(&self, store: Store) -> Result<Store, Failure> {
        match store.setting("generation").await? {
            Some(_) => Ok(store),
            None => Err(self.no_book()),
        }
    }
    /// The whole program on a store.
    pub(crate) async fn app(&self, store: Store) -> Result<App, Failure> {
        let address = Served::read(&self.place).map(|s| s.url);
        let url = address.as_deref().unwrap_or("http://localhost");
        let url = Url::parse(url).map_err(Failure::broken)?;
        self.app_at(store, url).await
    }
    pub(crate) async fn app_at(&self, store: Store, url: Url) -> Result<App, Failure> {
        let peer_client = PeerClient::trusting(&self.authorities());
        let app = App::open(store, Arc::new(SystemClock::default()), url).await?;
        Ok(match own_fonts(&self.place) {
            Ok(Some(fonts)) => app.with_fonts(fonts),
            Ok(None) => app,
            Err(why) => {
                tracing::warn!(%why, "PDFs are set in Tinos: the fonts beside the book cannot be used");
                app
            }
        }
        .with_peer_client(peer_client)
        .with_folder(self.place.data.clone()))
    }

    /// Authorities (PEM) that the operator put into `trusted/` beside the book. Other installations with a self-made
    /// certificate can be reached only if their authority is there.
    fn authorities(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.place.data.join("trusted")) else {
            return Vec::new();
        };
        files
            .filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok())
            .collect()
    }
}

/// Whoever has access to the disk has access to the book, so the command line acts over the whole map
/// (`docs/decisions/`). What it writes is recorded under the program's number, 0.
pub(crate) fn owner(map: &UnitMap) -> Actor {
    let tops = map.units().filter(|u| u.last().parent.is_none()).map(|u| u.id);
    let held = |unit| {
        [Role::Operator, Role::Reader, Role::Official].map(|role| Appointment {
            role,
            unit,
            subject: None,
            from: Day::MIN,
            to: Day::MAX,
        })
    };
    Actor {
        person: 0,
        uid: Uuid::nil(),
        name: String::new(),
        language: "vi".to_owned(),
        held: tops.flat_map(held).collect(),
        by: By::Session {
            id: Uuid::nil(),
            kind: Kind::Password,
            opened: 0,
        },
    }
}
