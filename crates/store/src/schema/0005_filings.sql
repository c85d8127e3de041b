-- figures of a period, frozen, approved, accepted or returned. state: 0 frozen, 1 sent, 2 returned, 3 accepted, 4 replaced.
-- content is JSON in a fixed order of fields, hash its SHA-256. origin is empty for what this installation froze, else the
-- installation that sent it. first, last are yyyymmdd
CREATE TABLE filing (
    id UUID PRIMARY KEY, unit INTEGER NOT NULL, form TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    version INTEGER NOT NULL, state INTEGER NOT NULL, content TEXT NOT NULL, hash BYTEA NOT NULL, inputs BYTEA NOT NULL,
    origin TEXT NOT NULL, made_at BIGINT NOT NULL, made_by BIGINT NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX filing_version ON filing (unit, form, first, last, version);
CREATE INDEX filing_form ON filing (form, first, last, unit);
-- what happened to it: one row a state. office is the code of the role in which somebody acted, unit where
CREATE TABLE filing_step (
    filing UUID NOT NULL, seq INTEGER NOT NULL, state INTEGER NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL,
    unit INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (filing, seq)) WITHOUT ROWID;
-- why it was returned, figure by figure; an empty measure is the whole
CREATE TABLE filing_reason (
    filing UUID NOT NULL, seq INTEGER NOT NULL, measure TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (filing, seq, measure)) WITHOUT ROWID;
