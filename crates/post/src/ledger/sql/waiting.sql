-- How many deliveries of an edition ($2) wait between now ($3) and the end of the longest wait ($4), and until when the first of them.
SELECT COUNT(*) AS waiting, MIN(d.not_before) AS until
FROM ({deliveries}) d
WHERE d.edition = $2 AND d.reached = 1 AND d.received_on IS NULL AND d.state IN ('planned', 'deferred')
    AND d.not_before > $3 AND d.not_before <= $4
