"""Rules of policy from their YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xuewei.files.people.assumptions_shapes import figure
from xuewei.files.people.figures import figure_of
from xuewei.files.places import SHIPPED_POLICY, shipped
from xuewei.files.plans.plan_shapes import STAGES
from xuewei.files.written.kinds import Kind
from xuewei.files.written.nodes import read_yaml
from xuewei.files.written.place import Place
from xuewei.files.written.records import Key, ListOf, MapOf, Record
from xuewei.files.written.shapes import Choice, Faults, Number, Words
from xuewei.model.plan import BASES, PROVISIONS
from xuewei.model.policy import ClassNorm, Crowding, EstateRule, Listed, Policy

PUPILS = Number(1, 200)
WHENCE = {
    "basis": Key(Choice(BASES), True, says="依据：公布、推算、假设、预测"),
    "clause": Key(Words(), True, says="条款：来源中的位置"),
    "source": Key(Words(), True, says="来源"),
}


def _needed(number: Number, says: str) -> Key:
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
    }
)
KIND = Kind("no_policy_file", tuple(POLICY.keys))


def read_policy(place: Place | None = None) -> Policy:
    """The rules in a YAML file; None reads the shipped ones. Raises InputError with every fault.

    >>> read_policy().class_size["primary"].every.value
    45.0
    """
    where = shipped(SHIPPED_POLICY) if place is None else place
    faults = Faults(str(where))
    read = POLICY.read(read_yaml(where, KIND), "", faults) or {}
    faults.stop()
    crowding = read["crowding"]
    if crowding["large"]["value"] >= crowding["very_large"]["value"]:
        line, large = crowding["lines"]["very_large"], crowding["very_large"]["value"]
        faults.note(line, "crowding.very_large", "order", found=f"{large:g}")
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
        estate=EstateRule(**{name: figure_of(read["estate"][name]) for name in ESTATE.keys}),
    )


def _listed(read: Mapping[str, Any], key: str) -> Listed:
    return Listed(tuple(read[key]), read["basis"], read["clause"], read["source"])
