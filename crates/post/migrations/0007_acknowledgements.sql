-- Acknowledgements are only added to: what is put right is a new row, and the one with the greatest number counts.

-- It is made anew below: the table that it reads gets another key.
DROP VIEW ladder;

ALTER TABLE acknowledgement RENAME TO acknowledgement_once;
CREATE TABLE acknowledgement (
    edition     TEXT   NOT NULL,
    ralat       BIGINT NOT NULL,
    desa        TEXT   NOT NULL,
    -- From 1 on, for each bundle.
    number      BIGINT NOT NULL,
    -- NULL: this row takes back what was recorded before it.
    received_on TEXT,
    received_by TEXT,
    recorded_at TEXT   NOT NULL,
    PRIMARY KEY (edition, ralat, desa, number),
    FOREIGN KEY (edition, ralat, desa) REFERENCES bundle (edition, ralat, desa)
);
INSERT INTO acknowledgement (edition, ralat, desa, number, received_on, received_by, recorded_at)
SELECT edition, ralat, desa, 1, received_on, received_by, recorded_at FROM acknowledgement_once;
DROP TABLE acknowledgement_once;

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
LEFT JOIN acknowledgement a ON a.edition = d.edition AND a.ralat = d.ralat AND a.desa = d.desa
    AND a.number = (
        SELECT MAX(n.number) FROM acknowledgement n
        WHERE n.edition = d.edition AND n.ralat = d.ralat AND n.desa = d.desa);
