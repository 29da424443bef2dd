"""What demand has beyond its forecast, in words; nothing is loaded for it where it has nothing."""

from __future__ import annotations

from types import ModuleType

from xuewei.model.assumptions import Assumptions
from xuewei.model.pupils.grounds import Demand


def beyond_notes(demand: Demand, assumptions: Assumptions, lang: str, year: int | None = None) -> list[str]:
    """What a demand has beyond its forecast up to a year (None: the last), and which written inflow does not act;
    nothing where there is neither."""
    if demand.beyond is None and not (demand.followed and any(each.value != 1 for each in assumptions.inflow.values())):
        return []
    found: list[str] = _notes().beyond_notes(demand, assumptions, lang, year)
    return found


def estates_in_short(demand: Demand, assumptions: Assumptions, lang: str, year: int | None = None) -> list[str]:
    """Which estates a demand has up to a year (None: the last), in a few lines; nothing where it has none."""
    found: list[str] = _notes().estates_in_short(demand, assumptions, lang, year) if _any(demand) else []
    return found


def spread_notes(demand: Demand, lang: str) -> list[str]:
    """How pupils of estates come to schools; nothing where there are none."""
    found: list[str] = _notes().spread_notes(demand, lang) if _any(demand) else []
    return found


def _any(demand: Demand) -> bool:
    return demand.beyond is not None and demand.beyond.estates is not None


def _notes() -> ModuleType:
    from xuewei.tables import estate_notes

    return estate_notes
