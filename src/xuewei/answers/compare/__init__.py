"""Plans and scenarios held against each other: ``diff``, ``compare``, ``sweep``."""
