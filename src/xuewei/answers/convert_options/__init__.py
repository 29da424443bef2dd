"""Seats left over in one stage that could serve another, for ``convert-options``."""
