//! The change log, narrowed down for a reader.

use crate::log::LogRow;
use crate::{Store, StoreError, args};

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
    /// Lines of the change log.
    pub async fn log_lines(&self, filter: &LogFilter) -> Result<Vec<LogRow>, StoreError> {
        let homes = match &filter.homes {
            None => String::new(),
            Some(homes) => {
                let list = |of: &[i32]| super::list(of.iter().map(|id| i64::from(*id)));
                let own = match filter.installation_of.is_empty() {
                    true => String::new(),
                    false => format!(
                        " OR home = 0 AND (author = 0 OR author IN (SELECT person FROM appointment WHERE unit IN ({})))",
                        list(&filter.installation_of)
                    ),
                };
                format!("AND (home IN ({}){own})", list(homes))
            }
        };
        let author = if filter.author.is_some() {
            "AND author = $5"
        } else {
            "AND author <> $5"
        };
        let (first, end) = (&filter.act, format!("{}\u{7f}", filter.act));
        self.all(
            format!(
                "SELECT {} FROM log l \
                 WHERE seq < $1 AND at >= $2 AND at < $3 AND act >= $6 AND act < $7 {author} {homes} ORDER BY seq DESC LIMIT $4",
                LogRow::COLUMNS
            ),
            args![filter.before, filter.from, filter.to, filter.most, filter.author.unwrap_or(i64::MIN), first, end],
        )
        .await
    }
}
