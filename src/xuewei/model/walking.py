"""How far children walk: metres between places, in a straight line and along streets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xuewei.model.policy import Walking

Floats = NDArray[np.float64]
EARTH_M = 6_371_008.8
"""The mean radius of the earth (IUGG) in metres. A great circle is within 0.3 % of the ellipsoid of WGS84."""


def straight_m(from_: Floats, to: Floats) -> Floats:
    """Metres in a straight line over the earth ``(n, m)`` from places ``(n, 2)`` to places ``(m, 2)``, each a row of
    longitude and latitude in degrees (WGS84, or CGCS2000 alike). Unknown (NaN) places give unknown distances.

    >>> straight_m(np.array([[111.0, 35.0]]), np.array([[111.0, 35.01], [111.0, 35.0]])).round().tolist()
    [[1112.0, 0.0]]
    """
    lon, lat = np.radians(np.reshape(from_, (-1, 2))).T[:, :, None]
    to_lon, to_lat = np.radians(np.reshape(to, (-1, 2))).T[:, None, :]
    half = np.sin((to_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def walk_m(rules: Walking, from_: Floats, to: Floats) -> Floats:
    """Metres on foot: as :func:`straight_m` × the detour of streets, where no distances are given."""
    return straight_m(from_, to) * rules.detour.value
