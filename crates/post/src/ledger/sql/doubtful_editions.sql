-- The editions with deliveries of which nobody knows whether they arrived, and how many villages these are for.
SELECT l.edition, COUNT(DISTINCT l.desa) AS villages
FROM ladder l
WHERE l.recorded = 'unknown' AND l.received_on IS NULL
GROUP BY l.edition
ORDER BY l.edition
