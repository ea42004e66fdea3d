-- How many villages each edition between $1 and $2 came to, and how many of them acknowledged anything of it.
SELECT
    c.edition, COUNT(*) AS villages, COUNT(CASE WHEN c.acknowledged = 1 THEN 1 END) AS acknowledged
FROM ({came}) c
GROUP BY c.edition
ORDER BY c.edition
