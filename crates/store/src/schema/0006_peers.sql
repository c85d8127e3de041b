-- installations whose bundles are taken: the book's id, the unit for which it speaks, its public key
CREATE TABLE peer (
    book UUID PRIMARY KEY, unit INTEGER NOT NULL, name TEXT NOT NULL, public_key BYTEA NOT NULL, added_at BIGINT NOT NULL,
    added_by BIGINT NOT NULL, ended_at BIGINT) WITHOUT ROWID;
