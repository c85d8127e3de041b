-- Lists that read what they show. An entry's place among all: its day (yyyymmdd) times ten thousand million, and the line of the change
-- log that made it; lists show the highest place first, and go on below the last one shown.
ALTER TABLE entry ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
UPDATE entry SET place = n.place FROM (SELECT id, day * 10000000000 + ROW_NUMBER() OVER (ORDER BY made_at, id) AS place FROM entry) n
    WHERE n.id = entry.id;
CREATE INDEX entry_of_home ON entry (home, state, register, place);
CREATE INDEX entry_of_unit ON entry (unit, state, register, place) WHERE unit <> home;
CREATE INDEX entry_of_register ON entry (register, state, place);
CREATE INDEX entry_draft ON entry (holder, place) WHERE state = 0;
CREATE INDEX entry_sent ON entry (holder, place) WHERE state = 1;
CREATE UNIQUE INDEX entry_place ON entry (place);

-- How many entries there are, by register and state: kind 0 in the whole book (scope 0), 1 in a home, 2 of a unit that is not its home.
-- Kept by triggers, so that whatever writes an entry counts it in the same transaction.
CREATE TABLE tally (
    kind SMALLINT NOT NULL, scope INTEGER NOT NULL, register INTEGER NOT NULL, state SMALLINT NOT NULL, n BIGINT NOT NULL,
    PRIMARY KEY (kind, scope, register, state)) WITHOUT ROWID;
POSTGRES ALTER TABLE tally SET (fillfactor = 70);
INSERT INTO tally (kind, scope, register, state, n) SELECT 0, 0, register, state, COUNT(*) FROM entry GROUP BY register, state;
INSERT INTO tally (kind, scope, register, state, n) SELECT 1, home, register, state, COUNT(*) FROM entry GROUP BY home, register, state;
INSERT INTO tally (kind, scope, register, state, n) SELECT 2, unit, register, state, COUNT(*) FROM entry WHERE unit <> home GROUP BY unit, register, state;

