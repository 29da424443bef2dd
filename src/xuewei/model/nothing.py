"""The map of whoever has none: a large plan would hold hundreds of thousands of empty ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class _Nothing(dict[str, Any]):
    """A map without entries: one for all schools that have none, which nobody can put any into."""

    def _put(self, *_: object, **__: object) -> Any:
        raise TypeError("what a school says is not changed in place")

    __setitem__ = setdefault = update = __ior__ = _put

    def __hash__(self) -> int:  # type: ignore[override] # a default must have one
        return 0

    def __reduce__(self) -> str:
        return "NOTHING"


NOTHING: Mapping[str, Any] = _Nothing()
