"""The answer about progress in words: what is late and whose it is, what is missing, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.model.calendar import school_year
from xuewei.model.lateness import GREEN, RED, YELLOW, Project
from xuewei.tracking import StageLine, Tracking
from xuewei.words.track import say

UNITS, SCHOOLS = 3, 2
"""Responsible units that are named, those with most late projects, and the schools of each, the longest late."""


def track_answer(found: Tracking, stages: Sequence[StageLine], lang: str) -> list[str]:
    """What is late and whose, what seats are missing by now, and how all projects stand."""
    return [_late_words(found, lang), _seats(found, stages, lang), _counts(found, lang)]


def _late_words(found: Tracking, lang: str) -> str:
    """The late projects by responsible unit."""
    late = [one for one in found.late() if one.colour == RED]
    if not late:
        return say("track.on_time", lang)
    units = [line.unit for line in found.by_unit() if line.red]
    told = [_unit(unit, [one for one in late if one.unit == unit], lang) for unit in units[:UNITS]]
    others = [one for one in late if one.unit in units[UNITS:]]
    more = say("track.more_units", lang, units=len(units) - UNITS, n=len(others)) if others else ""
    return say(
        "track.late_of",
        lang,
        n=len(late),
        seats=sum(sum(one.school.seats.values()) for one in late),
        units=say("track.join_units", lang).join(told) + more,
    )


def _unit(unit: str | None, late: Sequence[Project], lang: str) -> str:
    """The late projects of one unit, the longest late by name."""
    told = [
        say("track.days", lang, school=one.school.name or one.school.id, days=one.days_late) for one in late[:SCHOOLS]
    ]
    schools = say("track.join", lang).join(told) + (say("track.more", lang) if len(late) > SCHOOLS else "")
    return say("track.unit_late", lang, unit=unit or say("track.nobody", lang), n=len(late), schools=schools)


def _seats(found: Tracking, stages: Sequence[StageLine], lang: str) -> str:
    """Seats that should be there by now, and those that are missing by stage."""
    missing = [line for line in stages if line.missing]
    parts = [say("track.stage", lang, stage=say(line.stage, lang), n=line.missing) for line in missing]
    return say(
        "track.seats",
        lang,
        year=school_year(found.day),
        planned=sum(line.planned for line in stages),
        come=sum(line.come for line in stages),
        missing=sum(line.missing for line in stages),
        stages=say("track.seats_of", lang, stages=say("track.join_stages", lang).join(parts)) if parts else "",
    )


def _counts(found: Tracking, lang: str) -> str:
    """How all projects stand."""
    colours = [one.colour for one in found.projects]
    return say(
        "track.counts",
        lang,
        projects=len(colours),
        in_use=sum(one.in_use for one in found.projects),
        closed=len(found.closed_out()),
        **{colour: colours.count(colour) for colour in (RED, YELLOW, GREEN)},
        cancelled=say("track.cancelled", lang, n=found.cancelled) if found.cancelled else "",
    )
