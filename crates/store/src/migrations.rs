//! Brings the tables of a database up to this program.

use crate::db::{Conn, StoreError};
use crate::schema::{NEWEST, STEPS, Step};

/// Does the steps that a database does not have yet, each in a transaction of its own; refuses a database of a newer program.
pub(crate) async fn migrate(conn: &mut Conn) -> Result<(), StoreError> {
    begin(conn).await?;
    conn.simple("CREATE TABLE IF NOT EXISTS migration (step BIGINT PRIMARY KEY, name TEXT NOT NULL)")
        .await?;
    conn.simple("COMMIT").await?;
    let newest = done(conn).await?.last().map_or(0, |(number,)| *number);
    if newest > NEWEST {
        return Err(StoreError::Newer {
            found: newest,
            known: NEWEST,
        });
    }
    for step in STEPS.iter().filter(|step| step.number > newest) {
        bring_up(conn, step).await?;
    }
    Ok(())
}

async fn done(conn: &mut Conn) -> Result<Vec<(i64,)>, StoreError> {
    let sql = "SELECT step FROM migration ORDER BY step";
    Ok(conn.all(sql.into(), vec![]).await?)
}

/// Does a step, unless another process did it meanwhile.
async fn bring_up(conn: &mut Conn, step: &Step) -> Result<(), StoreError> {
    begin(conn).await?;
    if !done(conn).await?.iter().any(|(number,)| *number == step.number) {
        conn.script(step.script(matches!(conn, Conn::Postgres(_))))
            .await?;
        let sql = "INSERT INTO migration (step, name) VALUES ($1, $2)";
        conn.execute(sql.into(), crate::args![step.number, step.name])
            .await?;
    }
    conn.simple("COMMIT").await?;
    Ok(())
}

/// Begins a transaction that no other process writes beside: the lock is the writer's own.
async fn begin(conn: &mut Conn) -> Result<(), sqlx::Error> {
    match conn {
        Conn::Sqlite(_) => conn.simple("BEGIN IMMEDIATE").await,
        Conn::Postgres(_) => conn.simple("BEGIN;SELECT pg_advisory_xact_lock(1284)").await,
    }
}
