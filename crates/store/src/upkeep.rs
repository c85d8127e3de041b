//! Upkeep for operators: reading a database without changing it, copying it, checking and measuring it.

use crate::db::{Conn, Engine, Options, Pool, Store, StoreError};
use crate::writer::Trace;
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// How many rows of each kind a book holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Entries.
    pub entries: i64,
    /// Revisions of entries.
    pub revisions: i64,
    /// Postings.
    pub postings: i64,
    /// Lines of the change log.
    pub log: i64,
    /// Persons and programs.
    pub persons: i64,
    /// Photos and files.
    pub attachments: i64,
}

/// Whether a database file may change while it is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// Another program may write at the same time.
    Live,
    /// Nobody writes to the file, for example a backup: no files are created beside it.
    Still,
}

impl Store {
    /// The newest schema step of a database, which is not migrated; `None` when there is no book in it.
    pub async fn step(address: &str) -> Result<Option<i64>, StoreError> {
        let options = reading(address, Reading::Live)?;
        if matches!(options, Options::Sqlite(_)) && !path_of(address).exists() {
            return Ok(None);
        }
        let mut conn = options.connect().await?;
        let step = newest_step(&mut conn).await;
        conn.close().await;
        step
    }

    /// Opens a database read-only, without migrating it.
    pub async fn open_to_read(address: &str, how: Reading) -> Result<Store, StoreError> {
        let options = reading(address, how)?;
        let pool = match &options {
            Options::Sqlite(o) => Pool::Sqlite(
                SqlitePoolOptions::new()
                    .max_connections(2)
                    .connect_with(o.clone())
                    .await?,
            ),
            Options::Postgres(o) => {
                let wait = Duration::from_secs(10);
                let pool = PgPoolOptions::new().max_connections(2).acquire_timeout(wait);
                Pool::Postgres(pool.connect_with(o.clone()).await?)
            }
        };
        let file = matches!(options, Options::Sqlite(_)).then(|| path_of(address));
        Ok(Store::of(pool, options, Trace::default(), file))
    }

    /// Writes a copy of an SQLite database, as it is at this moment, into a new file.
    pub async fn copy_into(&self, file: &Path) -> Result<(), StoreError> {
        let to = file
            .to_str()
            .ok_or_else(|| StoreError::Address(file.display().to_string()))?;
        let Pool::Sqlite(pool) = &self.pool else {
            return Err(StoreError::Address(
                "PostgreSQL is copied by its own tools".to_owned(),
            ));
        };
        sqlx::query("VACUUM INTO $1").bind(to).execute(pool).await?;
        Ok(())
    }

    /// What SQLite's own check of the whole file finds; nothing on PostgreSQL, which checks its pages itself.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        if self.engine() == Engine::Postgres {
            return Ok(Vec::new());
        }
        let rows: Vec<(String,)> = self.all("PRAGMA integrity_check(20)", vec![]).await?;
        Ok(rows
            .into_iter()
            .map(|(line,)| line)
            .filter(|line| line != "ok")
            .collect())
    }

    /// Bytes that the database takes.
    pub async fn bytes(&self) -> Result<i64, StoreError> {
        match self.engine() {
            Engine::Postgres => {
                self.number("SELECT pg_database_size(current_database())", vec![])
                    .await
            }
            Engine::Sqlite => {
                let pages = self.number("PRAGMA page_count", vec![]).await?;
                Ok(pages * self.number("PRAGMA page_size", vec![]).await?)
            }
        }
    }

    /// Counts rows; a table that the database's step does not have yet counts nothing.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let sql = match self.engine() {
            Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
            Engine::Postgres => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
        };
        let tables: Vec<(String,)> = self.all(sql, vec![]).await?;
        let count = async |table: &str| match tables.iter().any(|(name,)| name == table) {
            true => self.number(format!("SELECT COUNT(*) FROM {table}"), vec![]).await,
            false => Ok(0),
        };
        Ok(Counts {
            entries: count("entry").await?,
            revisions: count("revision").await?,
            postings: count("posting").await?,
            log: count("log").await?,
            persons: count("person").await?,
            attachments: count("attachment").await?,
        })
    }
}

