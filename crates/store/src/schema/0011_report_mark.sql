-- The number under which another book issued a report, as its paper has it ("05/BC-UBND"): lists show it without reading papers.
ALTER TABLE report_version ADD COLUMN mark TEXT;
-- Of a report from another book the paper as issued is what was kept, and it has a number.
SQLITE UPDATE report_version SET mark = printf('%02d/%s', json_extract(model, '$.letterhead.number'), json_extract(model, '$.letterhead.sign')) WHERE report IN (SELECT id FROM report WHERE origin <> '');
POSTGRES UPDATE report_version SET mark = lpad(CAST(model AS JSON) -> 'letterhead' ->> 'number', greatest(2, length(CAST(model AS JSON) -> 'letterhead' ->> 'number')), '0') || '/' || (CAST(model AS JSON) -> 'letterhead' ->> 'sign') WHERE report IN (SELECT id FROM report WHERE origin <> '');
