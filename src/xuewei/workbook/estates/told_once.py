"""What is wrong with a whole table of estates, told once and not row by row: where they lie, and names that several
have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from xuewei.errors import Fault, Place, nearest
from xuewei.formats.more_rows import NewRow
from xuewei.workbook.estates.estate_list import EstateList

NAMES = 6
"""Names that a fault shows."""
PLACES = ("area", "zone")


def spot_of(row: NewRow, name: str, found: Sequence[EstateList]) -> Place:
    """The cell of a row from which a column is; its first cell where there is none."""
    return next((each.places[row.place, name] for each in found if (row.place, name) in each.places), row.place)


def lost(rows: Sequence[NewRow], found: Sequence[EstateList], file: str) -> list[Fault]:
    """That no column of any table says where its rows lie, which are then nowhere: once, with the columns that are not
    read."""
    nowhere = [row for row in rows if not any(row.cells.get(name) for name in PLACES)]
    if not nowhere or any(name in PLACES for each in found for name in each.taken.values()):
        return []
    left = list(dict.fromkeys(title for each in found for title in each.left))
    values = {"rows": len(nowhere), "columns": ", ".join(left)}
    return [Fault(Place(file), "", "estates_lost" if left else "estates_lost_bare", values)]


def unknown_places(
    rows: Sequence[NewRow], found: Sequence[EstateList], zones: Collection[str], areas: Collection[str]
) -> list[Fault]:
    """Places of rows that nobody knows, each name once with the rows that it has; a column of which no place is known
    once, with its names. None where no place is known at all."""
    faults = list[Fault]()
    for name, known in (("area", {*areas, *zones}), ("zone", {*zones})):
        own = [row for row in rows if row.cells.get(name)] if areas or zones else []
        strange: dict[str, list[NewRow]] = {}
        for row in own:
            if row.cells[name] not in known:
                strange.setdefault(row.cells[name], []).append(row)
        if len(strange) > 1 and sum(map(len, strange.values())) == len(own):
            some = list(strange)[:NAMES]
            values = {"rows": len(own), "n": len(strange), "known": ", ".join(sorted(known)[:NAMES])}
            cell = spot_of(own[0], name, found)
            faults.append(Fault(cell, "", "estates_strange", values, ", ".join(some) + " …" * (len(strange) > NAMES)))
            continue
        for text, those in strange.items():
            near, n = nearest(text, {*areas, *zones}), len(those)
            values, kind = ({"rows": n}, "no_estate_area_rows") if n > 1 else ({}, "no_estate_area")
            faults.append(Fault(spot_of(those[0], name, found), "", kind, values, text, near))
    return faults


def apart(
    rows: Sequence[NewRow], found: Sequence[EstateList]
) -> tuple[list[NewRow], list[tuple[Place, str]], list[Fault]]:
    """Rows whose ids are the names of their estates, those of one name with ids of their own: they are several estates,
    which get theirs by where they are and what they are, so that a table in another order gives each the same; the rows
    that have such an id with it, and a fault for every row that says just what an earlier one does."""
    named = {row.place for each in found if each.named for row in each.rows}
    taken, first = {row.cells.get("id", "") for row in rows}, dict[tuple[tuple[str, str], ...], Place]()
    of_name: dict[str, list[int]] = {}
    kept, renamed, faults = list(rows), list[tuple[Place, str]](), list[Fault]()
    for at, row in enumerate(rows):
        name = row.cells.get("id", "")
        if row.place in named and name:
            of_name.setdefault(name, []).append(at)
            same = _said(row.cells)
            if same in first:
                faults.append(Fault(row.place, "", "estate_row_twice", {"first": first[same].line}, name))
            first.setdefault(same, row.place)
    for name, places in of_name.items():
        free = (own for n in range(2, 2 * len(rows) + 2) if (own := f"{name}-{n}") not in taken)
        for at in sorted(places, key=lambda at: _whereabouts(rows[at].cells))[1:]:
            own = next(free)
            renamed.append((rows[at].place, own))
            kept[at] = replace(rows[at], cells={**rows[at].cells, "id": own})
    return kept, sorted(renamed, key=lambda each: each[0]), faults


ORDER = ("area", "zone", "lon", "lat", "completes", "kind", "dwellings", "floor_area_m2")
"""By what estates of one name are told apart, what changes least first."""


def _whereabouts(cells: Mapping[str, str]) -> tuple[object, ...]:
    """Where an estate is and what it is, as it is put in order."""
    return (*(cells.get(name, "") for name in ORDER), _said(cells))


def _said(cells: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, text) for name, text in cells.items() if text))


def moved(rows: Sequence[NewRow], there: Sequence[Mapping[str, str]]) -> list[str]:
    """Estates of which the table that is ``there`` has a part that none of the ``rows`` completes in its year, so that
    it stays beside theirs: each with the year and its dwellings."""
    years: dict[str, set[str]] = {}
    for row in rows:
        years.setdefault(row.cells.get("id", ""), set()).add(row.cells.get("completes", ""))
    return [
        " ".join(filter(None, (row.get("id", ""), row.get("completes", ""), row.get("dwellings", ""))))
        for row in there
        if row.get("completes", "") not in years.get(row.get("id", ""), {row.get("completes", "")})
    ]
