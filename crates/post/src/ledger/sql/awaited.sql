-- The villages to which an edition from $1 on came, and that have not acknowledged it, by the hour in which it came.
SELECT l.edition, substr(l.arrived_at, 1, 13) || ':00:00Z' AS arrived_at, COUNT(DISTINCT l.desa) AS villages
FROM ladder l
WHERE l.edition >= $1 AND l.recorded = 'accepted' AND l.received_on IS NULL AND l.arrived_at IS NOT NULL
GROUP BY 1, 2
ORDER BY 2, 1
