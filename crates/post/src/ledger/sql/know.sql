-- A village with this bundle is taken to know these news ($4).
UPDATE bundle SET known = $4 WHERE edition = $1 AND ralat = $2 AND desa = $3
