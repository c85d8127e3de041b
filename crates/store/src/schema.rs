//! The tables, in small steps that are never edited after release.

/// Steps in order: number, name, SQL.
pub(crate) const STEPS: [(i64, &str, &str); 10] = [
    (1, "core", include_str!("schema/0001_core.sql")),
    (2, "people", include_str!("schema/people.sql")),
    (3, "files", include_str!("schema/0003_files.sql")),
    (4, "counted-once", include_str!("schema/0004_counted_once.sql")),
    (5, "filings", include_str!("schema/0005_filings.sql")),
    (6, "peers", include_str!("schema/0006_peers.sql")),
    (7, "letters", include_str!("schema/0007_letters.sql")),
    (8, "reports", include_str!("schema/0008_reports.sql")),
    (9, "report-origin", include_str!("schema/0009_report_origin.sql")),
    (
        10,
        "search-letters",
        include_str!("schema/0010_search_letters.sql"),
    ),
];

/// The newest step that this program knows.
pub const NEWEST: i64 = STEPS[STEPS.len() - 1].0;

/// Splits a step into statements. SQLite clusters small-key tables; PostgreSQL has no such words.
pub(crate) fn statements(sql: &'static str, is_postgres: bool) -> Vec<String> {
    let code: Vec<&str> = sql
        .lines()
        .filter(|l| !l.trim_start().starts_with("--"))
        .collect();
    code.join("\n")
        .split(';')
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .filter_map(|s| match s.strip_prefix("POSTGRES") {
            Some(only) => is_postgres.then(|| only.trim().to_owned()),
            None if is_postgres => Some(s.replace("WITHOUT ROWID", "")),
            None => Some(s.to_owned()),
        })
        .collect()
}
