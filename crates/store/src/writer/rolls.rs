//! Roll-ups: postings are summed into month cells, then written sorted by key.

use super::group::Failure;
use super::rows::Insert;
use crate::args::Arg;
use crate::batch::PostingWrite;
use crate::db::Conn;
use dienhong_domain::ledger::Sums;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Deltas by (month, year, measure, home). The month comes first because each month has a statement of its own.
#[derive(Default)]
pub(super) struct Rolls(BTreeMap<(i32, i32, i32, i32), Sums>);

static UPSERTS: LazyLock<Vec<Insert>> = LazyLock::new(|| upserts(""));
/// The same statements followed by a commit.
static LAST_UPSERTS: LazyLock<Vec<Insert>> = LazyLock::new(|| upserts(";COMMIT"));

fn upserts(after: &str) -> Vec<Insert> {
    let one = |k: usize| {
        let head = format!("INSERT INTO roll (year, measure, home, m{k}, b{k}, n{k})");
        let tail = format!(
            "ON CONFLICT (year, measure, home) DO UPDATE SET m{k} = roll.m{k} + excluded.m{k}, b{k} = roll.b{k} + excluded.b{k}, \
             n{k} = roll.n{k} + excluded.n{k}{after}"
        );
        Insert {
            head: Box::leak(head.into_boxed_str()),
            tail: Box::leak(tail.into_boxed_str()),
            columns: 6,
        }
    };
    (1..=12).map(one).collect()
}

/// Most cells written in the statement that also commits.
const LAST: usize = 16;

impl Rolls {
    pub(super) fn add(&mut self, posting: &PostingWrite) {
        let day = posting.day;
        let key = (day.month() as i32, day.year(), posting.measure, posting.home.0);
        let sums = Sums::of(posting.amount, posting.bound, i64::from(posting.w));
        *self.0.entry(key).or_default() += sums;
    }

    /// Writes the cells at the end of a transaction. On SQLite it commits in the same round trip; returns whether it
    /// did.
    pub(super) async fn write_and_commit(mut self, conn: &mut Conn) -> Result<bool, Failure> {
        let month = self.0.last_key_value().map(|((month, ..), _)| *month);
        let Some(month) = month.filter(|_| matches!(conn, Conn::Sqlite(_))) else {
            self.write(conn).await?;
            return Ok(false);
        };
        let mut last: Vec<Arg> = Vec::new();
        for _ in 0..LAST {
            match self.0.pop_last() {
                Some(((k, year, measure, home), sums)) if k == month => {
                    last.extend(cell(year, measure, home, sums));
                }
                Some((key, sums)) => {
                    self.0.insert(key, sums);
                    break;
                }
                None => break,
            }
        }
        self.write(conn).await?;
        let done = LAST_UPSERTS[month as usize - 1].write(conn, last).await;
        done.map_err(Failure::Commit)?;
        Ok(true)
    }

    pub(super) async fn write(self, conn: &mut Conn) -> Result<(), sqlx::Error> {
        let mut rows: Vec<Arg> = Vec::new();
        let mut month = 0;
        for ((k, year, measure, home), sums) in self.0 {
            if k != month && !rows.is_empty() {
                UPSERTS[month as usize - 1]
                    .write(conn, std::mem::take(&mut rows))
                    .await?;
            }
            month = k;
            rows.extend(cell(year, measure, home, sums));
        }
        if !rows.is_empty() {
            UPSERTS[month as usize - 1].write(conn, rows).await?;
        }
        Ok(())
    }
}

fn cell(year: i32, measure: i32, home: i32, sums: Sums) -> Vec<Arg> {
    crate::args![year, measure, home, sums.amount, sums.packed(), sums.lines]
}
