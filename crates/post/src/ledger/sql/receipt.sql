-- The bundles with a receipt code. Those come first that may be meant: they are out, and nobody has acknowledged them.
SELECT b.edition, b.ralat, b.desa, a.received_on, a.received_by
FROM bundle b
LEFT JOIN acknowledgement a ON a.edition = b.edition AND a.ralat = b.ralat AND a.desa = b.desa
WHERE b.receipt = $1 AND b.withdrawn = 0
ORDER BY CASE WHEN a.received_on IS NULL THEN 0 ELSE 1 END, b.edition DESC, b.ralat DESC
