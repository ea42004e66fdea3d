-- The acknowledgement of a bundle was taken back at $4: by whatever road may have brought it, it stands as it did by its last attempt. What
-- was being sent when it was acknowledged may have arrived.
UPDATE delivery SET
    state = CASE
        WHEN 'accepted' = (
            SELECT t.state FROM attempt t
            WHERE t.edition = delivery.edition AND t.ralat = delivery.ralat AND t.desa = delivery.desa AND t.channel = delivery.channel
            ORDER BY t.number DESC LIMIT 1
        ) THEN 'accepted'
        ELSE 'unknown'
    END,
    updated_at = COALESCE(
        (
            SELECT t.at FROM attempt t
            WHERE t.edition = delivery.edition AND t.ralat = delivery.ralat AND t.desa = delivery.desa AND t.channel = delivery.channel
            ORDER BY t.number DESC LIMIT 1
        ),
        $4),
    arrived_at = COALESCE(arrived_at, $4), revision = revision + 1
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND state = 'acknowledged'
