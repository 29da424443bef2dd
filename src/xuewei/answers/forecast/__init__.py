"""Demand and people year by year, for ``forecast``."""
