"""Workbooks read cell by cell: the file, its sheets, and what their cells hold."""
