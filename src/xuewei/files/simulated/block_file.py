"""A finished block as a file: numpy's npz, without pickles, with the fingerprint of its run."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from xuewei.files.writing import write_bytes
from xuewei.simulation.blocks import Block
from xuewei.simulation.tally import Tally, Totals

DAMAGED = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,
    BadZipFile,
    TokenError,
    zlib.error,
)
"""What zipfile, zlib, json and numpy raise at a file that is damaged."""
TALLIES, TOTALS = "tallies.", "totals."
_ARRAYS = [each.name for each in fields(Tally) if each.name != "area"]
_SUMS = [each.name for each in fields(Totals)]


def write_block(path: Path, block: Block, digest: str) -> None:
    """Write a block; the file is there as a whole, or not at all. Raises InputError where it cannot be written."""
    head = {"digest": digest, "years": [block.years.start, block.years.stop], "stages": block.stages}
    head["areas"] = [each.area for each in block.tallies]
    arrays: dict[str, NDArray[Any]] = {"head": np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)}
    for name in _ARRAYS:
        arrays[TALLIES + name] = np.stack([getattr(each, name) for each in block.tallies])
    for name in _SUMS:
        arrays[TOTALS + name] = _narrowed(getattr(block.totals, name))
    whole = BytesIO()  # a ZipFile cannot be closed on a full disk
    np.savez(whole, **arrays)  # type: ignore[arg-type]
    write_bytes(path, whole.getvalue(), change=True)


def read_block(path: Path, digest: str) -> Block | None:
    """The block of a file; None where it is of another run, damaged, or no block."""
    try:
        with np.load(path, allow_pickle=False) as found:
            head = json.loads(found["head"].tobytes())
            if head["digest"] != digest:
                return None
            tallies = _tallies(head["areas"], {name: found[TALLIES + name] for name in _ARRAYS})
            sums = {name: found[TOTALS + name].astype(np.float64) for name in _SUMS}
        return Block(range(*head["years"]), tuple(head["stages"]), tallies, Totals(**sums))
    except DAMAGED:
        return None


def is_block(path: Path, digest: str) -> bool:
    """Whether a file is a whole block of this run; only its head is unpacked."""
    try:
        with np.load(path, allow_pickle=False) as found:
            return bool(json.loads(found["head"].tobytes())["digest"] == digest)
    except DAMAGED:
        return False


def _tallies(areas: Sequence[str], arrays: dict[str, NDArray[Any]]) -> tuple[Tally, ...]:
    return tuple(Tally(area, **{name: array[n] for name, array in arrays.items()}) for n, area in enumerate(areas))


def _narrowed(sums: NDArray[np.float64]) -> NDArray[Any]:
    """Whole numbers in half the room, where they fit."""
    narrow = np.clip(sums, -(2**31), 2**31 - 1).astype(np.int32)
    return narrow if np.array_equal(narrow, sums) else sums
