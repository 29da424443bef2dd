"""Whether a report still matches what it was made of."""
