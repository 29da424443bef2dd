"""The schools of a plan, checked against each other and each in itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from itertools import pairwise
from typing import Any

from xuewei.errors import Place, Spot, nearest
from xuewei.formats.shapes import Faults, item_place
from xuewei.language.school_types import ALIKE, TYPES, type_key
from xuewei.late import dataclass
from xuewei.model.plan import ALWAYS, CANCELLED, IN_USE, STATUSES, UNDATED, BaseSeats, Conversion, Progress, School
from xuewei.model.school_fields import SCHOOL_FIELDS, FieldKind
from xuewei.model.seats.in_use import unsaid
from xuewei.model.seats.mergers import heir_slips, heirs
from xuewei.model.seats.register import excess_turns, held_stages, zone_slips


@dataclass(frozen=True)
class Opening:
    """Years from ``planned`` to the first September (None: what is written is wrong), and the line that says so (None:
    nothing is written); the seats in use before the plan, and their year where nothing is written of them (None: what
    is written is wrong). ``sure``: all that is written of those seats could be read. ``registered``: ids of the schools
    of the register."""

    lag: int | None
    line: Spot | None = None
    base: BaseSeats | None = None
    before: int | None = 0
    sure: bool = True
    registered: Collection[str] = ()

    @property
    def base_year(self) -> int | None:
        """The school year of the seats in use before the plan; None where what is written of it is wrong."""
        return self.before if self.base is None else self.base.year


def school_rows(
    read: Sequence[dict[str, Any]],
    area: str,
    opening: Opening,
    own: Collection[str],
    founders: Mapping[str, int],
    faults: Faults,
) -> tuple[School, ...]:
    """Schools from records; every fault is noted, and rows with faults still come back as far as they go.

    ``own`` are kinds of school that are known beside those of ``TYPES``: stages, and kinds that the plan prints;
    ``founders`` those that the plan prints (empty: any will do).
    """
    schools = []
    first: dict[str, int] = {}
    known = {*own, *(stage for row in read for stage in row.get("seats", ()))}
    meant, near = cache(type_key), cache(partial(misspelt, own=known))
    for n, row in enumerate(read, start=1):
        school = _school(row, area, opening, meant)
        schools.append(school)
        slips = _Slips(row, faults, n)
        if school.id and school.id in first:
            slips.note("id", "same_id", found=school.id, first=first[school.id])
        first.setdefault(school.id, row["line"])
        _kind(school, near, slips)
        _seats(school, slips)
        _years(school, opening, slips)
        if school.convert:
            _turns(school, opening, slips)
        if school.progress:
            _progress(school, slips)
        if school.lon is not None or school.lat is not None:
            _place(school, slips)
        if school.zone is not None:
            _zones(school, slips)
        if founders and school.founder is not None and school.founder not in founders:
            slips.note("founder", "founder", found=school.founder, near=nearest(school.founder, founders))
    if any(school.merge_into is not None for school in schools):
        _mergers(schools, read, opening, faults)
    return tuple(schools)


@dataclass(slots=True)
class _Slips:
    """Notes faults at the line of a key of one school, the ``n``-th of its list (None: its fields go without it); where
    a scenario changed the row, at the scenario's line."""

    row: Mapping[str, Any]
    faults: Faults
    n: int | None = None

    @property
    def where(self) -> str:
        """The place of the school in the plan."""
        return "" if self.n is None else item_place("schools", self.n, self.row.get("id"))

    def sound(self, *keys: str) -> bool:
        """Whether nothing is wrong with what is written under these keys."""
        return not self.row["bad"] or self.row["bad"].isdisjoint(keys)

    def note(
        self,
        field: str,
        kind: str,
        *,
        found: object = None,
        near: str | None = None,
        cause: Spot | None = None,
        **values: object,
    ) -> None:
        line = self.row["lines"].get(field.split(".")[0].partition("[")[0], self.row["line"])
        for blame in (cause, self.row["line"]):
            if isinstance(blame, Place) and not isinstance(line, Place):
                line = blame
        path = f"{self.where}.{field}" if field else self.where
        self.faults.note(line, path, kind, found=found, near=near, **values)


def _school(row: dict[str, Any], area: str, opening: Opening, meant: Callable[[str], str]) -> School:
    values: dict[str, Any] = {"id": "", "type": "", "area": area}
    for key, value in row.items():
        if key in _OF_SCHOOL:
            values[key] = _MADE[key](value) if key in _MADE else value
    values["type"] = meant(values["type"])
    if "status" not in row:
        steps = values.get("progress")
        values["status"] = steps[-1].status if steps else _status(row, area, opening)
    return School(**values)


