"""A notice of warnings of entry grades in the official form (.docx)."""
