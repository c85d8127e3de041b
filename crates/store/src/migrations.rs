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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Engine, Store};
    use crate::testing::{empty, named};
    use dienhong_domain::procedures::{filings, reports};
    use dienhong_domain::units::UnitId;
    use uuid::Uuid;

    const FILING: Uuid = Uuid::from_u128(1);
    const REPORT: Uuid = Uuid::from_u128(2);

    /// A book before step 15, with the steps of a filing and of a report.
    async fn older(address: &str) -> Result<(), StoreError> {
        let (options, _) = Store::options(address, true)?;
        let mut conn = options.connect().await?;
        make_list(&mut conn).await?;
        for step in STEPS.iter().filter(|step| step.number < 15) {
            bring_up(&mut conn, step).await?;
        }
        let written = [
            (
                "INSERT INTO filing (id, unit, form, first, last, version, state, content, hash, inputs, origin, made_at, made_by) \
                 VALUES ($1, 9, 'hang-thang', 20261001, 20261031, 2, 2, '{}', $2, $2, '', 5, 1)",
                crate::args![FILING, vec![0_u8; 32]],
            ),
            (
                "INSERT INTO filing_step (filing, seq, state, at, person, unit, note) \
                 VALUES ($1, 1, 0, 5, 1, 9, ''), ($1, 2, 1, 6, 2, 9, ''), ($1, 3, 2, 7, 0, 1, 'Xem')",
                crate::args![FILING],
            ),
            (
                "INSERT INTO filing_reason (filing, seq, measure, reason) VALUES ($1, 3, 'toi-pham', 'Sai')",
                crate::args![FILING],
            ),
            (
                "INSERT INTO report_step (report, seq, version, state, at, person, unit, note) \
                 VALUES ($1, 1, 0, 0, 5, 1, 9, ''), ($1, 2, 1, 1, 6, 1, 9, ''), ($1, 3, 1, 0, 7, 1, 9, 'Lại')",
                crate::args![REPORT],
            ),
        ];
        for (sql, args) in written {
            conn.execute(sql.into(), args).await?;
        }
        conn.close().await;
        Ok(())
    }

    #[tokio::test]
    async fn steps_of_older_books_are_carried_over() {
        for engine in Engine::ALL {
            let place = empty(engine);
            named(engine, &place.address, async {
                older(&place.address).await.expect("an older book");
                let store = Store::open(&place.address).await.expect("opened");
                let filed = store.steps(&filings::PROCEDURE, FILING).await.expect("steps");
                let told = filed
                    .iter()
                    .map(|s| (s.seq, s.version, s.act.as_str(), s.person, s.unit.0));
                let known = [
                    (1, 2, "freeze", 1, 9),
                    (2, 2, "approve", 2, 9),
                    (3, 2, "return", 0, 1),
                ];
                assert!(told.eq(known), "{filed:?}");
                let last = filed.last().expect("a step");
                let why = vec![("toi-pham".to_owned(), "Sai".to_owned())];
                assert_eq!((last.note.as_str(), &last.reasons, last.at), ("Xem", &why, 7));
                let reported = store.steps(&reports::PROCEDURE, REPORT).await.expect("steps");
                let told = reported
                    .iter()
                    .map(|s| (s.version, s.act.as_str(), s.note.as_str()));
                assert!(
                    told.eq([(0, "begin", ""), (1, "submit", ""), (1, "", "Lại")]),
                    "{reported:?}"
                );
                store.close().await;
            })
            .await;
        }
    }

    /// A book before the step that keeps what was recorded last, with entries of one person: number, unit, place.
    async fn with_entries(address: &str, entries: &[(u128, i32, i64)]) -> Result<(), StoreError> {
        let (options, _) = Store::options(address, true)?;
        let mut conn = options.connect().await?;
        make_list(&mut conn).await?;
        for step in STEPS.iter().take_while(|step| step.name != "last-use") {
            bring_up(&mut conn, step).await?;
        }
        for (number, unit, place) in entries {
            let id = Uuid::from_u128(*number);
            let sql = "INSERT INTO entry (id, home, register, unit, day, state, rev, author, holder, made_at, changed_at, search, place) \
                       VALUES ($1, 9, 1, $2, 20260101, 2, 1, 7, 7, 5, 5, '', $3)";
            conn.execute(sql.into(), crate::args![id, *unit, *place]).await?;
            let sql = "INSERT INTO revision (entry, rev, home, at, author, unit, day, state, rules, body, digest) \
                       VALUES ($1, 1, 9, 5, 7, $2, 20260101, 2, 1, '{}', '')";
            conn.execute(sql.into(), crate::args![id, *unit]).await?;
        }
        conn.close().await;
        Ok(())
    }

    #[tokio::test]
    async fn older_books_know_what_was_recorded_last() {
        for engine in Engine::ALL {
            let place = empty(engine);
            named(engine, &place.address, async {
                // The second was made after the first, for an earlier day.
                let entries = [
                    (1, 9, 202_601_010_000_000_003),
                    (2, 9, 202_501_010_000_000_004),
                    (3, 8, 202_601_020_000_000_002),
                ];
                with_entries(&place.address, &entries)
                    .await
                    .expect("an older book");
                let store = Store::open(&place.address).await.expect("opened");
                for (unit, last) in [
                    (Some(9), Some(2)),
                    (Some(8), Some(3)),
                    (None, Some(2)),
                    (Some(7), None),
                ] {
                    let found = store.last_entry(7, 1, unit.map(UnitId)).await.expect("an answer");
                    let found = found.map(|of| of.row.id);
                    assert_eq!(found, last.map(Uuid::from_u128), "{unit:?}");
                }
                assert_eq!(store.registers_used(7, 4).await.expect("an answer"), [1]);
                assert_eq!(store.registers_used(8, 4).await.expect("an answer"), [0; 0]);
                store.close().await;
            })
            .await;
        }
    }
}
