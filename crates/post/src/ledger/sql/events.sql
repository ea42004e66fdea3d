-- The newest actions before one ($1), or all: those that hold a text, as a pattern ($2), or are among those that the text means ($3, each
-- between line breaks).
SELECT number, at, person, role, action, about, outcome
FROM event
WHERE ($1 IS NULL OR number < $1)
    AND ($2 IS NULL
        OR person LIKE $2 ESCAPE '\' OR role LIKE $2 ESCAPE '\' OR REPLACE(action, '-', ' ') LIKE $2 ESCAPE '\'
        OR about LIKE $2 ESCAPE '\' OR outcome LIKE $2 ESCAPE '\'
        OR INSTR($3, char(10) || action || char(10)) > 0)
ORDER BY number DESC
LIMIT $4
