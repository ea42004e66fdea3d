-- The texts that hold what is searched for ($1), the best first; what is found stands between two control characters, which no text holds.
-- A word in a title, or the name of a village, says more than one in the text.
SELECT edition, kind, about, title, snippet(archive, 4, char(2), char(3), '…', 28) AS excerpt
FROM archive
WHERE archive MATCH $1
ORDER BY bm25(archive, 0.0, 0.0, 2.0, 5.0, 1.0), edition DESC, rowid
LIMIT $2
