INSERT INTO acknowledgement (edition, ralat, desa, received_on, received_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (edition, ralat, desa) DO NOTHING
