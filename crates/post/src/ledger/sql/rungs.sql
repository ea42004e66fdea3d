-- The channels in a village's ladder by which its bundle is still open.
SELECT channel FROM delivery
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND rung >= 0 AND state IN ('planned', 'deferred', 'failed')
