-- The session $1 that is open at a moment ($2), and its person as he is now.
SELECT name, role, is_manager, session.made_at AS made_at, seen_at, ends_at, address
FROM session JOIN person ON person.name = session.person
WHERE digest = $1 AND ends_at > $2 AND ended_at IS NULL
