-- Maps of forms: where their boxes and fields are, and how they look blank. A form may come back years later, when the layout is another.

-- Never deleted. The digest is that of the version, the map and the template: forms of one layout share a row.
CREATE TABLE form_map (
    digest   TEXT NOT NULL PRIMARY KEY,
    form     TEXT NOT NULL,
    -- As it is printed: `F-PGD 3`; empty: it is not known.
    version  TEXT NOT NULL,
    -- JSON: see `press::typeset::map::FormMap`.
    map      TEXT NOT NULL,
    -- PNG.
    template BLOB NOT NULL
);

-- NULL: its layout has no map, so that it comes back by its number alone.
ALTER TABLE serial ADD COLUMN map TEXT REFERENCES form_map (digest);
-- 1: issued by a version that made no maps, and not given one since.
ALTER TABLE serial ADD COLUMN predates_maps BIGINT NOT NULL DEFAULT 1;

CREATE INDEX serial_predates_maps ON serial (form) WHERE predates_maps = 1;
