-- Whatever road may have brought a bundle is settled with its acknowledgement.
UPDATE delivery SET state = 'acknowledged', updated_at = $4, claim = NULL, revision = revision + 1
WHERE edition = $1 AND ralat = $2 AND desa = $3 AND state IN ('accepted', 'unknown', 'sending')
