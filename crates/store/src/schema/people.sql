-- People and how they sign in. A person's name, login and phone stand in this one table, so that they stay erasable;
-- everything else names the person by number. Times are UTC milliseconds, days yyyymmdd.
-- state: 0 invited, 1 has signed in, 2 closed. kind: 0 a person, 1 a program.
CREATE TABLE person (
    id BIGINT PRIMARY KEY, uid UUID NOT NULL UNIQUE, kind BIGINT NOT NULL, name TEXT NOT NULL, login TEXT UNIQUE, phone TEXT UNIQUE,
    state BIGINT NOT NULL, language TEXT NOT NULL, created BIGINT NOT NULL) WITHOUT ROWID;

CREATE TABLE appointment (
    id UUID PRIMARY KEY, person BIGINT NOT NULL, role TEXT NOT NULL, unit BIGINT NOT NULL, from_day BIGINT NOT NULL, to_day BIGINT NOT NULL,
    made_by BIGINT NOT NULL, made_at BIGINT NOT NULL, ended_by BIGINT, ended_at BIGINT, reason TEXT) WITHOUT ROWID;
CREATE INDEX appointment_person ON appointment (person);
CREATE INDEX appointment_unit ON appointment (unit);

-- ways of signing in
CREATE TABLE passkey (
    id BYTEA PRIMARY KEY, uid UUID NOT NULL UNIQUE, person BIGINT NOT NULL, credential TEXT NOT NULL, label TEXT NOT NULL,
    created BIGINT NOT NULL, last_used BIGINT) WITHOUT ROWID;
CREATE INDEX passkey_person ON passkey (person);
CREATE TABLE credential_password (person BIGINT PRIMARY KEY, phc TEXT NOT NULL, changed BIGINT NOT NULL) WITHOUT ROWID;
CREATE TABLE credential_totp (
    person BIGINT PRIMARY KEY, secret BYTEA NOT NULL, confirmed BIGINT NOT NULL, last_step BIGINT NOT NULL) WITHOUT ROWID;
CREATE TABLE recovery_code (
    person BIGINT NOT NULL, hash BYTEA NOT NULL, used BIGINT, PRIMARY KEY (person, hash)) WITHOUT ROWID;

-- purpose: invite, reset. closed: when it was used, withdrawn or replaced
CREATE TABLE invitation (
    id UUID PRIMARY KEY, token_hash BYTEA NOT NULL UNIQUE, person BIGINT NOT NULL, purpose TEXT NOT NULL,
    made_by BIGINT NOT NULL, made_at BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT, withdrawn BIGINT) WITHOUT ROWID;
CREATE INDEX invitation_person ON invitation (person);

-- kind: 0 opened by a passkey, 1 by a password
CREATE TABLE session (
    token_hash BYTEA PRIMARY KEY, uid UUID NOT NULL UNIQUE, person BIGINT NOT NULL, kind BIGINT NOT NULL, device TEXT NOT NULL,
    created BIGINT NOT NULL, seen BIGINT NOT NULL, expires BIGINT NOT NULL) WITHOUT ROWID;
CREATE INDEX session_person ON session (person);
-- failed tries of known accounts, so that a restart does not forgive them
CREATE TABLE sign_in_failure (person BIGINT PRIMARY KEY, failures BIGINT NOT NULL, last BIGINT NOT NULL) WITHOUT ROWID;

-- keys of the interface for programs; person is the program's own row
CREATE TABLE api_token (
    id UUID PRIMARY KEY, hash BYTEA NOT NULL UNIQUE, person BIGINT NOT NULL, unit BIGINT NOT NULL, scopes TEXT NOT NULL,
    made_by BIGINT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, last_used BIGINT, revoked BIGINT) WITHOUT ROWID;
CREATE INDEX api_token_unit ON api_token (unit);
