-- Counts of what is only added to, of the editions between $1 and $2: they change whenever anything that is told of these does.
SELECT
    (SELECT COUNT(*) FROM attempt WHERE edition >= $1 AND edition <= $2) AS attempts,
    (SELECT COUNT(*) FROM acknowledgement WHERE edition >= $1 AND edition <= $2) AS receipts
