"""A new project out of what is known, and how much what is missing matters, for ``new``."""
