SELECT l.edition, l.desa, MAX(CASE WHEN l.received_on IS NULL THEN 0 ELSE 1 END) AS acknowledged
FROM ladder l
WHERE l.edition >= $1 AND l.edition <= $2 AND (l.recorded IN ('accepted', 'acknowledged') OR l.received_on IS NOT NULL)
GROUP BY l.edition, l.desa
