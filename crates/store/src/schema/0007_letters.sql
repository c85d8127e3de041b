-- where an installation is reached over the network; empty: only by files carried by hand
ALTER TABLE peer ADD COLUMN address TEXT NOT NULL DEFAULT '';
-- bundles that came over the network and wait for somebody to look at them. id: from the book and the bundle's own id, so that
-- the same letter is one letter. state: 1 waits, 2 taken, 3 put aside
CREATE TABLE letter (
    id UUID PRIMARY KEY, book UUID NOT NULL, came_at BIGINT NOT NULL, state SMALLINT NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX letter_state ON letter (state, came_at);
