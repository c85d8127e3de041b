//! The entries of a book as a collection of PocketBase: its columns and indexes, the rows, and how the newest are asked for.

use anyhow::Result;
use dienhong_app::App;
use dienhong_bench::bare::Bare;
use dienhong_domain::units::{Level, Unit, UnitId};
use serde_json::{Value, json};
use std::path::Path;

/// Rows that a list shows.
pub(super) const SHOWN: u32 = 20;
const REGISTER: &str = "tuyen-truyen";
/// The lists of a home by state and of a register as this house has them; the lists of a home and of a province in all states, which this house
/// merges from the former, as they suit a program that reads one index.
const INDEXES: [(&str, &str); 4] = [
    ("entries_state", "home, state, register, place"),
    ("entries_home", "home, register, place"),
    ("entries_province", "province, register, place"),
    ("entries_register", "register, place"),
];

fn index(name: &str, columns: &str) -> String {
    format!("CREATE INDEX {name} ON entries ({columns})")
}

/// The collection, readable by whoever has signed in.
pub(super) fn collection() -> Value {
    let column = |name: &str, kind: &str| json!({ "name": name, "type": kind });
    // An entry's id as 32 digits; by default ids have 15 characters.
    let id = json!({
        "name": "id", "type": "text", "system": true, "primaryKey": true, "required": true, "min": 32, "max": 32,
        "pattern": "^[a-f0-9]+$", "autogeneratePattern": "[a-f0-9]{32}",
    });
    let fields = [
        id,
        column("home", "number"),
        column("province", "number"),
        column("unit", "text"),
        column("register", "text"),
        column("day", "number"),
        column("state", "number"),
        column("place", "number"),
        column("author", "text"),
        column("made_at", "number"),
        column("changed_at", "number"),
        column("body", "json"),
    ];
    let indexes = INDEXES.map(|(name, columns)| index(name, columns));
    json!({ "name": "entries", "type": "base", "listRule": "@request.auth.id != \"\"", "fields": fields, "indexes": indexes })
}

/// What a list shows of a unit, and by which province it is found.
pub(super) struct Shown {
    unit: UnitId,
    province: Option<UnitId>,
    name: String,
}

/// Every unit of a book.
pub(super) fn units(app: &App) -> Vec<Shown> {
    let snapshot = app.snapshot();
    let map = &snapshot.map;
    let shown = |unit: &Unit| {
        let day = unit.last().from;
        let mut above = map.chain(unit.id, day).into_iter();
        Shown {
            unit: unit.id,
            province: above.find(|u| map.level(*u) == Some(Level::Province)),
            name: map.label(unit.id, day, "vi"),
        }
    };
    map.units().map(shown).collect()
}

/// Copies the entries of a book into the collection; neither program has its database open. Indexes are made when all rows are there.
pub(super) fn copy(book: &Path, file: &Path, units: &[Shown]) -> Result<()> {
    let mut bare = Bare::open(file, &[])?;
    // Nothing here must survive a power cut.
    bare.run("PRAGMA synchronous=OFF; PRAGMA cache_size=-200000")?;
    let book = book.display().to_string().replace('\'', "''");
    bare.run(&format!("ATTACH '{book}' AS book"))?;
    bare.run(
        "CREATE TEMP TABLE shown (unit INTEGER PRIMARY KEY, province INTEGER NOT NULL, name TEXT NOT NULL)",
    )?;
    for some in units.chunks(1_000) {
        let rows: Vec<String> = some.iter().map(row).collect();
        bare.run(&format!(
            "INSERT INTO shown (unit, province, name) VALUES {}",
            rows.join(",")
        ))?;
    }
    for (name, _) in INDEXES {
        bare.run(&format!("DROP INDEX main.{name}"))?;
    }
    bare.run(ROWS)?;
    for (name, columns) in INDEXES {
        bare.run(&index(name, columns))?;
    }
    bare.run("DETACH book; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
}

fn row(of: &Shown) -> String {
    let province = of.province.map_or(0, |p| p.0);
    let name = of.name.replace('\'', "''");
    format!("({},{province},'{name}')", of.unit.0)
}

/// Entries one after the other as they lie in the book, without drafts, which are their holders' own.
const ROWS: &str = "INSERT INTO main.entries (id, home, province, unit, register, day, state, place, author, made_at, changed_at, body) \
    SELECT lower(hex(e.id)), e.home, h.province, u.name, \
        r.code, e.day, e.state, e.place, COALESCE((SELECT p.name FROM book.person p WHERE p.id = e.author), ''), \
        e.made_at, e.changed_at, v.body \
    FROM book.entry e CROSS JOIN book.register r CROSS JOIN book.revision v CROSS JOIN temp.shown h CROSS JOIN temp.shown u \
    WHERE e.state <> 0 AND r.id = e.register AND v.entry = e.id AND v.rev = e.rev AND v.home = e.home AND h.unit = e.home AND u.unit = e.unit";

/// The path of the newest entries of a register at a level. Nothing is counted. All columns are answered: choosing some was found to be slower,
/// because PocketBase then reads its own answer again.
pub(super) fn newest(level: &str, unit: UnitId) -> String {
    let of_unit = match level {
        "ward" => format!("home%3D{}%20%26%26%20", unit.0),
        "province" => format!("province%3D{}%20%26%26%20", unit.0),
        _ => String::new(),
    };
    format!(
        "/api/collections/entries/records?filter={of_unit}register%3D%27{REGISTER}%27&sort=-place&perPage={SHOWN}&skipTotal=1"
    )
}
