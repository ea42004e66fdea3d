-- Bundles as their receipt codes name them, each with the last word on its acknowledgement, and whether it went out by any road.
SELECT
    b.edition, b.ralat, b.desa, b.receipt AS code, b.title, b.kecamatan,
    COALESCE(a.number, 0) AS number, a.received_on, a.received_by, a.recorded_at,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM ladder l
            WHERE l.edition = b.edition AND l.ralat = b.ralat AND l.desa = b.desa AND l.is_out = 1
        ) THEN 1
        ELSE 0
    END AS is_out
FROM bundle b
LEFT JOIN acknowledgement a ON a.edition = b.edition AND a.ralat = b.ralat AND a.desa = b.desa
    AND a.number = (
        SELECT MAX(n.number) FROM acknowledgement n
        WHERE n.edition = b.edition AND n.ralat = b.ralat AND n.desa = b.desa)
