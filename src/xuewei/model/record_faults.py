"""What is wrong with pupils on record when a plan's demand is to follow them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.errors import Fault, Place, nearest
from xuewei.model.population import Population
from xuewei.model.pupils_ahead import PupilsAhead
from xuewei.model.stages import Stage


def strange_pupils(population: Population, stages: Sequence[Stage]) -> Iterator[Fault]:
    """Stages and grades of pupils that ``stages`` do not have, once each."""
    grades = {stage.name: stage.grades for stage in stages}
    for stage, grade in sorted({(row.stage, row.grade or 1) for row in population.enrolment}):
        if stage not in grades:
            yield Fault(Place(_file(population)), f"stage.{stage}", "no_stage", {}, stage, nearest(stage, grades))
        elif grade > grades[stage]:
            limits = {"low": 1, "high": grades[stage]}
            yield Fault(Place(_file(population)), f"{stage}.{grade}", "whole", limits, str(grade))


def refusals(found: PupilsAhead, population: Population) -> Iterator[Fault]:
    """Every area and stage that cannot be forecast by grades, and why."""
    for (area, stage), why in found.short.items():
        yield Fault(Place(_file(population)), f"{area}.{stage}", why, {"origin": found.origin})


def _file(population: Population) -> str:
    return f"{population.folder}/enrolment.csv" if population.folder else "enrolment.csv"
