-- Nothing by this channel ($2) before $3. A wait beyond $4 was written by a clock that ran ahead.
UPDATE delivery SET not_before = $3
WHERE edition = $1 AND channel = $2 AND state IN ('planned', 'deferred')
    AND (not_before IS NULL OR not_before < $3 OR not_before > $4)
