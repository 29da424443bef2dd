"""What a map of a plan shows: schools, zones, estates and candidate sites that have coordinates, and outlines."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace

from xuewei.formats.boundaries import Boundaries
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.estates import dwellings_of
from xuewei.model.plan import OPENED, School
from xuewei.model.policy import Walking
from xuewei.model.population import EstateRow
from xuewei.model.seats.in_use import existing
from xuewei.model.seats.register import zones_of
from xuewei.tables.notes import turned_files

GRID = 2000
"""Steps across the map: points of an outline nearer than one are drawn as one."""
MARGIN = 0.04
"""Part of the width that is left around everything."""
LEAST = 0.01
"""Degrees across the smallest map: about a kilometre."""
DEGREE = 111_195.0
"""Metres of a degree north."""
ROOM = 0.03
"""Part of a circle's radius that is left beyond it."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A place by its ``name`` in an ``area`` (empty: not said), in degrees of WGS84. ``sizes`` by what they count:
    dwellings by calendar year of completion, seats by stage; ``short`` is what stands beside its mark."""

    name: str
    area: str
    lon: float
    lat: float
    sizes: Mapping[object, float] = field(default_factory=dict)
    short: str = ""


@dataclass(frozen=True)
class Shape:
    """An outline as it is drawn: rings of points, of an area or a ``zone``."""

    name: str
    zone: bool
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, eq=False, repr=False)
class MapPlaces:
    """What is drawn, in degrees of WGS84 inside ``box`` (west, south, east, north).

    ``schools`` are places in the plan's list with their points, those that have seats and coordinates. ``zones`` lie
    where their row has them, else as ``areas`` do in the middle of their schools by seats. ``lacking`` are the names of
    what has no coordinates, of ``schools`` and ``estates``; ``outside`` those of schools beyond all boundaries;
    ``middles`` the zones in the middle of their schools, without an outline. Where boundaries are in a system that is
    not known (not ``degrees``), nothing is set beside them. ``turned``: tables whose coordinates were in GCJ-02.
    """

    box: tuple[float, float, float, float]
    shapes: tuple[Shape, ...]
    schools: tuple[tuple[int, float, float], ...]
    zones: tuple[Spot, ...]
    areas: tuple[Spot, ...]
    estates: tuple[Spot, ...]
    sites: tuple[Spot, ...]
    lacking: Mapping[str, tuple[str, ...]]
    boundaries: Boundaries | None
    walking: Walking | None = None
    outside: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()

    @property
    def degrees(self) -> bool:
        """Whether all is in degrees."""
        return self.boundaries is None or self.boundaries.degrees

    @property
    def stretch(self) -> float:
        """How much longer a degree north is drawn than one east."""
        middle = math.radians((self.box[1] + self.box[3]) / 2)
        return 1 / max(math.cos(middle), 0.1) if self.degrees else 1.0

    def reach(self, stage: str) -> float | None:
        """Metres in a straight line around a school within which its children live (服务半径 ÷ detour); None where no
        rule says it of the stage."""
        if self.walking is None or stage not in self.walking.service or not self.degrees:
            return None
        return self.walking.service[stage].value / self.walking.detour.value


def map_places(
    found: Assessment,
    boundaries: Boundaries | None = None,
    sites: Sequence[Spot] = (),
    areas: Sequence[str] | None = None,
) -> MapPlaces | None:
    """What of a plan, or of some of its ``areas``, has a place on a map; None where nothing has, and no boundaries are
    given."""
    among = found.areas if areas is None else areas
    with_seats = [
        (n, each)
        for n, each in enumerate(found.plan.schools)
        if any(each.seats.values()) and not each.cancelled and each.area in among
    ]
    rows = [row for row in found.population.estates if row.area in among]
    placed = boundaries is None or boundaries.degrees
    schools = [(n, each) for n, each in with_seats if placed and each.lon is not None and each.lat is not None]
    estates = _estates(found, [row for row in rows if placed and row.lon is not None and row.lat is not None])
    if boundaries is None and not (schools or estates or sites):
        return None
    zones, bare = _middles([each for _, each in schools])
    own = _centres(found, among) if placed else {}
    zones = (*own.values(), *(each for each in zones if each.name not in own))
    shapes, box = _drawn(boundaries)
    outlined = {shape.name for shape in shapes}
    points = [(each.lon or 0.0, each.lat or 0.0) for _, each in schools]
    points += [(each.lon, each.lat) for each in (*estates, *own.values(), *(sites if placed else ()))]
    lacking = {
        "schools": tuple(each.name or each.id for _, each in with_seats if each.lon is None or each.lat is None),
        "estates": tuple(dict.fromkeys(row.name or row.id for row in rows if row.lon is None or row.lat is None)),
    }
    return MapPlaces(
        _box([*points, *box], margin=bool(points)),
        shapes,
        tuple((n, each.lon or 0.0, each.lat or 0.0) for n, each in schools),
        zones,
        tuple(each for each in bare if each.name not in outlined),
        tuple(estates),
        tuple(sites) if placed else (),
        lacking,
        boundaries,
        outside=tuple(each.name or each.id for _, each in schools if box and beyond(_at(each), box) > LEAST),
        middles=tuple(each.name for each in zones if each.name not in {*own, *outlined}),
        turned=tuple(turned_files(found.plan, found.population)),
    )


def with_circles(shown: MapPlaces, schools: Sequence[School], stages: Collection[str]) -> MapPlaces:
    """The places in a box that holds the circles around the schools of some stages too (``schools`` are all of the
    plan); the places themselves where no rule says how far children walk."""
    west, south, east, north = shown.box
    for n, lon, lat in shown.schools:
        kinds = {*schools[n].seats, *(turn.target for turn in schools[n].convert)} & {*stages}
        metres = max((shown.reach(stage) or 0.0 for stage in kinds), default=0.0) * (1 + ROOM)
        high, wide = metres / DEGREE, metres / DEGREE * shown.stretch
        west, south = min(west, lon - wide), min(south, lat - high)
        east, north = max(east, lon + wide), max(north, lat + high)
    return replace(shown, box=(west, south, east, north))


def _at(school: School) -> Point:
    return school.lon or 0.0, school.lat or 0.0


def beyond(point: Point, corners: Sequence[Point]) -> float:
    """How far a point lies outside the box around some corners, in their unit; 0 inside.

    >>> beyond((3, 1), [(0, 0), (2, 2)]), beyond((1, 1), [(0, 0), (2, 2)])
    (1, 0)
    """
    sides = (([each[n] for each in corners], point[n]) for n in (0, 1))
    return max(max(min(side) - at, at - max(side), 0) for side, at in sides)


def far_apart(shown: MapPlaces) -> tuple[Point, Point] | None:
    """The middles of boundaries and of places, where every place lies farther from the boundaries than these are wide
    (a degree at least a tenth); None where none does."""
    _, corners = _drawn(shown.boundaries)
    points = [(lon, lat) for _, lon, lat in shown.schools]
    points += [(each.lon, each.lat) for each in (*shown.estates, *shown.sites)]
    if not corners or not points or not shown.degrees:
        return None
    (west, south), (east, north) = corners
    if min(beyond(each, corners) for each in points) <= max(east - west, north - south, 0.1):
        return None
    middle = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    return ((west + east) / 2, (south + north) / 2), middle


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Names without what all of them begin and end with, no number or Latin word cut.

    >>> short_names(["合成第01学区", "合成第02学区"]), short_names(["东一学区"])
    ({'合成第01学区': '01', '合成第02学区': '02'}, {'东一学区': '东一学区'})
    """
    whole = list(dict.fromkeys(names))
    if len(whole) < 2:
        return {each: each for each in whole}
    head = _alike(whole)
    while head and any(_together(each[head - 1 : head + 1]) for each in whole):
        head -= 1
    tail = _alike([each[head:][::-1] for each in whole])
    while tail and any(_together(each[len(each) - tail - 1 : len(each) - tail + 1]) for each in whole):
        tail -= 1
    shorter = {each: each[head : len(each) - tail].strip() for each in whole}
    return shorter if all(shorter.values()) else {each: each for each in whole}