/// Makes an empty database beside the one of a PostgreSQL address, and answers its address.
pub async fn make_database(address: &str, name: &str) -> Result<String, StoreError> {
    beside(address, format!("CREATE DATABASE {}", quoted(name)?)).await?;
    let (base, query) = address
        .split_once('?')
        .map_or((address, None), |(b, q)| (b, Some(q)));
    let (server, _) = base
        .rsplit_once('/')
        .ok_or_else(|| StoreError::Address(name.to_owned()))?;
    Ok(query.map_or_else(|| format!("{server}/{name}"), |q| format!("{server}/{name}?{q}")))
}

/// Drops a database that [`make_database`] made.
pub async fn drop_database(address: &str, name: &str) -> Result<(), StoreError> {
    beside(address, format!("DROP DATABASE IF EXISTS {}", quoted(name)?)).await
}

/// Moves all tables of a PostgreSQL address aside into a schema of another name, so that nothing is lost.
pub async fn set_aside(address: &str, schema: &str) -> Result<(), StoreError> {
    let schema = quoted(schema)?;
    beside(address, format!("ALTER SCHEMA public RENAME TO {schema}")).await?;
    beside(address, "CREATE SCHEMA public".to_owned()).await
}

/// Whether a PostgreSQL address names a database without any table.
pub async fn is_empty(address: &str) -> Result<bool, StoreError> {
    let mut conn = reading(address, Reading::Live)?.connect().await?;
    let sql = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'";
    let found: Vec<(i64,)> = conn.all(sql.into(), vec![]).await?;
    conn.close().await;
    Ok(found.first().is_none_or(|(n,)| *n == 0))
}

async fn beside(address: &str, sql: String) -> Result<(), StoreError> {
    let (options, _) = Store::options(address, false)?;
    let mut conn = options.connect().await?;
    let done = conn.execute(sql.into(), vec![]).await;
    conn.close().await;
    Ok(done.map(|_| ())?)
}

// Names are made by us from letters and digits; anything else is a mistake of the caller.
fn quoted(name: &str) -> Result<String, StoreError> {
    let is_plain = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_plain {
        Ok(format!("\"{name}\""))
    } else {
        Err(StoreError::Address(name.to_owned()))
    }
}

fn path_of(address: &str) -> PathBuf {
    PathBuf::from(address.strip_prefix("sqlite:").unwrap_or(address))
}

/// Options for reading that change nothing: no journal mode is set, no file is created.
fn reading(address: &str, how: Reading) -> Result<Options, StoreError> {
    if address.starts_with("postgres:") || address.starts_with("postgresql:") {
        let options = PgConnectOptions::from_str(address).map_err(|e| StoreError::Address(e.to_string()))?;
        let only = [("default_transaction_read_only", "on"), ("timezone", "UTC")];
        return Ok(Options::Postgres(
            options.application_name("dienhong-upkeep").options(only),
        ));
    }
    let options = SqliteConnectOptions::new()
        .filename(path_of(address))
        .create_if_missing(false)
        .read_only(true)
        .immutable(how == Reading::Still)
        .busy_timeout(Duration::from_secs(10));
    Ok(Options::Sqlite(options))
}

async fn newest_step(conn: &mut Conn) -> Result<Option<i64>, StoreError> {
    let sql = match conn {
        Conn::Sqlite(_) => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration'",
        Conn::Postgres(_) => {
            "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = 'migration'"
        }
    };
    let tables: Vec<(i64,)> = conn.all(sql.into(), vec![]).await?;
    if tables.first().is_none_or(|(n,)| *n == 0) {
        return Ok(None);
    }
    let newest: Vec<(i64,)> = conn
        .all("SELECT COALESCE(MAX(step), 0) FROM migration".into(), vec![])
        .await?;
    Ok(newest.first().map(|(step,)| *step).filter(|step| *step > 0))
}
