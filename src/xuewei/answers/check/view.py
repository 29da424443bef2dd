"""What a check found: printed totals against rows, and what every figure rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from xuewei.answers.check.proof import Check, prove
from xuewei.answers.check.words import say as said
from xuewei.errors import Fault
from xuewei.formats.around_plan import KINDS, Held
from xuewei.formats.plan.shapes import STAGES
from xuewei.language.words import named, say
from xuewei.model.people.births import fill_gaps, known_births
from xuewei.model.people.inhabitants import splits
from xuewei.model.plan import BASES, Plan, School
from xuewei.model.population import BirthsRow, Population
from xuewei.model.seats.register import DERIVED
from xuewei.tables.children_notes import register_notes
from xuewei.tables.notes import type_notes
from xuewei.tables.palette import BAD, DOUBTFUL, GOOD
from xuewei.tables.people_notes import default_notes, split_notes, unwritten_notes
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__

SOME = 30
"""Remarks that are printed; JSON has all."""


def check(
    plans: Sequence[Plan],
    populations: Sequence[Population],
    files: Sequence[tuple[str, str]],
    remarks: Sequence[Fault],
    lang: str,
    seated: Sequence[Plan] = (),
    held: Sequence[Held] = (),
    unheld: Sequence[str] = (),
) -> tuple[View, bool]:
    """The view, and whether every printed total that can be proved agrees. ``files`` are (kind, path); ``remarks`` what
    can be read and looks wrong; ``seated`` the plans with the seats that follow from classes and intake; ``held`` the
    tables around the plans that single questions read."""
    sheets, records = [], []
    for plan in plans:
        strange = {each.values["stage"] for each in remarks if (each.place.file, each.kind) == (plan.file, "odd_stage")}
        checks = [each for each in prove(plan) if each.item not in strange]
        sheets.append(_totals(plan, checks, lang))
        records += [{"plan": plan.name, **asdict(each), "agrees": each.agrees} for each in checks]
    if remarks:
        more = [say("check.remarks.more", lang, n=len(remarks) - SOME)] if len(remarks) > SOME else []
        lines = [each.text(lang) for each in remarks[:SOME]]
        sheets.append(Sheet(say("check.remarks", lang, n=len(remarks)), (), (), [*lines, *more]))
    bases = _bases(plans, populations)
    for kind in dict.fromkeys(each.kind for each in held if each.bases):
        counts = Counter(basis for each in held if each.kind == kind for basis in each.bases)
        bases[kind] = {basis: counts[basis] for basis in BASES}
    files = [*files, *((each.kind, each.file) for each in held)]
    sheets += [_basis(bases, lang)] if bases else []
    sheets.append(_files(files, lang))
    head = {"version": __version__, "bases": bases, "files": [{"kind": kind, "file": file} for kind, file in files]}
    head["remarks"] = [_record(each, lang) for each in remarks]
    notes = [
        note
        for population in populations
        for note in (
            *_missing(population, plans, lang),
            *register_notes(population, lang),
            *default_notes(population.assumptions, lang),
            *unwritten_notes(population, lang),
            *split_notes(splits(population), population.assumptions.nation, lang),
        )
    ]
    known = {stage.name for population in populations for stage in population.assumptions.stages} or STAGES
    notes += [
        note for plan in plans for note in type_notes(plan, {*known, *(stage.name for stage in plan.stages)}, lang)
    ]
    registers = list(_registers(plans, seated))
    if registers:
        head["registers"] = registers
        notes = [*(_register_words(each, lang) for each in registers), *notes]
    if held:
        head["tables"] = [{"kind": each.kind, "file": each.file, "rows": each.rows} for each in held]
        parts = (said(f"held.{each.kind}", lang, n=each.rows, file=each.file) for each in held)
        notes.append(said("held", lang, parts=say("listed", lang).join(parts)))
    if unheld:
        notes.append(said("held.unplanned", lang, file=say("listed", lang).join(unheld)))
    good = all(record["agrees"] is not False for record in records)
    aside = [each.text(lang) for each in remarks]
    return View(sheets, records, head, notes, aside=aside), good


def _record(remark: Fault, lang: str) -> dict[str, object]:
    """A remark for machines, its place apart."""
    words = {"kind": remark.kind, "found": remark.found, "suggestion": remark.suggestion, "said": remark.what(lang)}
    return {"file": remark.place.file, "line": remark.place.line or None, "field": remark.field, **words}


def _totals(plan: Plan, checks: Sequence[Check], lang: str) -> Sheet:
    rows: list[list[str | tuple[str, str]]] = []
    for each in checks:
        if each.agrees:
            verdict = (say("check.ok", lang), GOOD)
        elif each.agrees is None:
            verdict = (say("check.unknown", lang, n=each.unknown), DOUBTFUL)
        else:
            verdict = (say("check.bad", lang, n=each.added - each.printed), BAD)
        if each.group in ("all", "printed"):
            group = say("check.all" if each.group == "all" else f"printed.{each.name}", lang)
        else:
            group = named(each.group, each.name, lang)
        item = say("schools", lang) if each.item == "schools" else named("stage", each.item, lang)
        rows.append([group, item, f"{each.printed:,}", f"{each.added:,}", verdict])
    columns = [
        Column(say("check.group", lang), rank=0),
        Column(say("item", lang), rank=0),
        Column(say("printed", lang), number=True, rank=2),
        Column(say("added", lang), number=True, rank=3),
        Column(say("verdict", lang), rank=1),
    ]
    states = Counter(each.agrees for each in checks)
    counts = {"agree": states[True], "differ": states[False], "open": states[None]}
    done = say("check.done" if checks else "check.none", lang, **counts)
    return Sheet(f"{plan.name} · {say('check.totals', lang)}", columns, rows, [done])


def _registers(plans: Sequence[Plan], seated: Sequence[Plan]) -> Iterator[dict[str, Any]]:
    """What each register holds: schools, and by stage schools and seats; how many of these seats follow from classes
    or from intake."""
    whole = {plan.file: plan for plan in seated if not plan.scenarios}
    for plan in plans:
        if not plan.registered or plan.file not in whole:
            continue
        written = {school.id: school for school in plan.schools}
        stages: dict[str, dict[str, int]] = {}
        derived = Counter({"classes": 0, "intake": 0})
        for school in whole[plan.file].schools:
            for stage, seats in school.seats.items() if school.id in plan.registered else ():
                counts = stages.setdefault(stage, {"schools": 0, "seats": 0})
                counts["schools"] += 1
                counts["seats"] += seats
                if stage not in written[school.id].seats:
                    derived["classes" if stage in school.classes else "intake"] += 1
        yield {"file": plan.register, "schools": len(plan.registered), "stages": stages, "derived": dict(derived)}


def _register_words(found: Mapping[str, Any], lang: str) -> str:
    """What a register holds, in one line."""
    stages = say("listed", lang).join(
        say("check.register.stage", lang, stage=named("stage", stage, lang), **counts)
        for stage, counts in found["stages"].items()
    )
    ways = [say(f"check.register.{way}", lang, n=n) for way, n in found["derived"].items() if n]
    line = say("check.register", lang, file=found["file"], n=found["schools"], stages=stages)
    return line + say("check.register.derived", lang, ways=say("listed", lang).join(ways)) if ways else line


def _bases(plans: Sequence[Plan], populations: Sequence[Population]) -> dict[str, dict[str, int]]:
    """How many figures of each kind rest on what."""
    found = {"schools": Counter(_of_seats(school) for plan in plans for school in plan.schools)}
    for population in populations:
        for name in ("census", "births", "totals", "enrolment", "children", "zones", "flows", "estates", "areas"):
            rows = getattr(population, name) if name != "enrolment" else (*population.enrolment, *population.given)
            found.setdefault(name, Counter()).update(row.basis for row in rows)
        found.setdefault("assumptions", Counter()).update(_rested(population.assumptions))
    return {name: {basis: counts[basis] for basis in BASES} for name, counts in found.items() if counts}


def _of_seats(school: School) -> str:
    """What the seats of a school rest on; those that follow from its classes or its intake are derived."""
    follow = not school.seats and bool(school.classes or school.intake)
    return school.basis.get("seats", DERIVED if follow else "assumed")


def _rested(value: object) -> Iterator[str]:
    """The basis of every figure inside the assumptions."""
    if is_dataclass(value):
        names = {each.name for each in fields(value)}
        if "basis" in names and ("value" in names or "values" in names):
            yield str(getattr(value, "basis", "assumed"))
            return
        for name in names:
            yield from _rested(getattr(value, name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _rested(each)


def _basis(bases: dict[str, dict[str, int]], lang: str) -> Sheet:
    columns = [
        Column(say("kind", lang), rank=0),
        *(Column(named("basis", basis, lang), number=True) for basis in BASES),
    ]
    rows = [
        [_group(name, lang), *(str(counts[basis]) if counts[basis] else "" for basis in BASES)]
        for name, counts in bases.items()
    ]
    return Sheet(say("check.basis", lang), columns, rows)


def _group(name: str, lang: str) -> str:
    return said(f"kind.{name}", lang) if name in KINDS else say(f"check.group.{name}", lang)


def _files(files: Sequence[tuple[str, str]], lang: str) -> Sheet:
    columns = [Column(say("kind", lang), rank=0), Column(say("file", lang), rank=0)]
    return Sheet(say("check.files", lang), columns, [[_kind(kind, lang), file] for kind, file in files])


def _kind(name: str, lang: str) -> str:
    return said(f"kind.{name}", lang) if name in KINDS else say(f"kind.{name}", lang)


def _missing(population: Population, plans: Sequence[Plan], lang: str) -> list[str]:
    """Notes on figures that the files lack; none where all are there."""
    births: dict[str, list[BirthsRow]] = {}
    for row in population.births:
        births.setdefault(row.area, []).append(row)
    nation = known_births(births.get(population.assumptions.nation, ()))
    parts = []
    if any(not (plan.base_seats and (plan.base_seats.seats or plan.base_seats.listed)) for plan in plans):
        parts.append(say("check.missing.base", lang))
    if not population.enrolment:
        parts.append(say("check.missing.pupils", lang))
    for area, rows in births.items():
        if area != population.assumptions.nation:
            filled = fill_gaps(known_births(rows), nation).filled
            if filled:
                years = ", ".join(map(str, filled))
                parts.append(say("check.missing.births", lang, area=area, years=years))
    schools = [school for plan in plans for school in plan.schools if not school.cancelled]
    counts = {
        "founders": sum(not school.founder for school in schools),
        "names": sum(not school.name for school in schools),
    }
    parts += [say(f"check.missing.{what}", lang, n=n, of=len(schools)) for what, n in counts.items() if n]
    return [say("check.missing", lang, parts=say("listed", lang).join(parts))] if parts else []
