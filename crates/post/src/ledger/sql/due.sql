-- Deliveries of an edition ($2) that are open and do not wait at $3. A waiting time beyond $4 is longer than any that is given: a clock
-- that ran ahead wrote it, and it is over.
SELECT * FROM ({deliveries}) d
WHERE d.edition = $2 AND d.reached = 1 AND d.received_on IS NULL AND d.state IN ('planned', 'deferred', 'sending')
    AND (d.not_before IS NULL OR d.not_before <= $3 OR d.not_before > $4)
