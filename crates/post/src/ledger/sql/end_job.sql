-- Ends the job $1 in a state ($2) with these words ($3), unless it has ended.
UPDATE job SET state = $2, words = $3, ended_at = $4
WHERE number = $1 AND ended_at IS NULL
