-- A delivery that is open goes out as the bundle is made now; any other keeps the sum of what went out.
INSERT INTO delivery (edition, ralat, desa, channel, state, sha256, updated_at, rung)
VALUES ($1, $2, $3, $4, 'planned', $5, $6, $7)
ON CONFLICT (edition, ralat, desa, channel) DO UPDATE SET
    rung = excluded.rung,
    revision = CASE
        WHEN delivery.state IN ('planned', 'deferred', 'failed') AND delivery.sha256 <> excluded.sha256 THEN delivery.revision + 1
        ELSE delivery.revision
    END,
    sha256 = CASE WHEN delivery.state IN ('planned', 'deferred', 'failed') THEN excluded.sha256 ELSE delivery.sha256 END
