INSERT INTO attempt (edition, ralat, desa, channel, number, at, state, words, decided_by)
SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1, $5, $6, $7, $8 FROM attempt
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4
