-- Adds the person $1, unless there is one of this name, in capitals or not.
INSERT INTO person (name, password, role, is_manager, made_at)
SELECT $1, $2, $3, $4, $5
WHERE NOT EXISTS (SELECT 1 FROM person WHERE LOWER(name) = LOWER($1))
