-- Who decided what became of a delivery: 'petugas' (a person), 'aturan' (a rule of the office's, or of Warta's); NULL: nobody, it happened so.

ALTER TABLE attempt ADD COLUMN decided_by TEXT;

-- Until now only the words told.
UPDATE attempt SET decided_by = 'petugas' WHERE words LIKE 'ditetapkan petugas: %';
UPDATE attempt SET decided_by = 'aturan' WHERE words LIKE 'ditetapkan pengaturan tidak_pasti: %';
UPDATE attempt SET decided_by = 'aturan' WHERE state = 'unknown' AND words = 'warta.db lebih tua daripada kiriman terakhir: mungkin sudah terkirim';
