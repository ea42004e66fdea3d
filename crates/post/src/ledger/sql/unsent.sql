-- Deliveries of an edition ($1) that are still to be sent, and were never tried.
SELECT l.edition, l.ralat, l.desa, l.channel, l.revision, NULL AS claim FROM ladder l
WHERE l.edition = $1 AND l.state = 'planned' AND l.received_on IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM attempt t
        WHERE t.edition = l.edition AND t.ralat = l.ralat AND t.desa = l.desa AND t.channel = l.channel)
