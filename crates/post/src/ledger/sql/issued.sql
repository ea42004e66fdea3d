-- The bundles of an edition ($1) that their villages have, or may have, with the news that they were made from, those that the village is
-- taken to know since; and the same of the bundle before.
SELECT
    b.desa, b.ralat, b.news, COALESCE(b.known, b.news) AS known,
    (
        SELECT COALESCE(o.known, o.news) FROM bundle o
        WHERE o.edition = b.edition AND o.desa = b.desa AND o.ralat = b.ralat - 1
    ) AS corrects,
    (
        SELECT o.news FROM bundle o
        WHERE o.edition = b.edition AND o.desa = b.desa AND o.ralat = b.ralat - 1
    ) AS corrects_printed
FROM bundle b
WHERE b.edition = $1
    AND EXISTS (
        SELECT 1 FROM ladder l
        WHERE l.edition = b.edition AND l.ralat = b.ralat AND l.desa = b.desa AND l.is_out = 1)
ORDER BY b.ralat
