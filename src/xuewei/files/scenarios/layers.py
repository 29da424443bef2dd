"""Scenarios as written, and the plan that they lie over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from xuewei.errors import Fault, Spot
from xuewei.files.written.nodes import Node
from xuewei.files.written.place import AnyPath
from xuewei.model.parameters import Parameter


class Setting(NamedTuple):
    """A parameter's new value, the line that says so, and the parameter."""

    value: Any
    line: Spot
    parameter: Parameter


@dataclass(frozen=True, eq=False, repr=False)
class Layer:
    """One scenario as written: what it lays over the plan below it. ``change`` and ``add`` are nodes of schools,
    ``remove`` nodes of ids; ``line`` is where it says what it extends."""

    name: str
    place: AnyPath
    settings: dict[str, Setting] = field(default_factory=dict)
    change: Sequence[Node] = ()
    add: Sequence[Node] = ()
    remove: Sequence[Node] = ()
    line: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Base:
    """The plan at the bottom, where it is, and the scenarios over it, lowest first; ``asked`` names those that people
    asked for, without those that they extend; ``faults`` are those of the scenarios' form."""

    node: Node
    place: AnyPath
    layers: tuple[Layer, ...] = ()
    asked: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def under(self, layer: Layer) -> Base:
        """The same with one more scenario on top."""
        return replace(self, layers=(*self.layers, layer), asked=(*self.asked, layer.name))
