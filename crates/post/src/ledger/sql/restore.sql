-- A bundle that was lost is made again ($4) from what the office has now: that is what is still to be sent of it.
UPDATE delivery SET sha256 = $4, revision = revision + 1
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND state IN ('planned', 'deferred', 'failed') AND sha256 <> $4
