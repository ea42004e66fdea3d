-- The office's decisions on what goes out: who approved it, and changes of which no correction was made.

-- A person's word that what was due then may go out. What was made anew since needs another. Only added to.
CREATE TABLE approval (
    edition TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    by_name TEXT   NOT NULL,
    at      TEXT   NOT NULL,
    -- In words: how much it was.
    what    TEXT   NOT NULL,
    PRIMARY KEY (edition, number)
);

-- Changes after delivery that villagers need not hear of. Only added to.
CREATE TABLE quiet_change (
    edition  TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    -- The news that the villages are taken to know since.
    news     BIGINT NOT NULL,
    villages BIGINT NOT NULL,
    -- The changes in words.
    what     TEXT   NOT NULL,
    at       TEXT   NOT NULL,
    -- The name under which the person works on this computer; NULL: it has none.
    by_name  TEXT,
    PRIMARY KEY (edition, number)
);

-- The news that a village with this bundle is taken to know since a quiet change; NULL: those that the bundle was made from.
ALTER TABLE bundle ADD COLUMN known BIGINT;
