-- whole levels are looked up by the entry that states them
CREATE INDEX level_entry ON level (entry);
-- where an entry's postings stand besides its own home: the levels of predecessors that it replaced
CREATE TABLE reach (
    entry UUID NOT NULL, home INTEGER NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (entry, home, day)) WITHOUT ROWID;
-- which entry counts for a month of a unit in a monthly register: two people at once can not both record it
CREATE TABLE claim (
    register INTEGER NOT NULL, unit INTEGER NOT NULL, month INTEGER NOT NULL, entry UUID NOT NULL,
    PRIMARY KEY (register, unit, month)) WITHOUT ROWID;
CREATE INDEX claim_entry ON claim (entry);
