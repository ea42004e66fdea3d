-- The bundles with a receipt code ($1). Those come first that may be meant: nobody has acknowledged them.
{receipts}
WHERE b.receipt = $1 AND b.withdrawn = 0
ORDER BY CASE WHEN a.received_on IS NULL THEN 0 ELSE 1 END, b.edition DESC, b.ralat DESC
