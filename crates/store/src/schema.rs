//! The tables, in small steps that are never edited after release.

use sha2::{Digest, Sha256};

/// Steps in order.
pub(crate) const STEPS: [Step; 21] = [
    step(1, "core", include_str!("schema/0001_core.sql")),
    step(2, "people", include_str!("schema/people.sql")),
    step(3, "files", include_str!("schema/0003_files.sql")),
    step(4, "counted-once", include_str!("schema/0004_counted_once.sql")),
    step(5, "filings", include_str!("schema/0005_filings.sql")),
    step(6, "peers", include_str!("schema/0006_peers.sql")),
    step(7, "letters", include_str!("schema/0007_letters.sql")),
    step(8, "reports", include_str!("schema/0008_reports.sql")),
    step(9, "report-origin", include_str!("schema/0009_report_origin.sql")),
    step(
        10,
        "search-letters",
        include_str!("schema/0010_search_letters.sql"),
    ),
    step(11, "report-mark", include_str!("schema/0011_report_mark.sql")),
    step(12, "lists", include_str!("schema/0012_lists.sql")),
    step(13, "kept-sums", include_str!("schema/0013_kept_sums.sql")),
    step(14, "incoming", include_str!("schema/0014_incoming.sql")),
    step(15, "steps", include_str!("schema/0015_steps.sql")),
    step(16, "feeds", include_str!("schema/0016_feeds.sql")),
    step(17, "papers", include_str!("schema/0017_papers.sql")),
    step(18, "last-use", include_str!("schema/0018_last_use.sql")),
    step(19, "bulk", include_str!("schema/0019_bulk.sql")),
    step(20, "subjects", include_str!("schema/0020_subjects.sql")),
    step(
        21,
        "report-outline",
        include_str!("schema/0021_report_outline.sql"),
    ),
];

/// The newest step that this program knows.
pub const NEWEST: i64 = STEPS[STEPS.len() - 1].number;

/// What comes only to PostgreSQL: a statement on a line of its own.
const POSTGRES: &str = "POSTGRES ";
/// What comes only to SQLite, in the same way.
const SQLITE: &str = "SQLITE ";

/// A step of the tables, in one text for both engines.
pub(crate) struct Step {
    /// Place in the order.
    pub(crate) number: i64,
    /// Name, for people.
    pub(crate) name: &'static str,
    sql: &'static str,
}

const fn step(number: i64, name: &'static str, sql: &'static str) -> Step {
    Step { number, name, sql }
}

impl Step {
    /// What an engine is given, which parts the statements itself. SQLite clusters small-key tables; PostgreSQL has no such
    /// words.
    pub(crate) fn script(&self, is_postgres: bool) -> String {
        let lines = self.code().filter_map(|line| {
            if let Some(only) = line.strip_prefix(POSTGRES) {
                return is_postgres.then(|| only.to_owned());
            }
            if let Some(only) = line.strip_prefix(SQLITE) {
                return (!is_postgres).then(|| only.to_owned());
            }
            Some(match is_postgres {
                true => line.replace("WITHOUT ROWID", ""),
                false => line.to_owned(),
            })
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Tells the text that makes tables, on both engines, from any other; comments and line ends do not count.
    pub(crate) fn checksum(&self) -> String {
        let mut hash = Sha256::new();
        for line in self.code() {
            hash.update(line);
            hash.update("\n");
        }
        hex::encode(hash.finalize())
    }

    fn code(&self) -> impl Iterator<Item = &'static str> {
        let lines = self.sql.lines();
        lines.filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A book that has a step refuses a program in which its text is another one. What was released is mended by a later
    /// step; only a step that is new since the last release may still change here.
    #[test]
    fn steps_are_as_they_were_released() {
        let now: Vec<String> = STEPS
            .iter()
            .map(|s| format!("{} {}", s.number, &s.checksum()[..16]))
            .collect();
        let released = [
            "1 88573fb0b858a2e8",
            "2 8d00cd5f991818dc",
            "3 e2dfb8eb027b1ee7",
            "4 f6c168179a11c45e",
            "5 6394d98aa0af2391",
            "6 148c79fe60b27704",
            "7 8f4dadcd646db21f",
            "8 c6b7c4692af706fa",
            "9 52259811a6bec737",
            "10 1f4c7eb96a60f78c",
            "11 3a7e0d113bd357c6",
            "12 ec80e84b28adf0ec",
            "13 ae72fe60d2eb74fd",
            "14 8b9638f0a9402478",
            "15 c2e6d9bf300e1f7e",
            "16 8b5eae8b345f6b3a",
            "17 3a6b90250b8d8a75",
            "18 c4f90dd6df79b61f",
            "19 1addcb60ac0f2193",
            "20 0b85b1aa59ceb05c",
            "21 a1b8a4f12fb8da82",
        ];
        assert_eq!(now, released);
    }

    #[test]
    fn steps_are_counted_from_one() {
        assert!(STEPS.iter().map(|s| s.number).eq(1..=NEWEST));
    }

    #[test]
    fn comments_and_line_ends_are_not_part_of_a_step() {
        let one = step(1, "a", "-- why;\nCREATE TABLE a (\n    b TEXT);\n");
        let same = step(1, "a", "CREATE TABLE a (\r\n    b TEXT);\r\n\r\n  -- it's so\r\n");
        let other = step(1, "a", "CREATE TABLE a (\n    c TEXT);\n");
        assert_eq!(one.checksum(), same.checksum());
        assert_ne!(one.checksum(), other.checksum());
    }

    /// A statement over several lines would lose the others on one engine, or leave them to the other.
    #[test]
    fn what_comes_only_to_one_engine_is_whole_on_its_line() {
        for step in &STEPS {
            for engine in [POSTGRES, SQLITE] {
                let word = engine.trim();
                for line in step.code().filter(|l| l.contains(word)) {
                    assert!(
                        line.starts_with(engine) && line.ends_with(';'),
                        "{}: {line}",
                        step.name
                    );
                }
                assert!(!step.script(false).contains(word), "{}", step.name);
                assert!(!step.script(true).contains(word), "{}", step.name);
            }
        }
    }

    /// Blank lines and lines that look like comments are left out.
    #[test]
    fn no_text_in_quotes_goes_over_a_line() {
        for step in &STEPS {
            for line in step.code() {
                assert_eq!(line.matches('\'').count() % 2, 0, "{}: {line}", step.name);
            }
        }
    }

    #[test]
    fn text_with_a_semicolon_stays_whole() {
        let step = step(1, "a", "UPDATE a SET b = 'x; y' -- and; so\nWHERE c = 1;\n");
        assert_eq!(
            step.script(false),
            "UPDATE a SET b = 'x; y' -- and; so\nWHERE c = 1;"
        );
    }
}
