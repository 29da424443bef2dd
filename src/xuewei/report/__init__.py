"""The report for a meeting: what it says, and its forms."""
