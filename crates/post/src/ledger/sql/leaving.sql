-- How many deliveries of an edition ($2) are due at $3, by channel, corrections apart; and of how many nobody has approved what
-- their bundle holds now.
SELECT
    o.channel, CASE WHEN o.ralat > 0 THEN 1 ELSE 0 END AS is_correction, COUNT(*) AS n,
    COUNT(CASE WHEN b.made_at > COALESCE((SELECT MAX(p.at) FROM approval p WHERE p.edition = b.edition), '') THEN 1 END) AS unapproved
FROM ({due}) o
JOIN bundle b ON b.edition = o.edition AND b.ralat = o.ralat AND b.desa = o.desa
WHERE o.state <> 'sending'
GROUP BY 1, 2
ORDER BY 1, 2