def _alike(texts: Sequence[str]) -> int:
    """Letters that all texts begin with."""
    return next(
        (n for n, letters in enumerate(zip(*texts, strict=False)) if len(set(letters)) > 1), min(map(len, texts))
    )


def _together(pair: str) -> bool:
    """Whether two letters belong to one number or Latin word."""
    return len(pair) == 2 and pair.isascii() and pair.isalnum()


def on_record(school: School, found: Assessment) -> bool:
    """Whether a school is on record as open: drawn solid, else dashed."""
    return school.status in OPENED or existing(school, found.plan)


def _estates(found: Assessment, rows: Iterable[EstateRow]) -> list[Spot]:
    """Estates, one of all their parts."""
    by_id: dict[str, Spot] = {}
    rules = found.assumptions.estates
    for row in rows:
        if rules is None:
            break
        sizes = dict(by_id[row.id].sizes) if row.id in by_id else {}
        sizes[row.completes] = sizes.get(row.completes, 0.0) + dwellings_of(rules, row)
        by_id[row.id] = Spot(row.name or row.id, row.area, row.lon or 0.0, row.lat or 0.0, sizes)
    return list(by_id.values())


def _centres(found: Assessment, among: Sequence[str]) -> dict[str, Spot]:
    """Zones whose centre is written, by name."""
    return {
        row.area: Spot(row.area, row.part_of, row.lon, row.lat)
        for row in found.population.zones
        if row.lon is not None and row.lat is not None and row.part_of in among
    }


