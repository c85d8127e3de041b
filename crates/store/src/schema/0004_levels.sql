-- whole levels are looked up by the entry that states them
CREATE INDEX level_entry ON level (entry);
-- where an entry's postings stand besides its own home: the levels of predecessors that it replaced
CREATE TABLE reach (
    entry UUID NOT NULL, home INTEGER NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (entry, home, day)) WITHOUT ROWID;
