-- Small local numbers for what the ledger repeats, uuid v7 for what clients make. "home" is the commune (or the unit above it that
-- records for itself): the key by which big tables can be distributed.

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- the shipped map, and changes recorded on top of it
CREATE TABLE unit (id INTEGER PRIMARY KEY, uid UUID NOT NULL UNIQUE);
CREATE TABLE unit_span (
    unit INTEGER NOT NULL, from_day INTEGER NOT NULL, to_day INTEGER NOT NULL,
    kind TEXT NOT NULL, code TEXT, name TEXT NOT NULL, parent INTEGER,
    PRIMARY KEY (unit, from_day)) WITHOUT ROWID;
CREATE TABLE unit_link (
    from_unit INTEGER NOT NULL, to_unit INTEGER NOT NULL, day INTEGER NOT NULL,
    change UUID NOT NULL, kind TEXT NOT NULL, share INTEGER, reference TEXT NOT NULL,
    PRIMARY KEY (from_unit, to_unit, day)) WITHOUT ROWID;
CREATE TABLE unit_change (
    seq INTEGER PRIMARY KEY, id UUID NOT NULL UNIQUE, home INTEGER NOT NULL, day INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    at BIGINT NOT NULL, author BIGINT NOT NULL, undone_at BIGINT, undone_by BIGINT, undone_why TEXT);

-- law as data
CREATE TABLE pack (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, version TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
    scope INTEGER, files TEXT NOT NULL, installed_at BIGINT NOT NULL, installed_by BIGINT NOT NULL, retired_at BIGINT);
CREATE TABLE rules (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, packs TEXT NOT NULL, made_at BIGINT NOT NULL);
CREATE TABLE measure (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, unit_of_count TEXT NOT NULL, scale INTEGER NOT NULL);
CREATE TABLE register (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);

-- entries and their revisions
CREATE TABLE entry (
    id UUID NOT NULL, home INTEGER NOT NULL, register INTEGER NOT NULL, unit INTEGER NOT NULL, day INTEGER NOT NULL,
    state SMALLINT NOT NULL, rev INTEGER NOT NULL, author BIGINT NOT NULL, holder BIGINT NOT NULL, made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL, search TEXT NOT NULL,
    PRIMARY KEY (id, home)) WITHOUT ROWID;
CREATE INDEX entry_day ON entry (home, day);
CREATE TABLE revision (
    entry UUID NOT NULL, rev INTEGER NOT NULL, home INTEGER NOT NULL, at BIGINT NOT NULL, author BIGINT NOT NULL,
    unit INTEGER NOT NULL, day INTEGER NOT NULL, state SMALLINT NOT NULL, rules INTEGER NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (entry, rev, home)) WITHOUT ROWID;
CREATE TABLE revision_text (
    entry UUID NOT NULL, rev INTEGER NOT NULL, home INTEGER NOT NULL, salt BYTEA NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (entry, rev, home)) WITHOUT ROWID;

-- the ledger: append-only. source_kind 0 entry, 1 change of the map. w +1, reversal -1
CREATE TABLE posting (
    home INTEGER NOT NULL, day INTEGER NOT NULL, source UUID NOT NULL, rev INTEGER NOT NULL, line INTEGER NOT NULL,
    source_kind SMALLINT NOT NULL, unit INTEGER NOT NULL, measure INTEGER NOT NULL,
    amount BIGINT NOT NULL, bound SMALLINT NOT NULL, w SMALLINT NOT NULL,
    PRIMARY KEY (home, day, source, rev, line)) WITHOUT ROWID;
-- whole levels as stated, by which the changes of a stock are derived
CREATE TABLE level (
    home INTEGER NOT NULL, unit INTEGER NOT NULL, measure INTEGER NOT NULL, day INTEGER NOT NULL, entry UUID NOT NULL,
    amount BIGINT NOT NULL, bound SMALLINT NOT NULL,
    PRIMARY KEY (unit, measure, day, entry)) WITHOUT ROWID;
-- a year in one row: m amount, b counts of bounds packed, n postings that count
CREATE TABLE roll (
    year INTEGER NOT NULL, measure INTEGER NOT NULL, home INTEGER NOT NULL,
    m1 BIGINT NOT NULL DEFAULT 0, b1 BIGINT NOT NULL DEFAULT 0, n1 BIGINT NOT NULL DEFAULT 0,
    m2 BIGINT NOT NULL DEFAULT 0, b2 BIGINT NOT NULL DEFAULT 0, n2 BIGINT NOT NULL DEFAULT 0,
    m3 BIGINT NOT NULL DEFAULT 0, b3 BIGINT NOT NULL DEFAULT 0, n3 BIGINT NOT NULL DEFAULT 0,
    m4 BIGINT NOT NULL DEFAULT 0, b4 BIGINT NOT NULL DEFAULT 0, n4 BIGINT NOT NULL DEFAULT 0,
    m5 BIGINT NOT NULL DEFAULT 0, b5 BIGINT NOT NULL DEFAULT 0, n5 BIGINT NOT NULL DEFAULT 0,
    m6 BIGINT NOT NULL DEFAULT 0, b6 BIGINT NOT NULL DEFAULT 0, n6 BIGINT NOT NULL DEFAULT 0,
    m7 BIGINT NOT NULL DEFAULT 0, b7 BIGINT NOT NULL DEFAULT 0, n7 BIGINT NOT NULL DEFAULT 0,
    m8 BIGINT NOT NULL DEFAULT 0, b8 BIGINT NOT NULL DEFAULT 0, n8 BIGINT NOT NULL DEFAULT 0,
    m9 BIGINT NOT NULL DEFAULT 0, b9 BIGINT NOT NULL DEFAULT 0, n9 BIGINT NOT NULL DEFAULT 0,
    m10 BIGINT NOT NULL DEFAULT 0, b10 BIGINT NOT NULL DEFAULT 0, n10 BIGINT NOT NULL DEFAULT 0,
    m11 BIGINT NOT NULL DEFAULT 0, b11 BIGINT NOT NULL DEFAULT 0, n11 BIGINT NOT NULL DEFAULT 0,
    m12 BIGINT NOT NULL DEFAULT 0, b12 BIGINT NOT NULL DEFAULT 0, n12 BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (year, measure, home)) WITHOUT ROWID;
POSTGRES CREATE INDEX roll_home ON roll (year, home);
POSTGRES ALTER TABLE roll SET (fillfactor = 70);

-- the change log, one chain
CREATE TABLE log (
    seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, author BIGINT NOT NULL, home INTEGER NOT NULL,
    act TEXT NOT NULL, about UUID NOT NULL, detail TEXT NOT NULL, hash BYTEA NOT NULL);
CREATE INDEX log_home ON log (home, seq);
