-- A channel that is no longer in the village's ladder, and was tried, has failed.
UPDATE delivery SET state = 'failed', rung = -1, updated_at = $5, revision = revision + 1
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4
