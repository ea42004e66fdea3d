-- Ends the account $1 at a moment ($2): not where nobody would manage the desk.
UPDATE person SET ended_at = $2
WHERE LOWER(name) = LOWER($1)
    AND ended_at IS NULL
    AND (is_manager = 0 OR EXISTS (
        SELECT 1 FROM person AS other
        WHERE other.is_manager = 1 AND other.ended_at IS NULL AND LOWER(other.name) <> LOWER($1)))
