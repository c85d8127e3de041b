//! Databases for tests: a new SQLite file and a new PostgreSQL database for each test, on both engines always.

mod server;
mod templates;

pub use server::{Postgres, free_port, tool};
pub use templates::copied;

use crate::db::{Engine, Store};
use crate::writer::Trace;
use futures::FutureExt;
use server::psql;
use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;

/// Runs a test on a new SQLite database, then on a new PostgreSQL database; both have all tables.
pub async fn both<F: Future<Output = ()>>(test: impl Fn(Store) -> F) {
    let test = &test;
    both_addresses(|address| async move {
        let store = Store::open_traced(&address, Trace::default()).await;
        test(store.unwrap_or_else(|e| panic!("{address}: {e}"))).await;
    })
    .await;
}

/// Runs a test with the addresses of new databases on both engines; both have all tables.
pub async fn both_addresses<F: Future<Output = ()>>(test: impl Fn(String) -> F) {
    for engine in Engine::ALL {
        let place = copied(engine, "tables", async |_| ()).await;
        named(engine, &place.address, async {
            test(place.address.clone()).await
        })
        .await;
    }
}

/// Runs a test on one engine; when it fails, its output says on which one and where.
pub async fn named(engine: Engine, address: &str, test: impl Future<Output = ()>) {
    if let Err(panic) = AssertUnwindSafe(test).catch_unwind().await {
        eprintln!("This test failed on {engine}, {address}");
        resume_unwind(panic);
    }
}

/// The address of a database that goes away with it.
pub struct Address {
    /// The address.
    pub address: String,
    place: Place,
}

enum Place {
    Folder { _goes: Folder },
    Server { server: String, name: String },
}

impl Drop for Address {
    fn drop(&mut self) {
        if let Place::Server { server, name } = &self.place {
            // A server that was killed by its test takes its databases along.
            let _ = psql(server, &format!("DROP DATABASE {name} WITH (FORCE)"))
                .stderr(Stdio::null())
                .status();
        }
    }
}

/// A folder for a test's files that goes away with it.
pub struct Folder(PathBuf);

impl std::ops::Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A new folder for a test's files.
pub fn folder() -> Folder {
    let path = std::env::temp_dir().join(format!("dienhong-test-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    Folder(path)
}

/// A new database on an engine, without tables.
pub fn empty(engine: Engine) -> Address {
    match engine {
        Engine::Sqlite => sqlite(),
        Engine::Postgres => postgres(),
    }
}

/// A place for a new SQLite file.
pub fn sqlite() -> Address {
    let folder = folder();
    Address {
        address: folder.join("book.db").display().to_string(),
        place: Place::Folder { _goes: folder },
    }
}

/// A new database without tables in the test run's own PostgreSQL server.
pub fn postgres() -> Address {
    created(&shared_server())
}

/// A database in a server of its own with full durability, as in an office: for measuring.
pub fn postgres_durable() -> Address {
    static DURABLE: LazyLock<Postgres> = LazyLock::new(|| Postgres::start(true));
    created(&DURABLE.address)
}

/// The PostgreSQL server of the test run, or else of this process.
fn shared_server() -> String {
    static OWN: LazyLock<Postgres> = LazyLock::new(|| Postgres::start(false));
    std::env::var("DIENHONG_TEST_POSTGRES").unwrap_or_else(|_| OWN.address.clone())
}

/// How a database without tables is made.
const NEW: &str = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";

fn created(server: &str) -> Address {
    let name = new_name();
    let made = psql(server, &format!("CREATE DATABASE {name} {NEW}")).status();
    assert!(
        made.is_ok_and(|s| s.success()),
        "a test database could be made at {server}"
    );
    in_server(server, name)
}

fn new_name() -> String {
    format!("t_{}", uuid::Uuid::now_v7().simple())
}

fn address_in(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').unwrap_or((server, ""));
    format!("{base}/{name}")
}

fn in_server(server: &str, name: String) -> Address {
    Address {
        address: address_in(server, &name),
        place: Place::Server {
            server: server.to_owned(),
            name,
        },
    }
}
