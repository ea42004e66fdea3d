-- When this state of an edition's news was first on record: corrections say when they were made. NULL: a version before recorded it.
ALTER TABLE news ADD COLUMN recorded_at TEXT;
