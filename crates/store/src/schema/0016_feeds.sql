-- the reminder calendar of a person, at most one each. hash: SHA-256 of the secret in its address, which is kept nowhere else
CREATE TABLE feed (person BIGINT PRIMARY KEY, hash BYTEA NOT NULL UNIQUE, created BIGINT NOT NULL) WITHOUT ROWID;
-- what of incoming papers waits, by its last day
CREATE INDEX incoming_waiting ON incoming (unit, due) WHERE state = 0 AND done IS NULL AND due IS NOT NULL;
-- requests that nobody has decided, by the unit whose that is: what waits below a unit is sought unit by unit
CREATE INDEX request_waiting ON request (kind, unit) WHERE state = 0;
