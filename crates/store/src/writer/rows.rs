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

// Rows in one statement: exact up to 16, then 16s and 64s. 64 rows of 15 columns stay under every engine's limit.
const SIZES: [usize; 2] = [64, 16];

impl Insert {
    /// Writes all rows; gives the number of rows written.
    pub(crate) async fn write(self, conn: &mut Conn, rows: Vec<Arg>) -> Result<u64, sqlx::Error> {
        let is_postgres = matches!(conn, Conn::Postgres(_));
        let mut written = 0;
        let mut left = rows.len() / self.columns;
        let mut rows = rows.into_iter();
        while left > 0 {
            let take = SIZES.into_iter().find(|s| *s <= left).unwrap_or(left);
            let args: Args = rows.by_ref().take(take * self.columns).collect();
            written += conn.execute(self.text(take, is_postgres).into(), args).await?;
            left -= take;
        }
        Ok(written)
    }

    /// The text for a number of rows, made once.
    fn text(self, rows: usize, is_postgres: bool) -> &'static str {
        static MADE: LazyLock<Mutex<HashMap<(Insert, usize, bool), &'static str>>> =
            LazyLock::new(Mutex::default);
        let Ok(mut made) = MADE.lock() else {
            return self.leak(rows, is_postgres);
        };
        made.entry((self, rows, is_postgres))
            .or_insert_with(|| self.leak(rows, is_postgres))
    }

    fn leak(self, rows: usize, is_postgres: bool) -> &'static str {
        let rows = places(is_postgres, rows, self.columns);
        Box::leak(format!("{} VALUES {rows} {}", self.head, self.tail).into_boxed_str())
    }
}

/// Places for rows of values. On SQLite they are nameless: its driver looks up the name of every place, one after another.
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
