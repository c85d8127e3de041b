-- the reminder calendar of a person, at most one each. hash: SHA-256 of the secret in its address, which is kept nowhere else
CREATE TABLE feed (person BIGINT PRIMARY KEY, hash BYTEA NOT NULL UNIQUE, created BIGINT NOT NULL) WITHOUT ROWID;
-- what of incoming papers waits, by its last day
CREATE INDEX incoming_waiting ON incoming (unit, due) WHERE state = 0 AND done IS NULL AND due IS NOT NULL;
-- requests that wait for a decision
CREATE INDEX request_waiting ON request (kind, id) WHERE state = 0;
