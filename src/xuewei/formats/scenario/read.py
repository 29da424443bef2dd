"""Scenario files: their written format, and the chain of those that each extends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any, NamedTuple

from xuewei.errors import Fault, InputError, Place, Spot, nearest
from xuewei.formats.kinds import OURS
from xuewei.formats.places import BUILT_IN, SHIPPED_PLAN, AnyPath, beside, exists, identity, on_disk, same, shipped
from xuewei.formats.plan.register import with_register
from xuewei.formats.plan.shapes import ESTATE, SCHOOL, shape_of
from xuewei.formats.plan.shapes import YEAR as YEAR_SHAPE
from xuewei.formats.records import Key, Record
from xuewei.formats.shapes import (
    Choice,
    Faults,
    ListOf,
    MapOf,
    Shape,
    Whole,
    Words,
    shown,
)
from xuewei.formats.yaml import Node, read_yaml
from xuewei.late import dataclass
from xuewei.model.parameters import BY_NAME, STAGE, YEAR, Parameter, parameter_of
from xuewei.model.plan import BASES


class Setting(NamedTuple):
    """A parameter's new value, the line that says so, and the parameter."""

    value: Any
    line: Spot
    parameter: Parameter


@dataclass(frozen=True, eq=False, repr=False)
class Rows:
    """What a scenario does to rows that have an id: ``change`` and ``add`` are nodes of them, ``remove`` nodes of ids,
    ``path`` where it says so, before these words."""

    change: Sequence[Node] = ()
    add: Sequence[Node] = ()
    remove: Sequence[Node] = ()
    path: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is done at all."""
        return bool(self.change or self.add or self.remove)


@dataclass(frozen=True, eq=False, repr=False)
class Layer:
    """One scenario as written: what it lays over the plan below it, over its ``schools`` and ``estates`` too; ``line``
    is where it says what it extends, ``staff`` are rows of staff as they were read."""

    name: str
    place: AnyPath
    settings: dict[str, Setting] = field(default_factory=dict)
    schools: Rows = Rows()
    estates: Rows = Rows(path="estates.")
    line: int = 0
    staff: Sequence[Mapping[str, Any]] = ()


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


class Settings:
    """The map of ``set``: values by dotted name."""

    def read(self, node: Node, path: str, faults: Faults) -> dict[str, Setting] | None:
        """The values that suit their parameters."""
        if not isinstance(node.value, dict):
            faults.note(node.line, path, "map", found=shown(node))
            return None
        found = {}
        for name, each in node.value.items():
            parameter = parameter_of(name)
            if parameter is None:
                faults.note(each.line, f"{path}.{name}", "parameter", near=_near(name))
                continue
            value = shape_of(parameter.name).read(each, f"{path}.{name}", faults)
            if value is not None:
                found[name] = Setting(value, each.line, parameter)
        return found


def _near(name: str) -> str | None:
    """The parameter most like ``name``, with the year or stage that ``name`` ends in where it fits; where it ends in a
    word of some parameters' own names, one of those.

    >>> _near("participations.primary"), _near("population.net_migration.2030"), _near("population.participation")
    ('participation.primary', 'population.net_migration.2030', 'participation.STAGE')
    """
    last = name.rpartition(".")[2]
    own = [each for each in BY_NAME if last in each.split(".")]
    if own:
        return nearest(name, own) or own[0]
    return nearest(name, (each.replace(YEAR if last.isdigit() else STAGE, last) for each in BY_NAME))


class OrNull:
    """A shape, or null: what a change takes out of the plan."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """What the shape reads; None for null."""
        return None if node.value is None else self.shape.read(node, path, faults)


def _changed(name: str, key: Key) -> Key:
    """A key of a school as a change may write it: the id is needed, null takes the plan's value out."""
    if key.required:
        return Key(key.shape, name == "id", says=key.says)
    shape = key.shape
    if isinstance(shape, MapOf):
        shape = replace(shape, value=OrNull(shape.value))
    return Key(shape, null=True, says=key.says)


