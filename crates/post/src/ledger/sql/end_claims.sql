-- The claims that have run out, by the same rule.
DELETE FROM claim WHERE until < $1 OR until > $2 OR is_exclusive = 1 AND $3 = 1
