-- The villages that ever got a bundle, by the name on the newest.
SELECT b.desa, b.title, b.kecamatan
FROM bundle b
JOIN (SELECT desa, MAX(edition) AS edition FROM bundle WHERE ralat = 0 GROUP BY desa) n ON n.edition = b.edition AND n.desa = b.desa
WHERE b.ralat = 0 AND b.title IS NOT NULL AND b.kecamatan IS NOT NULL
ORDER BY b.desa
