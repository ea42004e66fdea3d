-- How many deliveries of an edition ($1) were ever tried.
SELECT COUNT(*) AS n FROM delivery d
WHERE d.edition = $1 AND (
    d.state <> 'planned'
    OR EXISTS (
        SELECT 1 FROM attempt a
        WHERE a.edition = d.edition AND a.ralat = d.ralat AND a.desa = d.desa AND a.channel = d.channel))
