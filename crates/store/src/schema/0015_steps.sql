-- What happened to everything that goes from hand to hand, one row an act. kind: 0 a filing, 1 a report, 2 a request for the return of
-- figures. subject is its id, version the one that was dealt with, state the procedure's own number. act is the code of the transition,
-- empty where a return and a withdrawal that were kept before codes were can not be told apart. person is 0 for another installation,
-- unit the one in whose name
CREATE TABLE step (
    kind INTEGER NOT NULL, subject UUID NOT NULL, seq INTEGER NOT NULL, version INTEGER NOT NULL, state INTEGER NOT NULL,
    act TEXT NOT NULL, at BIGINT NOT NULL, person BIGINT NOT NULL, unit INTEGER NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (kind, subject, seq)) WITHOUT ROWID;
-- why, place by place of the content; an empty place is the whole
CREATE TABLE step_reason (
    kind INTEGER NOT NULL, subject UUID NOT NULL, seq INTEGER NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (kind, subject, seq, place)) WITHOUT ROWID;
-- what one person asks for and another one decides. kind is that of its steps, about what it is about, unit whose that is, state the
-- procedure's own number; 0 is open, and only one at a time is
CREATE TABLE request (
    id UUID PRIMARY KEY, kind INTEGER NOT NULL, about UUID NOT NULL, unit INTEGER NOT NULL, state INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX request_about ON request (about, kind);
CREATE UNIQUE INDEX request_open ON request (about, kind) WHERE state = 0;
INSERT INTO step (kind, subject, seq, version, state, act, at, person, unit, note)
    SELECT 0, s.filing, s.seq, COALESCE(f.version, 1), s.state,
        CASE s.state WHEN 0 THEN 'freeze' WHEN 1 THEN 'approve' WHEN 2 THEN 'return' WHEN 3 THEN 'accept' ELSE 'replace' END,
        s.at, s.person, s.unit, s.note
    FROM filing_step s LEFT JOIN filing f ON f.id = s.filing;
INSERT INTO step_reason (kind, subject, seq, place, reason) SELECT 0, filing, seq, measure, reason FROM filing_reason;
INSERT INTO step (kind, subject, seq, version, state, act, at, person, unit, note)
    SELECT 1, report, seq, version, state,
        CASE state WHEN 1 THEN 'submit' WHEN 2 THEN 'approve' WHEN 3 THEN 'send' WHEN 4 THEN 'accept'
            ELSE CASE seq WHEN 1 THEN 'begin' ELSE '' END END,
        at, person, unit, note
    FROM report_step;
DROP TABLE filing_reason;
DROP TABLE filing_step;
DROP TABLE report_step;
