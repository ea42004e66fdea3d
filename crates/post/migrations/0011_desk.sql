-- The desk: its jobs, who did what, and the words of the editions that were published, to be searched.

-- One row per job that a person asked the desk for. Written before the work begins; a row without an end is one that was cut off.
-- States: menunggu, bekerja, selesai, sebagian, gagal, dihentikan, dibatalkan, terputus.
CREATE TABLE job (
    number    BIGINT NOT NULL PRIMARY KEY,
    kind      TEXT   NOT NULL,
    edition   TEXT   NOT NULL,
    by_name   TEXT   NOT NULL,
    -- JSON: what was asked for beside the edition.
    options   TEXT   NOT NULL,
    asked_at  TEXT   NOT NULL,
    -- Until then it can be taken back.
    starts_at TEXT   NOT NULL,
    began_at  TEXT,
    ended_at  TEXT,
    state     TEXT   NOT NULL,
    done      BIGINT NOT NULL DEFAULT 0,
    total     BIGINT NOT NULL DEFAULT 0,
    -- What came of it, a line for each thing said.
    words     TEXT   NOT NULL DEFAULT ''
);

-- Of one edition and kind at most one job is open: who asks again joins it.
CREATE UNIQUE INDEX job_open ON job (edition, kind) WHERE ended_at IS NULL;

-- Who did what at the desk, refused or not. Only added to. The name and the role are copied in: the record outlives the account.
CREATE TABLE event (
    number  BIGINT NOT NULL PRIMARY KEY,
    at      TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    role    TEXT   NOT NULL,
    -- `POST /tanda-terima`
    action  TEXT   NOT NULL,
    about   TEXT   NOT NULL,
    outcome TEXT   NOT NULL
);

-- Texts of published editions, one row each. Made anew with every publishing.
CREATE VIRTUAL TABLE archive USING fts5 (
    edition UNINDEXED,
    kind UNINDEXED,
    about,
    title,
    body,
    tokenize = 'unicode61 remove_diacritics 2'
);
