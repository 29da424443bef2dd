"""Series of numbers as a page holds them: each once, bit by bit."""

from __future__ import annotations

from base64 import b64encode

import numpy as np
from numpy.typing import NDArray


class SeriesPool:
    """Series of float64 by number, each kept once.

    >>> pool = SeriesPool()
    >>> [pool.number(np.array(each)) for each in ([1.0, 2.0], [3.0, 4.0], [1.0, 2.0])], len(pool.encoded())
    ([0, 1, 0], 44)
    """

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}

    def number(self, series: NDArray[np.float64]) -> int:
        """The number of a series, a new one where it is not there yet."""
        return self._known.setdefault(series.astype("<f8").tobytes(), len(self._known))

    def encoded(self) -> str:
        """All series in the order of their numbers: little-endian doubles in base64, so that every bit arrives."""
        return b64encode(b"".join(self._known)).decode("ascii")
