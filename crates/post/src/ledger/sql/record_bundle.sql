INSERT INTO bundle
    (edition, ralat, desa, file, sha256, bytes, receipt, made_at, news, title, kecamatan, kim, kecamatan_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (edition, ralat, desa) DO UPDATE SET
    file = excluded.file, bytes = excluded.bytes, withdrawn = 0,
    known = CASE WHEN bundle.news = excluded.news THEN bundle.known END, news = excluded.news,
    title = excluded.title, kecamatan = excluded.kecamatan, kim = excluded.kim,
    made_at = CASE WHEN bundle.sha256 = excluded.sha256 THEN bundle.made_at ELSE excluded.made_at END,
    sha256 = excluded.sha256
