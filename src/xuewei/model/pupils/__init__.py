"""Pupils on record, and what follows from them: progression by grades, its errors and bands."""
