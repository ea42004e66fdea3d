-- Deliveries that a run was sending whose claim has run out at $1. The end of the claim is past, or so far away ($2) that a clock which ran
-- ahead wrote it; or that run held the lock of the office folder, which this one holds now ($3 is 1). A version without claims left none.
SELECT d.edition, d.ralat, d.desa, d.channel, d.revision, d.claim
FROM delivery d LEFT JOIN claim c ON c.id = d.claim
WHERE d.state = 'sending' AND (c.id IS NULL OR c.until < $1 OR c.until > $2 OR c.is_exclusive = 1 AND $3 = 1)
