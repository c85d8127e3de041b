-- the packs under which a report was begun, whose outline it keeps; null for one from before, which follows the law of its period, and
-- for one that another book sent
ALTER TABLE report ADD COLUMN rules INTEGER;
-- the order of a report's parts as people changed it: every revision is kept, the newest one stands. parts: their codes as JSON
CREATE TABLE report_order (
    report UUID NOT NULL, rev INTEGER NOT NULL, parts TEXT NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL,
    PRIMARY KEY (report, rev)) WITHOUT ROWID;
