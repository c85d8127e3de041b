//! Migrates the tables of a database to this program's schema, and checks the applied steps against their checksums.

use crate::db::{Conn, StoreError};
use crate::schema::{NEWEST, STEPS, Step};

/// An applied step and its checksum; `None` in books of older programs, which kept no checksums.
type Done = (i64, Option<String>);

/// Applies the steps that a database does not have yet, each in a transaction of its own.
///
/// Refuses a database of a newer program, and one in which a step was applied with another text. Missing checksums are
/// filled in from this program's texts.
pub(crate) async fn migrate(conn: &mut Conn) -> Result<(), StoreError> {
    if !keeps_checksums(conn).await? {
        make_list(conn).await?;
    }
    let done = done(conn).await?;
    let newest = done.last().map_or(0, |(number, _)| *number);
    if newest > NEWEST {
        return Err(StoreError::Newer {
            found: newest,
            known: NEWEST,
        });
    }
    keep_checksums(conn, unkept(&done)?).await?;
    for step in STEPS.iter().filter(|step| step.number > newest) {
        bring_up(conn, step).await?;
    }
    Ok(())
}

/// Whether the list of steps is there and has room for checksums.
async fn keeps_checksums(conn: &mut Conn) -> Result<bool, StoreError> {
    let sql = match conn {
        Conn::Sqlite(_) => "SELECT COUNT(*) FROM pragma_table_info('migration') WHERE name = 'checksum'",
        Conn::Postgres(_) => {
            "SELECT COUNT(*) FROM pg_attribute WHERE attrelid = to_regclass('migration') AND attname = 'checksum'"
        }
    };
    let columns: Vec<(i64,)> = conn.all(sql.into(), vec![]).await?;
    Ok(columns.first().is_some_and(|(count,)| *count > 0))
}

async fn make_list(conn: &mut Conn) -> Result<(), StoreError> {
    begin(conn).await?;
    conn.simple(
        "CREATE TABLE IF NOT EXISTS migration (step BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT)",
    )
    .await?;
    if !keeps_checksums(conn).await? {
        conn.simple("ALTER TABLE migration ADD COLUMN checksum TEXT")
            .await?;
    }
    conn.simple("COMMIT").await?;
    Ok(())
}

async fn done(conn: &mut Conn) -> Result<Vec<Done>, StoreError> {
    let sql = "SELECT step, checksum FROM migration ORDER BY step";
    Ok(conn.all(sql.into(), vec![]).await?)
}

/// The done steps without a checksum; an error names a step whose text is another one by now.
fn unkept(done: &[Done]) -> Result<Vec<&'static Step>, StoreError> {
    let mut unkept = Vec::new();
    for step in &STEPS {
        let Some((_, kept)) = done.iter().find(|(number, _)| *number == step.number) else {
            continue;
        };
        match kept {
            None => unkept.push(step),
            Some(kept) if *kept != step.checksum() => {
                return Err(StoreError::Edited {
                    step: step.number,
                    name: step.name,
                });
            }
            Some(_) => (),
        }
    }
    Ok(unkept)
}

async fn keep_checksums(conn: &mut Conn, steps: Vec<&Step>) -> Result<(), StoreError> {
    if steps.is_empty() {
        return Ok(());
    }
    begin(conn).await?;
    for step in steps {
        let sql = "UPDATE migration SET checksum = $1 WHERE step = $2 AND checksum IS NULL";
        conn.execute(sql.into(), crate::args![step.checksum(), step.number])
            .await?;
    }
    conn.simple("COMMIT").await?;
    Ok(())
}

/// Does a step, unless another process did it meanwhile.
async fn bring_up(conn: &mut Conn, step: &Step) -> Result<(), StoreError> {
    begin(conn).await?;
    if !done(conn).await?.iter().any(|(number, _)| *number == step.number) {
        conn.script(step.script(matches!(conn, Conn::Postgres(_))))
            .await?;
        let sql = "INSERT INTO migration (step, name, checksum) VALUES ($1, $2, $3)";
        conn.execute(sql.into(), crate::args![step.number, step.name, step.checksum()])
            .await?;
    }
    conn.simple("COMMIT").await?;
    Ok(())
}

/// Begins a transaction with the writer's lock, so that no other process writes at the same time.
async fn begin(conn: &mut Conn) -> Result<(), sqlx::Error> {
    match conn {
        Conn::Sqlite(_) => conn.simple("BEGIN IMMEDIATE").await,
        Conn::Postgres(_) => conn.simple("BEGIN;SELECT pg_advisory_xact_lock(1284)").await,
    }
}
