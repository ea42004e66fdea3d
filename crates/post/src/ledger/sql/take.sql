-- Takes a delivery for sending under a claim ($7), where it is as it was read ($8) and no other run is sending it.
UPDATE delivery SET state = 'sending', updated_at = $5, relay = $6, claim = $7, revision = revision + 1
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4 AND state IN ('planned', 'deferred') AND revision = $8
