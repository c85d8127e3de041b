-- Acts on many entries at once. kind: 0 made final with ticks, 1 imported from a sheet. unit: where it was done. register: of an import.
-- size counts its entries, remaining those that were not undone. undone_at, undone_by, why: the last undoing of some of them
CREATE TABLE bulk (
    id UUID PRIMARY KEY, kind SMALLINT NOT NULL, unit INTEGER NOT NULL, register INTEGER, at BIGINT NOT NULL, person BIGINT NOT NULL,
    size INTEGER NOT NULL, remaining INTEGER NOT NULL, undone_at BIGINT, undone_by BIGINT, why TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX bulk_unit ON bulk (unit, kind, id);
-- rev: the revision that it wrote. was: the state before; null for an entry that it made
CREATE TABLE bulk_entry (
    bulk UUID NOT NULL, entry UUID NOT NULL, home INTEGER NOT NULL, rev INTEGER NOT NULL, was SMALLINT, undone SMALLINT NOT NULL,
    PRIMARY KEY (bulk, entry)) WITHOUT ROWID;
