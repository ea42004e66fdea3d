-- Ladders of channels, waiting times, acknowledgements, corrections (ralat), and the mark by which an old copy is noticed.

-- The channel's place in its village's ladder; 0 is tried first, -1: not in it any more.
ALTER TABLE delivery ADD COLUMN rung BIGINT NOT NULL DEFAULT 0;
-- Not to be tried again before; NULL: at once.
ALTER TABLE delivery ADD COLUMN not_before TEXT;
-- When the other side had it, or may have had it, first.
ALTER TABLE delivery ADD COLUMN arrived_at TEXT;
-- Since when it has been tried, or waits for a closed channel; NULL: it is not being tried.
ALTER TABLE delivery ADD COLUMN trying_since TEXT;
-- The relay bundle in which it goes, where it goes by courier.
ALTER TABLE delivery ADD COLUMN relay TEXT;

UPDATE delivery SET arrived_at = updated_at WHERE state IN ('accepted', 'unknown');

-- The news (see below) that a bundle was made from.
ALTER TABLE bundle ADD COLUMN news BIGINT NOT NULL DEFAULT 0;

-- 1: a correction that is not needed any more, and had not gone out.
ALTER TABLE bundle ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;

CREATE INDEX delivery_channel ON delivery (channel);
CREATE INDEX bundle_receipt ON bundle (receipt);

-- The agenda and announcements of an edition, as they were at a time when bundles were made: what a correction is told from.
CREATE TABLE news (
    edition TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    items   TEXT   NOT NULL,
    PRIMARY KEY (edition, number)
);

-- A KIM's receipt: the code on the tear-off slip came back.
CREATE TABLE acknowledgement (
    edition     TEXT   NOT NULL,
    ralat       BIGINT NOT NULL,
    desa        TEXT   NOT NULL,
    received_on TEXT   NOT NULL,
    received_by TEXT,
    recorded_at TEXT   NOT NULL,
    PRIMARY KEY (edition, ralat, desa),
    FOREIGN KEY (edition, ralat, desa) REFERENCES bundle (edition, ralat, desa)
);

-- One row: which ledger this is, and how far its sending has come. The same is noted where it sent to.
CREATE TABLE mark (
    id         TEXT   NOT NULL PRIMARY KEY,
    sequence   BIGINT NOT NULL,
    -- When this was found to be a copy older than what was sent since; NULL: never.
    doubted_at TEXT
);
