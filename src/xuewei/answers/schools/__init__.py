"""How full every school is, for ``schools``."""
