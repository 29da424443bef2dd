"""A made-up district: zones, their births, the schools that serve them and the pupils of years past."""

from __future__ import annotations

from itertools import accumulate
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.stages import Stage
from xuewei.model.streams import stream

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LAST = 2026
"""The last school year with pupils on record; seats are those in use then."""
STARTS = {"kindergarten": 2012, "primary": 2009, "middle": 2015}
"""The first entry of each stage: whoever is on record in the ten years to :data:`LAST` and goes to primary or middle
school entered in it; the nation's births reach back far enough."""
BORN = range(2002, LAST + 1)
WRITTEN = range(2011, LAST)
"""Years of birth that are on file."""
COHORTS = range(LAST - 5, LAST + 1)
"""Entry cohorts in the register of children, by the year of their last month, August."""
PEAK = 2017
"""Births have fallen since: the year that sizes of zones are of."""
BIRTHS = 60
"""Births of that year for each school, so that schools are of a usual size however many zones they serve."""
FEWEST = 5
"""Schools of a neighbourhood: with fewer, zones share schools."""
EVEN = ("primary", "kindergarten", "middle", "kindergarten", "kindergarten")
ODD = ("primary", "kindergarten", "nine_year", "kindergarten", "teaching_point")
MORE = ("kindergarten", "primary", "kindergarten", "middle")
SECOND = 3
"""The place of the second kindergarten in either."""
SIZES = {"teaching_point": 0.07, "nine_year": 0.7}
"""Weight of a school of each type among those of its zone; 1 where none is given."""
STAGES_OF = {"teaching_point": ("primary",), "nine_year": ("primary", "middle")}
NEIGHBOUR = 0.2
"""What a nine-year school gives to the zone next door."""
ENTERS = {"kindergarten": 0.9, "primary": 1.0, "middle": 1.0}
"""Entrants ÷ children of the age, or leavers of primary school, where nobody moves."""
SCHOOL_AGE = 6
CENTRE, STEP = (108.0, 35.0), 0.02
"""Where the first zone lies, east and north, and how far zones are apart, in degrees: hills, not a town."""


