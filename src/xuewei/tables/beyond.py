"""What demand has beyond its forecast, in words; nothing is loaded for it where it has nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions
from xuewei.model.pupils.grounds import Demand

if TYPE_CHECKING:
    from xuewei.tables.estate_cautions import SideTold


def beyond_notes(demand: Demand, assumptions: Assumptions, lang: str, year: int | None = None) -> list[str]:
    """What a demand has beyond its forecast up to a year (None: the last), and which written inflow does not act;
    nothing where there is neither."""
    if demand.beyond is None and not (demand.followed and any(each.value != 1 for each in assumptions.inflow.values())):
        return []
    found: list[str] = _loaded()[0].beyond_notes(demand, assumptions, lang, year)
    return found


def estates_in_short(demand: Demand, assumptions: Assumptions, lang: str, year: int | None = None) -> list[str]:
    """Which estates a demand has up to a year (None: the last), in a few lines; nothing where it has none."""
    found: list[str] = _loaded()[0].estates_in_short(demand, assumptions, lang, year) if _any(demand) else []
    return found


def spread_notes(demand: Demand, lang: str) -> list[str]:
    """How pupils of estates come to schools; nothing where there are none."""
    found: list[str] = _loaded()[0].spread_notes(demand, lang) if _any(demand) else []
    return found


def dropped_cautions(demand: Demand, lang: str) -> list[str]:
    """How many pupils of estates are left out of a demand, for too few arrive; nothing where none are."""
    if not _any(demand):
        return []
    found: list[str] = _loaded()[1].dropped_cautions(demand, lang)
    return found


def side_told(side: Assessment, lang: str, year: int | None = None) -> SideTold | None:
    """What is said of the estates of one of several answers up to a year (None: the last); None where it has none."""
    if not _any(side.demand):
        return None
    found: SideTold = _loaded()[1].side_told(side, lang, year)
    return found


def side_cautions(sides: Sequence[tuple[str, Assessment]], lang: str) -> list[str]:
    """Where answers side by side, each by its name, count pupils of estates differently or leave some out."""
    return told_cautions({name: side_told(side, lang) for name, side in sides}, lang)


def told_cautions(sides: Mapping[str, SideTold | None], lang: str) -> list[str]:
    """The same of what is said of each."""
    if not any(sides.values()):
        return []
    found: list[str] = _loaded()[1].told_cautions(_each(sides), lang)
    return found


def told_notes(sides: Mapping[str, SideTold | None], lang: str) -> list[str]:
    """:func:`estates_in_short` of answers side by side: what is so on some sides alone with their names."""
    if not any(sides.values()):
        return []
    found: list[str] = _loaded()[1].told_notes(_each(sides), lang)
    return found


def _each(sides: Mapping[str, SideTold | None]) -> dict[str, SideTold]:
    """What is said of every side, nothing of one without estates."""
    nothing = _loaded()[1].SideTold()
    return {name: told or nothing for name, told in sides.items()}


def _any(demand: Demand) -> bool:
    return demand.beyond is not None and demand.beyond.estates is not None


def _loaded() -> tuple[ModuleType, ModuleType]:
    from xuewei.tables import estate_cautions, estate_notes

    return estate_notes, estate_cautions
