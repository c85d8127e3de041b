//! Opening a database by its address alone, and reading from it.

use crate::answers::KeptAnswers;
use crate::args::{self, Args};
use crate::batch::{Batch, Outcome, WriteError};
use crate::meter::Meter;
use crate::migrations::migrate;
use crate::rows::As;
use crate::sum_cache::SumCache;
use crate::writer::{Trace, Writer};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Connection, FromRow};
use std::borrow::Cow;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Longest text that a connection keeps prepared, in bytes: one that names the homes of a country takes a megabyte.
const KEPT_TEXT: usize = 4_000;

/// Rows that SQLite's thread may read before they are taken: with few, the two threads wake one another at every row, which
/// makes long readings such as the map's several times slower.
const ROWS_AHEAD: usize = 1_024;

/// A row that both engines can fill.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// Which engine a store runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// SQLite, one file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Engine {
    /// Both engines.
    pub const ALL: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        })
    }
}

/// Why a database could not be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine's own error.
    #[error("{0}")]
    Database(sqlx::Error),
    /// The address is not one.
    #[error("not an address of a database: {0}")]
    Address(String),
    /// The database was made by a newer program.
    #[error("the database is at step {found}, this program knows steps up to {known}")]
    Newer {
        /// Step of the database.
        found: i64,
        /// Newest step of this program.
        known: i64,
    },
    /// A step of the tables was done with another text than this program has for it.
    #[error("step {step} of the tables, {name}, was done with another text than this program has")]
    Edited {
        /// Number of the step.
        step: i64,
        /// Its name.
        name: &'static str,
    },
    /// Stored data do not read back.
    #[error("stored data do not read back: {0}")]
    Broken(String),
    /// A stored value is not valid, for example an unknown state or a day that the calendar lacks.
    #[error("stored data do not read back: {column}: {cause}")]
    Corrupt {
        /// Table and column; for a row without names the position, from 0.
        column: String,
        /// The value, and what it is not.
        cause: String,
    },
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match error {
            sqlx::Error::ColumnDecode { index, source } => StoreError::Corrupt {
                column: index,
                cause: source.to_string(),
            },
            error => StoreError::Database(error),
        }
    }
}

#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Options by which new connections are made.
#[derive(Clone)]
pub(crate) enum Options {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

/// One connection.
pub(crate) enum Conn {
    Sqlite(sqlx::SqliteConnection),
    Postgres(sqlx::PgConnection),
}

impl Conn {
    pub(crate) async fn execute(&mut self, sql: Cow<'static, str>, args: Args) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Conn::Sqlite(c) => match sql {
                Cow::Borrowed(s) => sqlx::query_with(s, args::sqlite(args))
                    .execute(c)
                    .await?
                    .rows_affected(),
                Cow::Owned(s) => sqlx::query_with(AssertSqlSafe(s), args::sqlite(args))
                    .execute(c)
                    .await?
                    .rows_affected(),
            },
            Conn::Postgres(c) => match sql {
                Cow::Borrowed(s) => sqlx::query_with(s, args::postgres(args))
                    .execute(c)
                    .await?
                    .rows_affected(),
                Cow::Owned(s) => sqlx::query_with(AssertSqlSafe(s), args::postgres(args))
                    .execute(c)
                    .await?
                    .rows_affected(),
            },
        })
    }
    /// Runs text without preparing it.
    pub(crate) async fn simple(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Conn::Sqlite(c) => sqlx::raw_sql(sql).execute(c).await.map(|_| ()),
            Conn::Postgres(c) => sqlx::raw_sql(sql).execute(c).await.map(|_| ()),
        }
    }
    /// Runs several statements, which the engine separates itself.
    pub(crate) async fn script(&mut self, sql: String) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Conn::Sqlite(c) => sql.execute(c).await.map(|_| ()),
            Conn::Postgres(c) => sql.execute(c).await.map(|_| ()),
        }
    }
    pub(crate) async fn all<T: Row>(
        &mut self,
        sql: Cow<'static, str>,
        args: Args,
    ) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Conn::Sqlite(c) => {
                sqlx::query_as_with(AssertSqlSafe(sql.into_owned()), args::sqlite(args))
                    .fetch_all(c)
                    .await
            }
            Conn::Postgres(c) => {
                sqlx::query_as_with(AssertSqlSafe(sql.into_owned()), args::postgres(args))
                    .fetch_all(c)
                    .await
            }
        }
    }
    pub(crate) async fn close(self) {
        // A connection that does not close cleanly is dropped by its engine.
        let _ = match self {
            Conn::Sqlite(c) => c.close().await,
            Conn::Postgres(c) => c.close().await,
        };
    }
}

