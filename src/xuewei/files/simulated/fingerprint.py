"""What a run is computed from, as one short fingerprint: blocks of two runs must never be mixed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from hashlib import blake2b
from pathlib import Path

from xuewei import __version__
from xuewei.errors import Fault, InputError, Place

LENGTH = 20
"""Bytes of a fingerprint."""


@dataclass(frozen=True)
class Fingerprint:
    """``says``: by name, everything that the answers depend on: arguments as text, files as hashes of their bytes."""

    says: Mapping[str, str]

    @property
    def digest(self) -> str:
        """All of it in one word."""
        return _hash(json.dumps(sorted(self.says.items()), ensure_ascii=False).encode())

    def differing(self, other: Fingerprint) -> list[str]:
        """The names of what differs, with the values of arguments on both sides, ``other``'s first.

        >>> Fingerprint({"seed": "1", "plan": "#a"}).differing(Fingerprint({"seed": "2", "plan": "#b"}))
        ['seed: 2 → 1', 'plan']
        """
        names = dict.fromkeys((*self.says, *other.says))
        return [_told(name, other.says.get(name), self.says.get(name)) for name in names if self._differs(other, name)]

    def _differs(self, other: Fingerprint, name: str) -> bool:
        return self.says.get(name) != other.says.get(name)


def fingerprint(arguments: Mapping[str, object], contents: Mapping[str, bytes | Path]) -> Fingerprint:
    """The fingerprint of this version of xuewei and numpy, ``arguments`` by name (draws, seed, block, …) and
    ``contents``, bytes or the file that holds them, by what they are called in messages.

    Raises InputError where a file cannot be read.
    """
    import numpy as np

    says = {"xuewei": __version__, "numpy": np.__version__}
    says |= {name: str(value) for name, value in arguments.items()}
    for name, content in contents.items():
        try:
            says[name] = "#" + _hash(content if isinstance(content, bytes) else content.read_bytes())
        except OSError as wrong:
            why = {"why": wrong.strerror or str(wrong)}
            raise InputError([Fault(Place(str(content)), "", "unreadable", why)]) from None
    return Fingerprint(says)


def content(value: object) -> bytes:
    """What a value holds: of dataclasses the fields that make them equal, so neither files nor lines.

    >>> content({"a": (1, 2.5)})
    b"[['a', [1, 2.5]]]"
    """
    return repr(_plain(value)).encode("utf-8", "surrogatepass")


def _plain(value: object) -> object:
    if is_dataclass(value):
        return [type(value).__name__, *(_plain(getattr(value, each.name)) for each in fields(value) if each.compare)]
    if isinstance(value, Mapping):
        return [[key, _plain(each)] for key, each in value.items()]
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _hash(raw: bytes) -> str:
    return blake2b(raw, digest_size=LENGTH).hexdigest()


def _told(name: str, before: str | None, now: str | None) -> str:
    if any(value is not None and value.startswith("#") for value in (before, now)):
        return name
    return f"{name}: {before or '—'} → {now or '—'}"