-- Words to search by, with marks of home, unit, register, state, and of who may see it: everybody (v), or of a draft its holder (d).
SQLITE CREATE VIRTUAL TABLE entry_words USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* S* Co' tokenchars '_'");
SQLITE INSERT INTO entry_words (rowid, words) SELECT e.place, e.search || ' _h' || e.home || ' _u' || e.unit || ' _r' || e.register || ' _s' || e.state || CASE e.state WHEN 0 THEN ' _d' || e.holder ELSE ' _v' END FROM entry e ORDER BY e.place;
SQLITE CREATE TRIGGER entry_made AFTER INSERT ON entry BEGIN INSERT INTO entry_words (rowid, words) VALUES (new.place, new.search || ' _h' || new.home || ' _u' || new.unit || ' _r' || new.register || ' _s' || new.state || CASE new.state WHEN 0 THEN ' _d' || new.holder ELSE ' _v' END); INSERT INTO tally VALUES (0, 0, new.register, new.state, 1), (1, new.home, new.register, new.state, 1) ON CONFLICT (kind, scope, register, state) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally SELECT 2, new.unit, new.register, new.state, 1 WHERE new.unit <> new.home ON CONFLICT (kind, scope, register, state) DO UPDATE SET n = tally.n + excluded.n; END;
SQLITE CREATE TRIGGER entry_changed AFTER UPDATE OF home, unit, register, state, holder, place, search ON entry BEGIN DELETE FROM entry_words WHERE rowid = old.place; UPDATE tally SET n = n - 1 WHERE kind = 0 AND scope = 0 AND register = old.register AND state = old.state; UPDATE tally SET n = n - 1 WHERE kind = 1 AND scope = old.home AND register = old.register AND state = old.state; UPDATE tally SET n = n - 1 WHERE kind = 2 AND scope = old.unit AND register = old.register AND state = old.state AND old.unit <> old.home; INSERT INTO entry_words (rowid, words) VALUES (new.place, new.search || ' _h' || new.home || ' _u' || new.unit || ' _r' || new.register || ' _s' || new.state || CASE new.state WHEN 0 THEN ' _d' || new.holder ELSE ' _v' END); INSERT INTO tally VALUES (0, 0, new.register, new.state, 1), (1, new.home, new.register, new.state, 1) ON CONFLICT (kind, scope, register, state) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally SELECT 2, new.unit, new.register, new.state, 1 WHERE new.unit <> new.home ON CONFLICT (kind, scope, register, state) DO UPDATE SET n = tally.n + excluded.n; END;
SQLITE CREATE TRIGGER entry_gone AFTER DELETE ON entry BEGIN DELETE FROM entry_words WHERE rowid = old.place; UPDATE tally SET n = n - 1 WHERE kind = 0 AND scope = 0 AND register = old.register AND state = old.state; UPDATE tally SET n = n - 1 WHERE kind = 1 AND scope = old.home AND register = old.register AND state = old.state; UPDATE tally SET n = n - 1 WHERE kind = 2 AND scope = old.unit AND register = old.register AND state = old.state AND old.unit <> old.home; END;
POSTGRES ALTER TABLE entry ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(regexp_replace(search, '(\S{100})\S+', '\1', 'g') || ' _h' || home::text || ' _u' || unit::text || ' _r' || register::text || ' _s' || state::text || CASE state WHEN 0 THEN ' _d' || holder::text ELSE ' _v' END, ' '), ''))) STORED;
POSTGRES CREATE INDEX entry_words ON entry USING gin (words);
POSTGRES CREATE FUNCTION entry_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (kind, scope, register, state, n) SELECT k.kind, CASE k.kind WHEN 0 THEN 0 WHEN 1 THEN e.home ELSE e.unit END, e.register, e.state, SUM(e.w) FROM (SELECT home, unit, register, state, 1 AS w FROM made) e CROSS JOIN (VALUES (0), (1), (2)) k (kind) WHERE k.kind < 2 OR e.unit <> e.home GROUP BY 1, 2, 3, 4 HAVING SUM(e.w) <> 0 ORDER BY 1, 2, 3, 4 ON CONFLICT (kind, scope, register, state) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$;
POSTGRES CREATE FUNCTION entry_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (kind, scope, register, state, n) SELECT k.kind, CASE k.kind WHEN 0 THEN 0 WHEN 1 THEN e.home ELSE e.unit END, e.register, e.state, SUM(e.w) FROM (SELECT home, unit, register, state, 1 AS w FROM made UNION ALL SELECT home, unit, register, state, -1 AS w FROM gone) e CROSS JOIN (VALUES (0), (1), (2)) k (kind) WHERE k.kind < 2 OR e.unit <> e.home GROUP BY 1, 2, 3, 4 HAVING SUM(e.w) <> 0 ORDER BY 1, 2, 3, 4 ON CONFLICT (kind, scope, register, state) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$;
POSTGRES CREATE FUNCTION entry_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (kind, scope, register, state, n) SELECT k.kind, CASE k.kind WHEN 0 THEN 0 WHEN 1 THEN e.home ELSE e.unit END, e.register, e.state, SUM(e.w) FROM (SELECT home, unit, register, state, -1 AS w FROM gone) e CROSS JOIN (VALUES (0), (1), (2)) k (kind) WHERE k.kind < 2 OR e.unit <> e.home GROUP BY 1, 2, 3, 4 HAVING SUM(e.w) <> 0 ORDER BY 1, 2, 3, 4 ON CONFLICT (kind, scope, register, state) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$;
POSTGRES CREATE TRIGGER entry_made AFTER INSERT ON entry REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION entry_made();
POSTGRES CREATE TRIGGER entry_changed AFTER UPDATE ON entry REFERENCING NEW TABLE AS made OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION entry_changed();
POSTGRES CREATE TRIGGER entry_gone AFTER DELETE ON entry REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION entry_gone();
