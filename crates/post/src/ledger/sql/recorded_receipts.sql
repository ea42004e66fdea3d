-- The receipts that were recorded last, at most $2, without those that were taken back. Of so many words ($1) some are of one bundle.
{receipts}
WHERE a.received_on IS NOT NULL
    AND (b.edition, b.ralat, b.desa) IN (SELECT w.edition, w.ralat, w.desa FROM acknowledgement w ORDER BY w.recorded_at DESC LIMIT $1)
ORDER BY a.recorded_at DESC, b.desa, b.ralat
LIMIT $2
