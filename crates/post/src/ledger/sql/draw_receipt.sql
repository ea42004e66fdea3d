INSERT INTO receipt (code, edition, ralat, desa) VALUES ($1, $2, $3, $4) ON CONFLICT (code) DO NOTHING
