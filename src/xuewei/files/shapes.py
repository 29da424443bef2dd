"""The shapes of written formats, as data: what may stand where, and what it means.

Each shape reads a node into a plain value and notes every fault on the way; a fault never stops the reading.
What could not be read comes back as None. Shapes are neither compared nor printed: leaving those methods out halves
the time that their classes cost at start-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from xuewei.errors import Fault, nearest
from xuewei.files.nodes import Node


@dataclass(slots=True)
class Faults:
    """The faults of one file, collected while it is read."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def note(
        self, line: int | None, path: str, kind: str, *, found: object = None, near: str | None = None, **values: object
    ) -> None:
        """Note one fault; ``found`` is shown as the file writes it."""
        shown = None if found is None else written(found)
        self.found.append(Fault(self.file, line, path, kind, values, shown, near))


def written(value: object) -> str:
    """A value as a YAML file writes it, for messages.

    >>> written(True), written([1, 2]), written({})
    ('true', '[…]', '{…}')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[…]"
    if isinstance(value, dict):
        return "{…}"
    return str(value)


class Shape(Protocol):
    """Anything that reads a node at a dotted path."""

    def read(self, node: Node, path: str, faults: Faults) -> Any:  # noqa: D102
        ...


def _shown(node: Node) -> object:
    return "null" if node.value is None else node.value


@dataclass(frozen=True, eq=False, repr=False)
class Whole:
    """A whole number from ``low`` to ``high``; true and false are none."""

    low: int = 0
    high: int = 10**9
    kind: str = "whole"

    def read(self, node: Node, path: str, faults: Faults) -> int | None:
        """The number, or None after a fault."""
        value = node.value
        if isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high:
            return value
        negative = self.kind != "whole" and isinstance(value, int | float) and value < 0
        kind = self.kind if negative else "whole"
        faults.note(node.line, path, kind, found=_shown(node), low=self.low, high=self.high)
        return None


@dataclass(frozen=True, eq=False, repr=False)
class WholeOr:
    """A whole number, or one word that stands for it."""

    whole: Whole
    word: str

    def read(self, node: Node, path: str, faults: Faults) -> int | str | None:
        """The number or the word, or None after a fault that names a misspelt word."""
        if node.value == self.word:
            return self.word
        if isinstance(node.value, str) and nearest(node.value, [self.word]):
            faults.note(node.line, path, "choice", found=node.value, near=self.word, known=self.word)
            return None
        return self.whole.read(node, path, faults)


@dataclass(frozen=True, eq=False, repr=False)
class Number:
    """A number from ``low`` to ``high``."""

    low: float = 0.0
    high: float = 1e12

    def read(self, node: Node, path: str, faults: Faults) -> float | None:
        """The number, or None after a fault."""
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high:
            return float(value)
        faults.note(node.line, path, "number", found=_shown(node), low=self.low, high=self.high)
        return None


@dataclass(frozen=True, eq=False, repr=False)
class Words:
    """Text that is not empty; a number is taken as it is written."""

    def read(self, node: Node, path: str, faults: Faults) -> str | None:
        """The text, or None after a fault."""
        value = node.value
        if isinstance(value, bool | dict | list) or value is None:
            faults.note(node.line, path, "text", found=_shown(node))
            return None
        if not str(value).strip():
            faults.note(node.line, path, "text_empty")
            return None
        return str(value)


@dataclass(frozen=True, eq=False, repr=False)
class Choice:
    """One of a few words."""

    known: tuple[str, ...]

    def read(self, node: Node, path: str, faults: Faults) -> str | None:
        """The word, or None after a fault that names the nearest one."""
        if isinstance(node.value, str) and node.value in self.known:
            return node.value
        near = nearest(node.value, self.known) if isinstance(node.value, str) else None
        faults.note(node.line, path, "choice", found=_shown(node), near=near, known=", ".join(self.known))
        return None


@dataclass(frozen=True, eq=False, repr=False)
class Day:
    """An ISO date."""

    def read(self, node: Node, path: str, faults: Faults) -> str | None:
        """The date as text, or None after a fault."""
        try:
            if isinstance(node.value, str):
                return date.fromisoformat(node.value).isoformat()
        except ValueError:
            pass
        faults.note(node.line, path, "date", found=_shown(node))
        return None


@dataclass(frozen=True, eq=False, repr=False)
class ListOf:
    """A list whose items share one shape; ``length`` where it is fixed."""

    item: Shape
    length: int | None = None

    def read(self, node: Node, path: str, faults: Faults) -> list[Any] | None:
        """The items that could be read."""
        if not isinstance(node.value, list):
            faults.note(node.line, path, "list", found=_shown(node))
            return None
        if self.length is not None and len(node.value) != self.length:
            faults.note(node.line, path, "length", found=len(node.value), n=self.length)
            return None
        items = [self.item.read(each, f"{path}[{n}]", faults) for n, each in enumerate(node.value, start=1)]
        return [item for item in items if item is not None]


@dataclass(frozen=True, eq=False, repr=False)
class MapOf:
    """A map whose values share one shape. ``years``: its keys are years and come back as whole numbers;
    ``known``: only these keys."""

    value: Shape
    years: bool = False
    known: tuple[str, ...] = ()

    def read(self, node: Node, path: str, faults: Faults) -> dict[Any, Any] | None:
        """The entries that could be read."""
        if not isinstance(node.value, dict):
            faults.note(node.line, path, "map", found=_shown(node))
            return None
        found: dict[Any, Any] = {}
        if self.years and not node.value:
            faults.note(node.line, path, "required")
            return None
        for key, each in node.value.items():
            inner = f"{path}.{key}"
            if self.known and key not in self.known:
                faults.note(each.line, inner, "unknown_key", near=nearest(key, self.known))
                continue
            name: str | int = key
            if self.years:
                if not key.isascii() or not key.isdigit() or len(key) > 4:
                    faults.note(each.line, inner, "whole", found=key, low=0, high=9999)
                    continue
                name = int(key)
            value = self.value.read(each, inner, faults)
            if value is not None:
                found[name] = value
        return found


@dataclass(frozen=True, eq=False, repr=False)
class Key:
    """One key of a record. ``null``: the value may be null. ``says`` becomes the editor's hint (Chinese)."""

    shape: Shape
    required: bool = False
    null: bool = False
    says: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """A map with known keys."""

    keys: Mapping[str, Key]

    def read(self, node: Node, path: str, faults: Faults) -> dict[str, Any] | None:
        """The keys that could be read, with ``line`` (its own), ``lines`` (of each key) and ``good`` (no fault)."""
        before = len(faults.found)
        if not isinstance(node.value, dict):
            faults.note(node.line, path, "map", found=_shown(node))
            return None
        found: dict[str, Any] = {"line": node.line, "lines": {name: each.line for name, each in node.value.items()}}
        for name, each in node.value.items():
            key = self.keys.get(name)
            inner = f"{path}.{name}" if path else name
            if key is None:
                faults.note(each.line, inner, "unknown_key", near=nearest(name, self.keys))
            elif each.value is None and key.null:
                continue
            else:
                value = key.shape.read(each, inner, faults)
                if value is not None:
                    found[name] = value
        for name, key in self.keys.items():
            if key.required and name not in node.value:
                faults.note(node.line, f"{path}.{name}" if path else name, "required")
        found["good"] = len(faults.found) == before
        return found


@dataclass(frozen=True, eq=False, repr=False)
class Either:
    """Of several shapes the one whose kind of node (map, list, other) fits; the first where none does."""

    scalar: Shape
    map: Shape

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """What the fitting shape reads."""
        return (self.map if isinstance(node.value, dict) else self.scalar).read(node, path, faults)
