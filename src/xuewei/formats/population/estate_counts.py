"""Pupils by estate that a population folder has on record: ``estate_pupils.csv``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.csv import BASIS_AND_SOURCE, MOST, UNREAD, YEAR, Cell, UpTo, words
from xuewei.formats.places import AnyPath, exists
from xuewei.formats.population.estate_table import M2
from xuewei.formats.population.tables import Row, table_place, table_rows
from xuewei.formats.shapes import Faults
from xuewei.model.population import EstateCount, EstateRow

COUNTS = {
    "id": Cell(words),
    "year": YEAR,
    "stage": Cell(words),
    "pupils": Cell(UpTo(MOST)),
    "occupied": Cell(UpTo(MOST), optional=True),
    **BASIS_AND_SOURCE,
}
"""Pupils by estate, where they are on record."""
ON_RECORD = "estate_pupils"
EACH = 2
"""Pupils of a stage for each dwelling, more than which nobody may assume either (``estates.yields.STAGE``)."""


def _possible(row: Row, parts: Sequence[EstateRow], faults: Faults) -> None:
    """Note pupils and dwellings lived in that the ``parts`` of an estate cannot have."""
    lived, pupils, year = row["occupied"], row["pupils"], row["year"]
    if UNREAD in (lived, pupils, year):
        return
    first = min((part.completes for part in parts), default=year)
    done = [part for part in parts if part.completes <= year]
    built = sum((part.floor_area_m2 or 0.0) / M2[0] if part.dwellings is None else part.dwellings for part in done)
    homes = built if lived is None else lived
    if year < first and (lived or pupils):
        faults.note(row["line"], "year", "estate_unbuilt", found=year, first=first)
    elif parts and lived is not None and lived > built + 0.5:
        faults.note(row["line"], "occupied", "estate_over", found=f"{lived:,.10g}", built=built, year=year)
    elif lived == 0 and pupils:
        faults.note(row["line"], "occupied", "estate_unlived", found="0", pupils=pupils)
    elif (parts or lived is not None) and pupils > EACH * homes:
        faults.note(row["line"], "pupils", "estate_crowded", found=f"{pupils:,.10g}", most=EACH, homes=homes)


def read_counts(folder: AnyPath, estates: Sequence[EstateRow], stages: Collection[str]) -> tuple[EstateCount, ...]:
    """Pupils by estate of a folder whose estates and stages these are. Raises InputError with every fault."""
    place, broken = table_place(folder, ON_RECORD), list[Fault]()
    if not exists(place):
        raise InputError([Fault(Place(str(place)), "", "no_counts_file")])
    rows = table_rows(place, COUNTS, lambda row: (row["id"], row["year"], row["stage"]), broken)
    faults, known = Faults(str(place)), {part.id for part in estates}
    for row in rows:
        if row["id"] not in known:
            faults.note(row["line"], "id", "no_estate", found=row["id"], near=nearest(row["id"], known))
        if row["stage"] not in stages:
            faults.note(row["line"], "stage", "no_stage", found=row["stage"], near=nearest(row["stage"], stages))
        _possible(row, [part for part in estates if part.id == row["id"]], faults)
    broken += faults.in_order()
    if broken:
        raise InputError(broken)
    return tuple(EstateCount(*(row[name] for name in (*COUNTS, "line"))) for row in rows)
