-- A delivery that was cut off is done again. The relay bundle in which it goes stays the one that it was to go in.
UPDATE delivery SET state = 'planned', claim = NULL, revision = revision + 1
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4
