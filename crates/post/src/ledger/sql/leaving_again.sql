-- The same for a person who asks for what failed, or waits, to be tried now: see `retry.sql`.
SELECT
    l.channel, CASE WHEN l.ralat > 0 THEN 1 ELSE 0 END AS is_correction, COUNT(*) AS n,
    COUNT(CASE WHEN b.made_at > COALESCE((SELECT MAX(p.at) FROM approval p WHERE p.edition = b.edition), '') THEN 1 END) AS unapproved
FROM ladder l
JOIN bundle b ON b.edition = l.edition AND b.ralat = l.ralat AND b.desa = l.desa
WHERE l.edition = $1 AND l.rung >= 0 AND l.is_brought = 0 AND l.received_on IS NULL
    AND (l.state IN ('failed', 'deferred') OR l.state = 'planned' AND l.not_before IS NOT NULL)
GROUP BY 1, 2
ORDER BY 1, 2
