"""Years without births between years that have them, and what stands in for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from xuewei.model.assessment import Assessment
from xuewei.model.people.births import KnownBirths, fill_gaps, known_births
from xuewei.model.pupils.grounds import BORN
from xuewei.tables.file_words import say
from xuewei.tables.text import spans
from xuewei.tables.words import say as say_in_tables

MOST = 6
"""Areas that a note names."""


def birth_gap_notes(
    found: Assessment, lang: str, areas: Sequence[str] | None = None, last: int | None = None
) -> list[str]:
    """Which years of births are missing between known ones, and what stands in for them, where children of ``areas``
    (None: all) are counted by them up to the school year ``last`` (None: of all); nothing of years in which none of the
    children in school were born, of those whose stand-in is told with the pupils on record, and of those that a census
    has counted since."""
    by_kind: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for area, kind, years in _gaps(
        found, found.areas if areas is None else areas, found.years[-1] if last is None else last
    ):
        by_kind.setdefault((kind, years), []).append(area)
    parts: dict[str, list[str]] = {}
    comma = say_in_tables("comma", lang)
    for (kind, years), names in by_kind.items():
        shown = comma.join(names[:MOST]) + (say_in_tables("more", lang) if len(names) > MOST else "")
        parts.setdefault(kind, []).append(say("births.of", lang, areas=shown, years=spans(years)))
    return [
        say(f"births.{kind}", lang, areas=say_in_tables("join", lang).join(each))
        for kind, each in sorted(parts.items())
    ]


def _gaps(found: Assessment, areas: Collection[str], last: int) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Areas with the years put in for them, by the nation's births or in a straight line."""
    people = found.population
    if not people.births:
        return
    ages = [age for stage in found.stages for age in stage.ages]
    born = range(found.years.start - max(ages) - 1, last - min(ages) + 1)
    nation = known_births(row for row in (*people.births, *people.lent_births) if row.area == found.assumptions.nation)
    lent = found.demand.lent
    told = set[tuple[str, int]]()
    asked = set(areas)
    for area in (each for each in found.areas if each in asked):
        for name, known, since in _used(found, area, nation):
            years = [year for year in known.filled if year in born and year >= since]
            years = [year for year in years if year not in lent.get(name, ()) and (name, year) not in told]
            told |= {(name, year) for year in years}
            for kind in ("nation", "line"):
                own = tuple(year for year in years if (kind == "line") == (year in known.straight))
                if own:
                    yield name, kind, own


def _used(found: Assessment, area: str, nation: KnownBirths) -> Iterator[tuple[str, KnownBirths, int]]:
    """Whose births the children of an area are counted by, those births, and from which year on."""
    counted = found.counted(area)
    grounds = [found.grounds(area, stage.name) for stage in found.stages]
    records = dict.fromkeys(how.record for how in grounds if how.record)
    for name in records:
        yield name, _known(found, name, nation), 0
    if counted is not None and counted.area not in records:
        yield counted.area, counted.births, counted.census_day.year
    elif counted is None and any(how.method == BORN for how in grounds):
        yield area, _known(found, area, nation), 0


def _known(found: Assessment, area: str, nation: KnownBirths) -> KnownBirths:
    """Births by which the years of an area are known: its own, else those of its census area, of which it is a
    share."""
    births, scope = found.population.births, found.assumptions.scope.get(area)
    own = [row for row in births if row.area == area]
    of_census = [] if scope is None else [row for row in births if row.area == scope.census_area]
    return fill_gaps(known_births(own or of_census), nation)
