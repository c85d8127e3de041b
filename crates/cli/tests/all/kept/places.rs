//! Where kept books are, how they are stored and read back.
//!
//! `kept-books/<commit>/<engine>/` contains the ward's and the province's book as that commit left them (`.db.gz`,
//! `.sql.gz`), what the API of each said (`.facts.json.gz`) with its key (`keys`), and the bundles that neither had
//! imported (`*.dienhong`).

use super::make::Made;
use dienhong_store::testing::{Address, tool};
use dienhong_store::{Engine, Store};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The two books of an installation.
pub(crate) const BOOKS: [&str; 2] = ["ward", "province"];

/// The folder of all kept books.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept-books")
}

/// Every commit of which a book is kept.
pub(crate) fn commits() -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder()).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = found.map(|f| f.path()).filter(|p| p.is_dir()).collect();
    all.sort();
    all
}

/// The folder of an engine's books below that of their commit.
pub(crate) fn of_engine(commit: &Path, engine: Engine) -> PathBuf {
    commit.join(match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    })
}

fn ending(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "db.gz",
        Engine::Postgres => "sql.gz",
    }
}

/// A file of a kept book, unpacked.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    let packed = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut bytes = Vec::new();
    GzDecoder::new(&packed[..])
        .read_to_end(&mut bytes)
        .expect("unpacked");
    bytes
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).expect("packed");
    std::fs::write(path, packed.finish().expect("packed")).expect("written");
}

/// Writes what was made into a folder.
pub(crate) async fn keep(made: &Made, addresses: [&Address; 2], facts: [&Value; 2], into: &Path) {
    let engine = made.ward.store.engine();
    let into = of_engine(into, engine);
    for (at, book) in BOOKS.iter().enumerate() {
        let app = [&made.ward, &made.province][at];
        let bytes = match engine {
            Engine::Sqlite => {
                let copy = dienhong_store::testing::folder().join("copy.db");
                std::fs::create_dir_all(copy.parent().expect("a folder")).expect("made");
                app.store.copy_into(&copy).await.expect("copied");
                let bytes = std::fs::read(&copy).expect("the copy");
                std::fs::remove_dir_all(copy.parent().expect("a folder")).expect("gone");
                bytes
            }
            Engine::Postgres => dump(&addresses[at].address),
        };
        let name = |ending: &str| into.join(format!("{book}.{ending}"));
        write(&name(ending(engine)), &bytes);
        let text = serde_json::to_string_pretty(facts[at]).expect("facts");
        write(&name("facts.json.gz"), text.as_bytes());
    }
    for (kind, text) in &made.bundles {
        std::fs::write(into.join(format!("{kind}.dienhong")), text).expect("written");
    }
    std::fs::write(into.join("keys"), made.keys.join("\n") + "\n").expect("written");
}

/// The tables and rows of a PostgreSQL database as plain statements, which every version reads.
fn dump(address: &str) -> Vec<u8> {
    let done = Command::new(tool("pg_dump"))
        .args([
            "--no-owner",
            "--no-privileges",
            "--inserts",
            "--rows-per-insert=200",
            "-d",
            address,
        ])
        .stderr(Stdio::inherit())
        .output()
        .expect("pg_dump runs");
    assert!(done.status.success(), "pg_dump");
    let text = String::from_utf8(done.stdout).expect("text");
    let mut kept = String::new();
    for line in text.lines() {
        // These are only in some versions, or only shown on a terminal.
        let is_setting = [
            "SET ",
            "SELECT pg_catalog.set_config",
            "\\restrict",
            "\\unrestrict",
            "--",
        ];
        if !line.is_empty() && !is_setting.iter().any(|s| line.starts_with(s)) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept.into_bytes()
}

/// Puts a kept book in the place of a new one: into an empty database, or as the file of a new one.
pub(crate) fn restore(kept: &Path, book: &str, db: Option<&Address>, file: &Path) {
    let Some(db) = db else {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        let bytes = read(&kept.join(format!("{book}.{}", ending(Engine::Sqlite))));
        return std::fs::write(file, bytes).expect("written");
    };
    let mut child = Command::new("psql")
        .args(["-q", "-v", "ON_ERROR_STOP=1", "-d", &db.address])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("psql runs");
    let mut to = child.stdin.take().expect("its input");
    let statements = read(&kept.join(format!("{book}.{}", ending(Engine::Postgres))));
    to.write_all(&statements).expect("told");
    drop(to);
    assert!(child.wait().expect("it ends").success(), "{}", kept.display());
}

/// Rows by table, and by state where a table has one.
pub(crate) async fn counts(store: &Store) -> Vec<(String, i64)> {
    let mut all = Vec::new();
    for (table, state) in TABLES {
        if state.is_empty() {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            all.push((
                (*table).to_owned(),
                store.number(sql, vec![]).await.expect("counted"),
            ));
        }
        for one in *state {
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE {one}");
            all.push((
                format!("{table}: {one}"),
                store.number(sql, vec![]).await.expect("counted"),
            ));
        }
    }
    all
}

/// The tables of a book, without the list of steps and what SQLite keeps its index of words in.
pub(crate) async fn tables(store: &Store) -> Vec<String> {
    let sql = match store.engine() {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'migration' \
             AND name NOT LIKE 'entry_words%' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY tablename"
        }
    };
    let rows: Vec<(String,)> = store.all(sql, vec![]).await.expect("tables");
    rows.into_iter().map(|r| r.0).collect()
}

