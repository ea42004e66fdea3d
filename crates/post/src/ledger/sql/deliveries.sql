-- Deliveries as they stand. What arrived before $1 and was not acknowledged gives the next road its turn; an empty $1: never.
SELECT
    l.edition, l.desa, l.ralat, l.channel, l.rung, l.state, l.file, l.sha256, l.made, l.updated_at,
    l.not_before, l.arrived_at, l.trying_since, l.relay, l.revision,
    l.received_on, l.received_by, l.title, l.kecamatan, l.kim,
    CASE WHEN l.blocked_until >= $1 THEN 0 ELSE 1 END AS reached,
    (
        SELECT COUNT(*) FROM attempt t
        WHERE t.edition = l.edition AND t.ralat = l.ralat AND t.desa = l.desa AND t.channel = l.channel
    ) AS tries,
    (
        SELECT t.words FROM attempt t
        WHERE t.edition = l.edition AND t.ralat = l.ralat AND t.desa = l.desa AND t.channel = l.channel
        ORDER BY t.number DESC LIMIT 1
    ) AS words
FROM ladder l
