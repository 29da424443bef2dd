"""What lies where in a made-up district: new estates, the places where children live, and sites for a school."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.synthetic.district import STEP, District, centres
from xuewei.late import dataclass
from xuewei.model.population import AFFORDABLE, COMMODITY, RESETTLEMENT, TALENT
from xuewei.model.stages import Stage
from xuewei.model.streams import stream
from xuewei.model.walking import straight_m

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Place = tuple[float, float]

HOMES = 100
"""Dwellings of all estates together for each school of the district, at most: some 6 % of those that are there."""
ROUND = 10
"""Dwellings are told in tens."""
DWELLING_M2 = 120
"""Of estates that are told by their floor area; the default of ``estates.dwelling_m2``."""
LEAST, MOST = 5, 8
"""Points of a zone."""
EDGE = 0.45
"""How far from the middle of a zone its points lie at most, in parts of the way to the next zone."""
TRIES = 8
"""Places drawn for an estate or a site; the one farthest from the schools there is taken: fields at the edge."""
BESIDE = 0.0025
"""How far from its estate a site lies, in degrees: about 250 m."""
OUT = STEP
"""How far a site that is far out lies from the middle of its zone, in degrees: beyond the last houses."""
NEAR, FAR, SHORT = "near", "far", "short"


@dataclass(frozen=True)
class Profile:
    """An estate as it is drawn: dwellings by year of completion, whether they are told by floor area, and the course by
    which they fill, by name or in shares (empty: the usual one)."""

    kind: str
    homes: dict[int, int]
    by_area: bool = False
    occupancy: str = ""


PROFILES = (
    Profile(COMMODITY, {2026: 400, 2027: 600}),
    Profile(COMMODITY, {2027: 1500}, by_area=True),
    Profile(AFFORDABLE, {2027: 600}),
    Profile(RESETTLEMENT, {2026: 500}, occupancy="fast"),
    Profile(COMMODITY, {2029: 800}, occupancy="0.2; 0.4; 0.6; 0.7"),
    Profile(TALENT, {2028: 400}),
    Profile(COMMODITY, {2025: 700}),
    Profile(AFFORDABLE, {2028: 500}, occupancy="slow"),
)
"""Estates in turn: every kind, one in two parts, one by its floor area, one with a course of its own."""


@dataclass(frozen=True)
class Estate:
    """An estate, numbered from 1, in a zone; ``homes`` by year of completion."""

    number: int
    profile: Profile
    zone: int
    homes: dict[int, int]
    place: Place


@dataclass(frozen=True, eq=False, repr=False)
class Points:
    """Places where children live: the zone of each ``(point,)``, degrees ``(point, 2)``, children ``(point,)`` by
    stage."""

    zone: Whole
    places: Floats
    children: dict[str, Whole]


@dataclass(frozen=True)
class Kind:
    """What a site is: classes by stage, cost in parts of the usual one, the years from the first of the plan to the
    first in which it can open."""

    classes: dict[str, int]
    cost: float
    years: int


KINDS = {
    NEAR: Kind({"primary": 12, "middle": 6}, 1.1, 1),
    FAR: Kind({"primary": 18, "middle": 12}, 0.75, 1),
    SHORT: Kind({"primary": 18, "middle": 18}, 1.0, 2),
}
"""Sites in turn: by the largest estates, but on little land; on cheap land, but far out; in the zone that is short."""


@dataclass(frozen=True)
class Site:
    """A site, numbered from 1, for a school of primary and middle in a zone."""

    number: int
    kind: str
    zone: int
    place: Place


def made_estates(seed: int, found: District, count: int) -> tuple[Estate, ...]:
    """``count`` estates: every other one where people move to, the others anywhere else; all smaller where many of them
    share a small district."""
    drawn = stream(seed, "estates")
    zones, schools = len(found.area_of), len(found.schools)
    towns = [int(zone) for group in found.growing[: max(len(found.growing) // 6, 1)] for zone in _of(found, group)]
    others = [zone for zone in range(zones) if zone not in set(towns)] or towns
    usual = sum(sum(PROFILES[n % len(PROFILES)].homes.values()) for n in range(count))
    scale = min(1.0, HOMES * schools / max(usual, 1))
    middles, answer = centres(zones), []
    for n in range(count):
        profile = PROFILES[n % len(PROFILES)]
        zone = towns[n // 2 % len(towns)] if n % 2 == 0 else others[int(drawn.integers(len(others)))]
        homes = {year: max(round(each * scale / ROUND) * ROUND, ROUND) for year, each in profile.homes.items()}
        place = _away(_draws(drawn, middles[zone], TRIES), _schools(found, zone))
        answer.append(Estate(n + 1, profile, zone, homes, place))
    return tuple(answer)


def made_points(seed: int, found: District) -> Points:
    """Points of every zone, over which its children of every stage are shared; the children stay as many."""
    drawn = stream(seed, "points")
    zones = len(found.area_of)
    counts = drawn.integers(LEAST, MOST + 1, zones)
    zone = np.repeat(np.arange(zones), counts)
    places = np.round(centres(zones)[zone] + drawn.uniform(-EDGE, EDGE, (len(zone), 2)) * STEP, 4)
    weight = drawn.lognormal(0.0, 0.4, len(zone))
    share = weight / np.bincount(zone, weight, zones)[zone]
    children = {stage: _shared(young, share, zone) for stage, young in found.young.items()}
    return Points(zone, places, children)


def made_sites(seed: int, found: District, count: int, estates: tuple[Estate, ...], middle: Stage) -> tuple[Site, ...]:
    """``count`` sites, of the three kinds in turn, each in a zone of its own as long as there are any: the zone with
    most new dwellings, one far out that has none and needs no school, the one whose schools of ``middle`` lack most."""
    drawn = stream(seed, "sites")
    zones = len(found.area_of)
    middles, free, answer = centres(zones), list(range(zones)), list[Site]()
    homes = np.zeros(zones)
    for estate in estates:
        homes[estate.zone] += sum(estate.homes.values())
    lacks, heart = _lacks(found, middle), middles.mean(axis=0)
    out = straight_m(middles, heart[None, :])[:, 0].round()
    order = {NEAR: np.lexsort((-homes,)), FAR: np.lexsort((lacks, -out, homes > 0)), SHORT: np.lexsort((-lacks,))}
    for n in range(count):
        free = free or list(range(zones))
        kind = list(KINDS)[n % len(KINDS)]
        zone = next(each for each in order[kind].tolist() if each in free)
        free.remove(zone)
        own = [estate for estate in estates if estate.zone == zone]
        place = _away(_draws(drawn, middles[zone], TRIES), _schools(found, zone))
        if kind == FAR:
            place = _towards(middles[zone], heart, -OUT)
        elif kind == NEAR and own:
            largest = max(own, key=lambda estate: sum(estate.homes.values()))
            place = _towards(np.array(largest.place), middles[zone], BESIDE)
        answer.append(Site(n + 1, kind, zone, place))
    return tuple(answer)


def new_place(seed: int, found: District, zone: int) -> Place:
    """Where a school that the plan builds in a zone lies: of a few places the one farthest from the schools there."""
    drawn = stream(seed, "new school", zone)
    return _away(_draws(drawn, centres(len(found.area_of))[zone], TRIES), _schools(found, zone))


def _of(found: District, group: int) -> Whole:
    """The zones of a group."""
    return np.flatnonzero(found.group_of == group)


def _schools(found: District, zone: int) -> Floats:
    """Where the schools of a zone lie ``(school, 2)``."""
    here = [n for n, each in enumerate(found.schools) if zone in {other for other, _ in each.zones}]
    return found.places[here]


def _lacks(found: District, stage: Stage) -> Floats:
    """Children of primary age for each year of age, less the places of a grade of the next stage, by zone
    ``(zone,)``."""
    lacks = found.young["primary"] / 6 * stage.grades
    for n, school in enumerate(found.schools):
        if stage.name in school.stages:
            seats = found.classes[stage.name][n, -1].sum() * stage.class_size
            for zone, share in school.zones:
                lacks[zone] -= seats * (1 / len(school.zones) if share is None else share)
    return lacks


def _draws(drawn: np.random.Generator, middle: Floats, count: int) -> Floats:
    """Places in a zone ``(count, 2)``."""
    found: Floats = np.round(middle + drawn.uniform(-EDGE, EDGE, (count, 2)) * STEP, 4)
    return found


def _away(draws: Floats, others: Floats) -> Place:
    """The one of some places whose nearest of ``others`` is farthest."""
    if not len(others):
        return _place(draws[0])
    return _place(draws[int(np.argmax(straight_m(draws, others).min(axis=1)))])


def _towards(place: Floats, goal: Floats, degrees: float) -> Place:
    """A place so many degrees from another one towards a goal, or away from it; where both are one, to the north."""
    way = goal - place
    length = float(np.hypot(*way))
    return _place(place + degrees * (way / length if length else np.array([0.0, 1.0])))


def _place(degrees: Floats) -> Place:
    east, north = np.round(degrees, 4).tolist()
    return east, north


def _shared(young: Whole, share: Floats, zone: Whole) -> Whole:
    """Whole children of zones over their points, ``share (point,)``: rounded down, and one more for those that lost
    most, until the zone's are all there."""
    exact = young[zone] * share
    found = np.floor(exact).astype(np.int64)
    left = young - np.bincount(zone, found, len(young)).astype(np.int64)
    order = np.lexsort((found - exact, zone))
    rank = np.arange(len(zone)) - np.searchsorted(zone, zone)
    more = np.zeros(len(zone), np.int64)
    more[order] = rank < left[zone]
    answer: Whole = found + more
    return answer
