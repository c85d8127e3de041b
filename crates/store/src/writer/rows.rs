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
        let mut written = 0;
        let mut rest = rows;
        while !rest.is_empty() {
            let left = rest.len() / self.columns;
            let take = SIZES.into_iter().find(|s| *s <= left).unwrap_or(left);
            let after = rest.split_off(take * self.columns);
            let args: Args = std::mem::replace(&mut rest, after);
            written += conn.execute(self.text(take).into(), args).await?;
        }
        Ok(written)
    }

    /// The text for a number of rows, made once.
    fn text(self, rows: usize) -> &'static str {
        static MADE: LazyLock<Mutex<HashMap<(Insert, usize), &'static str>>> = LazyLock::new(Mutex::default);
        let Ok(mut made) = MADE.lock() else {
            return self.leak(rows);
        };
        made.entry((self, rows)).or_insert_with(|| self.leak(rows))
    }

    fn leak(self, rows: usize) -> &'static str {
        let row = |r: usize| {
            let places: Vec<String> = (1..=self.columns)
                .map(|c| format!("${}", r * self.columns + c))
                .collect();
            format!("({})", places.join(","))
        };
        let all: Vec<String> = (0..rows).map(row).collect();
        Box::leak(format!("{} VALUES {} {}", self.head, all.join(","), self.tail).into_boxed_str())
    }
}
