-- Deliveries of an edition ($2) that were tried in vain, or that wait because others were.
SELECT * FROM ({deliveries}) d
WHERE d.edition = $2 AND (d.state IN ('failed', 'deferred') OR d.state = 'planned' AND d.not_before IS NOT NULL)
