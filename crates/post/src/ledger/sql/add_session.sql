-- Opens the session $1 of a person ($2) from an address ($3), at a moment ($4) until another ($5).
INSERT INTO session (digest, person, made_at, seen_at, ends_at, address)
SELECT $1, name, $4, $4, $5, $3 FROM person WHERE LOWER(name) = LOWER($2) AND ended_at IS NULL
