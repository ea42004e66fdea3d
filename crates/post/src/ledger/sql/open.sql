-- The bundles of an edition ($1) that no road has brought and nobody acknowledged: by how many roads they go, and how these stand.
SELECT
    l.desa, l.ralat, COUNT(*) AS roads,
    COUNT(CASE WHEN l.state = 'failed' THEN 1 END) AS failed,
    COUNT(CASE WHEN l.state = 'unknown' THEN 1 END) AS doubtful
FROM ladder l
WHERE l.edition = $1 AND l.state <> 'superseded' AND l.received_on IS NULL
GROUP BY l.desa, l.ralat
HAVING COUNT(CASE WHEN l.state IN ('accepted', 'acknowledged') THEN 1 END) = 0
