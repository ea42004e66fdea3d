-- Gives the ended account $1 to a person anew.
UPDATE person SET password = $2, role = $3, is_manager = $4, made_at = $5, ended_at = NULL
WHERE LOWER(name) = LOWER($1) AND ended_at IS NOT NULL
