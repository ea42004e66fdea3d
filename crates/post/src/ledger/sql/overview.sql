-- How many bundles of an edition ($2) stand alike, by kecamatan, channel and state; apart, those with something special to tell.
SELECT
    l.kecamatan_code, MAX(l.kecamatan) AS name, l.channel, l.recorded AS state,
    CASE WHEN l.received_on IS NULL THEN 0 ELSE 1 END AS received,
    CASE WHEN {is_plain} THEN 1 ELSE 0 END AS plain,
    COUNT(*) AS count, MAX(l.updated_at) AS updated_at
FROM ladder l
WHERE l.edition = $2 AND {stands}
GROUP BY 1, 3, 4, 5, 6
ORDER BY 1, 3, 4, 5
