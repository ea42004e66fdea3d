-- Whose a bundle is, as it was printed: who got what is told without the office's files.

ALTER TABLE bundle ADD COLUMN title TEXT;
ALTER TABLE bundle ADD COLUMN kecamatan TEXT;
ALTER TABLE bundle ADD COLUMN kim TEXT;
