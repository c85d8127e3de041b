-- Subjects: the agencies, enterprises and educational institutions of a commune. unit: under which it was entered. kind: code of a
-- pack. opened, closed, yyyymmdd: first and last day, both counted. touched counts changes. Two that go on do not share a name
CREATE TABLE subject (
    id UUID PRIMARY KEY, unit INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER,
    touched BIGINT NOT NULL, made_at BIGINT NOT NULL, made_by BIGINT NOT NULL) WITHOUT ROWID;
CREATE INDEX subject_unit ON subject (unit);
CREATE UNIQUE INDEX subject_name ON subject (unit, name) WHERE closed IS NULL;
-- what an appointment or a key stands over, if that is a subject; unit is then the one in which it lies
ALTER TABLE appointment ADD COLUMN subject UUID;
CREATE INDEX appointment_subject ON appointment (subject);
ALTER TABLE api_token ADD COLUMN subject UUID;