def _middles(schools: Sequence[School]) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
    """Zones and areas in the middle of their schools, by seats."""
    of_zones: dict[tuple[str, str], list[tuple[School, float]]] = {}
    of_areas: dict[tuple[str, str], list[tuple[School, float]]] = {}
    for school in schools:
        seats = float(sum(school.seats.values()))
        of_areas.setdefault((school.area, school.area), []).append((school, seats))
        for zone, share in (zones_of(school) if school.zone else {}).items():
            of_zones.setdefault((zone, school.area), []).append((school, seats * share))
    zones, areas = (tuple(_middle(*key, members) for key, members in groups.items()) for groups in (of_zones, of_areas))
    return zones, areas


def _middle(name: str, area: str, members: Sequence[tuple[School, float]]) -> Spot:
    whole = sum(weight for _, weight in members) or 1.0
    lon, lat = (
        sum((getattr(school, key) or 0.0) * weight for school, weight in members) / whole for key in ("lon", "lat")
    )
    return Spot(name, area, lon, lat)


def _drawn(boundaries: Boundaries | None) -> tuple[tuple[Shape, ...], list[Point]]:
    """Outlines no finer than a map shows, areas before zones, and the corners of the box around them."""
    if boundaries is None:
        return (), []
    points = [point for each in boundaries.outlines for ring in each.rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    step = max(max(xs) - min(xs), max(ys) - min(ys)) / GRID or 1.0
    digits = max(0, math.ceil(-math.log10(step)))
    outlines = sorted(boundaries.outlines, key=lambda each: each.zone)
    shapes = tuple(
        Shape(each.name, each.zone, tuple(_thinned(ring, step, digits) for ring in each.rings)) for each in outlines
    )
    return shapes, [(min(xs), min(ys)), (max(xs), max(ys))]


def _thinned(ring: Sequence[Point], step: float, digits: int) -> tuple[Point, ...]:
    """The ring without points nearer than ``step`` to the one before, rounded.

    >>> _thinned([(0, 0), (0.1, 0), (5, 0), (5, 5), (0, 0)], 1, 0)
    ((0, 0), (5, 0), (5, 5), (0, 0))
    """
    kept = list(ring[:1])
    for x, y in ring[1:-1]:
        if math.hypot(x - kept[-1][0], y - kept[-1][1]) >= step:
            kept.append((x, y))
    shown = [*kept, ring[-1]] if len(kept) >= 3 else ring
    return tuple((round(x, digits), round(y, digits)) for x, y in shown)


def _box(points: Sequence[Point], *, margin: bool) -> tuple[float, float, float, float]:
    """West, south, east and north of everything, with a margin where there are places."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    west, south, east, north = min(xs), min(ys), max(xs), max(ys)
    more = max(east - west, north - south) * MARGIN if margin else 0.0
    wide = [max(LEAST - (high - low), 0.0) / 2 for low, high in ((west, east), (south, north))]
    x, y = (max(more, each) for each in wide)
    return west - x, south - y, east + x, north + y
