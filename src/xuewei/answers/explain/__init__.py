"""Where one number comes from, for ``explain``."""
