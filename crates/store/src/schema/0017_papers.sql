-- Papers that an office makes from templates of packs. rules: the packs under which it was begun, whose template it keeps. issuer: the
-- body, once chosen. law_day, yyyymmdd: whose legal bases hold. answers: JSON by the codes of the blanks. secretary: who signs minutes
-- on the left. summary: what it is about, since it was frozen. state: 0 drafted, 1 submitted, 2 issued, 3 cancelled. version counts how
-- often it was frozen, touched the changes of what is filled in
CREATE TABLE paper (
    id UUID PRIMARY KEY, unit INTEGER NOT NULL, template TEXT NOT NULL, rules INTEGER NOT NULL, issuer UUID, law_day INTEGER NOT NULL,
    answers TEXT NOT NULL, secretary TEXT NOT NULL, summary TEXT NOT NULL, state INTEGER NOT NULL, version INTEGER NOT NULL,
    touched BIGINT NOT NULL, made_at BIGINT NOT NULL, made_by BIGINT NOT NULL) WITHOUT ROWID;
CREATE INDEX paper_unit ON paper (unit, id);
CREATE TABLE paper_version (
    paper UUID NOT NULL, version INTEGER NOT NULL, model TEXT NOT NULL, hash BYTEA NOT NULL, packs TEXT NOT NULL, program TEXT NOT NULL,
    at BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (paper, version)) WITHOUT ROWID;
-- stage: 0 as submitted, 1 as issued, 2 the signed copy of record
CREATE TABLE paper_file (
    paper UUID NOT NULL, version INTEGER NOT NULL, stage INTEGER NOT NULL, format TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    data BYTEA NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (paper, version, stage, format));
-- the paper of a number, for one made from a template
ALTER TABLE outgoing ADD COLUMN paper UUID;
CREATE INDEX outgoing_paper ON outgoing (paper);