@dataclass(frozen=True)
class Listed:
    """A school of the district: number from 1, type, its group of zones, and the zones that it serves with shares of
    its places (None: evenly). ``opens``: None where it has always been."""

    number: int
    type: str
    group: int
    zones: tuple[tuple[int, float | None], ...]
    opens: int | None

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that the school has."""
        return STAGES_OF.get(self.type, (self.type,))


@dataclass(frozen=True, eq=False, repr=False)
class District:
    """What :func:`made_district` makes; ``area_of (zone,)``, ``births (zone, year of WRITTEN)``, registered children
    ``hukou`` and ``migrant (zone, cohort of COHORTS)``; ``pupils`` and ``classes`` by stage, ``(school, year, grade)``
    of all schools and ``years``; ``rooms (school,)``, ``places (school, 2)`` in degrees east and north. ``young`` are
    by stage the children of its ages ``(zone,)`` on 31 August of the last year, whether in school or not.
    ``growing`` are groups of zones that people move to, the fastest first; ``group_of (zone,)``."""

    years: range
    area_of: Whole
    schools: tuple[Listed, ...]
    births: Whole
    hukou: Whole
    migrant: Whole
    young: dict[str, Whole]
    pupils: dict[str, Whole]
    classes: dict[str, Whole]
    rooms: Whole
    places: Floats
    growing: tuple[int, ...]
    group_of: Whole


def made_district(
    seed: int, zones: int, schools: int, areas: int, years: int, course: dict[int, float], stages: dict[str, Stage]
) -> District:
    """The district of ``seed``, the same whenever it is asked for: ``zones`` in ``areas``, ``years`` of pupils to
    :data:`LAST`. ``course``: births by year of a nation that those of every zone are drawn around."""
    groups = max(min(zones, schools // FEWEST), areas)
    area_of_group = np.arange(groups) * areas // groups
    group_of = np.arange(zones) * groups // zones
    grows = _growth(seed, groups)
    listed = _listed(schools, group_of, area_of_group, grows)
    born, come = _children(seed, BIRTHS * schools / zones, group_of, grows, course)
    edges = _edges(listed)
    size = stream(seed, "sizes").lognormal(-0.03, 0.25, schools) * [SIZES.get(each.type, 1.0) for each in listed]
    cohorts = born[:, :-1] * (4 / 12) + born[:, 1:] * (8 / 12)  # September to August, from BORN[1] on
    pupils: dict[str, Whole] = {}
    for name, start in STARTS.items():
        if name == "middle":
            entering = _leavers(pupils["primary"][:, start - 1 - STARTS["primary"] : -1, -1], edges, zones)
        else:
            first = start - stages[name].entry_age - BORN[1]
            entering = cohorts[:, first : first + LAST - start + 1] * come[:, None]
        open_ = _open(listed, name, start)
        shared = _shared(entering * ENTERS[name], edges, size[:, None] * open_)
        steps = 1 + np.array([0.018 * max(grows[each.group], -0.3) for each in listed])
        pupils[name] = _grades(seed, name, shared, steps, stages[name].grades)
    kept = {name: found[:, -years:] for name, found in pupils.items()}
    classes = {name: _classes(seed, stages[name], found) for name, found in kept.items()}
    most = sum(found.sum(axis=2) for found in classes.values()).max(axis=1)
    registered = np.rint(cohorts[:, -len(COHORTS) :] * come[:, None])
    share = np.clip(0.05 + 0.1 * np.maximum(grows[group_of], 0), 0, 0.3)
    migrant = np.rint(registered * share[:, None]).astype(np.int64)
    return District(
        years=range(LAST - years + 1, LAST + 1),
        area_of=area_of_group[group_of],
        schools=listed,
        births=np.rint(born[:, WRITTEN[0] - BORN[0] : WRITTEN.stop - BORN[0]]).astype(np.int64),
        hukou=registered.astype(np.int64) - migrant,
        migrant=migrant,
        young={name: _of_ages(cohorts, come, stages[name]) for name in STARTS},
        pupils=kept,
        classes=classes,
        rooms=most + stream(seed, "rooms").integers(0, 4, schools),
        places=_places(seed, listed, zones),
        growing=tuple(np.argsort(-grows, kind="stable").tolist()),
        group_of=group_of,
    )


def _growth(seed: int, groups: int) -> Floats:
    """How much each group of zones grows: most a little less than others, one in six much more."""
    drawn = stream(seed, "growth")
    grows = 0.25 * drawn.standard_normal(groups) - 0.2
    towns = drawn.permutation(groups)[: max(groups // 6, 1)]
    grows[towns] += 1.0 + 0.5 * drawn.random(len(towns))
    return np.clip(grows, -0.7, 1.8)


def _children(
    seed: int, births: float, group_of: Whole, grows: Floats, course: dict[int, float]
) -> tuple[Floats, Floats]:
    """Births ``(zone, year of BORN)``, some ``births`` a zone in :data:`PEAK`, and those who come to a school for each
    child born there ``(zone,)``."""
    drawn = stream(seed, "zones")
    zones, grown = len(group_of), grows[group_of]
    level = births * drawn.lognormal(-0.06, 0.35, zones)
    last = max(course)
    shape = np.array([course[min(year, last)] for year in BORN]) / course[PEAK]
    tilt = np.where(grown > 0, 0.08, 0.035) * grown + 0.008 * drawn.standard_normal(zones)
    noise = 1 + 0.02 * drawn.standard_normal((zones, len(BORN)))
    born = level[:, None] * shape * np.exp(tilt[:, None] * (np.array(BORN) - PEAK)) * noise
    return born, 1 + 0.06 * grown + 0.01 * drawn.standard_normal(zones)


def _listed(count: int, group_of: Whole, area_of_group: Whole, grows: Floats) -> tuple[Listed, ...]:
    """Schools, group by group. A nine-year school also serves the zone before its own, of the same area; the
    second kindergarten of the group that grows most opened three years ago."""
    groups = len(area_of_group)
    ends = [0, *accumulate((count * (n + 1)) // groups - (count * n) // groups for n in range(groups))]
    cuts = np.flatnonzero(np.diff(group_of)) + 1
    zones_of = [part.tolist() for part in np.split(np.arange(len(group_of)), cuts)]
    newest = int(np.argmax(grows))
    found: list[Listed] = []
    for group in range(groups):
        types = _types(group, ends[group + 1] - ends[group])
        for place, type_ in enumerate(types):
            zones: tuple[tuple[int, float | None], ...] = tuple((zone, None) for zone in zones_of[group])
            near = type_ == "nine_year" and group > 0 and area_of_group[group] == area_of_group[group - 1]
            if near and len(zones) == len(zones_of[group - 1]) == 1:
                zones = ((zones[0][0], 1 - NEIGHBOUR), (zones_of[group - 1][0], NEIGHBOUR))
            new = group == newest and place == SECOND
            found.append(Listed(len(found) + 1, type_, group, zones, LAST - 3 if new else None))
    return tuple(found)


def _types(group: int, count: int) -> list[str]:
    """Types of the schools of a group."""
    first = (EVEN, ODD)[group % 2]
    return [first[n] if n < len(first) else MORE[(n - len(first)) % len(MORE)] for n in range(count)]


@dataclass(frozen=True, eq=False, repr=False)
class _Edges:
    """Which school serves which zone, with what share of its places; one after the other."""

    school: Whole
    zone: Whole
    share: Floats


def _edges(listed: tuple[Listed, ...]) -> _Edges:
    rows = [
        (n, zone, 1 / len(each.zones) if share is None else share)
        for n, each in enumerate(listed)
        for zone, share in each.zones
    ]
    school, zone, share = zip(*rows, strict=True)
    return _Edges(np.array(school), np.array(zone), np.array(share))


def _open(listed: tuple[Listed, ...], stage: str, start: int) -> Floats:
    """1 where a school has the stage and takes pupils ``(school, year)``, else 0."""
    years = np.arange(start, LAST + 1)
    has = np.array([stage in each.stages for each in listed], dtype=float)
    opens = np.array([each.opens or 0 for each in listed])
    return has[:, None] * (years >= opens[:, None])


def _shared(entering: Floats, edges: _Edges, weight: Floats) -> Floats:
    """Children who enter, ``(zone, year)``, at the schools of their zones ``(school, year)``, by ``weight``."""
    each = weight[edges.school] * edges.share[:, None]
    total = np.zeros(entering.shape)
    np.add.at(total, edges.zone, each)
    found = np.zeros(weight.shape)
    np.add.at(found, edges.school, each / total[edges.zone] * entering[edges.zone])
    return found


def _leavers(last: Whole, edges: _Edges, zones: int) -> Floats:
    """Those who leave primary schools, ``last (school, year)``, by zone ``(zone, year)``."""
    found = np.zeros((zones, last.shape[1]))
    np.add.at(found, edges.zone, last[edges.school] * edges.share[:, None])
    return found


def _of_ages(cohorts: Floats, come: Floats, stage: Stage) -> Whole:
    """Children of the ages of a stage in each zone on the day of the register ``(zone,)``; ``cohorts`` are from
    September to August, ``(zone, year)`` from the second of :data:`BORN` on."""
    last = LAST - stage.entry_age - BORN[1]
    found: Whole = np.rint(cohorts[:, last - stage.grades + 1 : last + 1] * come[:, None]).sum(axis=1).astype(np.int64)
    return found


def _grades(seed: int, stage: str, entering: Floats, steps: Floats, grades: int) -> Whole:
    """Pupils ``(school, year, grade)``: who enters goes up a grade a year, times ``steps (school,)`` and chance."""
    schools, years = entering.shape
    chance = 1 + 0.012 * stream(seed, f"steps {stage}").standard_normal((schools, years, grades))
    found = np.zeros((schools, years, grades))
    for year in range(years):
        found[:, year, 0] = np.rint(entering[:, year] * chance[:, year, 0])
        if year:
            found[:, year, 1:] = np.rint(found[:, year - 1, :-1] * steps[:, None] * chance[:, year, 1:])
    return found.astype(np.int64)


def _classes(seed: int, stage: Stage, pupils: Whole) -> Whole:
    """Classes of pupils, at a size of each school's own, at least one where there are any; one school in ten has
    crowded ones, but no kindergarten: those have as many as keep to the size."""
    drawn = stream(seed, f"classes {stage.name}")
    schools = len(pupils)
    fill = np.clip(0.93 + 0.07 * drawn.standard_normal(schools), 0.75, 1.08)
    fill[drawn.random(schools) < 0.1] = 1.2
    young = stage.entry_age < SCHOOL_AGE
    size = (np.minimum(fill, 1.0) if young else fill)[:, None, None] * np.array(stage.sizes, dtype=float)
    wanted = np.ceil(pupils / size) if young else np.rint(pupils / size)
    found: Whole = np.where(pupils > 0, np.maximum(wanted, 1), 0).astype(np.int64)
    return found


def centres(zones: int) -> Floats:
    """Degrees east and north of the middle of every zone ``(zone, 2)``; zones lie in rows.

    >>> centres(4).tolist()
    [[108.0, 35.0], [108.02, 35.0], [108.0, 35.02], [108.02, 35.02]]
    """
    width = isqrt(max(zones - 1, 0)) + 1
    zone = np.arange(zones)
    found: Floats = np.round(np.array(CENTRE) + np.stack([zone % width, zone // width], axis=1) * STEP, 4)
    return found


def _places(seed: int, listed: tuple[Listed, ...], zones: int) -> Floats:
    """Degrees east and north of every school, around its first zone."""
    zone = np.array([each.zones[0][0] for each in listed])
    near = stream(seed, "places").uniform(-0.4, 0.4, (len(listed), 2)) * STEP
    found: Floats = np.round(centres(zones)[zone] + near, 4)
    return found
