-- The desk on the office's network: who may use it, and who is signed in.

-- An account that has ended stays: its name is not given to another person unnoticed.
CREATE TABLE person (
    name       TEXT   NOT NULL PRIMARY KEY,
    -- A PHC string: argon2id, with its own salt and costs.
    password   TEXT   NOT NULL,
    -- pengamat, petugas, penerbit
    role       TEXT   NOT NULL,
    -- 1: keeps the accounts, the settings and the backups too.
    is_manager BIGINT NOT NULL,
    made_at    TEXT   NOT NULL,
    -- NULL: may sign in.
    ended_at   TEXT
);

-- Names that differ in capitals only are one.
CREATE UNIQUE INDEX person_folded ON person (LOWER(name));

-- Deleted when a person signs out, and once its time is over.
CREATE TABLE session (
    -- SHA-256 of the secret that the browser keeps: who reads this table cannot sign in by it.
    digest  TEXT NOT NULL PRIMARY KEY,
    person  TEXT NOT NULL REFERENCES person (name),
    made_at TEXT NOT NULL,
    -- Not later than some minutes after the last request.
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    address TEXT NOT NULL
);

CREATE INDEX session_person ON session (person);
