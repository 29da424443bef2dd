"""Tables of what lies where in a made-up district: estates, points where children live, and sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from xuewei.answers.synthetic.country import BASIS, Columns, Table
from xuewei.answers.synthetic.places import DWELLING_M2, FAR, KINDS, NEAR, SHORT, Estate, Points, Site
from xuewei.model.stages import Stage

NOTES = {
    NEAR: "靠近新小区，地块小 by the new estates but on little land",
    FAR: "地价低，离居民远 on cheap land but far from where people live",
    SHORT: "在缺学位的学区 in the zone that is short",
}
"""Of sites: one text for both languages, because it stands in the data."""
Named = Callable[[int], str]


def estate_table(estates: Sequence[Estate], zone: Named, area: Named, source: str) -> Table:
    """A row for each estate, its parts in one cell; ``zone`` and ``area`` name the zone of a number from 0 and its
    area."""
    rows = [
        {
            "id": f"e{each.number:02d}",
            "name": f"合成第{each.number:02d}小区",
            "area": area(each.zone),
            "zone": zone(each.zone),
            "dwellings": None if each.profile.by_area else sum(each.homes.values()),
            "floor_area_m2": sum(each.homes.values()) * DWELLING_M2 if each.profile.by_area else None,
            "kind": each.profile.kind,
            "completes": _completes(each.homes),
            "occupancy": each.profile.occupancy or None,
            "lon": each.place[0],
            "lat": each.place[1],
            "basis": BASIS,
            "source": source,
        }
        for each in estates
    ]
    return Table("estates", iter([_columns(rows)]))


def _completes(homes: dict[int, int]) -> str:
    """Years of completion as a cell has them."""
    if len(homes) == 1:
        return str(next(iter(homes)))
    return "; ".join(f"{year}: {count}" for year, count in homes.items())


def point_table(points: Points, zone: Named, area: Named, source: str) -> Table:
    """A row for each point, with its children by stage."""
    rows, before, number = list[dict[str, Any]](), -1, 0
    for n, at in enumerate(points.zone.tolist()):
        before, number = at, number + 1 if at == before else 1
        rows.append(
            {
                "id": f"p{at + 1:02d}-{number}",
                "name": f"{zone(at)}{number}号点",
                "area": area(at),
                "zone": zone(at),
                "lon": float(points.places[n, 0]),
                "lat": float(points.places[n, 1]),
                **{stage: int(children[n]) for stage, children in points.children.items()},
                "basis": BASIS,
                "source": source,
            }
        )
    return Table("points", iter([_columns(rows)]))


def site_table(
    sites: Sequence[Site], zone: Named, area: Named, stages: dict[str, Stage], seat: float, first: int, source: str
) -> Table:
    """A row for each site; ``seat`` is what a seat costs (万元), ``first`` the first year of the plan."""
    rows = []
    for each in sites:
        kind = KINDS[each.kind]
        seats = {stage: count * stages[stage].class_size for stage, count in kind.classes.items()}
        rows.append(
            {
                "id": f"c{each.number:02d}",
                "name": f"合成第{each.number:02d}备选校址",
                "area": area(each.zone),
                "zone": zone(each.zone),
                "type": "nine_year",
                **seats,
                "cost_wan": round(sum(seats.values()) * seat * kind.cost / 10) * 10,
                "earliest": first + kind.years,
                "lon": each.place[0],
                "lat": each.place[1],
                "basis": BASIS,
                "source": source,
                "note": NOTES[each.kind],
            }
        )
    return Table("sites", iter([_columns(rows)]))


def _columns(rows: Sequence[dict[str, Any]]) -> Columns:
    """Rows that have the same keys, column by column, without columns in which nothing is written."""
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    return {key: cells for key, cells in columns.items() if any(cell is not None for cell in cells)}
