-- Deliveries of an edition ($1) that failed, or wait, are tried at once; not where another road brought the bundle, or may have, nor by a
-- channel that left the ladder.
UPDATE delivery SET
    not_before = NULL, trying_since = NULL, revision = revision + 1,
    state = CASE WHEN state = 'failed' THEN 'deferred' ELSE state END
WHERE edition = $1 AND rung >= 0 AND state IN ('failed', 'deferred', 'planned')
    AND EXISTS (
        SELECT 1 FROM ladder l
        WHERE l.edition = delivery.edition AND l.ralat = delivery.ralat AND l.desa = delivery.desa
            AND l.channel = delivery.channel AND l.is_brought = 0)
