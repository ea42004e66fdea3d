-- The map of the form with this serial ($1).
SELECT m.digest, m.form, m.version, m.map, m.template
FROM serial s
JOIN form_map m ON m.digest = s.map
WHERE s.serial = $1
