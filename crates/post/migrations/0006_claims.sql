-- Claims of the runs that send, the ladder as a view, and codes of kecamatan.

-- A run that sends. Until this moment, what it is sending is its own.
CREATE TABLE claim (
    id           TEXT   NOT NULL PRIMARY KEY,
    made_at      TEXT   NOT NULL,
    -- Moved on while the run lives.
    until        TEXT   NOT NULL,
    -- 1: made under the lock of the office folder, which the system takes back when the run ends, however it ends.
    is_exclusive BIGINT NOT NULL
);

-- The claim of the run that is sending it; NULL: no run is, or one of a version without claims.
ALTER TABLE delivery ADD COLUMN claim TEXT;
-- Counts the steps of a delivery: a row with the number that was read is as it was read.
ALTER TABLE delivery ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

ALTER TABLE bundle ADD COLUMN kecamatan_code TEXT NOT NULL DEFAULT '';
UPDATE bundle SET kecamatan_code = substr(desa, 1, 8);

-- A village's bundles of an edition, for its corrections.
CREATE INDEX bundle_village ON bundle (edition, desa, ralat);

-- Each delivery with its bundle and its place among the other roads of that bundle. A channel's turn has come when none of them stands
-- in its way: blocked_until is NULL, or earlier than the moment before which a bundle should have arrived to be acknowledged by now.
CREATE VIEW ladder AS
SELECT
    d.edition, d.ralat, d.desa, d.channel, d.rung, d.sha256, d.updated_at, d.not_before, d.arrived_at, d.trying_since, d.relay, d.revision,
    b.file, b.sha256 AS made, b.withdrawn, b.title, b.kecamatan, b.kecamatan_code, b.kim,
    a.received_on, a.received_by, d.state AS recorded,

    -- A newer correction takes the place of what is open, unless a person asked for the old since.
    CASE
        WHEN d.state NOT IN ('planned', 'deferred', 'failed') THEN d.state
        WHEN b.withdrawn = 1 THEN 'superseded'
        WHEN EXISTS (
            SELECT 1 FROM bundle n
            WHERE n.edition = d.edition AND n.desa = d.desa AND n.ralat > d.ralat AND n.withdrawn = 0
                AND NOT EXISTS (
                    SELECT 1 FROM attempt t
                    WHERE t.edition = d.edition AND t.ralat = d.ralat AND t.desa = d.desa AND t.channel = d.channel
                        AND t.state = 'planned' AND t.decided_by = 'petugas' AND t.at >= n.made_at)
        ) THEN 'superseded'
        ELSE d.state
    END AS state,

    -- The other roads that stand in its way. One by which the bundle came, or may have, does so until there is no more waiting for its
    -- acknowledgement; one that is being used, or was acknowledged, for ever; one that comes first, until it has failed.
    (
        SELECT MAX(CASE WHEN e.state IN ('accepted', 'unknown') THEN COALESCE(e.arrived_at, e.updated_at) ELSE '9999' END)
        FROM delivery e
        WHERE e.edition = d.edition AND e.ralat = d.ralat AND e.desa = d.desa AND e.channel <> d.channel
            AND (e.state IN ('sending', 'accepted', 'unknown', 'acknowledged') OR e.rung < d.rung AND e.state <> 'failed')
    ) AS blocked_until,

    -- 1: by another road the bundle came, or may have, whether that was acknowledged or not.
    CASE WHEN EXISTS (
        SELECT 1 FROM delivery e
        WHERE e.edition = d.edition AND e.ralat = d.ralat AND e.desa = d.desa AND e.channel <> d.channel
            AND e.state IN ('accepted', 'unknown', 'acknowledged')
    ) THEN 1 ELSE 0 END AS is_brought,

    -- 1: the village has the bundle, or may have: by this road, or because its KIM says so.
    CASE
        WHEN d.arrived_at IS NOT NULL OR a.received_on IS NOT NULL OR d.state IN ('sending', 'acknowledged') THEN 1
        ELSE 0
    END AS is_out
FROM delivery d
JOIN bundle b ON b.edition = d.edition AND b.ralat = d.ralat AND b.desa = d.desa
LEFT JOIN acknowledgement a ON a.edition = d.edition AND a.ralat = d.ralat AND a.desa = d.desa;
