-- Receipt codes: drawn before a bundle is made, each once. Bundles of before keep the code that they were printed with.

CREATE TABLE receipt (
    code    TEXT   NOT NULL PRIMARY KEY,
    edition TEXT   NOT NULL,
    ralat   BIGINT NOT NULL,
    desa    TEXT   NOT NULL,
    UNIQUE (edition, ralat, desa)
);

-- Two bundles of before may have the same code: the older one is found by it here, both in their own table.
INSERT INTO receipt (code, edition, ralat, desa) SELECT receipt, edition, ralat, desa FROM bundle WHERE true ORDER BY edition, ralat, desa ON CONFLICT DO NOTHING;
