-- A condition on a row `l` of the view `ladder`: it is not of a correction that was taken back before it went out.
(l.withdrawn = 0 OR l.is_out = 1)
