-- A serial is issued once. The map of its form ($6) is that of the pages that were printed last, until its village has them, or may have.
INSERT INTO serial (serial, form, edition, desa, issued_at, map, predates_maps) VALUES ($1, $2, $3, $4, $5, $6, 0)
ON CONFLICT (serial) DO UPDATE SET map = excluded.map, predates_maps = 0
WHERE NOT EXISTS (
    SELECT 1 FROM ladder l
    WHERE l.edition = serial.edition AND l.ralat = 0 AND l.desa = serial.desa AND l.is_out = 1)
