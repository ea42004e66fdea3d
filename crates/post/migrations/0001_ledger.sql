-- The ledger: what was made, issued and delivered. Times are UTC, RFC 3339.

CREATE TABLE bundle (
    edition  TEXT   NOT NULL,
    ralat    BIGINT NOT NULL DEFAULT 0,
    desa     TEXT   NOT NULL,
    file     TEXT   NOT NULL,
    sha256   TEXT   NOT NULL,
    bytes    BIGINT NOT NULL,
    receipt  TEXT   NOT NULL,
    made_at  TEXT   NOT NULL,
    PRIMARY KEY (edition, ralat, desa)
);

-- Every serial ever issued. Never deleted: a form may come back years later.
CREATE TABLE serial (
    serial    TEXT NOT NULL PRIMARY KEY,
    form      TEXT NOT NULL,
    edition   TEXT NOT NULL,
    desa      TEXT NOT NULL,
    issued_at TEXT NOT NULL
);

-- One row per delivery. States: planned, sending, accepted, deferred, failed, unknown, acknowledged, superseded.
CREATE TABLE delivery (
    edition    TEXT   NOT NULL,
    ralat      BIGINT NOT NULL DEFAULT 0,
    desa       TEXT   NOT NULL,
    channel    TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    sha256     TEXT   NOT NULL,
    updated_at TEXT   NOT NULL,
    PRIMARY KEY (edition, ralat, desa, channel),
    FOREIGN KEY (edition, ralat, desa) REFERENCES bundle (edition, ralat, desa)
);

-- What was tried and what came of it, in the other side's words. Only added to.
CREATE TABLE attempt (
    edition TEXT   NOT NULL,
    ralat   BIGINT NOT NULL DEFAULT 0,
    desa    TEXT   NOT NULL,
    channel TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    at      TEXT   NOT NULL,
    state   TEXT   NOT NULL,
    words   TEXT   NOT NULL,
    PRIMARY KEY (edition, ralat, desa, channel, number),
    FOREIGN KEY (edition, ralat, desa, channel) REFERENCES delivery (edition, ralat, desa, channel)
);
