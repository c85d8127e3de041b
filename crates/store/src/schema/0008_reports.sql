-- who issues papers in the name of a unit, and how its head reads from a day on. Lines of text are separated by line breaks.
-- first, last are yyyymmdd; by_kind: whether each kind of paper has numbers of its own
CREATE TABLE issuer (id UUID PRIMARY KEY, unit INTEGER NOT NULL, made_at BIGINT NOT NULL, made_by BIGINT NOT NULL) WITHOUT ROWID;
CREATE INDEX issuer_unit ON issuer (unit);
CREATE TABLE issuer_setting (
    issuer UUID NOT NULL, first INTEGER NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL, heading TEXT NOT NULL, place TEXT NOT NULL,
    sign TEXT NOT NULL, by_kind INTEGER NOT NULL, recipients TEXT NOT NULL, archive TEXT NOT NULL, made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL, PRIMARY KEY (issuer, first)) WITHOUT ROWID;
CREATE TABLE signer (
    id UUID PRIMARY KEY, issuer UUID NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, name TEXT NOT NULL, authority TEXT NOT NULL,
    above TEXT NOT NULL, office TEXT NOT NULL, made_at BIGINT NOT NULL, made_by BIGINT NOT NULL) WITHOUT ROWID;
CREATE INDEX signer_issuer ON signer (issuer);
-- register of outgoing papers. series is the kind of paper where each has its own numbers, else empty. state: 0 given, 1 cancelled.
-- report is null for a paper that was made elsewhere
CREATE TABLE outgoing (
    issuer UUID NOT NULL, year INTEGER NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL, day INTEGER NOT NULL, kind TEXT NOT NULL,
    sign TEXT NOT NULL, summary TEXT NOT NULL, recipients TEXT NOT NULL, report UUID, version INTEGER NOT NULL, state INTEGER NOT NULL,
    note TEXT NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (issuer, year, series, number)) WITHOUT ROWID;
-- a report being written or issued. lens: 0 the map as it was, 1 that of the last day. state: 0 written, 1 before the chair,
-- 2 issued, 3 sent up, 4 accepted. version counts how often it was laid before the chair; touched counts changes of its words
CREATE TABLE report (
    id UUID PRIMARY KEY, unit INTEGER NOT NULL, outline TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, issuer UUID,
    lens INTEGER NOT NULL, state INTEGER NOT NULL, version INTEGER NOT NULL, touched BIGINT NOT NULL, made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX report_period ON report (unit, outline, first, last);
-- words of people, part by part; every revision is kept. base is the hash of what the outline said when it was written.
-- behind is the part behind which one of the person's own stands, else empty
CREATE TABLE report_text (
    report UUID NOT NULL, part TEXT NOT NULL, rev INTEGER NOT NULL, behind TEXT NOT NULL, body TEXT NOT NULL, base TEXT NOT NULL,
    is_gone INTEGER NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (report, part, rev)) WITHOUT ROWID;
CREATE TABLE report_note (
    id UUID PRIMARY KEY, report UUID NOT NULL, part TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL,
    person BIGINT NOT NULL, solved_at BIGINT, solved_by BIGINT) WITHOUT ROWID;
CREATE INDEX report_note_report ON report_note (report);
CREATE TABLE report_version (
    report UUID NOT NULL, version INTEGER NOT NULL, model TEXT NOT NULL, hash BYTEA NOT NULL, inputs TEXT NOT NULL, packs TEXT NOT NULL,
    program TEXT NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (report, version)) WITHOUT ROWID;
-- stage: 0 as laid before the chair, 1 as issued, 2 the signed copy of record
CREATE TABLE report_file (
    report UUID NOT NULL, version INTEGER NOT NULL, stage INTEGER NOT NULL, format TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    data BYTEA NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (report, version, stage, format));
CREATE TABLE report_step (
    report UUID NOT NULL, seq INTEGER NOT NULL, version INTEGER NOT NULL, state INTEGER NOT NULL, at BIGINT NOT NULL,
    person BIGINT NOT NULL, unit INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (report, seq)) WITHOUT ROWID;
