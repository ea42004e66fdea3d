-- Moves a delivery to a state ($5), where this claim ($11) sends it, or none does and it is as it was read ($12). A person ($10) who says
-- that it is to be sent again knows that it did not arrive; what a rule sends again may have.
UPDATE delivery SET
    state = $5, updated_at = $6, not_before = $7, claim = NULL, revision = revision + 1,
    arrived_at = CASE WHEN $5 = 'planned' AND $10 = 'petugas' THEN NULL ELSE COALESCE(arrived_at, $8) END,
    relay = CASE WHEN $5 = 'planned' THEN NULL ELSE relay END,
    trying_since = CASE WHEN $5 = 'deferred' THEN COALESCE(trying_since, $9) ELSE NULL END
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4
    AND (claim = $11 OR claim IS NULL AND revision = $12)
