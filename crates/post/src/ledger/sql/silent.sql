-- The villages with a bundle of an edition ($2) to which at least $3 editions, from $1 on, came since they last acknowledged one: how many,
-- the first of them, and the one that they acknowledged last.
WITH came AS ({came}),
answered AS (SELECT desa, MAX(edition) AS edition FROM came WHERE acknowledged = 1 GROUP BY desa)
SELECT b.desa, b.title, b.kecamatan, b.kim, COUNT(*) AS editions, MIN(c.edition) AS since, MAX(a.edition) AS answered
FROM came c
JOIN bundle b ON b.edition = $2 AND b.ralat = 0 AND b.desa = c.desa
LEFT JOIN answered a ON a.desa = c.desa
WHERE a.edition IS NULL OR c.edition > a.edition
GROUP BY b.desa, b.title, b.kecamatan, b.kim
HAVING COUNT(*) >= $3
ORDER BY b.desa
