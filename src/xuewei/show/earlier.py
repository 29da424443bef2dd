"""Years before the base year, of which nobody knows the seats: demand alone, no balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xuewei.assessment import Assessment
from xuewei.model.balance import DemandRow
from xuewei.show.view import Column, Sheet, View
from xuewei.words.base_seats import say
from xuewei.words.labels import say as label


def with_earlier(shown: View, found: Assessment, earlier: Sequence[DemandRow], lang: str) -> View:
    """A view of balances with the demand of earlier years before its first table; the view itself where there are
    none."""
    if not earlier:
        return shown
    keys = shown.columns or list(earlier[0].record())
    records = [*shown.records, *({**dict.fromkeys(keys), **_known(row, keys)} for row in earlier)]
    stages = [stage.name for stage in found.stages]
    records.sort(key=lambda one: (stages.index(str(one["stage"])), found.areas.index(str(one["area"])), one["year"]))
    kept = [sheet for sheet in shown.sheets if sheet.rows or not sheet.columns]
    words = next((n for n, sheet in enumerate(kept) if sheet.columns), len(kept))
    sheets = [*kept[:words], earlier_sheet(found, earlier, lang), *kept[words:]]
    return replace(shown, sheets=sheets, records=records, columns=keys)


def _known(row: DemandRow, keys: Sequence[str]) -> Mapping[str, object]:
    return {key: value for key, value in row.record().items() if key in keys}


def earlier_sheet(found: Assessment, earlier: Sequence[DemandRow], lang: str) -> Sheet:
    """A line for every year and area, a column for every stage."""
    stages = list(dict.fromkeys(row.stage for row in earlier))
    several = len({row.area for row in earlier}) > 1
    columns = [
        *([Column(label("area", lang))] if several else []),
        Column(label("year", lang)),
        *(Column(label(stage, lang), number=True) for stage in stages),
    ]
    by_place: dict[tuple[str, int], dict[str, int]] = {}
    for row in earlier:
        by_place.setdefault((row.area, row.year), {})[row.stage] = row.demand
    rows = [
        [*([area] if several else []), str(year), *(f"{wanted[stage]:,}" for stage in stages)]
        for (area, year), wanted in by_place.items()
    ]
    return Sheet(say("before", lang, first=found.known.start), columns, rows)


def earlier_lines(found: Assessment, earlier: Sequence[DemandRow], lang: str) -> list[str]:
    """The same as lines of text."""
    if not earlier:
        return []
    courses: dict[tuple[str, str], list[str]] = {}
    for row in earlier:
        courses.setdefault((row.area, row.stage), []).append(f"{row.year} {row.demand:,}")
    told = [f"{area} {label(stage, lang)} {say('comma', lang).join(years)}" for (area, stage), years in courses.items()]
    return [say("before", lang, first=found.known.start), *told]
