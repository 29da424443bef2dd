"""A plan as the document that people write: keys in the order of docs/formats.en.md, nothing left open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xuewei.formats.plan.own_estates import estate_documents
from xuewei.formats.yaml import block, entry, items
from xuewei.language.shown import visible
from xuewei.model.parameters import OF_PLAN
from xuewei.model.plan import (
    BALANCED,
    EVERY,
    LISTED,
    BaseSeats,
    Conversion,
    MustKeep,
    Plan,
    Progress,
    Published,
    School,
)
from xuewei.model.school_fields import SCHOOL_FIELDS, FieldKind
from xuewei.model.stages import Stage

ALWAYS = ("opening_lag",)
"""Parameters of the plan that are written even where they are the usual ones."""


def document(plan: Plan) -> dict[str, Any]:
    """Everything of a plan apart from its schools, by key.

    >>> list(document(Plan("试", "甲", (), (2021, 2025))))
    ['plan', 'area', 'years', 'opening_lag']
    """
    own = [each.name for each in OF_PLAN]
    found: dict[str, Any] = {
        "plan": plan.name,
        "source": dict(plan.source),
        "area": plan.area,
        "areas": list(plan.areas),
        "years": list(plan.years),
        "population": plan.population,
        "register": plan.register,
        **{each: getattr(plan, each) for each in own if each in ALWAYS or getattr(plan, each) != getattr(Plan, each)},
        "base_seats": _base(plan.base_seats, plan.area),
        "published": _published(plan.published),
        "use_stages": list(plan.use_stages),
        "must_keep": _must_keep(plan.must_keep),
        "stages": {stage.name: _stage(stage) for stage in plan.stages},
        "estates": estate_documents(plan.estates),
    }
    return _filled(found)


def _must_keep(kept: MustKeep) -> Any:
    """What must be kept: a list where it is schools alone."""
    seats = {area: dict(stages) for area, stages in kept.seats.items()}
    return _filled({"schools": list(kept.schools), "seats": seats}) if seats else list(kept.schools)


def school_document(school: School, area: str) -> dict[str, Any]:
    """One school by key; ``area`` is what it has where it names none.

    >>> school_document(School("a", "primary", "甲", {"primary": 270}, 2021), "甲")
    {'id': 'a', 'type': 'primary', 'planned': 2021, 'seats': {'primary': 270}, 'status': 'planned'}
    """
    found: dict[str, Any] = {}
    for each in SCHOOL_FIELDS:
        value = getattr(school, each.name)
        if value != (area if each.name == "area" else each.default):
            written = _WRITTEN.get(each.kind)
            found[each.name] = written(value) if written else value
    return _filled(found)


def _steps(steps: Sequence[Progress]) -> list[dict[str, Any]]:
    return [_filled({"date": each.date, "status": each.status, "note": each.note}) for each in steps]


def _conversions(turns: Sequence[Conversion]) -> list[dict[str, Any]]:
    return [_filled({"year": each.year, "from": each.origin, "to": each.target, "seats": each.seats}) for each in turns]


_WRITTEN: Mapping[FieldKind, Callable[[Any], Any]] = {
    FieldKind.YES_NO: lambda value: "yes" if value else "no",
    FieldKind.SEATS: dict,
    FieldKind.CLASSES: lambda value: {
        stage: list(each) if isinstance(each, tuple) else each for stage, each in value.items()
    },
    FieldKind.STEPS: _steps,
    FieldKind.TURNS: _conversions,
    FieldKind.RESPONSIBLE: dict,
    FieldKind.BASES: dict,
}
"""What is written of the values of a school where a document holds them in another form."""


def plan_text(plan: Plan, comment: str = "") -> str:
    """A whole plan as a YAML document, a line for each key of a school; ``comment`` lines stand above it.

    >>> print(plan_text(Plan("试", "甲", (), (2021, 2025))), end="")
    plan: 试
    area: 甲
    years: [2021, 2025]
    opening_lag: 1
    schools: []
    """
    above = "".join(f"# {visible(line)}\n" for line in comment.split("\n") if line)
    schools = [school_document(school, plan.area) for school in plan.schools]
    written = f"schools:\n{items(schools, 2)}" if schools else entry("schools", [], 0) + "\n"
    return above + block(document(plan)) + written


def _filled(found: Mapping[str, Any]) -> dict[str, Any]:
    """What is written at all."""
    return {key: each for key, each in found.items() if each not in (None, {}, [])}


def _base(base: BaseSeats | None, area: str) -> dict[str, Any] | None:
    if base is None:
        return None
    found: dict[str, Any] = {"year": base.year, "seats": base_document(base, area) or BALANCED}
    return _filled({**found, "basis": base.basis, "source": base.source})


def base_document(base: BaseSeats, area: str) -> Any:
    """Seats in use before the plan as they are written: a word, or numbers and words by stage, or by area and stage.

    >>> base_document(BaseSeats(2020, {"甲": {"primary": 540}}, listed=(("甲", "middle"),)), "甲")
    {'primary': 540, 'middle': 'listed'}
    """
    if isinstance(base.listed, bool):
        if base.listed:
            return LISTED
        listed: tuple[tuple[str, str], ...] = ()
    else:
        listed = base.listed
    seats: dict[str, Any] = {place: dict(stages) for place, stages in base.seats.items()}
    for place, stage in listed:
        if stage == EVERY:
            seats[place] = LISTED
        else:
            seats.setdefault(place, {})[stage] = LISTED
    return seats[area] if set(seats) == {area} and isinstance(seats[area], dict) else seats


def _published(published: Published) -> dict[str, Any]:
    return _filled(
        {
            "schools": published.schools,
            "seats": dict(published.seats),
            "by_type": dict(published.by_type),
            "by_founder": dict(published.by_founder),
            "by_year": {str(year): dict(counts) for year, counts in published.by_year.items()},
        }
    )


def _stage(stage: Stage) -> dict[str, Any]:
    return _filled(
        {
            "entry_age": stage.entry_age,
            "grades": stage.grades,
            "class_size": stage.class_size,
            "smallest_school": stage.smallest_school,
            "residents_per_school": list(stage.residents_per_school or ()),
            "class_sizes": list(stage.class_sizes),
            "after": stage.after,
            "beside": stage.beside or None,
        }
    )
