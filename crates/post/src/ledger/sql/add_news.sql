-- News ($2) of an edition ($1) under the next number, recorded at $3, where they are not on record. 0 stands for what an earlier version did not record.
INSERT INTO news (edition, number, items, recorded_at)
SELECT $1, (SELECT COALESCE(MAX(n.number), 0) + 1 FROM news n WHERE n.edition = $1), $2, $3
WHERE NOT EXISTS (SELECT 1 FROM news n WHERE n.edition = $1 AND n.items = $2)
