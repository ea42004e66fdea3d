-- The blank forms of one kind that were issued to a village, by edition: their serials lie between $1 and $2.
SELECT edition, form, COUNT(*) AS count FROM serial
WHERE serial >= $1 AND serial < $2
GROUP BY edition, form
