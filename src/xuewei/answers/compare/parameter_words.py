"""Parameters that differ, as planners read them: of which stage, year or level, and what acts where none is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from xuewei.answers.compare.difference import PARAMETER, Change, Difference
from xuewei.answers.compare.words import named
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.parameters import called, parameter_of, parameters, told_apart


@dataclass(frozen=True)
class Unwritten:
    """What acts where nothing is written."""

    value: float


def label(name: str, lang: str) -> str:
    """What a parameter is called, with its stage, year or level; empty where it is called nothing.

    >>> label("population.net_migration.2028", "zh"), label("participation.primary.2030", "en")
    ('净迁入 2028', 'participation primary 2030')
    >>> label("warning.red", "zh"), label("inflow.middle", "zh"), label("opening_lag", "en")
    ('预警线 红', '区外生系数 初中', 'opening lag (years)')
    """
    title = called(name, lang)
    return " ".join([title, *(_part(each, lang) for each in told_apart(name))]) if title else ""


def _part(part: str, lang: str) -> str:
    """A stage or a level in words; a year and any other part of a name as it is written."""
    words = (named(kind, part, lang) for kind in ("stage", "warning"))
    return next((word for word in words if word != part), part)


def as_read(found: Difference) -> list[Change]:
    """The changes, a parameter that is the same in all years by its name without the year, and what acts on a side on
    which a share or factor is not written."""
    sides = (found.before, found.after)
    names = {name for side in sides for name in parameters(side.assumptions)}
    years = Counter(name.rpartition(".")[0] for name in names if name.rpartition(".")[2].isdigit())
    return [_as_read(each, years, sides) if each.kind == PARAMETER else each for each in found.changes]


def _as_read(change: Change, years: Counter[str], sides: tuple[Assessment, Assessment]) -> Change:
    name, values = change.subject, (change.before, change.after)
    whole = name.rpartition(".")[0]
    written = [_acting(name, value, side) for value, side in zip(values, sides, strict=True)]
    same = years[whole] == 1 and parameter_of(name) is None and parameter_of(whole) is not None
    return replace(change, subject=whole if same else name, before=written[0], after=written[1])


def _acting(name: str, value: object, side: Assessment) -> object:
    """The value, or what acts where there is none and that is known."""
    known = next(_usual(name, side), None) if value is None else None
    return value if known is None else Unwritten(known)


def _usual(name: str, side: Assessment) -> Iterator[float]:
    parameter, (key, _, rest) = parameter_of(name), name.partition(".")
    stage, _, year = rest.partition(".")
    if key == "participation" and year.isdigit() and stage in {each.name for each in side.stages}:
        share = side.assumptions.share_of(stage)
        yield share.at(int(year)) if share else 1.0
    elif parameter and parameter.usual and not (key == "uncertainty" or (key == "inflow" and side.population.flows)):
        yield parameter.usual.value
