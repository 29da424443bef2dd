"""Tables of places: ``points.csv``, where children live, ``sites.csv``, where schools could stand, and
``distances.csv``, metres on foot between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from statistics import median

import numpy as np

from xuewei.errors import Fault, InputError, nearest
from xuewei.formats.coordinates import in_wgs84
from xuewei.formats.csv import BASIS_AND_SOURCE, UNREAD, YEAR, BadCellError, Cell, UpTo, number, refuse_thousands, words
from xuewei.formats.degrees import PLACE
from xuewei.formats.map_table import as_table, at_features
from xuewei.formats.places import AnyPath
from xuewei.formats.population.tables import Row, Rows, table_rows
from xuewei.formats.shapes import Faults
from xuewei.language.school_types import TYPES, type_key, type_of
from xuewei.late import dataclass, pattern
from xuewei.model.estate_faults import FEW, NEAR, TIMES, kilometres
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.siting import EVERY_STAGE, Distances, PointRow, SiteRow
from xuewei.model.stages import stages_of_type
from xuewei.model.zoning import named_zones

CHILDREN = "children"
"""The column of children of all stages alike."""
MOST_SEATS, MOST_METRES = 100_000, 1_000_000
_PART = pattern(r"\s*[;；、|]\s*")
Spot = tuple[float, float]


NAMES = {"name": Cell(words, optional=True), "area": Cell(words, optional=True), "zone": Cell(words, optional=True)}


def seats(text: str) -> tuple[int, ...]:
    """Seats of a stage, one number a size.

    >>> seats("1080; 1620"), seats("540座")
    ((1080, 1620), (540,))
    """
    found = []
    for part in _PART.split(text.strip(" ;；、")):
        digits = part.removesuffix("座").removesuffix("位").strip()
        refuse_thousands(digits)
        if not (digits.isascii() and digits.isdigit() and len(digits) < 7 and int(digits) <= MOST_SEATS):
            raise BadCellError("site_sizes")
        found.append(int(digits))
    return tuple(found)


def costs(text: str) -> tuple[float, ...]:
    """万元, one number a size, or one of all sizes."""
    return tuple(UpTo(1e9)(part) for part in _PART.split(text.strip(" ;；、")))


def point_columns(stages: Sequence[str]) -> dict[str, Cell]:
    """The columns of points of a plan with these stages."""
    children = {name: Cell(number, optional=True) for name in (CHILDREN, *stages)}
    return {"id": Cell(words), **NAMES, **PLACE, **children, **BASIS_AND_SOURCE}


def site_columns(stages: Sequence[str]) -> dict[str, Cell]:
    """The columns of sites of a plan with these stages."""
    own = {"type": Cell(words, optional=True), **{name: Cell(seats, optional=True) for name in stages}}
    more = {"cost_wan": Cell(costs, optional=True), "earliest": Cell(YEAR.read, optional=True)}
    return {"id": Cell(words), **NAMES, **own, **more, **PLACE, **BASIS_AND_SOURCE, "note": Cell(words, optional=True)}


DISTANCES = {"from": Cell(words), "to": Cell(words), "metres": Cell(UpTo(MOST_METRES))}


@dataclass(frozen=True)
class Around:
    """What a table of places is held against: ``areas``, ``zones`` with their areas, coordinates of schools by area,
    the ids that are ``taken``, and the ``stages``."""

    areas: tuple[str, ...]
    zones: Mapping[str, str]
    schools: Mapping[str, Sequence[Spot]]
    taken: frozenset[str]
    stages: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, people: Population, stages: Sequence[str]) -> Around:
        """What a plan and its people know."""
        zones = {row.area: row.part_of for row in people.zones} or named_zones(plan)
        spots: dict[str, list[Spot]] = {}
        for school in plan.schools:
            if school.lon is not None and school.lat is not None:
                spots.setdefault(school.area, []).append((school.lon, school.lat))
        return cls(plan.all_areas(), zones, spots, frozenset(one.id for one in plan.schools), tuple(stages))

    def area_of(self, row: Row) -> str:
        """The area of a row, by its zone, or as there is no other, where it is not written; empty where unknown."""
        only = self.areas[0] if len(self.areas) == 1 else ""
        return str(row["area"] or self.zones.get(row["zone"] or "", only))


def read_points(place: AnyPath, around: Around, convert: bool = False) -> tuple[PointRow, ...]:
    """Points of a table; ``convert`` turns GCJ-02 into WGS84. Raises InputError with every fault."""
    rows = _read(place, point_columns(around.stages), around, _empty_points, convert)
    return tuple(_point(row, around) for row in rows)


def _point(row: Row, around: Around) -> PointRow:
    children = {name: row[name] for name in (CHILDREN, *around.stages) if row[name] is not None}
    return PointRow(
        id=row["id"],
        name=row["name"] or "",
        area=around.area_of(row),
        zone=row["zone"] or "",
        lon=row["lon"],
        lat=row["lat"],
        children={EVERY_STAGE if name == CHILDREN else name: each for name, each in children.items()},
        basis=row["basis"],
        source=row["source"],
        line=row["line"],
    )


def read_sites(place: AnyPath, around: Around, convert: bool = False) -> tuple[SiteRow, ...]:
    """Sites of a table; ``convert`` turns GCJ-02 into WGS84. Raises InputError with every fault."""
    rows = _read(place, site_columns(around.stages), around, _odd_sites, convert)
    return tuple(_site(row, around) for row in rows)


def _site(row: Row, around: Around) -> SiteRow:
    written = {name: row[name] for name in around.stages if row[name] is not None}
    count = len(next(iter(written.values())))
    sizes = tuple({name: each[n] for name, each in written.items() if each[n]} for n in range(count))
    wan = row["cost_wan"] or (None,)
    return SiteRow(
        id=row["id"],
        name=row["name"] or "",
        area=around.area_of(row),
        zone=row["zone"] or "",
        type=type_key(row["type"]) if row["type"] else type_of(sizes[0]),
        sizes=sizes,
        wan=wan if len(wan) == count else wan * count,
        earliest=row["earliest"],
        lon=row["lon"],
        lat=row["lat"],
        basis=row["basis"],
        source=row["source"],
        note=row["note"] or "",
        line=row["line"],
    )


Check = Callable[[Rows, Around, Faults], None]


def _read(place: AnyPath, columns: Mapping[str, Cell], around: Around, check: Check, convert: bool) -> Rows:
    """The rows of a table of places, in WGS84, where nothing is wrong with them; InputError with every fault else."""
    broken: list[Fault] = []

    def alone(rows: Rows, faults: Faults) -> None:
        if rows:
            in_wgs84(rows, faults, convert)
            _strange(rows, around, faults)
            check(rows, around, faults)
            _far(rows, around, faults)

    rows = table_rows(as_table(place, columns), columns, lambda row: row["id"], broken, alone)
    if not broken:
        faults = Faults(str(place))
        alone(rows, faults)
        broken += faults.in_order()
    if broken:
        raise InputError(at_features(broken, place))
    return rows


def _strange(rows: Rows, around: Around, faults: Faults) -> None:
    """Note areas and zones that the plan and its people do not know, and rows that say neither."""
    for row in rows:
        area, zone = row["area"], row["zone"]
        if UNREAD in (area, zone):
            continue
        if area is not None and area not in around.areas:
            faults.note(row["line"], "area", "no_estate_area", found=area, near=nearest(area, around.areas))
        elif zone is not None and zone not in around.zones:
            faults.note(row["line"], "zone", "no_estate_area", found=zone, near=nearest(zone, around.zones))
        elif zone is not None and area not in (None, around.zones[zone]):
            faults.note(row["line"], "zone", "estate_zone", found=zone, area=around.zones[zone])
        elif not around.area_of(row):
            faults.note(row["line"], "area", "estate_nowhere")


def _far(rows: Rows, around: Around, faults: Faults) -> None:
    """Note places far from the schools of their area, or, where too few of these have coordinates, from these and the
    others of their table; from everything in the plan and the table, where their area has nothing else."""
    placed = [(around.area_of(row), row) for row in rows if UNREAD not in (row["lon"], row["lat"], row["area"])]
    own: dict[str, list[Spot]] = {}
    for area, row in placed:
        own.setdefault(area, []).append((row["lon"], row["lat"]))
    every = [spot for spots in (*around.schools.values(), *own.values()) for spot in spots]
    for area, spots in own.items():
        schools, alone = list(around.schools.get(area, ())), False
        by_schools = len(schools) >= FEW
        near = schools if by_schools else [*schools, *spots]
        if len(near) == 1:
            near, alone = every, True
        whole = _middle(near) if by_schools or len(near) > SOME else None
        for row in [row for of, row in placed if of == area]:
            spot = row["lon"], row["lat"]
            others = near if whole else _without(near, spot)
            if not others:
                continue
            middle, spread = whole or _middle(others)
            least = ALONE if alone else NEAR if len(others) >= FEW else SPARSE
            far, most = kilometres(spot, middle), max(least, TIMES * spread)
            if far > most:
                _note_far(row, area, far, most, by_schools, faults)


SPARSE, ALONE = 100.0, 300.0
"""Kilometres from fewer than :data:`FEW` other places of its area, and, where it has none, from the middle of all of a
plan, within which a place may always lie."""
SOME = 20
"""Places from which on one of them does not move their middle."""


def _middle(spots: Sequence[Spot]) -> tuple[Spot, float]:
    """The middle of places, and kilometres to it in the median."""
    middle = median(lon for lon, _ in spots), median(lat for _, lat in spots)
    return middle, median(kilometres(spot, middle) for spot in spots)


def _without(spots: Sequence[Spot], spot: Spot) -> list[Spot]:
    """Places without one of them."""
    found = list(spots)
    found.remove(spot)
    return found


def _note_far(row: Row, area: str, far: float, most: float, by_schools: bool, faults: Faults) -> None:
    kind = "estate_far" if by_schools else "place_far"
    faults.note(row["line"], "lon", kind, found=f"{row['lon']:g}, {row['lat']:g}", area=area, km=far, most=most)


def _empty_points(rows: Rows, around: Around, faults: Faults) -> None:
    """Note points that say nothing of children."""
    for row in rows:
        if all(row[name] is None for name in (CHILDREN, *around.stages)):
            faults.note(row["line"], CHILDREN, "point_empty")


def _odd_sites(rows: Rows, around: Around, faults: Faults) -> None:
    """Note sites whose ids are of schools, whose sizes are not of one number, or do not fit their type."""
    for row in rows:
        line, written = row["line"], {name: row[name] for name in around.stages if row[name] is not None}
        if row["id"] in around.taken:
            faults.note(line, "id", "site_taken", found=row["id"])
        if UNREAD in written.values():
            continue
        if not written:
            faults.note(
                line, next((name for name in around.stages if name == row["type"]), around.stages[0]), "site_no_seats"
            )
            continue
        first = next(iter(written))
        for name, each in written.items():
            if len(each) != len(written[first]):
                shown = "; ".join(map(str, each))
                faults.note(line, name, "site_counts", found=shown, other=first, n=len(written[first]))
        for n, each in enumerate(zip(*written.values(), strict=False), start=1):
            if not any(each):
                faults.note(line, first, "site_size_none", found=0, n=n)
        _type(row, written, around.stages, faults)
        wan = row["cost_wan"]
        if wan not in (None, UNREAD) and len(wan) not in (1, len(written[first])):
            shown = "; ".join(f"{each:g}" for each in wan)
            faults.note(line, "cost_wan", "site_counts", found=shown, other=first, n=len(written[first]))


def _type(row: Row, written: Mapping[str, Sequence[int]], known: Collection[str], faults: Faults) -> None:
    """Note seats of stages that schools of a type do not have, and stages of which it should have some."""
    if row["type"] in (None, UNREAD):
        return
    kind, named = type_key(row["type"]), row["type"]
    if kind not in TYPES and kind not in written:
        names = [word for key, each in TYPES.items() for word in (key, each.zh)]
        faults.note(row["line"], "type", "site_type", found=named, near=nearest(named, names))
        return
    held = stages_of_type(kind)
    for name, each in written.items():
        if name not in held and any(each):
            values = {"type": named, "known": ", ".join(held)}
            faults.note(row["line"], name, "site_stage", found="; ".join(map(str, each)), **values)
    lacking = [name for name in held if name in known and not any(written.get(name, ()))]
    if lacking and any(name in held for name in written):
        faults.note(row["line"], lacking[0], "site_lacks", type=named)


def read_distances(place: AnyPath) -> Distances:
    """Distances of a table, whose places are not known yet. Raises InputError with every fault."""
    broken: list[Fault] = []
    rows = table_rows(place, DISTANCES, lambda row: (row["from"], row["to"]), broken)
    if broken:
        raise InputError(broken)
    origins, targets = (
        {name: n for n, name in enumerate(dict.fromkeys(row[end] for row in rows))} for end in ("from", "to")
    )
    metres = np.full((len(origins), len(targets)), np.nan)
    metres[[origins[row["from"]] for row in rows], [targets[row["to"]] for row in rows]] = [
        row["metres"] for row in rows
    ]
    return Distances(tuple(origins), tuple(targets), metres, str(place))


NAMED = 3
"""Places that a fault names."""


def check_distances(found: Distances, origins: Sequence[str], targets: Sequence[str], others: Collection[str]) -> None:
    """Raise InputError with a fault for every place of ``origins`` of which a distance to one of ``targets`` is not
    written, and for every place of the table that is none of these, nor of ``others``, which are known and not asked
    about."""
    faults = Faults(found.file)
    known_from, known_to = dict.fromkeys([*origins, *others]), dict.fromkeys([*targets, *others])
    for name in (each for each in found.origins if each not in known_from):
        faults.note(0, "from", "no_distance_from", found=name, near=nearest(name, known_from))
    for name in (each for each in found.targets if each not in known_to):
        faults.note(0, "to", "no_distance_to", found=name, near=nearest(name, known_to))
    metres = found.between(list(origins), list(targets))
    for n in np.flatnonzero(np.isnan(metres).any(axis=1)):
        missing = [targets[int(m)] for m in np.flatnonzero(np.isnan(metres[n]))]
        origin = origins[int(n)]
        shown = ", ".join(f"{origin}→{to}" for to in islice(missing, NAMED)) + (" …" if len(missing) > NAMED else "")
        faults.note(
            0, f"metres[{origin}]", "distance_holes", origin=origin, n=len(missing), of=len(targets), names=shown
        )
    faults.stop()
