"""One zone's entry grade in one year: which children, which share or quotient, which schools' places, which level."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta

import numpy as np

from xuewei.answers.warn.entries import LEVELS, ZONE, Entries, EntryRow, entries
from xuewei.answers.warn.resting import resting
from xuewei.answers.warn.words import named, say
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.calendar import MONTHS
from xuewei.model.people.children import births_by_month, born_before
from xuewei.model.population import COUNTED_KINDS
from xuewei.model.rounding import whole
from xuewei.model.stages import Stage
from xuewei.model.zones import BIRTHS, SLIGHT, EntryChildren, entry_children
from xuewei.tables.notes import balance_words, head, plan_title
from xuewei.tables.view import Column, Sheet, View

LISTED = 60
"""Schools of a zone that a table lists."""


@dataclass(frozen=True)
class Bringing:
    """A school with its whole ``intake`` of a year, of which ``part`` are for the zone: ``places``, unrounded."""

    school: str
    name: str
    intake: int
    part: float
    places: float


@dataclass(frozen=True)
class OfZone:
    """A ``row`` of warnings taken apart, in children before rounding.

    ``cohort``: those in the zone's register, or born there, who are of the entry age, from the day ``first`` to the day
    ``last``; None where the children are a share of their area's ``every``. ``at_home``: children before any go to
    school in another zone or area, ``after``: then; none of them are those of new ``estates``. ``loose``: places of the
    area that belong to no zone and are this one's share.
    """

    row: EntryRow
    stage: Stage
    first: date
    last: date
    cohort: float | None
    every: float
    at_home: float
    after: float
    schools: tuple[Bringing, ...]
    loose: float
    estates: float = 0.0


def of_zone(found: Assessment, due: EntryChildren, zone: str, stage: Stage, year: int) -> tuple[OfZone, Entries, int]:
    """A zone's entry grade, with the warnings that it is of and its place among their spots. Raises ValueError for a
    zone that there is not."""
    held = entries(found, [year], ZONE, due)
    n = next((n for n, spot in enumerate(held.spots) if spot.zone == zone), None)
    if n is None:
        raise ValueError(f"there is no zone {zone!r}")
    row, t, place = held.row(stage, 0, n), found.years.index(year), due.places.index(zone)
    plain = due
    if any(flow.stage == stage.name for flow in found.population.flows):
        plain = entry_children(replace(found, population=replace(found.population, flows=())))
    area = due.areas.index(due.part_of[zone])
    ends, month = divmod(born_before(year, stage.entry_age, found.assumptions.entry_cutoff), MONTHS)
    first, last = date(ends - 1, month + 1, 1), date(ends, month + 1, 1) - timedelta(days=1)
    at_home, every = (_children(plain, stage, t, spot) for spot in (plain.places.index(zone), area))
    return (
        OfZone(
            row=row,
            stage=stage,
            first=first,
            last=last,
            cohort=_cohort(found, plain, row, stage),
            every=every,
            at_home=at_home,
            after=_children(due, stage, t, place),
            schools=tuple(_schools(held, row, stage)),
            loose=_loose(held, row, stage),
            estates=float(due.estates[stage.name][t, place]) if due.estates else 0.0,
        ),
        held,
        n,
    )


def _children(due: EntryChildren, stage: Stage, t: int, place: int) -> float:
    """Children due in one place and year who are not those of new estates."""
    here = float(due.children[stage.name][t, place])
    return here - float(due.estates[stage.name][t, place]) if due.estates else here


def _cohort(found: Assessment, plain: EntryChildren, row: EntryRow, stage: Stage) -> float | None:
    """Those in the register that counts, or born, who are of the entry age."""
    t, zone = found.years.index(row.year), str(row.spot.zone)
    if row.whence in COUNTED_KINDS:
        return float(plain.kinds[stage.name][row.whence][t, plain.places.index(zone)])
    if row.whence == BIRTHS:
        born = births_by_month(found.population.births, {zone: 0}).held((found.years.stop + 1) * MONTHS)
        return float(born.cohort(born_before(row.year, stage.entry_age, found.assumptions.entry_cutoff))[0])
    return None


def _schools(held: Entries, row: EntryRow, stage: Stage) -> list[Bringing]:
    """The schools that give the zone places of the grade, those with most first."""
    schools, zones, parts = held.offers.links
    own, listed = held.offers.of_schools[stage.name][0], held.found.plan.schools
    links = zip(schools.tolist(), zones.tolist(), parts.tolist(), strict=True)
    brought = [
        Bringing(listed[n].id, listed[n].name or listed[n].id, whole(float(own[n])), part, float(own[n] * part))
        for n, zone, part in links
        if held.offers.zones[zone] == row.spot.zone and own[n] > 0
    ]
    return sorted(brought, key=lambda one: -one.places)


def _loose(held: Entries, row: EntryRow, stage: Stage) -> float:
    """The zone's share of places that belong to no zone."""
    n = held.offers.zones.index(str(row.spot.zone))
    rest = held.offers.loose[stage.name][0, held.offers.zone_area[n]]
    return float(rest * held.offers.weights[stage.name][0, n])


