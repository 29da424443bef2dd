"""Faults in what people wrote, told all at once, and the exit codes of the command line.

A fault names a *kind* (a key of :mod:`xuewei.words.faults`, where the Chinese and English sentences stand) and the
values that its sentence needs, so that one fault can be told in either language.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, part of the public contract (docs/formats.md)."""

    DONE = 0
    UNWELCOME = 1
    USAGE = 2
    INPUT = 3


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in one place of one file.

    ``line`` counts from 1; None where a whole file is meant. ``field`` is a dotted path such as
    ``schools[3].seats.primary``; empty where the file as a whole is meant. ``found`` is None where there is
    nothing to show.
    """

    file: str
    line: int | None
    field: str
    kind: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    found: str | None = None
    suggestion: str | None = None


class InputError(Exception):
    """An input cannot be used. ``faults`` holds every fault found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(str(self))

    def __str__(self) -> str:
        from xuewei.words.faults import fault_line

        return "\n".join(fault_line(fault, "en") for fault in self.faults)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None if none is near.

    >>> nearest("prmary", ["primary", "middle"])
    'primary'
    >>> nearest("zzz", ["primary", "middle"]) is None
    True
    """
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None
