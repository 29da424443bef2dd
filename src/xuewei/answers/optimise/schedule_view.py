"""The chosen schedule as records, and compared with the one for the medium demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.case import Floats
from xuewei.answers.optimise.closing_view import closed_head, closed_records
from xuewei.answers.optimise.overfull import overfull
from xuewei.answers.optimise.programme import LARGE, UNMET
from xuewei.answers.optimise.reasons import NO_USE, UNBUILT, Limit, Reason
from xuewei.answers.optimise.robust import SHORT, WRITTEN, Compared
from xuewei.answers.optimise.schedule import Outcome
from xuewei.answers.optimise.site_reasons import TOO_FEW, fits_told
from xuewei.answers.optimise.site_view import fits_words, sites_head
from xuewei.answers.optimise.site_words import say as say_of_sites
from xuewei.answers.optimise.words import say
from xuewei.language.words import named
from xuewei.model.plan import Conversion, Plan, School, opening_written, opening_year
from xuewei.model.seats.costs import CENT
from xuewei.tables.band_notes import YEARS_FOR_ERRORS
from xuewei.tables.forecast_notes import together
from xuewei.tables.view import Column, Sheet

Row = dict[str, object]


def _compared(found: Answer, against: Compared) -> list[tuple[str, float, int, Floats]]:
    """Before, plain, robust, and a plan below the scenarios that is as good: cost, what is missing in the medium
    demand, and the chances of a shortage."""
    before = -sum(min(row.balance, 0) for row in found.rows[0])
    rows = [("before", found.cost_before.wan, before, against.p_before)]
    for name, trial, chance in (("plain", against.plain, against.p_plain), ("robust", against.best, against.p_robust)):
        medium = trial.in_medium.values
        rows.append((name, trial.in_medium.built, round(medium[UNMET] + medium[LARGE]), chance))
    if against.p_kept is not None and against.kept != WRITTEN:
        after = -sum(min(row.balance, 0) for row in found.rows[1])
        rows.append((against.kept, found.worth.built, after, against.p_kept))
    return rows


def robust_head(found: Answer, against: Compared) -> Row:
    """What robustness costs, as machines get it."""
    rows = [
        {"schedule": name, "cost_wan": wan, "unmet_medium": unmet}
        | {"cells_above": int((chance > SHORT).sum()), "p_short_max": float(chance.max(initial=0.0))}
        for name, wan, unmet, chance in _compared(found, against)
    ]
    draws = {"draws": against.robust.draws, "seed": against.robust.seed}
    kept: Row = {"kept": against.kept or None, "apart": list(against.apart)}
    kept |= {"untold": [{"area": area, "stage": stage} for area, stage in against.untold]}
    return {**draws, "interrupted": against.interrupted, **kept, "schedules": rows}


def rival_name(name: str, lang: str) -> str:
    """What people call a plan as it is written, or one below its scenarios."""
    return say("as_written", lang) if name == WRITTEN else name


def robust_sheet(found: Answer, against: Compared, lang: str) -> Sheet:
    """The robust schedule beside the plain one."""
    columns = [
        Column(say("schedule", lang), rank=0),
        Column(say("wan", lang), number=True),
        Column(say("unmet.medium", lang), number=True, rank=3),
        Column(say("unlikely", lang), number=True),
        Column(say("worst", lang), number=True, rank=2),
    ]
    names = ("before", "plain", "robust")
    all_of = _compared(found, against)
    rows = [
        [f"{wan:,.0f}", f"{unmet:,}", f"{(p > SHORT).sum():,}", f"{p.max(initial=0.0):.1%}"]
        for _, wan, unmet, p in all_of
    ]
    rows = [[say(one[0], lang) if one[0] in names else one[0], *row] for one, row in zip(all_of, rows, strict=True)]
    (_, wan, _, p), (_, more, _, less) = all_of[1:3]
    fewer = int((p > SHORT).sum() - (less > SHORT).sum())
    key = "robust.costs" if fewer > 0 else "robust.equal"
    notes = [say(key, lang, wan=more - wan, n=fewer)]
    if against.p_kept is not None:
        told = {"n": int((against.p_kept > SHORT).sum()), "m": int((less > SHORT).sum()), "best": more}
        name = rival_name(against.kept, lang)
        notes.append(say("robust.written", lang, name=name, wan=found.worth.built, **told))
    if against.untold:
        notes.append(say("robust.untold", lang, needed=YEARS_FOR_ERRORS, areas=together(against.untold, lang)))
    notes.append(say("note.robust", lang))
    apart = say("answer.list", lang).join(rival_name(each, lang) for each in against.apart)
    notes += [say("robust.apart", lang, names=apart)] if apart else []
    notes += [say("robust.interrupted", lang)] if against.interrupted else []
    draws = {"draws": against.robust.draws, "seed": against.robust.seed}
    return Sheet(say("title.robust", lang, **draws), columns, rows, notes)


COLUMNS = (
    "id",
    "name",
    "area",
    "type",
    "planned_opens",
    "opens",
    "seats_before",
    "seats",
    "cost_wan",
    "reason",
    "why",
    "turns",
    "kept",
    "now",
)

CLOSED = ("closes", "merge_into")
"""Columns that are there where schools in use may close."""


def records(found: Answer, lang: str) -> list[Row]:
    """A row for every candidate, then for what is done besides."""
    now = found.present.day.isoformat()
    others = [{**row, "now": now} for row in _others(found, lang)]
    rows = [*(_record(found, n, lang) for n in range(len(found.reasons))), *others]
    if found.closing is None:
        return rows
    closed = [{**dict.fromkeys(COLUMNS), **row, "now": now} for row in closed_records(found, lang)]
    return [{**row, **{key: row.get(key) for key in CLOSED}} for row in (*rows, *closed)]


def _record(found: Answer, n: int, lang: str) -> Row:
    """One school as machines get it."""
    each, why = found.schedule.outcomes[n], found.reasons[n]
    one = each.candidate.school
    planned = as_planned(each, found.plan)
    return {
        "id": one.id,
        "name": one.name,
        "area": one.area,
        "type": one.type,
        "planned_opens": planned,
        "opens": each.opens,
        "seats_before": sum(one.seats.values()) if planned is not None else 0,
        "seats": sum(each.seats.values()),
        "cost_wan": round(each.wan + turning_wan(found, each.turns), CENT),
        "reason": why.kind,
        "why": reason_words(why, lang),
        "turns": _turns_told(each.turns),
        "kept": each.candidate.kept or None,
        "now": found.present.day.isoformat(),
    }


def _others(found: Answer, lang: str) -> list[Row]:
    """What is done besides, as machines get it: temporary classes, and seats and schools that turn."""
    rows: list[Row] = []
    for row in found.schedule.besides:
        reason = "turns_in_use" if row.removes else "temporary"
        rows.append(_other(row, reason, lang, row.opens, sum(row.seats.values()), row.cost_wan or 0.0, in_use(row)))
    for school, turned in found.schedule.turned:
        opens, seats = opening_written(school, found.plan), sum(school.seats.values())
        told = _other(school, "turns_standing", lang, opens, seats, turning_wan(found, turned), turned)
        rows.append({**told, "why": turning_why(found, school, turned, lang)})
    return rows


def turning_why(found: Answer, school: School, turns: Sequence[Conversion], lang: str) -> str:
    """Why seats of a school turn: of the one stage there are some to spare; or both are short, and so less in all."""
    case = found.case
    names, area = [stage.name for stage in case.stages], case.areas.index(school.area)
    for turn in turns:
        since = max(turn.year - case.years.start, 0)
        missing = [found.worth.unmet[area, names.index(name), since:] for name in (turn.origin, turn.target)]
        short = np.flatnonzero(missing[0])
        if len(short):
            t = int(short[0])
            stages = {key: named("stage", name, lang) for key, name in (("of", turn.origin), ("to", turn.target))}
            left = {"n": int(missing[0][t]), "m": int(missing[1][t])}
            return say("why.turns_short", lang, year=case.years[since + t], **stages, **left)
    return say("why.turns_standing", lang)


def _other(
    school: School, reason: str, lang: str, opens: int | None, seats: int, wan: float, turns: Sequence[Conversion]
) -> Row:
    """A row for something that is no candidate."""
    return {
        **dict.fromkeys(COLUMNS),
        "id": school.id,
        "name": school.name,
        "area": school.area,
        "type": school.type,
        "opens": opens,
        "seats_before": seats if reason == "turns_standing" else 0,
        "seats": seats,
        "cost_wan": wan,
        "reason": reason,
        "why": say(f"why.{reason}", lang),
        "turns": _turns_told(turns),
    }


def reason_words(why: Reason, lang: str) -> str:
    """The reason for an outcome in a sentence."""
    late = why.kind == NO_USE and str(why.values["latest"]) < str(why.values["earliest"])
    stages = why.values.get("stages")
    of = ""
    if isinstance(stages, tuple) and len(stages) > 1:
        of = say("reason.of", lang, stages=say("answer.list", lang).join(named("stage", each, lang) for each in stages))
    lacks = why.values.get("by_stage")
    if isinstance(lacks, tuple) and why.values.get("of_several"):
        parts = [say("reason.lacks.of", lang, stage=named("stage", each, lang), n=n) for each, n in lacks]
        told = parts if len(parts) > 1 else [named("stage", each, lang) for each, _ in lacks]
        of = say("reason.lacks", lang, stages=say("answer.list", lang).join(told))
    key = "no_use.late" if late else why.kind
    key = "unbuilt.free" if key == UNBUILT and not why.values.get("budget") else key
    values = {**why.values, "of": of}
    if key == TOO_FEW:
        values["fits"] = fits_words(fits_told(why), lang)
    others = why.values.get("others")
    if isinstance(others, tuple):
        values["others"] = say("answer.list", lang).join(others)
    return say_of_sites(key, lang, **values)


def besides_name(row: School, lang: str) -> str:
    """What is done besides schools, in a few words."""
    turns = in_use(row)
    if not turns:
        return say("name.temporary", lang, stage=named("stage", row.type, lang))
    key = "name.of_school" if row.name else "name.in_use"
    stages = (f"{named('stage', turn.origin, lang)}→{named('stage', turn.target, lang)}" for turn in turns)
    return say(key, lang, turn=", ".join(stages), name=row.name)


def in_use(row: School) -> list[Conversion]:
    """What a row of seats in use turns; nothing of temporary classes."""
    pairs = zip(row.removes.items(), row.seats, strict=False)
    return [Conversion(row.opens or 0, origin, target, seats) for (origin, seats), target in pairs]


def turning_wan(found: Answer, turns: Sequence[Conversion]) -> float:
    """万元 that conversions cost."""
    return round(sum(turn.seats or 0 for turn in turns) * found.before.assumptions.costs.conversion.value, CENT)


def _turns_told(turns: Sequence[Conversion]) -> str:
    """Conversions in a column: ``2030 primary>middle 270``, with semicolons between."""
    return "; ".join(f"{turn.year} {turn.origin}>{turn.target} {turn.seats}" for turn in turns)


def as_planned(each: Outcome, plan: Plan) -> int | None:
    """The opening year of a school in the plan as given; None for one that it does not have."""
    known = {school.id: school for school in plan.schools}
    school = known.get(each.candidate.school.id)
    return None if school is None else opening_year(school, plan)


def head(found: Answer) -> Row:
    """What stands beside the schools in JSON."""
    before = found.values_before
    levels = [
        {"objective": level.name, "value": level.value, "before": before.get(level.name), "bound": level.bound}
        | {"gap": level.gap, "ended": level.ended}
        for level in found.solved.levels
    ]
    rows = [
        {"year": was.year, "area": was.area, "stage": was.stage, "demand": was.demand}
        | {"seats_before": was.seats, "seats": now.seats, "balance_before": was.balance, "balance": now.balance}
        | {"large": squeezed(found, was.area, was.stage, was.year)}
        for was, now in zip(*found.rows, strict=True)
    ]
    years = sorted({*found.spent_before, *found.worth.wan})
    costs: list[Row] = [
        {"year": year, "before": found.spent_before.get(year, 0.0), "after": found.worth.wan.get(year, 0.0)}
        | {"budget": found.case.budget.get(year), "outside": found.outside.get(year, 0.0)}
        for year in years
    ]
    prices = found.prices or ()
    binding = [{"year": each.year, "objective": each.objective, "saved_per_wan": each.saved} for each in prices]
    robust = {} if found.against is None else {"robust": robust_head(found, found.against)}
    closed = {} if found.closing is None else closed_head(found)
    return {
        "now": found.present.day.isoformat(),
        "standing": [school.id for school in found.standing],
        "overdue": [school.id for school in found.overdue],
        "cost_estimated": found.cost_after.estimated,
        "proven": found.solved.proven and found.against is None,
        **robust,
        "objectives": levels,
        "balances": rows,
        "costs": costs,
        "binding": binding,
        "binding_known": found.prices is not None,
        "limits": [_limit(each) for each in found.limits],
        "overfull": [asdict(each) for each in overfull(found.after, found.case.years)],
        **closed,
        **({} if found.case.around is None else {"sites": sites_head(found)}),
    }


def squeezed(found: Answer, area: str, stage: str, year: int) -> int:
    """Pupils of a cell in larger classes."""
    case = found.case
    kinds = [each.name for each in case.stages]
    return int(found.worth.large[case.areas.index(area), kinds.index(stage), case.years.index(year)])


def _limit(each: Limit) -> Row:
    """A limit as machines get it: a school that must open, or a stage of an area."""
    if each.id:
        return {"kind": each.kind, "id": each.id, "cost_wan": each.wan}
    return {
        "kind": each.kind,
        "area": each.area,
        "stage": each.stage,
        "years": list(each.years),
        "missing": each.missing,
        **({"schools": list(each.schools)} if each.schools else {}),
    }