def zone_view(one: OfZone, held: Entries, n: int, lang: str) -> View:
    """The view; records are the schools that give the zone places."""
    row, stage = one.row, named("stage", one.stage.name, lang)
    title = say("of_zone.title", lang, zone=row.spot.name, stage=stage, year=row.year)
    columns = [
        Column(say("column.school", lang), rank=0),
        Column(say("column.intake", lang), number=True),
        Column(say("of_zone.part", lang), number=True),
        Column(say("of_zone.places", lang), number=True),
    ]
    lines: list[list[str | tuple[str, str]]] = [
        [each.name, f"{each.intake:,}", f"{100 * each.part:.6g}%", _amount(each.places)]
        for each in one.schools[:LISTED]
    ]
    more = [say("of_zone.more", lang, n=len(one.schools) - LISTED)] if len(one.schools) > LISTED else []
    sheets = [
        Sheet(title, (), (), _answer(one, held, n, lang)),
        Sheet(say("of_zone.schools", lang), columns, lines, more),
    ]
    shown = asdict(replace(one, schools=()))
    for key in ("row", "stage", "schools", *(() if held.due.estates else ("estates",))):
        del shown[key]
    extra = {key: value.isoformat() if isinstance(value, date) else value for key, value in shown.items()}
    what = {"year": row.year, "area": row.spot.area, "zone": row.spot.zone, "stage": row.stage, "level": row.level}
    what |= {
        "children": row.children,
        "children_other": row.others,
        "intake": row.intake,
        "balance": row.balance,
        "ratio": row.ratio,
    }
    records: list[dict[str, object]] = [asdict(each) for each in one.schools]
    beside = {say("note.rooms", lang), say("note.years.asked", lang, years=str(row.year), n=1)}
    notes = [note for note in resting(held, {one.stage.name: [n]}, lang, None) if note not in beside]
    above = {**head(held.found), **what, "whence": row.whence, **extra}
    return View(sheets, records, above, notes, heading=plan_title(held.found.plan, lang))


def _answer(one: OfZone, held: Entries, n: int, lang: str) -> list[str]:
    row = one.row
    values = {"year": row.year, "zone": row.spot.name, "stage": named("stage", row.stage, lang), "intake": row.intake}
    if row.children is None or row.balance is None:
        return [say("of_zone.unknown", lang, **values)]
    ratio = say("unknown", lang) if row.ratio is None else f"{row.ratio:.1%}"
    level, balance = named("level", row.word, lang), balance_words(row.balance, lang)
    key = "of_zone.unlisted" if row.level is None else "of_zone.answer"
    lines = [say(key, lang, children=row.children, balance=balance, ratio=ratio, level=level, **values)]
    source, area = named("source", row.whence, lang), row.spot.area
    number = {"source": source, "area": area, "at_home": _amount(one.at_home), "every": _amount(one.every)}
    share = one.at_home / one.every if one.every > 0 else 0.0
    days = {"first": one.first.isoformat(), "last": one.last.isoformat()}
    if one.cohort is None:
        key = "of_zone.leavers" if row.whence == "leavers" else "of_zone.share"
        lines.append(say(key, lang, share=f"{share:.2%}", **number))
    elif row.whence == BIRTHS:
        quotient = one.at_home / one.cohort if one.cohort > 0 else 0.0
        key = "of_zone.births.untaught" if (area, row.stage) in held.due.untaught else "of_zone.births"
        lines.append(say(key, lang, n=_amount(one.cohort), quotient=quotient, **days, **number))
    else:
        lines.append(say("of_zone.register", lang, n=_amount(one.cohort), **days, **number))
        if abs(one.at_home - one.cohort) > SLIGHT:
            lines.append(say("of_zone.beyond", lang, n=_amount(one.at_home - one.cohort)))
    if abs(one.after - one.at_home) > SLIGHT:
        lines.append(say("of_zone.flows", lang, n=f"{one.after - one.at_home:+,.2f}", after=_amount(one.after)))
    if abs(one.estates) > SLIGHT:
        values = {"n": f"{one.estates:+,.2f}", "all": _amount(one.after + one.estates)}
        lines.append(say("of_zone.estates", lang, **values))
    if one.loose > SLIGHT:
        lines.append(say("of_zone.loose", lang, n=_amount(one.loose), area=area))
    if row.others:
        both = row.children + row.others
        code = LEVELS[max(int(held.raised[row.stage][0, n]), LEVELS.index(row.level))] if row.level else row.word
        balance = balance_words(row.intake - both, lang)
        words = {"balance": balance, "level": named("level", code, lang)}
        lines.append(say("of_zone.others", lang, n=row.others, children=both, **words))
    return lines


def _amount(persons: float) -> str:
    """Persons or places with as many decimals as they need, at most two."""
    return "–" if np.isnan(persons) else f"{persons:,.2f}".rstrip("0").rstrip(".")
