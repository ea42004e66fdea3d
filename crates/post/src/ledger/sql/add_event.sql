INSERT INTO event (number, at, person, role, action, about, outcome)
SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4, $5, $6 FROM event
