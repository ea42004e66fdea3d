-- Jobs, where {which}.
SELECT number, kind, edition, by_name, options, asked_at, starts_at, began_at, ended_at, state, done, total, words
FROM job
WHERE {which}
