"""What is said of net migration: the path it follows, or that nothing is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.assessment import Assessment
from xuewei.model.inhabitants import Inhabitants
from xuewei.model.rounding import whole
from xuewei.show.area_notes import SOME, some_areas
from xuewei.show.spans import spans
from xuewei.words.labels import named, say


def without_totals(found: Assessment) -> list[Inhabitants]:
    """The census areas of which no total after the census is known, so that no path of net migration moves anybody."""
    return [one for one in found.projection.areas if not one.totals]


def moves_somebody(found: Assessment) -> bool:
    """Whether anybody moves: by a path, which begins with a known total, or by a written year."""
    return bool(found.assumptions.migration.years) or len(without_totals(found)) < len(found.projection.areas)


def last_known(areas: Sequence[Inhabitants]) -> str:
    """The last year in which people of the census areas are known: one, or from which to which."""
    years = sorted({one.last_known for one in areas})
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def paths_note(found: Assessment, last_known: int | str, lang: str) -> str:
    """The paths of births and of net migration; of births alone where no path of net migration acts."""
    births = named("path", found.assumptions.fertility.path, lang)
    if len(without_totals(found)) == len(found.projection.areas):
        return say("note.births", lang, births=births, last=last_known)
    migration = named("path", found.assumptions.migration.path, lang)
    return say("note.paths", lang, births=births, migration=migration, last=last_known)


def migration_notes(found: Assessment, lang: str) -> list[str]:
    """Where net migration is not known, what is counted instead, and which figure or parameter changes it."""
    unknown = without_totals(found)
    if not unknown:
        return []
    areas = some_areas([one.area for one in unknown], lang)
    years = found.assumptions.migration.years
    counted = say("note.moves.written", lang, years=spans(sorted(years))) if years else say("note.moves.none", lang)
    hints = [
        say("note.moves.census", lang, area=one.area, n=whole(float((one.people * one.moves).sum())))
        for one in unknown[:SOME]
        if one.moves is not None
    ]
    return [say("note.moves", lang, areas=areas, counted=counted, hints="".join(hints))]