/// Every table, with a condition for each of its states.
pub(crate) const TABLES: &[(&str, &[&str])] = &[
    ("setting", &[]),
    ("unit", &[]),
    ("unit_span", &[]),
    ("unit_link", &[]),
    (
        "unit_change",
        &[
            "kind = 'found'",
            "kind = 'rename'",
            "kind = 'transfer'",
            "kind = 'merge'",
            "kind = 'split'",
            "kind = 'reform'",
            "kind = 'end'",
            "undone_at IS NOT NULL",
        ],
    ),
    (
        "pack",
        &[
            "scope IS NULL",
            "scope IS NOT NULL AND retired_at IS NULL",
            "retired_at IS NOT NULL",
        ],
    ),
    ("rules", &[]),
    ("measure", &["kind = 'flow'", "kind = 'stock'"]),
    ("register", &[]),
    (
        "entry",
        &["state = 0", "state = 1", "state = 2", "state = 3", "rev > 1"],
    ),
    ("revision", &["state = 0", "state = 1", "state = 2", "state = 3"]),
    ("revision_text", &[]),
    (
        "posting",
        &[
            "source_kind = 0",
            "source_kind = 1",
            "w = 1",
            "w = -1",
            "bound = 0",
            "bound = 1",
            "bound = 2",
            "bound = 3",
        ],
    ),
    ("level", &[]),
    ("roll", &[]),
    ("tally", &["kind = 0", "kind = 1", "kind = 2"]),
    ("last_use", &[]),
    ("log", &[]),
    ("kept_sums", &[]),
    (
        "attachment",
        &[
            "removed_rev IS NULL",
            "removed_rev IS NOT NULL",
            "kind = 'photo'",
            "kind <> 'photo'",
        ],
    ),
    ("attachment_data", &["thumb IS NULL", "thumb IS NOT NULL"]),
    ("reach", &[]),
    (
        "bulk",
        &["kind = 0", "kind = 1", "remaining = 0", "remaining > 0"],
    ),
    (
        "bulk_entry",
        &["undone = 0", "undone = 1", "was IS NULL", "was = 1"],
    ),
    ("claim", &[]),
    (
        "filing",
        &[
            "state = 0",
            "state = 1",
            "state = 2",
            "state = 3",
            "state = 4",
            "origin <> ''",
        ],
    ),
    (
        "peer",
        &["ended_at IS NULL", "ended_at IS NOT NULL", "address <> ''"],
    ),
    ("letter", &["state = 1", "state = 2", "state = 3"]),
    ("issuer", &[]),
    ("issuer_setting", &[]),
    ("signer", &["last < 99991231", "last = 99991231"]),
    (
        "outgoing",
        &[
            "state = 0",
            "state = 1",
            "report IS NULL",
            "report IS NOT NULL",
            "paper IS NOT NULL",
        ],
    ),
    (
        "incoming",
        &[
            "state = 0",
            "state = 1",
            "summary = ''",
            "done IS NULL",
            "done IS NOT NULL",
        ],
    ),
    ("incoming_scan", &[]),
    (
        "report",
        &[
            "state = 0",
            "state = 1",
            "state = 2",
            "state = 3",
            "state = 4",
            "origin <> '' AND state = 0",
            "rules IS NULL",
            "rules IS NOT NULL",
        ],
    ),
    ("report_order", &[]),
    (
        "report_text",
        &["is_gone = 0", "is_gone = 1", "behind <> '' OR part LIKE 'them:%'"],
    ),
    ("report_note", &["solved_at IS NULL", "solved_at IS NOT NULL"]),
    ("report_version", &["version = 1", "version > 1"]),
    ("report_file", &["stage = 0", "stage = 1", "stage = 2"]),
    (
        "paper",
        &[
            "state = 0",
            "state = 1",
            "state = 2",
            "state = 3",
            "state = 4",
            "state = 5",
        ],
    ),
    ("paper_version", &["version = 1", "version > 1"]),
    ("paper_file", &["stage = 0", "stage = 1", "stage = 2"]),
    ("step", &["kind = 0", "kind = 1", "kind = 2", "kind = 3"]),
    ("step_reason", &["kind = 0", "kind = 2"]),
    ("request", &["state = 0", "state = 1", "state = 2"]),
    ("person", &["kind = 0", "kind = 1", "state = 0", "state = 1"]),
    ("subject", &["closed IS NULL", "closed IS NOT NULL"]),
    (
        "appointment",
        &["ended_at IS NULL", "ended_at IS NOT NULL", "subject IS NOT NULL"],
    ),
    ("passkey", &[]),
    ("credential_password", &[]),
    ("credential_totp", &[]),
    ("recovery_code", &["used IS NULL", "used IS NOT NULL"]),
    (
        "invitation",
        &[
            "used IS NOT NULL",
            "withdrawn IS NOT NULL",
            "used IS NULL AND withdrawn IS NULL",
            "purpose = 'reset'",
        ],
    ),
    ("session", &[]),
    ("feed", &[]),
    ("sign_in_failure", &[]),
    ("api_token", &["revoked IS NULL", "revoked IS NOT NULL"]),
];
