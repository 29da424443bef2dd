"""Streams of random numbers: one for each seed, name and part, independent of what else is drawn."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

PARTS = 2**32
"""Parts of one name: the part is one word of the key."""

_WORDS = 4
"""Words of 32 bits that stand for a name: two of 100,000 names share them with a chance of 1 in 10^28."""
_POOL = 4
"""Words of the pool of a ``SeedSequence``."""


def stream(seed: int, name: str, part: int = 0) -> np.random.Generator:
    """Random numbers that belong to ``seed``, ``name`` and ``part`` alone.

    The same three give the same numbers in every process, on every machine and after any other draws: the name is
    hashed with BLAKE2b (``PYTHONHASHSEED`` has no say in it) and is the spawn key of a numpy ``SeedSequence``, which
    feeds SFC64. So areas can be drawn in blocks of any size, in any order, and a run with fewer areas has the same
    first ones. Names are taken as written: no two spellings share a stream.

    Raises ValueError for a negative seed, or a part that is not in 0 to 2**32 - 1.

    Source: NumPy, "Parallel random number generation" (SeedSequence and spawn keys).

    >>> stream(1, "合成县0001").integers(0, 1000, 4).tolist()
    [218, 621, 91, 831]
    """
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, not {seed}")
    if not 0 <= part < PARTS:
        raise ValueError(f"part must be 0 to {PARTS - 1}, not {part}")
    key = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4 * _WORDS).digest() + part.to_bytes(4, "little")
    # a seed of fewer words than the pool has is filled up with noughts before a spawn key; so all are words of one
    # array, which numpy need not put together word by word
    words = max(_POOL, -(-seed.bit_length() // 32))
    entropy = np.frombuffer(seed.to_bytes(4 * words, "little") + key, dtype="<u4").astype(np.uint32)
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(entropy)))
