//! The change log, narrowed down for a reader.

use crate::args::{padded, values};
use crate::log::LogRow;
use crate::{Args, Engine, Store, StoreError, args};

/// Which lines of the change log are asked for; the newest come first.
#[derive(Clone, Debug)]
pub struct LogFilter {
    /// Homes; `None` is every home and the installation.
    pub homes: Option<Vec<i32>>,
    /// Of the installation's own lines, only those by the program and by persons who were ever appointed at one of
    /// these units: the sign-ins of people of other units in the same book are private.
    pub installation_of: Vec<i32>,
    /// Only lines before this place in the chain.
    pub before: i64,
    /// How many.
    pub most: i64,
    /// Beginning of the act; empty is every act.
    pub act: String,
    /// Who did it.
    pub author: Option<i64>,
    /// First moment, counted.
    pub from: i64,
    /// Last moment, not counted.
    pub to: i64,
}

impl Store {
    /// Lines of the change log. Those of homes are read as so many streams: their heads say which streams can be on the page and
    /// from where on.
    pub async fn log_lines(&self, filter: &LogFilter) -> Result<Vec<LogRow>, StoreError> {
        let fits = filter.condition();
        let Some(homes) = &filter.homes else {
            let sql = format!(
                "SELECT {} FROM log l WHERE {fits} ORDER BY l.seq DESC LIMIT $4",
                LogRow::COLUMNS
            );
            return self.all(sql, filter.args()).await;
        };
        let rows = format!(
            "SELECT l.seq FROM log l WHERE l.home = s.home AND {fits} \
             AND l.seq >= (SELECT CASE COUNT(*) WHEN $4 THEN MIN(top) ELSE 0 END FROM best) ORDER BY l.seq DESC LIMIT $4"
        );
        let merged = match self.engine() {
            Engine::Sqlite => format!("SELECT o.seq FROM best s JOIN log o ON o.seq IN ({rows})"),
            Engine::Postgres => format!("SELECT o.seq FROM best s CROSS JOIN LATERAL ({rows}) o"),
        };
        let sql = format!(
            "WITH h (home) AS (VALUES {}), stream AS MATERIALIZED (SELECT h.home, \
             (SELECT MAX(l.seq) FROM log l WHERE l.home = h.home AND {fits}) AS top FROM h), \
             best AS MATERIALIZED (SELECT * FROM stream WHERE top IS NOT NULL ORDER BY top DESC LIMIT $4) \
             SELECT f.seq FROM ({merged}{}) f ORDER BY f.seq DESC LIMIT $4",
            values(homes),
            filter.installation(&fits),
        );
        let found: Vec<(i64,)> = self.all(sql, filter.args()).await?;
        let places: Vec<i64> = found.into_iter().map(|(seq,)| seq).collect();
        let (list, args) = padded(&places, 0);
        let sql = format!(
            "SELECT {} FROM log l WHERE l.seq IN ({list}) ORDER BY l.seq DESC",
            LogRow::COLUMNS
        );
        self.all(sql, args).await
    }
}

impl LogFilter {
    /// The condition on each line `l`.
    fn condition(&self) -> String {
        let author = if self.author.is_some() {
            "l.author = $5"
        } else {
            "l.author <> $5"
        };
        format!("l.seq < $1 AND l.at >= $2 AND l.at < $3 AND l.act >= $6 AND l.act < $7 AND {author}")
    }

    fn args(&self) -> Args {
        let (first, end) = (&self.act, format!("{}\u{7f}", self.act));
        let author = self.author.unwrap_or(i64::MIN);
        args![self.before, self.from, self.to, self.most, author, first, end]
    }

    /// The stream of the installation's own lines that may be read, to be merged with the others.
    fn installation(&self, fits: &str) -> String {
        if self.installation_of.is_empty() {
            return String::new();
        }
        let units = super::list(self.installation_of.iter().map(|id| i64::from(*id)));
        format!(
            " UNION ALL SELECT i.seq FROM (SELECT l.seq FROM log l WHERE l.home = 0 AND {fits} \
             AND (l.author = 0 OR l.author IN (SELECT person FROM appointment WHERE unit IN ({units}))) \
             ORDER BY l.seq DESC LIMIT $4) i"
        )
    }
}
