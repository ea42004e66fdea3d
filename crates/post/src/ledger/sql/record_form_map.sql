INSERT INTO form_map (digest, form, version, map, template) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (digest) DO NOTHING
