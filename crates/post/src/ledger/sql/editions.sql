-- So many editions ($2) that have a bundle, the newest first, those before $1 alone; an empty $1: all. Each is looked up by itself: to read
-- all bundles for it takes long.
WITH RECURSIVE known (edition, place) AS (
    SELECT (SELECT MAX(b.edition) FROM bundle b WHERE $1 = '' OR b.edition < $1), 1
    UNION ALL
    SELECT (SELECT MAX(b.edition) FROM bundle b WHERE b.edition < k.edition), k.place + 1
    FROM known k
    WHERE k.edition IS NOT NULL AND k.place < $2
)
SELECT
    k.edition,
    (SELECT MIN(b.made_at) FROM bundle b WHERE b.edition = k.edition) AS made_at,
    (SELECT COUNT(*) FROM bundle b WHERE b.edition = k.edition AND b.ralat = 0) AS villages,
    (SELECT COUNT(*) FROM bundle b WHERE b.edition = k.edition AND b.ralat > 0 AND b.withdrawn = 0) AS corrections,
    (
        SELECT COUNT(DISTINCT d.desa) FROM delivery d
        WHERE d.edition = k.edition AND d.state IN ('accepted', 'acknowledged')
    ) AS delivered,
    (
        SELECT COUNT(DISTINCT a.desa) FROM acknowledgement a
        WHERE a.edition = k.edition AND a.received_on IS NOT NULL
            AND a.number = (
                SELECT MAX(n.number) FROM acknowledgement n
                WHERE n.edition = a.edition AND n.ralat = a.ralat AND n.desa = a.desa)
    ) AS acknowledged
FROM known k
WHERE k.edition IS NOT NULL
ORDER BY k.edition DESC
