-- photos and files of entries; bytes apart, so that lists stay small
CREATE TABLE attachment (
    id UUID NOT NULL, home INTEGER NOT NULL, entry UUID NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    sha256 TEXT NOT NULL, size BIGINT NOT NULL, width INTEGER, height INTEGER, added_rev INTEGER NOT NULL, removed_rev INTEGER,
    PRIMARY KEY (id, home)) WITHOUT ROWID;
CREATE INDEX attachment_entry ON attachment (entry);
CREATE TABLE attachment_data (id UUID PRIMARY KEY, data BYTEA NOT NULL, thumb BYTEA);
