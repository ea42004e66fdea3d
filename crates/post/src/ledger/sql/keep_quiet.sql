INSERT INTO quiet_change (edition, number, news, villages, what, at, by_name)
SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6 FROM quiet_change WHERE edition = $1
