"""What came of last year's forecast, in sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.answers.compare.arrived import BORN, OF_STAGE, RESIDENTS, Arrived
from xuewei.answers.compare.words import named, say
from xuewei.language.words import named as label_of
from xuewei.language.words import say as label
from xuewei.tables.palette import BAD
from xuewei.tables.view import Column, Sheet

MOST_AREAS = 12
"""Lines of single areas that one table shows."""
Cell = str | tuple[str, str]


def came_answer(came: Sequence[Arrived], stages: Sequence[str], lang: str) -> list[str]:
    """What came of the forecast of pupils in the last year on record, then of births and of everybody."""
    answer = []
    pupils = [each for each in came if each.figure == OF_STAGE]
    if pupils:
        year = max(each.year for each in pupils)
        groups = {stage: [each for each in pupils if (each.stage, each.year) == (stage, year)] for stage in stages}
        parts = [_one(label_of("stage", stage, lang), group, lang) for stage, group in groups.items() if group]
        answer.append(say("round.came.pupils", lang, year=year, parts=say("round.semicolon", lang).join(parts)))
    parts = []
    for figure in (BORN, RESIDENTS):
        people = [each for each in came if each.figure == figure]
        if people:
            year = max(each.year for each in people)
            who = say(f"round.came.{figure}", lang, year=year)
            parts.append(_one(who, [each for each in people if each.year == year], lang))
    if parts:
        answer.append(say("round.came.people", lang, parts=say("round.semicolon", lang).join(parts)))
    return answer


def _one(who: str, group: Sequence[Arrived], lang: str) -> str:
    """One figure, over its areas together: forecast, what came, and whether it lies in the band."""
    forecast, came = sum(each.forecast for each in group), sum(each.came for each in group)
    banded = [each for each in group if each.inside is not None]
    band = ""
    if len(banded) > 1:
        band = say("round.some", lang, n=sum(bool(each.inside) for each in banded), of=len(banded))
    elif banded:
        only = banded[0]
        band = say("round.in" if only.inside else "round.out", lang, low=only.low or 0, high=only.high or 0)
    return say("round.came.one", lang, who=who, forecast=forecast, came=came, share=_off(forecast, came), band=band)


def _off(forecast: int, came: int) -> str:
    """By how much what came differs, with per cent of the forecast."""
    share = f", {(came - forecast) / forecast:+.1%}" if forecast else ""
    return f"{came - forecast:+,}{share}" if came != forecast else "±0"


def came_sheets(came: Sequence[Arrived], lang: str) -> list[Sheet]:
    """The figures over all areas together, and, of several areas, those outside their band."""
    if not came:
        return []
    groups: dict[tuple[str, str | None, str], list[Arrived]] = {}
    for each in came:
        groups.setdefault((each.figure, each.stage, each.day or str(each.year)), []).append(each)
    rows = [_came_row(group, lang) for group in groups.values()]
    sheets = [Sheet(say("round.came", lang), _came_columns(lang), rows)]
    outside = sorted((each for each in came if each.inside is False), key=lambda each: -abs(each.share or 0.0))
    if outside and len({each.area for each in came}) > 1:
        columns = [Column(label("area", lang), rank=0), *_came_columns(lang)]
        lines = [[each.area, *_came_row([each], lang)] for each in outside[:MOST_AREAS]]
        more = len(outside) - MOST_AREAS
        notes = [say("round.more", lang, n=more)] if more > 0 else []
        sheets.append(Sheet(say("round.outside", lang), columns, lines, notes))
    return sheets


def _came_columns(lang: str) -> list[Column]:
    numbers = {"forecast": 2, "arrived": 1, "difference": 1, "share": 2, "band": 4, "inside": 3}
    return [
        Column(say("round.figure", lang), rank=0),
        Column(label("year", lang), rank=0),
        *(Column(say(f"round.{name}", lang), number=True, rank=rank) for name, rank in numbers.items()),
    ]


def _came_row(group: Sequence[Arrived], lang: str) -> list[Cell]:
    """One figure of one year or day, over its areas together; a band only of a single area."""
    first = group[0]
    forecast, came = sum(each.forecast for each in group), sum(each.came for each in group)
    figure = named("figure", first.figure, lang)
    of_stage = first.stage is not None
    name = f"{label_of('stage', first.stage, lang)} · {figure}" if of_stage and first.stage else figure
    banded = [each for each in group if each.inside is not None]
    alone = len(group) == 1 and banded
    inside: Cell = "—"
    if alone:
        inside = say("round.yes", lang) if first.inside else (say("round.no", lang), BAD)
    elif banded:
        inside = say("round.of", lang, n=sum(bool(each.inside) for each in banded), of=len(banded))
    return [
        name,
        first.day or str(first.year),
        f"{forecast:,}",
        f"{came:,}",
        f"{came - forecast:+,}" if came != forecast else "0",
        f"{(came - forecast) / forecast:+.1%}" if forecast else "—",
        f"{first.low:,}–{first.high:,}" if alone else "—",
        inside,
    ]
