INSERT INTO job (number, kind, edition, by_name, options, asked_at, starts_at, state)
SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7 FROM job
