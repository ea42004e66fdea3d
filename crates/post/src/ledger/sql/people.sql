-- People with the sessions that are open at a moment ($1), where {which}.
SELECT
    name,
    role,
    is_manager,
    made_at,
    ended_at,
    (SELECT COUNT(*) FROM session WHERE session.person = person.name AND session.ends_at > $1) AS sessions,
    (SELECT MAX(seen_at) FROM session WHERE session.person = person.name) AS seen_at
FROM person
WHERE {which}
