//! Databases that are filled once a test run and copied for each test.

use super::{Address, NEW, address_in, empty, in_server, new_name, shared_server, sqlite};
use crate::db::{Engine, Store, StoreError};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A new database on an engine with all tables and what `fill` wrote. It is filled once a test run and then copied, so
/// whatever was random is the same in every copy.
///
/// `name` says what it holds, in letters that suit a file and a database.
pub async fn copied(engine: Engine, name: &str, fill: impl AsyncFnOnce(&Store)) -> Address {
    let Some(folder) = run_folder() else {
        let place = empty(engine);
        fill_at(&place.address, fill).await;
        return place;
    };
    let name = format!("{name}_{}", program());
    match engine {
        Engine::Sqlite => copied_file(&folder.join(name).with_extension("db"), fill).await,
        Engine::Postgres => copied_database(&folder, &format!("template_{name}"), fill).await,
    }
}

/// The folder of a test run, made by `scripts/with-postgres`. Templates in it may be older than this process.
fn run_folder() -> Option<PathBuf> {
    std::env::var_os("DIENHONG_TEST_TEMPLATES").map(PathBuf::from)
}

/// Tells this build of this test program from every other one: they need not write the same.
fn program() -> String {
    let path = std::env::current_exe().unwrap_or_else(|e| panic!("this program: {e}"));
    let built = std::fs::metadata(&path).and_then(|m| m.modified());
    let built = built.unwrap_or(SystemTime::UNIX_EPOCH);
    let digest = Sha256::digest(format!("{} {built:?}", path.display()));
    hex::encode(&digest[..6])
}

async fn fill_at(address: &str, fill: impl AsyncFnOnce(&Store)) {
    let store = Store::open(address).await;
    let store = store.unwrap_or_else(|e| panic!("{address}: {e}"));
    fill(&store).await;
    store.close().await;
}

async fn copied_file(template: &Path, fill: impl AsyncFnOnce(&Store)) -> Address {
    let copy = |from: &Path, to: &Path| {
        let copied = std::fs::copy(from, to);
        copied.unwrap_or_else(|e| panic!("{} to {}: {e}", from.display(), to.display()));
    };
    {
        let _one_at_a_time = lock(template);
        if !template.exists() {
            let made = sqlite();
            fill_at(&made.address, fill).await;
            // Readers closed last, so the log beside the file may still hold what was written.
            run(&made.address, "PRAGMA wal_checkpoint(TRUNCATE)").await;
            let whole = template.with_extension("part");
            copy(Path::new(&made.address), &whole);
            let renamed = std::fs::rename(&whole, template);
            renamed.unwrap_or_else(|e| panic!("{}: {e}", template.display()));
        }
    }
    let place = sqlite();
    copy(template, Path::new(&place.address));
    place
}

async fn copied_database(folder: &Path, template: &str, fill: impl AsyncFnOnce(&Store)) -> Address {
    let server = shared_server();
    {
        let done = folder.join(template).with_extension("done");
        let _one_at_a_time = lock(&done);
        if !done.exists() {
            // A process that was killed may have left half of it.
            run(
                &server,
                format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)"),
            )
            .await;
            run(&server, format!("CREATE DATABASE {template} {NEW}")).await;
            fill_at(&address_in(&server, template), fill).await;
            let noted = File::create(&done);
            noted.unwrap_or_else(|e| panic!("{}: {e}", done.display()));
        }
    }
    let name = new_name();
    run(&server, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    in_server(&server, name)
}

/// Waits until no other process makes the same template.
fn lock(template: &Path) -> File {
    let path = template.with_extension("lock");
    let file = File::create(&path).and_then(|f| f.lock().map(|()| f));
    file.unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

async fn run(address: &str, sql: impl Into<std::borrow::Cow<'static, str>>) {
    let done = async {
        let (options, _) = Store::options(address, false)?;
        let mut conn = options.connect().await?;
        conn.execute(sql.into(), vec![]).await?;
        conn.close().await;
        Ok::<(), StoreError>(())
    };
    done.await.unwrap_or_else(|e| panic!("{address}: {e}"));
}
