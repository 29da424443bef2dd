"""Sites that `optimise` may build on, with where children live and how far it is, from their files."""

from __future__ import annotations

import typer

from xuewei.answers.optimise.candidates import Candidate
from xuewei.answers.optimise.sites import Dwelling, dwelling, site_candidates
from xuewei.cli.options import tell
from xuewei.formats.place_tables import Around, check_distances, read_distances, read_points, read_sites
from xuewei.formats.places import AnyPath, exists, inside
from xuewei.formats.policy import policy_of
from xuewei.late import dataclass
from xuewei.model.assessment import assess
from xuewei.model.living import located
from xuewei.model.plan import Plan, School, stages_of
from xuewei.model.policy import Walking
from xuewei.model.population import Population
from xuewei.model.seats.in_use import base_year
from xuewei.model.siting import Distances


@dataclass(frozen=True)
class PlaceFiles:
    """The files that are named on the command line; ``convert``: GCJ-02 is turned into WGS84."""

    sites: str | None
    points: str | None
    distances: str | None
    convert: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Sited:
    """Sites as candidates, where children live, and metres to the sites (None: none are written)."""

    candidates: tuple[Candidate, ...]
    homes: Dwelling
    distances: Distances | None


def sited(files: PlaceFiles, plan: Plan, people: Population, last: int) -> Sited | None:
    """What the files say of sites; None where none are named. Raises InputError with every fault; exit 2 where nothing
    says where children live."""
    if files.sites is None:
        if files.points is not None or files.distances is not None:
            raise typer.BadParameter(tell("bad.no_sites"), param_hint="--points" if files.points else "--distances")
        return None
    assumed = people.assumptions
    around = Around.of(plan, people, [stage.name for stage in stages_of(plan, assumed)])
    rows = read_sites(files.sites, around, files.convert)
    candidates = site_candidates(rows, assumed.costs, base_year(plan) + 1, last)
    written = _or_beside(files.points, people, "points.csv")
    points = () if written is None else read_points(written, around, files.convert)
    rules = policy_of(people.folder or None).walking
    found = assess(plan, people, horizon=last)
    homes = dwelling(found, points, [stage.name for stage in found.stages if stage.name in rules.service])
    if not homes.ids:
        raise typer.BadParameter(tell("bad.no_points"), param_hint="--sites")
    place = _or_beside(files.distances, people, "distances.csv")
    if place is None:
        return Sited(tuple(candidates), homes, None)
    metres = read_distances(place)
    written_ids = [*(one.id for one in plan.schools), *(one.id for one in people.estates), *(one.id for one in points)]
    others = [*written_ids, *around.zones]
    stand = [one.id for one in plan.schools if located(one) and not one.cancelled and _walked(one, rules)]
    check_distances(metres, list(homes.ids), [*(each.id for each in rows), *stand], others)
    return Sited(tuple(candidates), homes, metres)


def _walked(school: School, rules: Walking) -> bool:
    """Whether a school has seats of a stage that has a service distance."""
    return any(school.seats.get(stage) for stage in rules.service)


def _or_beside(named: str | None, people: Population, name: str) -> AnyPath | None:
    """The file that is named, else the one of this name in the population folder, else None."""
    if named is not None or not people.folder:
        return named
    place = inside(people.folder, name)
    return place if exists(place) else None
