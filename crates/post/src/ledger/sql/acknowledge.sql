-- One more row on a bundle's acknowledgement, where the last one has still the number that was read ($4). Without a day ($5) it takes back
-- what was recorded before.
INSERT INTO acknowledgement (edition, ralat, desa, number, received_on, received_by, recorded_at)
SELECT $1, $2, $3, $4 + 1, $5, $6, $7
WHERE $4 = (SELECT COALESCE(MAX(a.number), 0) FROM acknowledgement a WHERE a.edition = $1 AND a.ralat = $2 AND a.desa = $3)