def _steps(read: Sequence[Mapping[str, Any]]) -> tuple[Progress, ...]:
    """The steps that could be read whole."""
    whole = (each for each in read if {"date", "status"} <= set(each))
    return tuple(Progress(each["date"], each["status"], each.get("note")) for each in whole)


def _conversions(read: Sequence[Mapping[str, Any]]) -> tuple[Conversion, ...]:
    """The conversions that could be read whole."""
    whole = (each for each in read if {"year", "from", "to"} <= set(each))
    return tuple(Conversion(each["year"], each["from"], each["to"], each.get("seats")) for each in whole)


def _responsible(read: str | Mapping[str, Any]) -> dict[str, Any]:
    """The unit and the person; one word alone is the unit."""
    return {key: read[key] for key in ("unit", "person") if key in read} if isinstance(read, dict) else {"unit": read}


_OF_KIND: Mapping[FieldKind, Callable[[Any], Any]] = {
    FieldKind.YES_NO: lambda read: read == "yes",
    FieldKind.STEPS: _steps,
    FieldKind.TURNS: _conversions,
    FieldKind.RESPONSIBLE: _responsible,
}
_MADE = {each.name: _OF_KIND[each.kind] for each in SCHOOL_FIELDS if each.kind in _OF_KIND}
"""What is made of the values of a record where a school holds them in another form, by field."""
_OF_SCHOOL = {*(each.name for each in SCHOOL_FIELDS), "line"}


def _status(row: dict[str, Any], area: str, opening: Opening) -> str:
    """The status of a school that says nothing of it: in use where it is no project but one of the schools in use
    before the plan, by its opening year or, where it is in the register or those are listed, by giving no year."""
    if row.get("planned") is None:
        opens, base, year = row.get("opens"), opening.base, opening.base_year
        if opens is not None:
            return IN_USE if year is not None and opens <= year else STATUSES[0]
        if row.get("id") in opening.registered:
            return IN_USE
        if base is not None and any(base.lists(row.get("area", area), stage) for stage in row.get("seats", {})):
            return IN_USE
    return STATUSES[0]


def misspelt(kind: str, own: Collection[str]) -> str | None:
    """The kind of school that a key was probably meant to be; None for one that is known, and for a name in people's
    own words, which is taken as it is written.

    >>> misspelt("nine_yaer", []), misspelt("junior", []), misspelt("体校", []), misspelt("primary_4", ["primary_4"])
    ('nine_year', None, None, None)
    """
    if kind in TYPES or kind in own or not kind.isascii():
        return None
    return nearest(kind, [*TYPES, *own], ALIKE)


def _kind(school: School, meant: Callable[[str], str | None], slips: _Slips) -> None:
    """The kind of school: a key of ours must be spelt as it is."""
    near = meant(school.type) if slips.sound("type") else None
    if near is not None:
        slips.note("type", "type", found=school.type, near=near)


def _seats(school: School, slips: _Slips) -> None:
    """Whether a school brings or removes seats at all."""
    figures = school.seats or school.removes or school.classes or school.intake
    if not figures and slips.sound("seats", "removes", "classes", "intake"):
        slips.note("seats", "no_seats")


def _opens(school: School, opening: Opening, slips: _Slips) -> int | None:
    """The first September of a school, as far as it can be told: not from a year that is wrong."""
    if not slips.sound("opens"):
        return None
    if school.opens is not None:
        return school.opens
    if school.planned is None:
        return ALWAYS if school.status in UNDATED and slips.sound("planned") else None
    if opening.lag is None:
        return None
    return school.planned + opening.lag


def _years(school: School, opening: Opening, slips: _Slips) -> None:
    """Whether a school has an opening year, or needs none, ends after it, and is counted once."""
    if _undated(school) and opening.sure and slips.sound("opens", "planned"):
        slips.note("", "no_opening")
    opens = _opens(school, opening, slips)
    cause = opening.line if school.opens is None else None
    if opens is None:
        return
    if school.closes is not None and school.closes <= opens:
        slips.note("closes", "before_opening", found=school.closes, opens=opens, cause=cause)
    if school.until is not None and school.until < opens:
        slips.note("until", "before_opening", found=school.until, opens=opens, cause=cause)
    year = opening.base_year
    if school.counted and not school.cancelled and year is not None and opens > year:
        slips.note("counted", "counted_later", found=True, cause=cause, opens=opens, year=year)
    if unsaid(school, opens, opening.base) and school.id not in opening.registered:
        slips.note("counted", "counted_unsaid", cause=cause, year=year)


def _undated(school: School) -> bool:
    """Whether a school gives no year and is not one that needs none."""
    return school.opens is None and school.planned is None and school.status not in UNDATED


