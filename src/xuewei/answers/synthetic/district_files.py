"""A made-up district on the disk: its plan, its register of schools, its pupils and children, and a README."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from xuewei.answers.synthetic.country import BASIS, Columns, Table, write_csv, write_table
from xuewei.answers.synthetic.district import COHORTS, LAST, WRITTEN, District, Listed, centres, made_district
from xuewei.answers.synthetic.place_files import estate_table, point_table, site_table
from xuewei.answers.synthetic.places import made_estates, made_points, made_sites, new_place
from xuewei.answers.synthetic.staff import staff_table
from xuewei.answers.synthetic.words import SOURCE, say
from xuewei.formats.folders import filling, refuse_full
from xuewei.formats.parquet import need_pyarrow
from xuewei.formats.population.folder import read_population
from xuewei.formats.writing import write_text
from xuewei.model.assumptions import Assumptions
from xuewei.model.people.births import known_births
from xuewei.model.stages import Stage

PEOPLE = "population"
REGISTER = "schools.csv"
PLACES = "sites.csv"
ESTATES, SITES = 8, 3
"""New estates and sites of a district, where nobody says how many."""
COUNTED = date(LAST, 8, 31)
"""The day of the register of children."""
PART = 1024
PLANNED = range(LAST + 1, LAST + 5)
"""Years of the plan."""
OPENS = LAST + 2
"""When the new school opens and another closes."""
NEW_CLASSES = 18
PROVISIONS = ("public", "inclusive", "public", "private")
"""Of kindergartens, in turn."""
NAMES = {
    "kindergarten": "幼儿园",
    "primary": "小学",
    "middle": "初中",
    "nine_year": "九年一贯制学校",
    "teaching_point": "教学点",
}


def area_title(number: int, areas: int) -> str:
    """What an area is called, from 1: a name that no real place has."""
    return "合成区" if areas == 1 else f"合成区{number:02d}"


def zone_title(number: int) -> str:
    """What a zone is called, from 1."""
    return f"合成第{number:02d}学区"


def school_id(number: int) -> str:
    """The id of a school, from 1."""
    return f"s{number:02d}"


def write_district(
    folder: str | Path,
    zones: int = 12,
    seed: int = 1,
    *,
    schools: int | None = None,
    areas: int = 1,
    years: int = 6,
    estates: int = ESTATES,
    sites: int = SITES,
    format: str = "csv",
    lang: str = "zh",
) -> list[Path]:
    """Write a district of ``zones`` into ``folder``; the files, as written, ``plan.yaml`` last.

    ``schools``: by default five for each zone; ``years`` of pupils up to :data:`LAST`; ``estates`` and ``sites``: how
    many (0: no such file; no other file changes but the README); ``format``: csv or parquet, of pupils, births,
    children, zones, staff and estates. Raises InputError, with nothing written, for a folder that is not empty or no
    folder, and where Parquet is asked for without pyarrow.
    """
    top = Path(folder)
    if format == "parquet":
        need_pyarrow(str(top))
    count = 5 * zones if schools is None else schools
    people = read_population()
    nation = known_births(row for row in people.births if row.area == people.assumptions.nation)
    course = {year: nation.in_year(year) or 0.0 for year in range(2000, LAST) if nation.in_year(year)}
    stages = {stage.name: stage for stage in people.assumptions.stages}
    source = SOURCE.format(seed=seed)
    counts = {"estates": estates, "sites": sites}
    lines = "".join(say(f"district.{name}", lang, n=n, format=format) for name, n in counts.items() if n)
    facts = {"zones": zones, "seed": seed, "schools": count, "areas": areas, "years": years, "format": format}
    about = {**facts, **counts, "places": lines, "source": source, "first": LAST - years + 1, "last": LAST}
    with filling(top, lambda where: refuse_full(where, top)) as part:
        found = made_district(seed, zones, count, areas, years, course, stages)
        (part / PEOPLE).mkdir()
        names = []
        staff = staff_table(seed, found, school_id, lambda number: area_title(number, areas), source)
        for table in (_enrolment(found, areas, source), *_children(found, areas, source), staff):
            names.append(f"{PEOPLE}/{table.name}.{format}")
            write_table(part / names[-1], table)
        write_csv(part / REGISTER, _register(found, areas, source))
        names.append(REGISTER)
        for name, table in _places(found, areas, seed, (estates, sites), people.assumptions, format, source):
            names.append(name)
            write_table(part / name, table)
        texts = {
            f"{PEOPLE}/assumptions.yaml": say("district.assumptions", lang, seed=seed),
            "README.md": say("district.readme", lang, **about),
            "plan.yaml": "\n".join(_plan(found, areas, seed, stages, source, lang)) + "\n",
        }
        for name, text in texts.items():
            write_text(part / name, text)
    return [top / name for name in (*names, *texts)]


def _places(
    found: District,
    areas: int,
    seed: int,
    counts: tuple[int, int],
    assumptions: Assumptions,
    format: str,
    source: str,
) -> Iterator[tuple[str, Table]]:
    """What lies where, each with the name of its file: points, estates and sites (``counts``), where there are any."""

    def zone(number: int) -> str:
        return zone_title(number + 1)

    def area(number: int) -> str:
        return area_title(int(found.area_of[number]) + 1, areas)

    estates = made_estates(seed, found, counts[0])
    stages = {stage.name: stage for stage in assumptions.stages}
    sites = made_sites(seed, found, counts[1], estates, stages["middle"])
    if estates:
        yield f"{PEOPLE}/estates.{format}", estate_table(estates, zone, area, source)
    yield f"{PEOPLE}/points.csv", point_table(made_points(seed, found), zone, area, source)
    if sites:
        cost = assumptions.costs.seat
        yield PLACES, site_table(sites, zone, area, stages, cost.value, PLANNED[0], source)


def _area(found: District, school: Listed, areas: int) -> str:
    return area_title(int(found.area_of[school.zones[0][0]]) + 1, areas)


def _zones(school: Listed) -> str:
    """The zones of a school, as its row writes them."""
    return ";".join(zone_title(zone + 1) + ("" if share is None else f":{share:g}") for zone, share in school.zones)


def _titles(found: District) -> list[str]:
    """Names of the schools, numbered type by type."""
    seen: dict[str, int] = {}
    titles = []
    for school in found.schools:
        seen[school.type] = seen.get(school.type, 0) + 1
        titles.append(f"合成第{seen[school.type]:02d}{NAMES[school.type]}")
    return titles


def _register(found: District, areas: int, source: str) -> Table:
    """A row for each school and stage, with classes by grade of the last year."""
    grades = max(classes.shape[2] for classes in found.classes.values())
    rows: list[dict[str, Any]] = []
    kindergartens = 0
    for n, (school, title) in enumerate(zip(found.schools, _titles(found), strict=True)):
        kindergartens += school.type == "kindergarten"
        provision = PROVISIONS[kindergartens % len(PROVISIONS)] if school.type == "kindergarten" else "public"
        for stage in school.stages:
            classes = found.classes[stage][n, -1].tolist()
            rows.append(
                {
                    "id": school_id(school.number),
                    "name": title,
                    "area": _area(found, school, areas),
                    "zone": _zones(school),
                    "type": school.type,
                    "stage": stage,
                    "classes": sum(classes),
                    **{f"classes_{k + 1}": classes[k] if k < len(classes) else None for k in range(grades)},
                    "provision": provision,
                    "opens": school.opens,
                    "rooms": int(found.rooms[n]),
                    "lon": float(found.places[n, 0]),
                    "lat": float(found.places[n, 1]),
                    "basis": BASIS,
                    "source": source,
                }
            )
    return Table("schools", iter([{key: [row[key] for row in rows] for key in rows[0]}]))


def _enrolment(found: District, areas: int, source: str) -> Table:
    """Pupils and classes of every school, year and grade in which it has any."""
    return Table("enrolment", _of_schools(found, areas, source))


def _of_schools(found: District, areas: int, source: str) -> Iterator[Columns]:
    order = ("area", "year", "stage", "grade", "pupils", "basis", "source", "school", "classes")
    for first in range(0, len(found.schools), PART):
        rows = []
        for n, school in enumerate(found.schools[first : first + PART], start=first):
            area, name = _area(found, school, areas), school_id(school.number)
            for stage in school.stages:
                pupils, classes = found.pupils[stage][n], found.classes[stage][n]
                for year, grade in np.argwhere(pupils > 0).tolist():
                    counted = int(pupils[year, grade]), BASIS, source, name, int(classes[year, grade])
                    rows.append((area, found.years[year], stage, grade + 1, *counted))
        if rows:
            yield dict(zip(order, map(list, zip(*rows, strict=True)), strict=True))


def _children(found: District, areas: int, source: str) -> Iterator[Table]:
    """Births of areas and zones, registers of children by entry cohort, and zones."""
    titles = [zone_title(n + 1) for n in range(len(found.area_of))]
    towns = [area_title(n + 1, areas) for n in range(areas)]
    sums = np.zeros((areas, len(WRITTEN)), dtype=np.int64)
    np.add.at(sums, found.area_of, found.births)
    born = np.concatenate([sums, found.births])
    places = [*towns, *titles]
    yield Table(
        "births",
        iter(
            [
                {
                    "area": np.repeat(places, len(WRITTEN)).tolist(),
                    "year": list(WRITTEN) * len(places),
                    "births": born.ravel().tolist(),
                    **_same(born.size, source),
                }
            ]
        ),
    )
    persons = np.stack([found.hukou, found.migrant], axis=1)
    length = persons.size
    yield Table(
        "children",
        iter(
            [
                {
                    "area": np.repeat(titles, length // len(titles)).tolist(),
                    "birth_year": list(COHORTS) * 2 * len(titles),
                    "persons": persons.ravel().tolist(),
                    "kind": np.repeat(["hukou", "migrant"], len(COHORTS)).tolist() * len(titles),
                    "date": [COUNTED] * length,
                    **_same(length, source),
                    "period_end": [date(year, 8, 31) for year in COHORTS] * 2 * len(titles),
                }
            ]
        ),
    )
    parents = [towns[n] for n in found.area_of.tolist()]
    middles: Columns = dict(zip(("lon", "lat"), centres(len(titles)).T.tolist(), strict=True))
    yield Table("zones", iter([{"area": titles, "part_of": parents, **_same(len(titles), source), **middles}]))


def _same(length: int, source: str) -> Columns:
    return {"basis": [BASIS] * length, "source": [source] * length}


def _plan(found: District, areas: int, seed: int, stages: dict[str, Stage], source: str, lang: str) -> Iterator[str]:
    """``plan.yaml``: the register, the seats in use; one school opens and one closes for every twelve groups."""
    towns = [area_title(n + 1, areas) for n in range(areas)]
    yield f"# {say('district.head', lang)}"
    yield f"plan: {say('district.plan', lang, first=PLANNED[0], last=PLANNED[-1])}"
    yield f"area: {towns[0]}"
    if areas > 1:
        yield "areas:"
        yield from (f"  - {town}" for town in towns)
    yield f"years: [{PLANNED[0]}, {PLANNED[-1]}]"
    yield f"population: {PEOPLE}"
    yield f"register: {REGISTER}"
    yield f"base_seats: {{year: {LAST}, seats: listed, basis: {BASIS}, source: '{source}'}}"
    yield "schools:"
    titles = _titles(found)
    many = max(len(found.growing) // 12, 1)
    of_group: dict[int, list[Listed]] = {}
    for school in found.schools:
        of_group.setdefault(school.group, []).append(school)
    seats = NEW_CLASSES * stages["primary"].class_size
    for number, group in enumerate(found.growing[:many], start=1):
        first = of_group[group][0]
        east, north = new_place(seed, found, first.zones[0][0])
        yield (
            f"  - {{id: new{number:02d}, name: 合成新建第{number:02d}小学, type: primary, "
            f"area: {_area(found, first, areas)}, zone: '{_zones(first)}', planned: {OPENS - 1}, opens: {OPENS}, "
            f"seats: {{primary: {seats}}}, rooms: {NEW_CLASSES}, lon: {east}, lat: {north}, provision: public, "
            f"status: under_construction, "
            f"basis: {{seats: {BASIS}, status: {BASIS}}}, source: '{source}'}}"
        )
    for old, heir in _closing(found, of_group)[:many]:
        yield f"  # {say('district.closes', lang, old=titles[old.number - 1], heir=titles[heir.number - 1])}"
        yield f"  - {{id: {school_id(old.number)}, closes: {OPENS}, merge_into: {school_id(heir.number)}}}"


def _closing(found: District, of_group: dict[int, list[Listed]]) -> list[tuple[Listed, Listed]]:
    """Schools that could close, each with the one of its group that takes its pupils, the heir with the smallest
    classes first: teaching points, or where there are none, kindergartens but the first of their group."""
    kinds = {"teaching_point": "primary"} if any(each.type == "teaching_point" for each in found.schools) else {}
    kinds = kinds or {"kindergarten": "kindergarten"}
    pairs = [
        (each, next(other for other in schools if other.type == kinds[each.type]))
        for schools in of_group.values()
        for each in schools[2:]
        if each.type in kinds
    ]
    return sorted(pairs, key=lambda pair: _crowding(found, pair[1]))


def _crowding(found: District, school: Listed) -> float:
    """Pupils of each class of a school in the last year, in its first stage."""
    stage, at = school.stages[0], school.number - 1
    return float(found.pupils[stage][at, -1].sum() / max(found.classes[stage][at, -1].sum(), 1))
