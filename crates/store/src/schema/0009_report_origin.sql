-- the book that sent a report, as its permanent id; empty for one that was written here
ALTER TABLE report ADD COLUMN origin TEXT NOT NULL DEFAULT '';
