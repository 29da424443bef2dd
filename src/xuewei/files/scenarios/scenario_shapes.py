"""The written format of a scenario, as data; docs/formats.md explains it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from xuewei.errors import nearest
from xuewei.files.people.assumptions_shapes import ASSUMPTIONS, FACTOR, SHARE
from xuewei.files.plans.plan_shapes import BASE, PLAN, SCHOOL
from xuewei.files.scenarios.layers import Setting
from xuewei.files.written.nodes import Node
from xuewei.files.written.records import Key, ListOf, MapOf, Record
from xuewei.files.written.shapes import Choice, Faults, Number, Shape, Words, shown
from xuewei.model.assumptions import PATHS

PERSONS = Number(0, 1e9)
MOVES = Number(-1e9, 1e9)
CROWDING = Number(0.1, 10)
PARTICIPATION = Number(0, 2)

PARAMETERS = {
    "opening_lag": PLAN.keys["opening_lag"],
    "fill": PLAN.keys["fill"],
    "delivered_share": PLAN.keys["delivered_share"],
    "base_seats.STAGE": Key(BASE, says="规划前的现有学位（方案的缺省区域），或 balanced、listed"),
    "base_crowding": Key(CROWDING, says="现有班额 ÷ 标准班额"),
    "horizon": ASSUMPTIONS.keys["horizon"],
    "entry_cutoff": ASSUMPTIONS.keys["entry_cutoff"],
    "population.births": Key(Choice(PATHS), says="生育路径"),
    "population.births.YEAR": Key(PERSONS, says="该日历年出生人数（各区域合计）"),
    "population.net_migration": Key(Choice(PATHS), says="净迁入路径"),
    "population.net_migration.YEAR": Key(MOVES, says="该日历年净迁入人数（各区域合计）"),
    "population.scope": Key(SHARE, says="规划区域占普查区人口的份额"),
    "participation.STAGE": Key(PARTICIPATION, says="入学（园）率，各年相同"),
    "inflow.STAGE": Key(FACTOR, says="区外生系数：学生 ÷ 区内学生"),
    "uncertainty.births.step": Key(Number(0, 1), says="出生数的对数每年的标准差"),
    "uncertainty.births.persistence": Key(SHARE, says="出生的偏离有多少留到下一年"),
    "uncertainty.births.common": Key(SHARE, says="各区域共有的出生方差份额"),
    "uncertainty.net_migration.step": Key(Number(0, 0.5), says="净迁入占常住人口每年的标准差"),
    "uncertainty.net_migration.persistence": Key(SHARE, says="净迁入的偏离有多少留到下一年"),
    "uncertainty.participation.STAGE": Key(Number(0, 0.5), says="入学（园）率的相对标准差"),
    "warning.yellow": Key(FACTOR, says="黄色预警线：需求 ÷ 学位"),
    "warning.red": Key(FACTOR, says="红色预警线：需求 ÷ 学位"),
    "warning.surplus": Key(FACTOR, says="富余线：需求 ÷ 学位低于此数为富余"),
}
"""What ``set`` may change by dotted name; STAGE and YEAR stand for any."""


def pattern(name: str) -> str:
    """The names that a name of :data:`PARAMETERS` stands for, as a regular expression; stages are called as people call
    them, such as 高中, K_5 or 9-12.

    >>> bool(re.match(pattern("inflow.STAGE"), "inflow.高中")), bool(re.match(pattern("inflow.STAGE"), "inflow.a.b"))
    (True, False)
    """
    return (
        "^" + re.escape(name).replace("STAGE", r"[^.\s](?:[^.]*[^.\s])?").replace("YEAR", "(19|20|21)[0-9][0-9]") + "$"
    )


class Settings:
    """The map of ``set``: values by dotted name."""

    def read(self, node: Node, path: str, faults: Faults) -> dict[str, Setting] | None:
        """The values that suit their parameters."""
        if not isinstance(node.value, dict):
            faults.note(node.line, path, "map", found=shown(node))
            return None
        found = {}
        for name, each in node.value.items():
            key = next((key for known, key in PARAMETERS.items() if re.match(pattern(known), name)), None)
            if key is None:
                faults.note(each.line, f"{path}.{name}", "parameter", near=_near(name))
                continue
            value = key.shape.read(each, f"{path}.{name}", faults)
            if value is not None:
                found[name] = Setting(value, each.line)
        return found


def _near(name: str) -> str | None:
    """The parameter most like ``name``, with the year or stage that ``name`` ends in where it fits."""
    last = name.rpartition(".")[2]
    known = {each.replace("YEAR" if last.isdigit() else "STAGE", last): each for each in PARAMETERS}
    return nearest(name, known)


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
