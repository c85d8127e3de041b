-- Sums that a server kept in memory, one row (id 1): as of a line of the change log, which is trusted only while the log holds that line with
-- that hash. Derived from the ledger, so it is no line of the log, does not move with a book, and may be deleted at any time.
CREATE TABLE kept_sums (
    id SMALLINT PRIMARY KEY, line BIGINT NOT NULL, hash BYTEA NOT NULL, format INTEGER NOT NULL, step INTEGER NOT NULL,
    content BYTEA NOT NULL);
