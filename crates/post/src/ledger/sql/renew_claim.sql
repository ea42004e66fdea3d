INSERT INTO claim (id, made_at, until, is_exclusive) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET until = excluded.until
