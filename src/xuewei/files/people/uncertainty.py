"""The section ``uncertainty`` of ``assumptions.yaml``: how unsure the medium answer is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from xuewei.errors import nearest
from xuewei.files.people.figures import figure_of
from xuewei.files.written.shapes import Faults
from xuewei.model.assumptions import Chances, Uncertainty, Wander

LONGEST_DELAY = 20
"""Years by which nobody plans a school late."""
NEAR_ONE = 1e-6


def check_uncertainty(read: Mapping[str, Any], stages: Iterable[str], faults: Faults) -> None:
    """Note what no single key of the section can show: stages that there are not, probabilities that do not add up to
    one, delays that are no whole years, shares above one."""
    known = list(stages)
    for name, each in read.get("participation", {}).items():
        if name not in known:
            faults.note(
                each["line"], f"uncertainty.participation.{name}", "no_stage", found=name, near=nearest(name, known)
            )
    for name, most in (("opening_delay", LONGEST_DELAY), ("delivered_share", 1)):
        if name not in read or not read[name].get("values") or "values" in read[name]["bad"]:
            continue
        line, path = read[name]["lines"]["values"], f"uncertainty.{name}.values"
        for key in read[name]["values"]:
            value = _number(key)
            if value is None or not 0 <= value <= most or (name == "opening_delay" and value != int(value)):
                kind = "whole" if name == "opening_delay" else "number"
                faults.note(line, f"{path}.{key}", kind, found=key, low=0, high=most)
        total = sum(read[name]["values"].values())
        if abs(total - 1) > NEAR_ONE:
            faults.note(line, path, "chances_sum", found=f"{total:g}")


def uncertainty_of(read: Mapping[str, Any]) -> Uncertainty:
    """The uncertainty in a section that was checked and is whole."""
    births, moves = read["births"], read["net_migration"]
    return Uncertainty(
        births=Wander(figure_of(births["step"]), figure_of(births["persistence"]), figure_of(births["common"])),
        net_migration=Wander(figure_of(moves["step"]), figure_of(moves["persistence"])),
        participation={stage: figure_of(each) for stage, each in read["participation"].items()},
        opening_delay=_chances(read["opening_delay"]),
        delivered_share=_chances(read["delivered_share"]),
    )


def _chances(read: Mapping[str, Any]) -> Chances:
    """Probabilities that add up to one to the last bit that matters."""
    values = {float(key): float(value) for key, value in read["values"].items() if value > 0}
    return Chances(values, read.get("unit", ""), read["basis"], read["source"])


def _number(key: object) -> float | None:
    try:
        return float(str(key))
    except ValueError:
        return None