def _place(school: School, slips: _Slips) -> None:
    """Whether a school has both of longitude and latitude, or neither."""
    for one, other in (("lon", "lat"), ("lat", "lon")):
        if getattr(school, one) is not None and getattr(school, other) is None and slips.sound(other):
            slips.note(one, "lon_lat_alone", found=f"{getattr(school, one):g}", other=other)


def _zones(school: School, slips: _Slips) -> None:
    """Whether every zone is named once, and the shares are shares."""
    for kind, found in zone_slips(school.zone):
        slips.note("zone", kind, found=found)


def _mergers(schools: Sequence[School], read: Sequence[dict[str, Any]], opening: Opening, faults: Faults) -> None:
    """Whether schools merge when they close, into another one that stands then and holds a stage of theirs."""
    known = {school.id: school for school in schools}
    names = {each.name: each.id for each in schools if each.name} | {each: each for each in known}
    written = {school.id: _Slips(row, faults) for school, row in zip(schools, read, strict=True)}
    for n, (school, row) in enumerate(zip(schools, read, strict=True), start=1):
        if school.merge_into is None:
            continue
        slips = _Slips(row, faults, n)
        for kind, found in heir_slips(school.merge_into):
            slips.note("merge_into", kind, found=found)
        for name in heirs(school.merge_into):
            _merger(school, name, (known, names, written), opening, slips)


def _merger(
    school: School,
    name: str,
    known: tuple[Mapping[str, School], Mapping[str, str], Mapping[str, _Slips]],
    opening: Opening,
    slips: _Slips,
) -> None:
    """Whether the school ``name`` can take pupils of one that closes; ``known`` are the schools, their ids by name, and
    what is written of them."""
    schools, names, written = known
    target = schools.get(name)
    if target is None:
        near = nearest(name, names)
        slips.note("merge_into", "no_school", found=name, near=names[near] if near else None)
    elif target is school or target.id == school.id:
        slips.note("merge_into", "merge_self", found=name)
    elif school.closes is None:
        if slips.sound("closes"):
            slips.note("merge_into", "merge_open", found=name)
    elif why := _absent(target, school.closes, opening, slips):
        slips.note("merge_into", "merge_gone", found=name, year=school.closes, said=why)
    elif slips.sound(*HELD) and written[target.id].sound(*HELD):
        closing, there = _stages_held(school), _stages_held(target)
        if closing and (there or target.removes) and closing.keys().isdisjoint(there):
            gone, held = ", ".join(closing), ", ".join(there) or "–"
            slips.note("merge_into", "merge_stages", found=name, closing=gone, there=held)


HELD = ("seats", "classes", "intake", "convert")
"""Keys that say which stages a school holds."""


def _stages_held(school: School) -> dict[str, None]:
    """The stages that a school holds in any year, those too that its seats turn to."""
    figures = (*school.seats.items(), *school.classes.items(), *school.intake.items())
    return dict.fromkeys([*(stage for stage, each in figures if each), *(turn.target for turn in school.convert)])


def _absent(school: School, year: int, opening: Opening, slips: _Slips) -> str:
    """Why a school does not stand in a year, as its row says so; empty where it stands."""
    opens = _opens(school, opening, slips)
    if school.cancelled:
        return f"status: {CANCELLED}"
    if school.closes is not None and school.closes <= year:
        return f"closes: {school.closes}"
    return f"opens: {opens}" if opens is not None and opens > year else ""


def _turns(school: School, opening: Opening, slips: _Slips) -> None:
    """Whether a school turns seats after it opens, and no more than are there."""
    opens = _opens(school, opening, slips)
    cause = opening.line if school.opens is None else None
    for turn in school.convert:
        if opens is not None and turn.year < opens:
            slips.note("convert.year", "before_opening", found=turn.year, opens=opens, cause=cause)
    # seats that follow from classes or intake are known once the plan is held against its stages
    if slips.sound("seats", "convert") and not set(school.seats).symmetric_difference(held_stages(school)):
        for turned, there in excess_turns(school):
            slips.note("convert.seats", "too_many_converted", found=turned, there=there)


def _progress(school: School, slips: _Slips) -> None:
    """Whether the steps are in the order of their dates, none goes back, and the last is the status.

    A school may be cancelled without a date, as scenarios do.
    """
    if not slips.sound("progress"):
        return
    for n, (earlier, later) in enumerate(pairwise(school.progress), start=2):
        if later.date < earlier.date:
            slips.note(f"progress[{n}].date", "progress_order", found=later.date, before=earlier.date)
        elif earlier.status == CANCELLED or STATUSES.index(later.status) < STATUSES.index(earlier.status):
            slips.note(f"progress[{n}].status", "progress_back", found=later.status, before=earlier.status)
    last = school.progress[-1].status if school.progress else school.status
    if last != school.status and not school.cancelled and slips.sound("status"):
        slips.note("status", "status_differs", found=school.status, last=last)
