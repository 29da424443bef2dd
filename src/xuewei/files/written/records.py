"""Shapes made of other shapes: lists, maps and records with known keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xuewei.errors import nearest
from xuewei.files.written.nodes import Node
from xuewei.files.written.shapes import Faults, Shape, shown


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
class Key:
    """One key of a record. ``null``: the value may be null. ``says`` becomes the editor's hint (Chinese)."""

    shape: Shape
    required: bool = False
    null: bool = False
    says: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """A map with known ``keys``; ``elsewhere`` names the fault of a key that belongs into a file of another kind."""

    keys: Mapping[str, Key]
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: Node, path: str, faults: Faults) -> dict[str, Any] | None:
        """The keys that could be read, with ``line`` (its own), ``lines`` (of each key), ``bad`` (keys with a fault,
        needed ones that are missing, and those that a misspelt one probably is) and ``good`` (no fault at all)."""
        before = len(faults.found)
        if not isinstance(node.value, dict):
            faults.note(node.line, path, "map", found=shown(node))
            return None
        found: dict[str, Any] = {"line": node.line, "lines": {name: each.line for name, each in node.value.items()}}
        bad: set[str] = set()
        for name, each in node.value.items():
            key = self.keys.get(name)
            inner = f"{path}.{name}" if path else name
            if key is None:
                other = self.elsewhere.get(name)
                near = None if other else nearest(name, self.keys)
                faults.note(each.line, inner, other or "unknown_key", near=near)
                bad.add(near or name)
            elif each.value is None and key.null:
                continue
            else:
                told = len(faults.found)
                value = key.shape.read(each, inner, faults)
                if value is not None:
                    found[name] = value
                if len(faults.found) > told:
                    bad.add(name)
        for name, key in self.keys.items():
            if key.required and name not in node.value:
                faults.note(node.line, f"{path}.{name}" if path else name, "required")
                bad.add(name)
        found["bad"] = bad
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
