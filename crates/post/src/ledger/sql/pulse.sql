-- Counts and latest moments of an edition ($2): they change whenever anything that is told of it does. Every step of a delivery is an
-- attempt, and attempts are only added to. What arrived before $1 is overdue.
SELECT
    (SELECT COUNT(*) FROM attempt WHERE edition = $2) AS attempts,
    (SELECT COUNT(*) FROM acknowledgement WHERE edition = $2) AS receipts,
    (
        SELECT MAX(made_at) || ' ' || COUNT(*) || ' ' || SUM(news) || ' ' || SUM(withdrawn) FROM bundle
        WHERE edition = $2
    ) AS made,
    COUNT(*) AS deliveries,
    MAX(updated_at) AS updated_at,
    COUNT(CASE WHEN state = 'accepted' AND arrived_at < $1 THEN 1 END) AS overdue
FROM delivery
WHERE edition = $2
