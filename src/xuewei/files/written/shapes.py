"""The shapes of written formats, as data: what may stand where, and what it means.

Each shape reads a node into a plain value and notes every fault on the way; a fault never stops the reading.
What could not be read comes back as None. Shapes are neither compared nor printed: leaving those methods out halves
the time that their classes cost at start-up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from xuewei.errors import Fault, InputError, Place, Spot, nearest
from xuewei.files.written.nodes import Node


@dataclass(slots=True)
class Faults:
    """The faults of one file, collected while it is read."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def note(
        self, line: Spot, path: str, kind: str, *, found: object = None, near: str | None = None, **values: object
    ) -> None:
        """Note one fault, at line 0 where the file as a whole is meant; ``found`` is shown as the file writes it."""
        shown = None if found is None else written(found)
        self.found.append(Fault(Place.of(line, self.file), path, kind, values, shown, near))

    def in_order(self) -> list[Fault]:
        """What was found by its places, those of this file first."""
        return sorted(self.found, key=lambda fault: (fault.place.file != self.file, fault.place))

    def stop(self) -> None:
        """Raise InputError with what was found, if anything was."""
        if self.found:
            raise InputError(self.in_order())


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


def shown(node: Node) -> object:
    """The value of a node for a message; an empty one shows as null."""
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
            return int(value)
        negative = self.kind != "whole" and isinstance(value, int | float) and value < 0
        kind = self.kind if negative else "whole"
        faults.note(node.line, path, kind, found=shown(node), low=self.low, high=self.high)
        return None


@dataclass(frozen=True, eq=False, repr=False)
class WholeOr:
    """A whole number, or one of a few words that stand for it."""

    whole: Whole
    words: tuple[str, ...]

    def read(self, node: Node, path: str, faults: Faults) -> int | str | None:
        """The number or the word, or None after a fault that names a misspelt word."""
        if isinstance(node.value, str) and node.value in self.words:
            return node.value
        near = nearest(node.value, self.words) if isinstance(node.value, str) else None
        if near:
            faults.note(node.line, path, "choice", found=node.value, near=near, known=", ".join(self.words))
            return None
        return self.whole.read(node, path, faults)


@dataclass(frozen=True, eq=False, repr=False)
class Truth:
    """true or false, and nothing that stands for them."""

    def read(self, node: Node, path: str, faults: Faults) -> bool | None:
        """What is written, or None after a fault."""
        if isinstance(node.value, bool):
            return node.value
        faults.note(node.line, path, "choice", found=shown(node), known="true, false")
        return None


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
        faults.note(node.line, path, "number", found=shown(node), low=self.low, high=self.high)
        return None


@dataclass(frozen=True, eq=False, repr=False)
class Words:
    """Text that is not empty; a number is taken as it is written. ``usual`` are words that editors may offer."""

    usual: tuple[str, ...] = ()

    def read(self, node: Node, path: str, faults: Faults) -> str | None:
        """The text, or None after a fault."""
        value = node.value
        if isinstance(value, bool | dict | list) or value is None:
            faults.note(node.line, path, "text", found=shown(node))
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
        faults.note(node.line, path, "choice", found=shown(node), near=near, known=", ".join(self.known))
        return None


@dataclass(frozen=True, eq=False, repr=False)
class MonthDay:
    """A day of the year as month-day, such as 08-31."""

    def read(self, node: Node, path: str, faults: Faults) -> tuple[int, int] | None:
        """Month and day, or None after a fault."""
        text = str(node.value)
        if len(text) == 5 and text[2] == "-":
            try:
                day = date.fromisoformat(f"2001-{text}")
                return day.month, day.day
            except ValueError:
                pass
        faults.note(node.line, path, "month_day", found=shown(node))
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
        faults.note(node.line, path, "date", found=shown(node))
        return None
