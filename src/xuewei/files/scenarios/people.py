"""What scenarios set of people: parameters of the assumptions, checked against the plan and the census."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.errors import InputError, Place, nearest
from xuewei.files.scenarios.layers import Layer
from xuewei.files.written.shapes import Faults
from xuewei.model.assumptions import Assumptions
from xuewei.model.parameters import STAGE, YEAR, with_parameter
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.stages import together


def assumed(plan: Plan, population: Population, layers: Sequence[Layer]) -> Assumptions:
    """The assumptions of ``population`` with the settings of every layer, later ones on top.

    Raises InputError with every setting of a stage that there is not, of a year that the census decides, and of
    warnings in the wrong order.
    """
    assumptions = population.assumptions
    stages = [stage.name for stage in together(assumptions.stages, plan.stages)]
    counted = max((row.date.year for row in population.census), default=0)
    wrong = []
    for layer in layers:
        faults = Faults(str(layer.place))
        for name, (value, line, parameter) in layer.settings.items():
            last = name.rpartition(".")[2]
            if parameter.per == STAGE and last not in stages:
                faults.note(line, f"set.{name}", "no_stage", found=last, near=nearest(last, stages))
            elif parameter.per == YEAR and int(last) < counted:
                faults.note(line, f"set.{name}", "no_effect", found=last, base=counted)
            elif name == "horizon" and value < counted:
                faults.note(line, "set.horizon", "early_horizon", found=value, base=counted)
            elif parameter.of == "people":
                at = Place.of(line, str(layer.place), f"set.{name}")
                assumptions = with_parameter(assumptions, name, value, areas=plan.all_areas(), source=layer.name, at=at)
        colours = [each.line for name, each in layer.settings.items() if name.startswith("warning.")]
        if colours and assumptions.yellow.value > assumptions.red.value:
            faults.note(max(colours), "set.warning", "warning_order", found=assumptions.yellow.value)
        if "warning.surplus" in layer.settings and assumptions.surplus.value > assumptions.yellow.value:
            line = layer.settings["warning.surplus"].line
            faults.note(line, "set.warning.surplus", "surplus_order", found=assumptions.surplus.value)
        wrong += faults.in_order()
    if wrong:
        raise InputError(wrong)
    return assumptions
