"""The shapes of written formats, as data: what may stand where, in values, lists and records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from datetime import date
from typing import Any, Protocol

from xuewei.errors import Fault, InputError, Place, Spot, by_place, in_row, nearest
from xuewei.formats.yaml import Node
from xuewei.late import dataclass


@dataclass(slots=True)
class Faults:
    """The faults of one file, collected while it is read; ``called`` are the file's own words for fields."""

    file: str
    found: list[Fault] = field(default_factory=list)
    called: Mapping[str, str] = field(default_factory=dict)

    def note(
        self, line: Spot, path: str, kind: str, *, found: object = None, near: str | None = None, **values: object
    ) -> None:
        """Note one fault, at line 0 where the file as a whole is meant; ``found`` is shown as the file writes it."""
        shown = None if found is None else written(found)
        self.found.append(Fault(Place.of(line, self.file), self.called.get(path, path), kind, values, shown, near))

    def settle(self, since: int, row: Spot) -> None:
        """Place what was noted ``since`` then in cells of which only the column was known in their row."""
        for n, fault in enumerate(self.found[since:], start=since):
            at = fault.place
            if at.column and not at.line:
                spot = in_row((at.sheet, 0, at.column), row)
                self.found[n] = replace(fault, place=Place.of(spot, at.file, at.entry))

    def in_order(self) -> list[Fault]:
        """What was found by its places, those of this file first; what is said twice of one place is said once."""
        once = {(fault.place, fault.path, fault.kind, fault.found): fault for fault in reversed(self.found)}
        found = [fault for fault in self.found if once[fault.place, fault.path, fault.kind, fault.found] is fault]
        return by_place(found, self.file)

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


def spots_of(node: Node, rows: Collection[str] = ()) -> dict[str, Spot]:
    """Where the keys of a file are written, and what is inside them, by dotted path; but for the insides of ``rows``.

    >>> spots_of(Node({"a": Node([Node(1, 3)], 2), "b": Node({"c": Node(2, 5)}, 4)}, 1))
    {'a': 2, 'b': 4, 'a[1]': 3, 'b.c': 5}
    """
    found: dict[str, Spot] = {}
    left = list(node.value.items()) if isinstance(node.value, dict) else []
    for path, each in left:  # it grows as it is gone through
        found[path] = each.line
        if isinstance(each.value, dict):
            left += [(f"{path}.{key}", inner) for key, inner in each.value.items()]
        elif isinstance(each.value, list) and path not in rows:
            left += [(f"{path}[{n}]", inner) for n, inner in enumerate(each.value, start=1)]
    return found


class Shape(Protocol):
    """Anything that reads a node at a dotted path."""

    def read(self, node: Node, path: str, faults: Faults) -> Any:  # noqa: D102
        ...


def shown(node: Node) -> object:
    """The value of a node for a message; an empty one shows as null."""
    return "null" if node.value is None else node.value


@dataclass(frozen=True, eq=False, repr=False)
class Whole:
    """A whole number from ``low`` to ``high``; true and false are not numbers."""

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
        if value.__class__ is str and value.strip():
            return value
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


@dataclass(frozen=True, eq=False, repr=False)
class ListOf:
    """A list whose items share one shape; ``length`` where it is fixed."""

    item: Shape
    length: int | None = None

    def read(self, node: Node, path: str, faults: Faults) -> list[Any] | None:
        """The items that could be read."""
        if not isinstance(node.value, list):
            faults.note(node.line, path, "list", found=shown(node))
            return None
        if self.length is not None and len(node.value) != self.length:
            faults.note(node.line, path, "length", found=len(node.value), n=self.length)
            return None
        items = [
            self.item.read(each, item_place(path, n, _id_of(each)), faults)
            for n, each in enumerate(node.value, start=1)
        ]
        return [item for item in items if item is not None]


@dataclass(frozen=True, eq=False, repr=False)
class OneOrList:
    """One value, or a list of such, which comes back as a tuple."""

    item: Shape

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The value, or the items where all could be read; None after a fault."""
        if not isinstance(node.value, list):
            return self.item.read(node, path, faults)
        items = ListOf(self.item).read(node, path, faults) or []
        return tuple(items) if items and len(items) == len(node.value) else None


def item_place(path: str, n: int, name: object = None) -> str:
    """The place of an item of a list: by its id, where it has one, else by its number.

    >>> item_place("schools", 3, "2021-nine-year-1"), item_place("convert", 2)
    ('schools[2021-nine-year-1]', 'convert[2]')
    """
    return f"{path}[{n if name in (None, '') else name}]"


def _id_of(node: Node) -> object:
    """The id of an item as it is written; None where it has none."""
    own = node.value.get("id") if isinstance(node.value, dict) else None
    return own.value if own is not None and isinstance(own.value, str | int) else None


@dataclass(frozen=True, eq=False, repr=False)
class MapOf:
    """A map whose values share one shape. ``years``: its keys are years and come back as whole numbers;
    ``known``: only these keys; ``usual``: keys that editors may offer."""

    value: Shape
    years: bool = False
    known: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()

    def read(self, node: Node, path: str, faults: Faults) -> dict[Any, Any] | None:
        """The entries that could be read."""
        if not isinstance(node.value, dict):
            faults.note(node.line, path, "map", found=shown(node))
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
class Either:
    """Of several shapes the one whose kind of node (map, list, other) fits; the first where none does."""

    scalar: Shape
    map: Shape

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """What the fitting shape reads."""
        return (self.map if isinstance(node.value, dict) else self.scalar).read(node, path, faults)
