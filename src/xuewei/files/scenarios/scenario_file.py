"""The written format of a scenario: what may stand in it (docs/formats.md)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from xuewei.errors import InputError, nearest
from xuewei.files.plans.plan_shapes import SCHOOL
from xuewei.files.written.nodes import Node, read_yaml
from xuewei.files.written.records import Key, ListOf, Record
from xuewei.files.written.shapes import Faults, Words

PARAMETERS = (
    "opening_lag",
    "fill",
    "delivered_share",
    "base_crowding",
    "base_seats.STAGE",
    "horizon",
    "entry_cutoff",
    "population.births",
    "population.births.YEAR",
    "population.net_migration",
    "population.net_migration.YEAR",
    "population.scope",
    "participation.STAGE",
    "inflow.STAGE",
    "warning.yellow",
    "warning.red",
)
"""Dotted names that ``set`` knows; STAGE and YEAR stand for any."""

CHANGE = Record({name: Key(key.shape, name == "id", name != "id", key.says) for name, key in SCHOOL.keys.items()})


class _Settings:
    """The map of ``set``: dotted names of parameters with scalar values."""

    def read(self, node: Node, path: str, faults: Faults) -> dict[str, Any] | None:
        """The values by name; whether a value suits its parameter shows when it is applied."""
        if not isinstance(node.value, dict):
            faults.note(node.line, path, "map", found="…")
            return None
        found = {}
        for name, each in node.value.items():
            if not any(re.fullmatch(_pattern(known), name) for known in PARAMETERS):
                faults.note(each.line, f"{path}.{name}", "parameter", near=nearest(name, PARAMETERS))
            elif isinstance(each.value, dict | list):
                faults.note(each.line, f"{path}.{name}", "text", found="…")
            else:
                found[name] = each.value
        return found


def _pattern(known: str) -> str:
    return re.escape(known).replace("STAGE", r"[a-z_]+").replace("YEAR", r"(19|20|21)\d\d")


SCENARIO = Record(
    {
        "scenario": Key(Words(), True, says="情景名称"),
        "extends": Key(Words(), True, says="所依据的方案或情景"),
        "set": Key(_Settings(), says="参数"),
        "change": Key(ListOf(CHANGE), says="改动的学校"),
        "add": Key(ListOf(SCHOOL), says="新增的学校"),
        "remove": Key(ListOf(Words()), says="删去的学校编号"),
    }
)


def check_scenario(path: str | Path) -> dict[str, Any]:
    """The keys of a scenario file. Raises InputError with every fault of its form."""
    faults = Faults(str(path))
    read = SCENARIO.read(read_yaml(path), "", faults)
    if read is None or faults.found:
        raise InputError(sorted(faults.found, key=lambda fault: fault.line or 0))
    return read
