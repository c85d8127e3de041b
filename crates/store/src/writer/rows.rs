//! Multi-row inserts in a few fixed sizes, so that prepared statements stay cached.

use crate::args::{Arg, Args};
use crate::db::Conn;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// A table's insert: what stands before and after the rows, and how many columns a row has.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Insert {
    pub(crate) head: &'static str,
    pub(crate) tail: &'static str,
    pub(crate) columns: usize,
}

/// Number of rows of the next statement: exact up to 16, then a multiple of 8, so that few statements are prepared. 128
/// rows of 12 columns stay under the limits of both engines.
fn portion(left: usize) -> usize {
    match left {
        0..=16 => left,
        17..=128 => left - left % 8,
        _ => 128,
    }
}

impl Insert {
    /// Writes all rows; returns the number of rows written.
    pub(crate) async fn write(self, conn: &mut Conn, rows: Vec<Arg>) -> Result<u64, sqlx::Error> {
        write_together(conn, [(self, rows)]).await
    }
}

/// Writes the same number of rows into each of several tables. On SQLite all tables share one round trip, because the
/// round trips cost more than the work.
pub(crate) async fn write_together<const N: usize>(
    conn: &mut Conn,
    tables: [(Insert, Vec<Arg>); N],
) -> Result<u64, sqlx::Error> {
    let is_postgres = matches!(conn, Conn::Postgres(_));
    let inserts = tables.each_ref().map(|(insert, _)| *insert);
    let mut left = tables
        .first()
        .map_or(0, |(insert, rows)| rows.len() / insert.columns);
    let mut rows = tables.map(|(_, rows)| rows.into_iter());
    let mut written = 0;
    while left > 0 {
        let take = portion(left);
        let parts = inserts.iter().zip(&mut rows);
        if is_postgres {
            for (insert, rows) in parts {
                let args: Args = rows.by_ref().take(take * insert.columns).collect();
                let sql = text(std::slice::from_ref(insert), take, true);
                written += conn.execute(sql.into(), args).await?;
            }
        } else {
            let mut args = Args::new();
            for (insert, rows) in parts {
                args.extend(rows.by_ref().take(take * insert.columns));
            }
            written += conn.execute(text(&inserts, take, false).into(), args).await?;
        }
        left -= take;
    }
    Ok(written)
}

/// The text for a number of rows of some tables, made once.
fn text(inserts: &[Insert], rows: usize, is_postgres: bool) -> &'static str {
    type Made = HashMap<(Vec<Insert>, usize, bool), &'static str>;
    static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);
    let make = || {
        let one = |insert: &Insert| {
            let places = places(is_postgres, rows, insert.columns);
            format!("{} VALUES {places} {}", insert.head, insert.tail)
        };
        let all: Vec<String> = inserts.iter().map(one).collect();
        &*Box::leak(all.join(";").into_boxed_str())
    };
    match MADE.lock() {
        Ok(mut made) => made
            .entry((inserts.to_vec(), rows, is_postgres))
            .or_insert_with(make),
        Err(_) => make(),
    }
}

/// Placeholders for rows of values. On SQLite they are anonymous, because its driver looks up named ones one by one.
pub(crate) fn places(is_postgres: bool, rows: usize, columns: usize) -> String {
    let place = |n: usize| {
        if is_postgres {
            format!("${n}")
        } else {
            "?".to_owned()
        }
    };
    let row = |r: usize| {
        let places: Vec<String> = (1..=columns).map(|c| place(r * columns + c)).collect();
        format!("({})", places.join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}
