-- A delivery with nothing special to tell: its bundle's only one, of no correction, unchanged, and on time ($1). As no correction takes its
-- place, it stands as it is recorded.
l.ralat = 0 AND l.rung = 0 AND l.withdrawn = 0 AND l.sha256 = l.made
    AND (l.recorded IN ('planned', 'acknowledged')
        OR l.recorded = 'accepted' AND (l.arrived_at IS NULL OR l.arrived_at >= $1))
    AND NOT EXISTS (
        SELECT 1 FROM delivery o
        WHERE o.edition = l.edition AND o.ralat = l.ralat AND o.desa = l.desa AND o.channel <> l.channel)
    AND NOT EXISTS (
        SELECT 1 FROM bundle c
        WHERE c.edition = l.edition AND c.desa = l.desa AND c.ralat > 0 AND c.withdrawn = 0)
