-- register of incoming papers of a unit (Decree 30/2020/NĐ-CP, art. 22, annex IV). year and number: as given on arrival, never again.
-- day: of arrival; paper_day: that the paper bears; due, done: all yyyymmdd. state: 0 entered, 1 struck, with its reason in note.
-- touched counts changes
CREATE TABLE incoming (
    unit INTEGER NOT NULL, year INTEGER NOT NULL, number INTEGER NOT NULL, id UUID NOT NULL, day INTEGER NOT NULL, author TEXT NOT NULL,
    sign TEXT NOT NULL, paper_day INTEGER, kind TEXT NOT NULL, summary TEXT NOT NULL, receiver TEXT NOT NULL, due INTEGER, done INTEGER,
    state INTEGER NOT NULL, note TEXT NOT NULL, touched BIGINT NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL,
    PRIMARY KEY (unit, year, number)) WITHOUT ROWID;
CREATE UNIQUE INDEX incoming_id ON incoming (id);
-- the one scan of a paper, apart, so that lists stay small
CREATE TABLE incoming_scan (
    id UUID PRIMARY KEY, kind TEXT NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL, data BYTEA NOT NULL, at BIGINT NOT NULL,
    person BIGINT NOT NULL);
