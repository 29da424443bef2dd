"""New housing of a population folder: ``estates.csv``, and what is assumed of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from xuewei.errors import nearest
from xuewei.formats.coordinates import CRS, in_wgs84
from xuewei.formats.csv import BASIS_AND_SOURCE, MOST, UNREAD, YEAR, YEARS, BadCellError, Cell, UpTo, words
from xuewei.formats.kinds import Kind
from xuewei.formats.places import kept, shipped
from xuewei.formats.population.assumption_shapes import ESTATES, as_defaults, figure_of, series_of
from xuewei.formats.population.tables import Row, Rows
from xuewei.formats.shapes import Faults
from xuewei.formats.yaml import read_yaml
from xuewei.late import dataclass, pattern
from xuewei.model.assumptions import Assumptions
from xuewei.model.estate_rules import EstateRules
from xuewei.model.parameters import CURVES, FAST, SLOW, USUAL
from xuewei.model.places import EAST, NORTH, in_china
from xuewei.model.population import AFFORDABLE, COMMODITY, ESTATE_KINDS, RESETTLEMENT, TALENT, EstateRow

CHINESE = {
    **dict.fromkeys(("商品房", "商品住房", "商品住宅", "商住"), COMMODITY),
    **dict.fromkeys(("保障房", "保障性住房", "公租房", "廉租房", "经适房", "共有产权房", "保租房"), AFFORDABLE),
    **dict.fromkeys(("安置房", "回迁房", "拆迁安置房", "棚改安置房"), RESETTLEMENT),
    **dict.fromkeys(("人才房", "人才公寓", "人才住房"), TALENT),
    "保障性租赁住房": AFFORDABLE,
}
"""Kinds of estates as bureaus call them."""
COURSES = {"慢": SLOW, "一般": USUAL, "快": FAST, "较慢": SLOW, "正常": USUAL, "较快": FAST}
"""Courses of occupancy that are shipped, in Chinese."""
KNOWN_COURSES = tuple(islice(COURSES, 3))
"""Those that are named in faults."""
M2 = (20.0, 500.0)
"""m² that a dwelling may have, where both dwellings and floor area are written."""
SMALL = 100
"""Dwellings below which a number with a fraction is probably one of 万."""
LONGEST = 60
"""Years since completion that a course of occupancy may name."""
_PART = pattern(r"\s*[,;，；、]\s*")
Dated = tuple[tuple[int, float | None], ...]


def kind(text: str) -> str:
    """The kind of an estate, in English or in Chinese; BadCellError, with the nearest one, for any other.

    >>> kind("安置房"), kind("commodity")
    ('resettlement', 'commodity')
    """
    found = CHINESE.get(text, text)
    if found not in ESTATE_KINDS:
        known = ", ".join([*ESTATE_KINDS, "商品房", "保障房", "安置房", "人才房"])
        raise BadCellError("choice", known=known, near=nearest(text, (*ESTATE_KINDS, *CHINESE)))
    return found


def _keyed(text: str, wrong: str) -> Iterator[tuple[str, str]]:
    """The parts of a list of ``key: value``."""
    for part in _PART.split(text.strip(" ,;，；、")):
        key, found, value = part.replace("：", ":").partition(":")
        if not found:
            raise BadCellError(wrong)
        yield key.strip().removesuffix("年"), value.strip().removesuffix("套")


_MONTH = "(?:0?[1-9]|1[0-2])"
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_DATED = pattern(f"([0-9]{{4}})(?:年{_MONTH}月(?:{_DAY}日)?|([-./]){_MONTH}(?:\\2{_DAY})?)")
"""A year with the month, and the day, of completion."""


def completes(text: str) -> Dated:
    """Years of completion, each with its dwellings (None: all that the row has); of a month or a day its calendar year.

    >>> completes("2027"), completes("2026: 300, 2027: 500")
    (((2027, None),), ((2026, 300.0), (2027, 500.0)))
    >>> completes("2027年9月") == completes("2027-09") == completes("2027/9/30") == completes("2027")
    True
    """
    dated = _DATED.fullmatch(text)
    whole = dated[1] if dated else text.removesuffix("年")
    if whole.isascii() and whole.isdigit() and int(whole) in YEARS:
        return ((int(whole), None),)
    found: dict[int, float] = {}
    for key, value in _keyed(text, "estate_completes"):
        if not (key.isascii() and key.isdigit() and int(key) in YEARS) or int(key) in found:
            raise BadCellError("estate_completes")
        try:
            found[int(key)] = UpTo(MOST)(value)
        except BadCellError:
            raise BadCellError("estate_completes") from None
    return tuple(sorted(found.items()))


def occupancy(text: str) -> str | tuple[tuple[int, float], ...]:
    """The name of a course, or shares of the dwellings lived in by years since completion, the first of one year.

    >>> occupancy("fast"), occupancy("0.3; 50%"), occupancy("2: 0.4, 5: 0.9")
    ('fast', ((1, 0.3), (2, 0.5)), ((2, 0.4), (5, 0.9)))
    """
    if not re.search("[0-9]", text):
        return text
    parts = _PART.split(text.strip(" ,;，；、"))
    pairs = list(_keyed(text, "estate_occupancy")) if ":" in text or "：" in text else list(enumerate(parts, start=1))
    found: dict[int, float] = {}
    for key, value in pairs:
        try:
            since = int(str(key))
            share = float(value.removesuffix("%")) / 100 if value.endswith("%") else float(value)
        except ValueError:
            raise BadCellError("estate_occupancy") from None
        if not (0 <= since <= LONGEST and 0 <= share <= 1) or since in found:
            raise BadCellError("estate_occupancy")
        found[since] = share
    shares = [share for _, share in sorted(found.items())]
    if shares != sorted(shares):
        raise BadCellError("estate_falls")
    return tuple(sorted(found.items()))


@dataclass(frozen=True)
class Degrees(UpTo):
    """A reader of degrees east or north, from −``high`` to ``high``."""

    def __call__(self, text: str) -> float:
        """The number; BadCellError for anything else."""
        try:
            value = float(text) if text.isascii() and "_" not in text else self.high + 1
        except ValueError:
            value = self.high + 1
        if not -self.high <= value <= self.high:
            raise BadCellError("number", low=-float(self.high), high=float(self.high))
        return value


_ABOUT = pattern("约|大概|左右|近|余|多|户|套|~|～")


@dataclass(frozen=True)
class Dwellings(UpTo):
    """A reader of dwellings, that asks for a plain number where they are written with words."""

    def __call__(self, text: str) -> float:
        """The number; BadCellError for anything else."""
        try:
            return UpTo.__call__(self, text)
        except BadCellError:
            if _ABOUT.search(text):
                raise BadCellError("estate_about") from None
            raise


_OPTIONAL: dict[str, Callable[[str], Any]] = {
    "area": words,
    "zone": words,
    "dwellings": Dwellings(MOST),
    "floor_area_m2": UpTo(MOST),
    "kind": kind,
}
COLUMNS = {
    "id": Cell(words),
    "name": Cell(words, optional=True),
    **{name: Cell(read, optional=True) for name, read in _OPTIONAL.items()},
    "completes": Cell(completes),
    "occupancy": Cell(occupancy, optional=True),
    "approved": Cell(YEAR.read, optional=True),
    "lon": Cell(Degrees(180), optional=True),
    "lat": Cell(Degrees(180), optional=True),  # of one that is exchanged with lon, that is told
    "crs": CRS,
    **BASIS_AND_SOURCE,
}
ALIKE = ("name", "area", "zone", "kind", "lon", "lat")
"""What rows of one estate must not contradict each other in."""


def key(row: Mapping[str, Any]) -> Any:
    """What no two rows share: an estate may have a row for each part that is completed in a year."""
    return row["id"], row["completes"]


def alone(rows: Rows, faults: Faults) -> None:
    """Note what is wrong with rows of estates: nowhere, without dwellings, contradictory, completed before approval."""
    in_wgs84(rows, faults, None)
    first: dict[str, Row] = {}
    for row in rows:
        if None in (row["area"], row["zone"]) and row["area"] is row["zone"]:
            faults.note(row["line"], "area", "estate_nowhere")
        _dwellings(row, faults)
        approved, years = row["approved"], row["completes"]
        if UNREAD not in (approved, years) and approved is not None and years[0][0] < approved:
            faults.note(row["line"], "completes", "estate_early", found=years[0][0], approved=approved)
        _place(row, faults)
        if row["id"] is UNREAD:
            continue
        other = first.setdefault(row["id"], row)
        for name in ALIKE:
            one, before = row[name], other[name]
            if UNREAD not in (one, before) and None not in (one, before) and one != before:
                faults.note(row["line"], name, "estate_apart", found=one, first=other["line"], before=before)


def _place(row: Row, faults: Faults) -> None:
    """Note one coordinate without the other, the two exchanged, and places outside China."""
    lon, lat = row["lon"], row["lat"]
    if UNREAD in (lon, lat) or lon is lat is None:
        return
    if lon is None or lat is None:
        faults.note(row["line"], "lat" if lat is None else "lon", "estate_half_place")
        return
    if in_china(lon, lat):
        return
    (west, east), (south, north) = EAST, NORTH
    kind = "estate_swapped" if in_china(lat, lon) else "estate_abroad"
    found = f"{lon:g}, {lat:g}"
    faults.note(row["line"], "lon", kind, found=found, west=west, east=east, south=south, north=north)


def _dwellings(row: Row, faults: Faults) -> None:
    """Note what a row says wrongly of its dwellings."""
    count, area, years = row["dwellings"], row["floor_area_m2"], row["completes"]
    if UNREAD in (count, area, years):
        return
    parts = [n for _, n in years if n is not None]
    for name, each in (("dwellings", count), *(("completes", n) for n in parts)):
        if each is not None and each % 1 and each < SMALL:
            faults.note(row["line"], name, "estate_ten_thousands", found=f"{each:g}")
            return
    small = area is not None and 0 < area < M2[1]
    if small:
        faults.note(row["line"], "floor_area_m2", "estate_small", found=f"{area:g}", low=M2[1])
    if count is not None and parts and abs(sum(parts) - count) > 0.5:
        faults.note(row["line"], "dwellings", "estate_sum", found=f"{count:g}", added=sum(parts))
    whole = sum(parts) if parts else count
    if whole is None and area is None:
        faults.note(row["line"], "dwellings", "estate_empty")
    elif whole and area is not None and not small and not M2[0] <= area / whole <= M2[1]:
        values = {"dwellings": whole, "each": area / whole, "low": M2[0], "high": M2[1]}
        faults.note(row["line"], "floor_area_m2", "estate_m2", found=f"{area:,.10g}", **values)


def estate_parts(row: Row, curves: Collection[str] = ()) -> tuple[EstateRow, ...]:
    """The parts of an estate in a row, one a year of completion; ``curves`` are the courses that go by their names."""
    text: dict[str, Any] = {name: row[name] or "" for name in ("name", "area", "zone", "kind", "occupancy")}
    if text["occupancy"] in {*COURSES} - {*curves}:
        text["occupancy"] = COURSES[text["occupancy"]]
    same: dict[str, Any] = {name: row[name] for name in ("id", "basis", "source", "approved", "lon", "lat", "line")}
    floor, whole = row["floor_area_m2"], sum(count or 0 for _, count in row["completes"])
    found = []
    for year, count in row["completes"]:
        share = count / whole if count is not None and whole else 1 / len(row["completes"])
        size = {"dwellings": row["dwellings"] if count is None else count}
        size["floor_area_m2"] = None if floor is None else floor * share
        found.append(EstateRow(**text, **same, **size, completes=year))
    return tuple(found)


def strange_estates(rows: Rows, zones: Mapping[str, str], curves: Collection[str], faults: Faults) -> None:
    """Note courses of occupancy that are none of ``curves``, and zones of another area than the estate's; ``zones`` are
    those of the folder with their areas."""
    for row in rows:
        course, zone = row["occupancy"], row["zone"]
        if isinstance(course, str) and course not in (*curves, *COURSES):
            names = *curves, *KNOWN_COURSES
            faults.note(
                row["line"], "occupancy", "choice", found=course, known=", ".join(names), near=nearest(course, names)
            )
        if not isinstance(zone, str):
            continue
        if zones and zone not in zones:
            faults.note(row["line"], "zone", "no_zone", found=zone, near=nearest(zone, zones))
        elif zone in zones and row["area"] not in (None, UNREAD, zones[zone]):
            faults.note(row["line"], "zone", "estate_zone", found=zone, area=zones[zone])


KIND = Kind("no_assumptions_file", tuple(ESTATES.keys))


@kept(("estates.yaml",))
def _shipped() -> Mapping[str, Any]:
    """The shipped file as what counts where a folder writes nothing."""
    where = shipped("estates.yaml")
    read = ESTATES.read(read_yaml(where, KIND), "", Faults(str(where))) or {}
    found: Mapping[str, Any] = as_defaults(read)
    return found


def estate_rules(read: Mapping[str, Any]) -> EstateRules:
    """What is assumed of estates: what a folder writes, else as shipped."""
    base = _shipped()
    merged = {name: {**base.get(name, {}), **read.get(name, {})} for name in ("curves", "yields", "kinds")}
    return EstateRules(
        read.get("counted"),
        read.get("occupancy", base["occupancy"]),
        {name: series_of(each) for name, each in merged["curves"].items()},
        figure_of(read.get("dwelling_m2", base["dwelling_m2"])),
        {name: series_of(each) for name, each in merged["yields"].items()},
        {name: figure_of(each) for name, each in merged["kinds"].items()},
        {name: {stage: series_of(each) for stage, each in of.items()} for name, of in read.get("by_kind", {}).items()},
        *(figure_of(read.get(name, base[name])) for name in ("yield_spread", "estate_spread")),
    )


def with_rules(assumptions: Assumptions) -> Assumptions:
    """The assumptions of a folder that has estates."""
    return assumptions if assumptions.estates else replace(assumptions, estates=estate_rules({}))


A_GRADE = 20.0
"""Pupils of a grade per 100 dwellings lived in, more than which nobody may assume: of all households of 盐湖区 in 2020
it is under 4, of new houses for families seldom over 8."""


def check_rules(read: Mapping[str, Any], stages: set[str], grades: Mapping[str, int], faults: Faults) -> None:
    """Note yields of stages that there are not, or larger than a stage of so many ``grades`` can have, and a usual
    course that nobody wrote."""
    of = {"yields": read.get("yields", {})}
    of |= {f"by_kind.{name}": each for name, each in read.get("by_kind", {}).items()}
    for path, yields in of.items():
        for name, each in yields.items():
            if name not in stages:
                where = f"estates.{path}.{name}"
                faults.note(each["line"], where, "no_stage", found=name, near=nearest(name, stages))
            most, highest = A_GRADE * grades.get(name, 100), max((each.get("values") or {0: 0.0}).values(), default=0.0)
            if highest > most:
                where, n = f"estates.{path}.{name}", grades.get(name, 0)
                faults.note(each["line"], where, "estate_yield", found=f"{highest:g}", most=most, grades=n)
    known = (*CURVES, *read.get("curves", {}))
    if read.get("occupancy", CURVES[0]) not in known:
        values = {"known": ", ".join(known), "near": nearest(read["occupancy"], known)}
        faults.note(read["lines"]["occupancy"], "estates.occupancy", "choice", found=read["occupancy"], **values)
