-- The bundles of an edition ($3) for villages whose codes lie between $1 and $2. Where none is named it is the newest of which anything went
-- out to them, or else the newest.
{receipts}
WHERE b.desa >= $1 AND b.desa < $2 AND b.withdrawn = 0
    AND b.edition = COALESCE(
        $3,
        (SELECT MAX(o.edition) FROM ladder o WHERE o.desa >= $1 AND o.desa < $2 AND o.is_out = 1),
        (SELECT MAX(o.edition) FROM bundle o WHERE o.desa >= $1 AND o.desa < $2))
ORDER BY b.desa, b.ralat
