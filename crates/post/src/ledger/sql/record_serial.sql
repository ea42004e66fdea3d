INSERT INTO serial (serial, form, edition, desa, issued_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (serial) DO NOTHING