impl Options {
    pub(crate) async fn connect(&self) -> Result<Conn, sqlx::Error> {
        Ok(match self {
            Options::Sqlite(o) => Conn::Sqlite(sqlx::SqliteConnection::connect_with(o).await?),
            Options::Postgres(o) => Conn::Postgres(sqlx::PgConnection::connect_with(o).await?),
        })
    }
}

/// A book: readers beside one writer task. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) pool: Pool,
    writer: Writer,
    pub(crate) sum_cache: SumCache,
    pub(crate) answers: KeptAnswers,
    file: Option<PathBuf>,
}

impl Store {
    /// Opens a database, brings its tables up to this program, and starts the writer.
    ///
    /// The address is a file path, `sqlite:path`, or `postgres://…`.
    pub async fn open(address: &str) -> Result<Store, StoreError> {
        Store::open_traced(address, Trace::default()).await
    }

    /// As [`Store::open`], with a trace of the writer's steps for tests.
    pub async fn open_traced(address: &str, trace: Trace) -> Result<Store, StoreError> {
        Store::open_watched(address, trace, None).await
    }

    /// As [`Store::open`], with a meter of what its readers make the engine do.
    pub async fn open_metered(address: &str, meter: &Meter) -> Result<Store, StoreError> {
        Store::open_watched(address, Trace::default(), Some(meter.clone())).await
    }

    async fn open_watched(address: &str, trace: Trace, meter: Option<Meter>) -> Result<Store, StoreError> {
        let (options, file) = Store::options(address, true)?;
        let mut conn = options.connect().await?;
        migrate(&mut conn).await?;
        conn.close().await;
        let pool = match &options {
            Options::Sqlite(o) => {
                let readers = o
                    .clone()
                    .read_only(true)
                    .create_if_missing(false)
                    .pragma("automatic_index", "OFF");
                let pool = SqlitePoolOptions::new().max_connections(4).min_connections(1);
                let pool = match meter {
                    None => pool,
                    Some(meter) => pool.after_connect(move |conn, _| {
                        let meter = meter.clone();
                        Box::pin(async move { meter.watch(conn).await })
                    }),
                };
                Pool::Sqlite(pool.connect_with(readers).await?)
            }
            Options::Postgres(o) => Pool::Postgres(
                PgPoolOptions::new()
                    // Statistics are told connection by connection, so a meter has one.
                    .max_connections(if meter.is_some() { 1 } else { 8 })
                    .acquire_timeout(Duration::from_secs(10))
                    .connect_with(match meter {
                        // Of a table as small as a test's the engine would read everything, whatever indexes there are.
                        Some(_) => o.clone().options([("enable_seqscan", "off")]),
                        None => o.clone(),
                    })
                    .await?,
            ),
        };
        Ok(Store::of(pool, options, trace, file))
    }

    /// A store over opened readers; starts its writer.
    pub(crate) fn of(pool: Pool, options: Options, trace: Trace, file: Option<PathBuf>) -> Store {
        let sum_cache = SumCache::default();
        let writer = Writer::start(options, trace, sum_cache.clone());
        Store {
            pool,
            writer,
            sum_cache,
            answers: KeptAnswers::default(),
            file,
        }
    }

