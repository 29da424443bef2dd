"""How sure a band may be."""

from __future__ import annotations

LEVELS = (0.5, 0.8, 0.95)
"""Shares of what comes that bands are to hold."""
CHANCE = dict(zip(LEVELS, (0.6745, 1.2816, 1.96), strict=True))
"""Standard normal quantiles of the levels: chance alone moves a count of n by their multiples of √n."""
