INSERT INTO approval (edition, number, by_name, at, what)
SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4 FROM approval WHERE edition = $1
