//! Writes a single job within a savepoint: statements, entries of any kind, lines of the change log.

use super::group::{self, Landed, Tables, UPDATE_ENTRY, entry_row, existing, update_args};
use super::levels::{self, Levels};
use super::refusal;
use crate::args::Arg;
use crate::batch::{Batch, Outcome, Statement, WriteError};
use crate::db::Conn;
use crate::log::{Chain, entry_detail};

pub(super) enum Refused {
    Engine(sqlx::Error),
    Stale,
    Outdated,
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Refused {
        Refused::Engine(error)
    }
}

impl From<Refused> for WriteError {
    fn from(refused: Refused) -> WriteError {
        match refused {
            Refused::Engine(error) => refusal(&error),
            Refused::Stale => WriteError::Stale,
            Refused::Outdated => WriteError::Outdated,
        }
    }
}

pub(super) async fn write(
    conn: &mut Conn,
    batch: &Batch,
    chain: &mut Chain,
    log: &mut Vec<Arg>,
    landed: &mut Landed,
) -> Result<Outcome, Refused> {
    if let [only] = &batch.entries[..]
        && only.rev == 1
        && let Some((home, digest)) = existing(conn, std::iter::once(only)).await?.remove(&only.id)
    {
        return Ok(Outcome::Exists { home, digest });
    }
    if batch.generation.is_some() && batch.is_outdated(group::generation(conn).await?) {
        return Err(Refused::Outdated);
    }
    let levels = Levels::before(conn, batch).await?;
    let restated = levels.as_ref().map_or_else(Vec::new, Levels::measures);
    run(conn, &batch.statements).await?;
    let mut tables = Tables::default();
    for entry in &batch.entries {
        if entry.rev == 1 {
            tables.entries.extend(entry_row(batch, entry, chain.last() + 1));
        } else if conn
            .execute(UPDATE_ENTRY.into(), update_args(batch, entry))
            .await?
            != 1
        {
            return Err(Refused::Stale);
        }
        tables.add(batch, entry);
        let restated: &[i32] = if entry.touches_levels { &restated } else { &[] };
        log.extend(chain.entry(batch, entry, &entry_detail(entry, restated)));
    }
    for of in &batch.postings {
        for (line, posting) in (0..).zip(&of.lines) {
            tables.post(of.source, of.rev, line, of.kind, posting);
        }
    }
    tables.write(conn, landed).await?;
    for entry in batch.entries.iter().filter(|e| e.touches_levels) {
        levels::state(conn, entry).await?;
    }
    if let Some(levels) = levels {
        levels.restate(conn, batch, landed).await?;
    }
    run(conn, &batch.after).await?;
    for line in &batch.log {
        log.extend(chain.line(batch, line));
    }
    Ok(Outcome::Written)
}

async fn run(conn: &mut Conn, statements: &[Statement]) -> Result<(), Refused> {
    for statement in statements {
        let touched = conn
            .execute(statement.sql.clone(), statement.args.clone())
            .await?;
        if statement.expect.is_some_and(|rows| rows != touched) {
            return Err(Refused::Stale);
        }
    }
    Ok(())
}
