-- A condition on a row `l` of the view `ladder`: it was in doubt, a person said what became of it, and nothing has happened to it since.
l.received_on IS NULL AND l.state = l.recorded AND l.recorded IN ('accepted', 'planned')
AND EXISTS (
    SELECT 1 FROM attempt t
    JOIN attempt d ON d.edition = t.edition AND d.ralat = t.ralat AND d.desa = t.desa AND d.channel = t.channel
        AND d.number = t.number - 1 AND d.state = 'unknown'
    WHERE t.edition = l.edition AND t.ralat = l.ralat AND t.desa = l.desa AND t.channel = l.channel
        AND t.decided_by = 'petugas' AND t.state = l.recorded
        AND t.number = (
            SELECT MAX(u.number) FROM attempt u
            WHERE u.edition = l.edition AND u.ralat = l.ralat AND u.desa = l.desa AND u.channel = l.channel))
