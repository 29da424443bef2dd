"""Records: maps with known keys, and what was found of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import field
from functools import cached_property
from typing import Any

from xuewei.errors import Spot, in_row, nearest
from xuewei.formats.shapes import Faults, Shape, shown
from xuewei.formats.yaml import Common, Node
from xuewei.late import dataclass


@dataclass(frozen=True, eq=False, repr=False)
class Key:
    """One key of a record. ``null``: the value may be null. ``says`` becomes the editor's hint (Chinese)."""

    shape: Shape
    required: bool = False
    null: bool = False
    says: str = ""


@dataclass(slots=True, eq=False)
class Lines(Mapping[str, Spot]):
    """Where the keys of a record stand, told when it is asked for."""

    node: Node
    own: dict[str, Node]

    def __getitem__(self, key: str) -> Spot:
        return in_row(self.own[key].line, self.node.line)

    def __iter__(self) -> Iterator[str]:
        return iter(self.own)

    def __len__(self) -> int:
        return len(self.own)


NONE: Set[str] = frozenset()


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """A map with known ``keys``; ``elsewhere`` names the fault of a key that belongs into a file of another kind."""

    keys: Mapping[str, Key]
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The keys that must be written."""
        return tuple(name for name, key in self.keys.items() if key.required)

    def read(self, node: Node, path: str, faults: Faults) -> dict[str, Any] | None:
        """The keys that could be read, with ``line`` (its own), ``lines`` (of each key), ``bad`` (keys with a fault,
        needed ones that are missing, and those that a misspelt one probably is) and ``good`` (no fault at all)."""
        first = len(faults.found)
        own = node.value
        if not isinstance(own, dict):
            faults.note(node.line, path, "map", found=shown(node))
            return None
        found: dict[str, Any] = {"line": node.line, "lines": Lines(node, own)}
        bad, known = NONE, self.keys.get
        for name, each in own.items():
            key = known(name)
            if each.__class__ is Common and key is not None and each.shape is key.shape:
                found[name] = each.made
                continue
            inner = f"{path}.{name}" if path else name
            if key is None:
                other = self.elsewhere.get(name)
                near = None if other else nearest(name, self.keys)
                faults.note(in_row(each.line, node.line), inner, other or "unknown_key", near=near)
                bad |= {near or name}
            elif each.value is None and key.null:
                continue
            else:
                before = len(faults.found)
                value = key.shape.read(each, inner, faults)
                if value is not None:
                    found[name] = value
                if len(faults.found) > before:
                    faults.settle(before, node.line)
                    bad |= {name}
                elif value is not None and isinstance(each, Common):
                    each.shape, each.made = key.shape, value
        for name in self.required:
            if name not in own:
                faults.note(node.line, f"{path}.{name}" if path else name, "required")
                bad |= {name}
        found["bad"] = bad
        found["good"] = len(faults.found) == first
        return found
