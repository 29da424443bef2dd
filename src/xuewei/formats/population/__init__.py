"""Population folders: censuses, births, totals, enrolment and assumptions."""
