"""Lists of schools that people already have, as CSV or in a workbook."""
