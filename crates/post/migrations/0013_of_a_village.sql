-- One village's deliveries and bundles over all editions: without these every row of every village was read for it.

CREATE INDEX bundle_desa ON bundle (desa, edition, ralat);
CREATE INDEX delivery_desa ON delivery (desa, edition);

-- The receipts that were recorded last: without it all of them were read and sorted for the few.
CREATE INDEX acknowledgement_recorded ON acknowledgement (recorded_at);
