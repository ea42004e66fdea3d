UPDATE delivery SET trying_since = COALESCE(trying_since, $5)
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4