CHANGE = Record({name: _changed(name, key) for name, key in SCHOOL.keys.items()})
CHANGE_ESTATE = Record({name: _changed(name, key) for name, key in ESTATE.keys.items()})
ESTATES = Record(
    {
        "change": Key(ListOf(CHANGE_ESTATE), null=True, says="改动的小区：只写编号与要改的键，null 为删去该键"),
        "add": Key(ListOf(ESTATE), null=True, says="新增的小区：整行"),
        "remove": Key(ListOf(Words()), null=True, says="删去的小区编号"),
    }
)
"""What a scenario does to estates, wherever these are written."""

STAFF_ROW = Record(
    {
        "area": Key(Words(), null=True, says="区域；写了学校的可以不写"),
        "school": Key(Words(), null=True, says="学校编号；不写是整个区域的"),
        "stage": Key(Words(), True, says="学段"),
        "year": Key(YEAR_SHAPE, True, says="学年：当年 9 月"),
        "staff": Key(Whole(0, 10**7), null=True, says="在编人数"),
        "retires": Key(Whole(0, 10**7), null=True, says="当学年退休人数"),
        "basis": Key(Choice(BASES), null=True, says="依据；不写是假设"),
        "source": Key(Words(), null=True, says="来源"),
    }
)
"""Staff of a place, a stage and a year, by the columns of ``staff.csv``."""

SCENARIO = Record(
    {
        "scenario": Key(Words(), True, says="情景名称"),
        "extends": Key(Words(), True, says="所依据的方案（随附方案名或相对路径）或情景"),
        "set": Key(Settings(), null=True, says="参数，按点分名称"),
        "change": Key(ListOf(CHANGE), null=True, says="改动的学校：只写编号与要改的键，null 为删去该键"),
        "add": Key(ListOf(SCHOOL), null=True, says="新增的学校：整行"),
        "remove": Key(ListOf(Words()), null=True, says="删去的学校编号"),
        "estates": Key(ESTATES, null=True, says="新小区的改动：change、add、remove"),
        "staff": Key(ListOf(STAFF_ROW), null=True, says="在编人数与退休：代替同一处、学段、年份的，没有的添上"),
        "note": Key(Words(), null=True, says="备注"),
    }
)


MOST_LAYERS = 1000
"""Scenarios that extend each other, one below the other."""
LINKS = 20
"""Files of a circle that are named."""


def is_scenario(node: Node) -> bool:
    """Whether a file holds a scenario."""
    return isinstance(node.value, dict) and "scenario" in node.value


def built_in(place: AnyPath) -> AnyPath:
    """The shipped plan of that name, else the place itself.

    >>> built_in("plan_2021_2025") == shipped(SHIPPED_PLAN), built_in("my.yaml")
    (True, 'my.yaml')
    """
    return shipped(BUILT_IN[place]) if isinstance(place, str) and place in BUILT_IN else place


