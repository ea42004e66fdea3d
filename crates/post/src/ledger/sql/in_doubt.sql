-- Deliveries of an edition ($2) of which nobody knows whether they arrived, tried less than $3 times. Neither those that a newer
-- correction replaces, nor those that only an old copy of the ledger knows nothing of.
SELECT * FROM ({deliveries}) d
WHERE d.edition = $2 AND d.state = 'unknown' AND d.tries < $3
    AND NOT EXISTS (
        SELECT 1 FROM ladder n
        WHERE n.edition = d.edition AND n.desa = d.desa AND n.ralat > d.ralat AND n.state <> 'superseded')
    AND NOT EXISTS (
        SELECT 1 FROM attempt t
        WHERE t.edition = d.edition AND t.ralat = d.ralat AND t.desa = d.desa AND t.channel = d.channel
            AND t.state = 'unknown' AND t.decided_by = 'aturan'
            AND t.number = (
                SELECT MAX(u.number) FROM attempt u
                WHERE u.edition = t.edition AND u.ralat = t.ralat AND u.desa = t.desa AND u.channel = t.channel))
