-- Gives the person $1 another role ($2), and makes him a manager or not ($3): not where nobody would manage the desk.
UPDATE person SET role = $2, is_manager = $3
WHERE LOWER(name) = LOWER($1)
    AND ended_at IS NULL
    AND ($3 = 1 OR is_manager = 0 OR EXISTS (
        SELECT 1 FROM person AS other
        WHERE other.is_manager = 1 AND other.ended_at IS NULL AND LOWER(other.name) <> LOWER($1)))
