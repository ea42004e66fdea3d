-- The villages of an edition ($1) whose bundle was made anew, with another content, after it was delivered.
SELECT l.desa FROM ladder l
WHERE l.edition = $1 AND l.state IN ('accepted', 'acknowledged') AND l.sha256 <> l.made
ORDER BY l.desa, l.ralat, l.rung, l.channel
