"""The written format of a scenario, as data; docs/formats.md explains it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xuewei.errors import nearest
from xuewei.files.plans.plan_shapes import SCHOOL, shape_of
from xuewei.files.scenarios.layers import Setting
from xuewei.files.written.nodes import Node
from xuewei.files.written.records import Key, ListOf, MapOf, Record
from xuewei.files.written.shapes import Faults, Shape, Words, shown
from xuewei.model.parameters import BY_NAME, STAGE, YEAR, parameter_of


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
    """The parameter most like ``name``, with the year or stage that ``name`` ends in where it fits."""
    last = name.rpartition(".")[2]
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

SCENARIO = Record(
    {
        "scenario": Key(Words(), True, says="情景名称"),
        "extends": Key(Words(), True, says="所依据的方案（随附方案名或相对路径）或情景"),
        "set": Key(Settings(), null=True, says="参数，按点分名称"),
        "change": Key(ListOf(CHANGE), null=True, says="改动的学校：只写编号与要改的键，null 为删去该键"),
        "add": Key(ListOf(SCHOOL), null=True, says="新增的学校：整行"),
        "remove": Key(ListOf(Words()), null=True, says="删去的学校编号"),
        "note": Key(Words(), null=True, says="备注"),
    }
)
