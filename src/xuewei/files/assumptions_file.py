"""Assumptions from their YAML file; what a file leaves out is as in the shipped one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from xuewei.errors import InputError, nearest
from xuewei.files.nodes import Node, read_yaml
from xuewei.files.places import SHIPPED_POPULATION, shipped
from xuewei.files.plan_file import complete, stage_of
from xuewei.files.plan_shapes import STAGE
from xuewei.files.shapes import Choice, Faults, Key, ListOf, MapOf, Number, Record, Whole, Words
from xuewei.model.assumptions import PATHS, Assumptions, Fertility, Figure, Migration, Scope, Series, Survival
from xuewei.model.plan import BASES
from xuewei.model.population import SEXES

SHARE, FACTOR, RATE = Number(0, 1), Number(0, 100), Number(0, 0.5)


def _figure(number: Number, says: str = "") -> Key:
    return Key(
        Record(
            {
                "value": Key(number, True),
                "unit": Key(Words()),
                "basis": Key(Choice(BASES), True),
                "source": Key(Words(), True),
                "range": Key(ListOf(Number(-1e12, 1e12), 2)),
            }
        ),
        says=says,
    )


def _series(number: Number) -> Record:
    return Record(
        {
            "values": Key(MapOf(number, years=True), True),
            "unit": Key(Words()),
            "basis": Key(Choice(BASES), True),
            "source": Key(Words(), True),
        }
    )


ASSUMPTIONS = Record(
    {
        "nation": Key(Words(), says="参照区域（全国）"),
        "horizon": Key(Whole(2000, 2100), says="缺省的预测末年"),
        "entry_cutoff": Key(Words(), says="入学年龄截止日（月-日）"),
        "scope": Key(
            MapOf(Record({"census_area": Key(Words(), True), "share": Key(_figure(SHARE).shape, True)})),
            says="规划区域属于哪个普查区、占多大份额",
        ),
        "stages": Key(MapOf(STAGE), says="学段：入学年龄、年级数、班额、布点"),
        "size_caps": Key(MapOf(_figure(Number(1, 1e5)).shape), says="各类学校规模上限（人）"),
        "survival": Key(
            Record(
                {
                    "infant_mortality": _figure(RATE, "婴儿死亡率"),
                    "under_five_mortality": _figure(RATE, "五岁以下儿童死亡率"),
                    "life_expectancy": Key(MapOf(_figure(Number(30, 100)).shape, known=SEXES), says="预期寿命"),
                    "ageing_rate": _figure(Number(0.02, 0.3), "成人死亡率随年龄的增长率"),
                }
            ),
            says="死亡",
        ),
        "fertility": Key(
            Record(
                {
                    "shape": Key(_series(Number(0, 1000)), says="分年龄生育率，只用其形状"),
                    "path": Key(Choice(PATHS), says="生育路径"),
                    "paths": Key(MapOf(_series(FACTOR), known=PATHS), says="各路径：对最近校准生育水平的倍数"),
                }
            ),
            says="生育",
        ),
        "migration": Key(
            Record({"path": Key(Choice(PATHS)), "fades_by": _figure(Number(2000, 2100), "净迁入归零之年")}), says="迁移"
        ),
        "participation": Key(MapOf(_series(Number(0, 2))), says="入学（园）率"),
        "inflow": Key(MapOf(_figure(FACTOR).shape), says="区外生系数"),
        "targets": Key(MapOf(_figure(SHARE).shape), says="普惠、公办目标"),
        "base_crowding": _figure(Number(0.1, 10), "现有班额 ÷ 标准班额"),
        "warning": Key(Record({"yellow": _figure(FACTOR), "red": _figure(FACTOR)}), says="预警线：需求 ÷ 学位"),
    }
)


def read_assumptions(path: str | Path | None = None) -> Assumptions:
    """The assumptions in a YAML file; None reads the shipped ones.

    A section that the file leaves out is as shipped, apart from ``scope``, which is of its own folder: without it
    every area is the whole of the census area of its name. Raises InputError with every fault.
    """
    where = shipped(SHIPPED_POPULATION, "assumptions.yaml") if path is None else Path(path)
    node = read_yaml(where)
    faults = Faults(str(where))
    read = ASSUMPTIONS.read(node, "", faults)
    if read is None or faults.found:
        raise InputError(faults.found)
    _check(read, node, faults)
    if faults.found:
        raise InputError(sorted(faults.found, key=lambda fault: fault.line or 0))
    whole = set(ASSUMPTIONS.keys) <= set(read)
    return _assumptions(read, str(where), {} if whole else _shipped())


@cache
def _shipped() -> Mapping[str, Any]:
    """The shipped file as read, without its scope."""
    where = shipped(SHIPPED_POPULATION, "assumptions.yaml")
    read = ASSUMPTIONS.read(read_yaml(where), "", Faults(str(where))) or {}
    return {key: value for key, value in read.items() if key != "scope"}


def _month_day(text: str) -> tuple[int, int] | None:
    """Month and day of ``08-31``; None where it is none."""
    if not re.fullmatch(r"\d\d-\d\d", text):
        return None
    try:
        day = date.fromisoformat(f"2001-{text}")
    except ValueError:
        return None
    return day.month, day.day


def _check(read: Mapping[str, Any], node: Node, faults: Faults) -> None:
    """What no single key can show."""
    lines = {key: each.line for key, each in node.value.items()} if isinstance(node.value, dict) else {}
    if "entry_cutoff" in read and _month_day(read["entry_cutoff"]) is None:
        faults.note(lines["entry_cutoff"], "entry_cutoff", "month_day", found=read["entry_cutoff"])
    stages = {name: stage_of(name, each) for name, each in read.get("stages", {}).items() if complete(each)}
    ordered = sorted(stages.values(), key=lambda stage: stage.entry_age)
    for earlier, later in pairwise(ordered):
        if later.entry_age < earlier.ages.stop:
            line = read["stages"][later.name]["line"]
            faults.note(line, f"stages.{later.name}", "ages_overlap", other=earlier.name)
    known = set(stages) or set(_shipped().get("stages", {}))
    for section in ("participation", "inflow"):
        for name, each in read.get(section, {}).items():
            if name not in known:
                faults.note(each["line"], f"{section}.{name}", "no_stage", near=nearest(name, known))
    for section, key, wanted in (("fertility", "paths", PATHS), ("survival", "life_expectancy", SEXES)):
        inside = read.get(section, {}).get(key)
        for name in wanted if inside is not None else ():
            if name not in inside:
                faults.note(lines[section], f"{section}.{key}.{name}", "required")
    warning = read.get("warning", {})
    if len({"yellow", "red"} & set(warning)) == 1:
        warning = {**_shipped().get("warning", {}), **warning}
    if {"yellow", "red"} <= set(warning) and warning["yellow"]["value"] > warning["red"]["value"]:
        faults.note(lines["warning"], "warning", "warning_order", found=warning["yellow"]["value"])
    _ranges(node, "", faults)


def _ranges(node: Node, path: str, faults: Faults) -> None:
    """Note every ``range`` whose ends are the wrong way round."""
    for key, each in node.value.items() if isinstance(node.value, dict) else ():
        inner = f"{path}.{key}" if path else key
        if key == "range" and isinstance(each.value, list):
            low, high = (end.value for end in each.value)
            if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
                faults.note(each.line, inner, "order", found=f"[{low}, {high}]")
        else:
            _ranges(each, inner, faults)


def _assumptions(read: Mapping[str, Any], file: str, base: Mapping[str, Any]) -> Assumptions:
    merged = {**base, **read}
    for section in ("survival", "fertility", "migration", "warning"):
        merged[section] = {**base.get(section, {}), **read.get(section, {})}
    survival, fertility, migration, warning = (
        merged[section] for section in ("survival", "fertility", "migration", "warning")
    )
    cutoff = _month_day(merged["entry_cutoff"])
    return Assumptions(
        stages=tuple(stage_of(name, each) for name, each in merged["stages"].items()),
        scope={area: Scope(each["census_area"], _one(each["share"])) for area, each in read.get("scope", {}).items()},
        survival=Survival(
            _one(survival["infant_mortality"]),
            _one(survival["under_five_mortality"]),
            {sex: _one(each) for sex, each in survival["life_expectancy"].items()},
            _one(survival["ageing_rate"]),
        ),
        fertility=Fertility(
            _many(fertility["shape"]),
            {path: _many(each) for path, each in fertility["paths"].items()},
            fertility.get("path", "medium"),
        ),
        migration=Migration(_one(migration["fades_by"]), migration.get("path", "medium")),
        participation={stage: _many(each) for stage, each in merged.get("participation", {}).items()},
        inflow={stage: _one(each) for stage, each in merged.get("inflow", {}).items()},
        size_caps={kind: _one(each) for kind, each in merged.get("size_caps", {}).items()},
        targets={name: _one(each) for name, each in merged.get("targets", {}).items()},
        base_crowding=_one(merged["base_crowding"]),
        yellow=_one(warning["yellow"]),
        red=_one(warning["red"]),
        entry_cutoff=cutoff or (8, 31),
        nation=merged["nation"],
        horizon=merged["horizon"],
        file=file,
    )


def _one(read: Mapping[str, Any]) -> Figure:
    ends = read.get("range")
    return Figure(
        read["value"], read.get("unit", ""), read["basis"], read["source"], (ends[0], ends[1]) if ends else None
    )


def _many(read: Mapping[str, Any]) -> Series:
    return Series(read["values"], read.get("unit", ""), read["basis"], read["source"])
