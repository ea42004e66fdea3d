-- It is known after all that a delivery arrived which was taken from the run that sent it.
UPDATE delivery SET state = 'accepted', updated_at = $5, arrived_at = COALESCE(arrived_at, $5), revision = revision + 1
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4 AND state = 'unknown'
