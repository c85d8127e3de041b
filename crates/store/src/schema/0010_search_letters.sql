-- words to search by that were folded before Ð and Ɖ, typed for Đ, were known as d
UPDATE entry SET search = REPLACE(REPLACE(search, 'ð', 'd'), 'ɖ', 'd') WHERE search LIKE '%ð%' OR search LIKE '%ɖ%';