    pub(crate) fn options(address: &str, create: bool) -> Result<(Options, Option<PathBuf>), StoreError> {
        let wrong = |e: sqlx::Error| StoreError::Address(e.to_string());
        if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(address)
                .map_err(wrong)?
                .application_name("dienhong")
                .statement_cache_capacity(400)
                .options([("random_page_cost", "1.1"), ("timezone", "UTC")]);
            return Ok((Options::Postgres(options), None));
        }
        let path = PathBuf::from(address.strip_prefix("sqlite:").unwrap_or(address));
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .row_buffer_size(ROWS_AHEAD)
            .foreign_keys(true)
            // Checkpoints are made beside the writer; it makes one itself only when they fall far behind, at 64 MB.
            .pragma("wal_autocheckpoint", "16000")
            .pragma("cache_size", "-8000")
            .pragma("temp_store", "MEMORY")
            .statement_cache_capacity(400);
        Ok((Options::Sqlite(options), Some(path)))
    }

    /// The engine.
    pub fn engine(&self) -> Engine {
        match self.pool {
            Pool::Sqlite(_) => Engine::Sqlite,
            Pool::Postgres(_) => Engine::Postgres,
        }
    }

    /// The database's file on SQLite.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.file.as_deref()
    }

    /// Reads all rows.
    pub async fn all<T: Row>(
        &self,
        sql: impl Into<Cow<'static, str>>,
        args: Args,
    ) -> Result<Vec<T>, StoreError> {
        let sql = sql.into();
        let keep = sql.len() <= KEPT_TEXT;
        self.all_kept(sql, args, keep).await
    }

    /// As [`Store::all`], for a text that hardly comes again: it is planned for its own values, and no connection keeps it.
    pub(crate) async fn all_once<T: Row>(&self, sql: String) -> Result<Vec<T>, StoreError> {
        self.all_kept(sql.into(), Args::new(), false).await
    }

    async fn all_kept<T: Row>(
        &self,
        sql: Cow<'static, str>,
        args: Args,
        keep: bool,
    ) -> Result<Vec<T>, StoreError> {
        let sql = AssertSqlSafe(sql.into_owned());
        Ok(match &self.pool {
            Pool::Sqlite(p) => {
                let query = sqlx::query_as_with(sql, args::sqlite(args));
                query.persistent(keep).fetch_all(p).await?
            }
            Pool::Postgres(p) => {
                let query = sqlx::query_as_with(sql, args::postgres(args));
                query.persistent(keep).fetch_all(p).await?
            }
        })
    }

    /// Reads the first row, if any.
    pub async fn first<T: Row>(
        &self,
        sql: impl Into<Cow<'static, str>>,
        args: Args,
    ) -> Result<Option<T>, StoreError> {
        let sql = AssertSqlSafe(sql.into().into_owned());
        Ok(match &self.pool {
            Pool::Sqlite(p) => {
                sqlx::query_as_with(sql, args::sqlite(args))
                    .fetch_optional(p)
                    .await?
            }
            Pool::Postgres(p) => {
                sqlx::query_as_with(sql, args::postgres(args))
                    .fetch_optional(p)
                    .await?
            }
        })
    }

    /// Reads one whole number; 0 when there is no row.
    pub async fn number(&self, sql: impl Into<Cow<'static, str>>, args: Args) -> Result<i64, StoreError> {
        Ok(self.first::<(As<i64>,)>(sql, args).await?.map_or(0, |(As(n),)| n))
    }

    /// Writes a batch; the answer comes after the commit.
    pub async fn write(&self, batch: Batch) -> Result<(), WriteError> {
        match self.writer.write(batch).await? {
            Outcome::Written => Ok(()),
            Outcome::Exists { .. } => Err(WriteError::Stale),
        }
    }

    /// Writes a batch with a new entry; tells when its id is there already.
    pub async fn record(&self, batch: Batch) -> Result<Outcome, WriteError> {
        self.writer.write(batch).await
    }

    /// Number of groups in which this process wrote something other than entries. Caches compare it to know when to
    /// reload.
    pub fn changes(&self) -> u64 {
        self.writer.changes()
    }

    /// Reads a setting.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .first::<(String,)>("SELECT value FROM setting WHERE key = $1", crate::args![key])
            .await?
            .map(|(v,)| v))
    }

    /// Stops the writer after what waits is written, and closes all connections.
    pub async fn close(self) {
        self.writer.stop().await;
        match self.pool {
            Pool::Sqlite(p) => p.close().await,
            Pool::Postgres(p) => p.close().await,
        }
    }
}
