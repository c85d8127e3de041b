-- requests that nobody has decided, by the unit whose that is: what waits below a unit is sought unit by unit
CREATE INDEX request_waiting ON request (kind, unit) WHERE state = 0;
