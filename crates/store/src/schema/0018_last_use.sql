-- The entry that a person made last in a register for a unit, and the line of the change log that made it: what "as last time" fills a
-- form from, and which registers come first for whom. Kept by triggers with each new entry.
CREATE TABLE last_use (
    person BIGINT NOT NULL, register INTEGER NOT NULL, unit INTEGER NOT NULL, line BIGINT NOT NULL, entry UUID NOT NULL,
    PRIMARY KEY (person, register, unit)) WITHOUT ROWID;
POSTGRES ALTER TABLE last_use SET (fillfactor = 70);
INSERT INTO last_use (person, register, unit, line, entry) SELECT author, register, unit, line, id
    FROM (SELECT author, register, unit, place % 10000000000 AS line, id,
        ROW_NUMBER() OVER (PARTITION BY author, register, unit ORDER BY place % 10000000000 DESC) AS n FROM entry) e WHERE n = 1;
SQLITE CREATE TRIGGER entry_used AFTER INSERT ON entry BEGIN INSERT INTO last_use (person, register, unit, line, entry) VALUES (new.author, new.register, new.unit, new.place % 10000000000, new.id) ON CONFLICT (person, register, unit) DO UPDATE SET line = excluded.line, entry = excluded.entry WHERE excluded.line >= last_use.line; END;
POSTGRES CREATE FUNCTION entry_used() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO last_use (person, register, unit, line, entry) SELECT DISTINCT ON (author, register, unit) author, register, unit, place % 10000000000, id FROM made ORDER BY author, register, unit, place % 10000000000 DESC ON CONFLICT (person, register, unit) DO UPDATE SET line = excluded.line, entry = excluded.entry WHERE excluded.line >= last_use.line; RETURN NULL; END $$;
POSTGRES CREATE TRIGGER entry_used AFTER INSERT ON entry REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION entry_used();
