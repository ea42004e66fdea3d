DELETE FROM delivery
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4
    AND NOT EXISTS (
        SELECT 1 FROM attempt a
        WHERE a.edition = $1 AND a.ralat = $2 AND a.desa = $3 AND a.channel = $4)
