"""What is late, what has come and what is closed out, for ``track``."""
