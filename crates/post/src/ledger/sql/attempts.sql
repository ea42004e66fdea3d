-- The attempts of an edition ($1) in a region, whose villages' codes lie between $2 and $3.
SELECT desa, ralat, channel, at, state, words FROM attempt
WHERE edition = $1 AND desa >= $2 AND desa < $3
ORDER BY desa, ralat, at, channel, number