class Files:
    """Plans and scenarios as they are written: each is read once, however many scenarios extend it."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[bool, str], Node] = {}
        self._plans: dict[tuple[bool, str], Node] = {}

    def node(self, place: AnyPath) -> Node:
        """What a file of either kind holds. Raises InputError as :func:`~xuewei.formats.yaml.read_yaml` does."""
        key = identity(place)
        if key not in self._nodes:
            self._nodes[key] = read_yaml(place, OURS)
        return self._nodes[key]

    def plan(self, place: AnyPath) -> Node:
        """What the file of a plan holds, above its register."""
        key = identity(place)
        if key not in self._plans:
            self._plans[key] = with_register(self.node(place), place)
        return self._plans[key]


def stack(plan: AnyPath | None, scenarios: Sequence[AnyPath], files: Files | None = None) -> Base:
    """The plan that ``scenarios`` extend (or ``plan`` in its stead) and every scenario of their chains, once each;
    ``files`` are those that were read before.

    Raises InputError where a file is missing, a chain comes back to itself, or scenarios lie over different plans;
    faults of the scenarios' form are left in what comes back, to be told together with what they do to the plan.
    """
    files = files or Files()
    bottom: Base | None = None
    layers: dict[tuple[bool, str], Layer] = {}
    chains: list[Base] = []
    wrong: list[Fault] = []
    for scenario in scenarios:
        try:
            chain = _chain(scenario, files)
        except InputError as broken:
            wrong += broken.faults
            continue
        lowest = chain.layers[0]
        if plan is None and bottom and not same(bottom.place, chain.place):
            words = {"first": str(bottom.place)}
            wrong.append(Fault(Place(str(lowest.place), lowest.line), "extends", "other_plan", words, str(chain.place)))
        bottom = bottom or chain
        for layer in chain.layers:
            layers.setdefault(identity(layer.place), layer)
        chains.append(chain)
    if wrong:
        raise InputError([*(fault for chain in chains for fault in chain.faults), *wrong])
    if plan is not None or bottom is None:
        place = shipped(SHIPPED_PLAN) if plan is None else built_in(plan)
        bottom = Base(files.plan(place), place)
    asked = tuple(name for chain in chains for name in chain.asked)
    faults = tuple(fault for chain in chains for fault in chain.faults)
    return Base(bottom.node, bottom.place, tuple(layers.values()), asked, faults)


def _chain(scenario: AnyPath, files: Files) -> Base:
    """One scenario and all that it extends, down to the plan."""
    place, node = scenario, files.node(scenario)
    if not is_scenario(node):
        raise InputError([Fault(Place(str(place)), "", "plan_as_scenario")])
    layers: list[Layer] = []
    over: dict[tuple[bool, str], int] = {}
    wrong: list[Fault] = []
    while is_scenario(node):
        if len(layers) == MOST_LAYERS:
            last = layers[-1]
            many = Fault(Place(str(last.place), last.line), "extends", "extends_long", {"limit": MOST_LAYERS})
            raise InputError([*wrong, many])
        faults = Faults(str(place))
        read = SCENARIO.read(node, "", faults) or {}
        layers.append(_layer(node, place, read))
        over[identity(place)] = len(layers) - 1
        below = _extended(read, layers, over, faults)
        wrong += faults.in_order()
        if below is None:
            raise InputError(wrong)
        try:
            place, node = below, files.node(below)
        except InputError as broken:
            raise InputError([*wrong, *broken.faults]) from None
    return Base(files.plan(place), place, tuple(reversed(layers)), (layers[0].name,), tuple(wrong))


def _layer(node: Node, place: AnyPath, read: dict[str, Any]) -> Layer:
    def nodes(within: Node | None, key: str) -> Sequence[Node]:
        entries = within.value.get(key) if within is not None and isinstance(within.value, dict) else None
        return entries.value if entries and isinstance(entries.value, list) else ()

    def rows(within: Node | None, path: str = "") -> Rows:
        return Rows(nodes(within, "change"), nodes(within, "add"), nodes(within, "remove"), path)

    settings, line = read.get("set", {}), read.get("lines", {}).get("extends", 0)
    inside = node.value.get("estates") if isinstance(node.value, dict) else None
    return Layer(
        read.get("scenario", ""), place, settings, rows(node), rows(inside, "estates."), line, read.get("staff", ())
    )


def _extended(
    read: dict[str, Any], layers: Sequence[Layer], over: Mapping[tuple[bool, str], int], faults: Faults
) -> AnyPath | None:
    """What the last of ``layers`` extends; None, with a fault, where that is nothing or one of ``layers`` (``over`` has
    their numbers)."""
    written, here, line = read.get("extends"), layers[-1].place, layers[-1].line
    if written is None:
        return None
    place = built_in(written) if written in BUILT_IN else beside(here, written)
    if not exists(place):
        faults.note(line, "extends", "extends_missing", found=written, near=nearest(written, _known(here)))
        return None
    if (first := over.get(identity(place))) is not None:
        places = [str(each.place) for each in layers[first:]]
        chain = " -> ".join([*places[:LINKS], *(["…"] if len(places) > LINKS else []), str(place)])
        faults.note(line, "extends", "extends_cycle", chain=chain)
        return None
    return place


def _known(here: AnyPath) -> list[str]:
    """What a scenario could extend: shipped plans and the YAML files beside it."""
    path = on_disk(here)
    return [*BUILT_IN, *(sorted(each.name for each in Path(path).parent.glob("*.yaml")) if path else ())]
