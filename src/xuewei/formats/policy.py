"""Rules of policy from their YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from xuewei.formats.kinds import Kind
from xuewei.formats.places import SHIPPED_POLICY, SHIPPED_POPULATION, AnyPath, exists, inside, shipped
from xuewei.formats.plan.shapes import STAGES
from xuewei.formats.population.assumption_shapes import WHENCE as WHENCE_OF_FIGURES
from xuewei.formats.population.assumption_shapes import as_defaults, figure, figure_of, whence_of
from xuewei.formats.records import Key, Record
from xuewei.formats.shapes import (
    Choice,
    Faults,
    ListOf,
    MapOf,
    Number,
    Whole,
    Words,
)
from xuewei.formats.yaml import read_yaml
from xuewei.model.assumptions import Figure
from xuewei.model.plan import PROVISIONS
from xuewei.model.policy import (
    ClassNorm,
    ClosingRule,
    Crowding,
    EstateRule,
    Listed,
    Policy,
    RateRule,
    Span,
    SpecialRule,
    Walking,
)

PUPILS = Number(1, 200)
WHENCE = {
    "basis": WHENCE_OF_FIGURES["basis"],
    "clause": Key(Words(), True, says="条款：来源中的位置"),
    **{name: WHENCE_OF_FIGURES[name] for name in ("source", "source_en", "local")},
}


def _needed(number: Number | Whole, says: str) -> Key:
    return Key(figure(number, clause=True).shape, True, says=says)


CLASS_NORM = Record(
    {
        "every": _needed(PUPILS, "不分年级（幼儿园：混龄）的班额"),
        "grades": Key(MapOf(figure(PUPILS, clause=True).shape, years=True), says="分年级的班额，从 1 起"),
    }
)

CROWDING = Record(
    {
        "stages": Key(ListOf(Words(STAGES)), True, says="统计大班额的学段"),
        "large": _needed(PUPILS, "大班额"),
        "very_large": _needed(PUPILS, "超大班额"),
    }
)

ESTATE = Record(
    {
        "area_m2": _needed(Number(1, 1e9), "配建幼儿园的面积（㎡）"),
        "residents": _needed(Number(1, 1e8), "配建幼儿园的居民（人）"),
        "seats_per_1000": _needed(Number(1, 1000), "每千居民学位"),
        "m2_per_resident": _needed(Number(1, 1000), "每居民面积（㎡）"),
        "people_per_household": _needed(Number(1, 20), "户均人口"),
    }
)

COUNT, YEAR = Whole(0, 1000), Whole(1900, 2200)


def _span(says: str) -> Record:
    return Record({"least": _needed(COUNT, f"{says}，至少"), "most": _needed(COUNT, f"{says}，规则说到的最多数")})


YEARLY_NEW, QUALITY_SENIOR = _span("每个区域每年新建的幼儿园和学校"), _span("每个区域的优质公办高中")
SPECIAL_SCHOOL = Record(
    {
        "residents": _needed(Number(1, 1e8), "须设特教学校的常住人口"),
        "schools": _needed(COUNT, "特教学校数"),
        "by": _needed(YEAR, "期限（学年）"),
    }
)
GROSS_RATE = Record({"share": _needed(Number(0, 1), "高中阶段毛入学率"), "by": _needed(YEAR, "期限（年）")})

METRES = Number(1, 100_000)
RINGS = Record(
    {
        "values": Key(ListOf(METRES), True, says="几档路程（米），从近到远"),
        "unit": Key(Words(), says="单位"),
        **WHENCE,
    }
)
WALKING = Record(
    {
        "detour": _needed(Number(1, 5), "步行路程 ÷ 直线距离"),
        "service": Key(MapOf(figure(METRES, clause=True).shape), True, says="服务半径（步行，米），按学段"),
        "rings": Key(RINGS, True, says="覆盖率按哪几档路程（米）"),
        "farthest": Key(
            MapOf(figure(METRES, clause=True).shape), says="撤并学校时最远走多远（米），按学段；没有的用服务半径"
        ),
    }
)
CLOSING = Record(
    {
        "use": _needed(Number(0, 1), "使用率（学生 ÷ 学位）不到多少"),
        "years": _needed(Whole(1, 20), "连续几个学年"),
    }
)

MERGED = (
    "class_size",
    "crowding",
    "estate",
    "yearly_new",
    "special_school",
    "quality_senior",
    "gross_rate",
    "walking",
    "closing",
)
"""Sections of which a folder may write a part."""
POLICY = Record(
    {
        "class_size": Key(MapOf(CLASS_NORM), True, says="班额，按学段"),
        "crowding": Key(CROWDING, True, says="大班额"),
        "government": Key(
            Record({"founders": Key(ListOf(Words()), True, says="举办者"), **WHENCE}), True, says="政府举办者"
        ),
        "estate_provision": Key(
            Record({"provisions": Key(ListOf(Choice(PROVISIONS)), True, says="办学性质"), **WHENCE}),
            True,
            says="小区配建幼儿园的办学性质",
        ),
        "estate": Key(ESTATE, True, says="小区配建幼儿园"),
        "yearly_new": Key(YEARLY_NEW, True, says="每年新建"),
        "special_school": Key(SPECIAL_SCHOOL, True, says="特教学校"),
        "quality_senior": Key(QUALITY_SENIOR, True, says="优质公办高中"),
        "gross_rate": Key(GROSS_RATE, True, says="高中阶段毛入学率"),
        "small_school": _needed(Number(0, 10_000), "小规模学校：不足这么多人"),
        "walking": Key(WALKING, True, says="步行路程、服务半径"),
        "closing": Key(CLOSING, True, says="在用学校空到什么地步才提议撤并"),
    }
)
PARTS = Record(
    {
        name: Key(
            Record({inner: Key(one.shape, says=one.says) for inner, one in key.shape.keys.items()})
            if name in MERGED and isinstance(key.shape, Record)
            else key.shape,
            says=key.says,
        )
        for name, key in POLICY.keys.items()
    }
)
"""The same file in a population folder, which holds what is its own."""
KIND = Kind("no_policy_file", tuple(POLICY.keys))


def read_policy(place: AnyPath | None = None) -> Policy:
    """The rules in a YAML file; None reads the shipped ones. Raises InputError with every fault.

    >>> read_policy().class_size["primary"].every.value
    45.0
    """
    where = shipped(SHIPPED_POLICY) if place is None else place
    return _checked(_whole(where), Faults(str(where)))


def _whole(place: AnyPath) -> dict[str, Any]:
    """The record of a file that holds every rule. Raises InputError with every fault."""
    faults = Faults(str(place))
    read = POLICY.read(read_yaml(place, KIND), "", faults) or {}
    faults.stop()
    return read


def policy_of(folder: AnyPath | None = None) -> Policy:
    """The rules of a population folder: those of its ``policy.yaml``, and the shipped ones, as defaults, for the rest;
    of the shipped folder, and for None, the shipped ones. Raises InputError with every fault of the file.

    >>> policy_of().estate.people_per_household.default
    False
    """
    if folder is None or str(folder) == str(shipped(SHIPPED_POPULATION)):
        return read_policy()
    base = as_defaults(_whole(shipped(SHIPPED_POLICY)))
    place = inside(folder, SHIPPED_POLICY)
    faults = Faults(str(place))
    own = (PARTS.read(read_yaml(place, KIND), "", faults) or {}) if exists(place) else {}
    faults.stop()
    parts = {name: {**base[name], **own[name]} for name in MERGED if name in own}
    return _checked({**base, **own, **parts}, faults)


def _checked(read: Mapping[str, Any], faults: Faults) -> Policy:
    """The rules in a whole record, once they fit together."""
    crowding = read["crowding"]
    for name in ("yearly_new", "quality_senior"):
        most, least = read[name]["most"]["value"], read[name]["least"]["value"]
        if least > most:
            faults.note(read[name]["lines"]["most"], f"{name}.most", "order", found=f"{most:g}")
    if crowding["large"]["value"] >= crowding["very_large"]["value"]:
        line, large = crowding["lines"]["very_large"], crowding["very_large"]["value"]
        faults.note(line, "crowding.very_large", "order", found=f"{large:g}")
    rings = read["walking"]["rings"]
    if not rings["values"] or any(near >= far for near, far in pairwise(rings["values"])):
        faults.note(rings["lines"]["values"], "walking.rings.values", "order", found=rings["values"])
    faults.stop()
    return _policy(read)


def _policy(read: Mapping[str, Any]) -> Policy:
    crowding = read["crowding"]
    return Policy(
        class_size={
            stage: ClassNorm(
                figure_of(each["every"]), {grade: figure_of(one) for grade, one in each.get("grades", {}).items()}
            )
            for stage, each in read["class_size"].items()
        },
        crowding=Crowding(tuple(crowding["stages"]), figure_of(crowding["large"]), figure_of(crowding["very_large"])),
        government=_listed(read["government"], "founders"),
        estate_provision=_listed(read["estate_provision"], "provisions"),
        estate=EstateRule(**_figures(read["estate"], ESTATE)),
        yearly_new=Span(**_figures(read["yearly_new"], YEARLY_NEW)),
        special_school=SpecialRule(**_figures(read["special_school"], SPECIAL_SCHOOL)),
        quality_senior=Span(**_figures(read["quality_senior"], QUALITY_SENIOR)),
        gross_rate=RateRule(**_figures(read["gross_rate"], GROSS_RATE)),
        small_school=figure_of(read["small_school"]),
        walking=_walking(read["walking"]),
        closing=ClosingRule(**_figures(read["closing"], CLOSING)),
    )


def _walking(read: Mapping[str, Any]) -> Walking:
    service, farthest = (
        {stage: figure_of(each) for stage, each in read.get(name, {}).items()} for name in ("service", "farthest")
    )
    rings = tuple(figure_of({**read["rings"], "value": metres}) for metres in read["rings"]["values"])
    return Walking(figure_of(read["detour"]), service, rings, farthest)


def _figures(read: Mapping[str, Any], shape: Record) -> dict[str, Figure]:
    return {name: figure_of(read[name]) for name in shape.keys}


def _listed(read: Mapping[str, Any], key: str) -> Listed:
    return Listed(tuple(read[key]), clause=read["clause"], **whence_of(read))
