"""The yearly round in sentences and tables: what moved the balance, and what came of last year's forecast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from xuewei.answers.compare.arrived import Arrived
from xuewei.answers.compare.arrived_view import MOST_AREAS, came_answer, came_sheets
from xuewei.answers.compare.difference import Change
from xuewei.answers.compare.exchange import BIRTHS, CHILDREN, METHOD, MOVES, PARTS, PUPILS, SEATS
from xuewei.answers.compare.words import named, say
from xuewei.answers.compare.yearly import Line, Round
from xuewei.language.words import named as label_of
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.model.seats.in_use import balanced, base_year
from xuewei.tables.forecast_notes import unmoved_notes
from xuewei.tables.move_notes import side_notes
from xuewei.tables.notes import balance_words, head
from xuewei.tables.palette import BAD, GOOD
from xuewei.tables.people_notes import some_areas
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import method_title

TIGHTEST = 3
"""Years of a stage that are shown where none are asked for."""
FILES = {
    BIRTHS: ("births.csv",), MOVES: ("census.csv", "totals.csv"), PUPILS: ("enrolment.csv",),
    CHILDREN: ("children.csv", "zones.csv", "flows.csv"), METHOD: ("assumptions.yaml",), SEATS: ("plan.yaml",),
}  # fmt: skip
Cell = str | tuple[str, str]


def yearly_view(
    found: Round,
    came: Sequence[Arrived],
    names: tuple[str, str],
    lang: str,
    *,
    years: Sequence[int] | None = None,
    stages: Sequence[str] | None = None,
    areas: Sequence[str] | None = None,
) -> View:
    """The view of a round between two folders that people call ``names``; what is asked for, None being all."""
    shown = [stage for stage in found.stages if stages is None or stage in stages]
    places = [area for area in found.areas if areas is None or area in areas]
    wanted = _asked(came, stages, areas, found)
    title = say("round.title", lang, before=names[0], after=names[1])
    ahead = {stage: years or found.ahead(stage) for stage in shown}
    totals = {stage: found.totals(stage, ahead[stage], places) for stage in shown}
    answer = [_sentence(found, min(lines, key=lambda line: line.after), places, lang) for lines in totals.values()]
    if found.equal:
        answer = [say("diff.equal", lang)]
    if not found.equal and not came:
        answer.append(say("round.nothing", lang))
    answer += came_answer(wanted, found.stages, lang)
    sheets = [Sheet(title, (), (), answer)]
    if not found.equal:
        sheets.append(_split(totals, lang, years))
        sheets += _areas(found, places, ahead, lang)
        sheets += _inputs(found, lang)
    sheets += came_sheets(wanted, lang)
    records = [_record(line) for line in found.lines(years, shown, places)]
    notes = _notes(found, wanted, places, lang)
    columns = list(_record(next(found.lines())))
    left_out = say("round.left_out", lang) if wanted else ""
    return View(sheets, records, {**head(found.after), **_head(found, wanted, names)}, notes, columns, left_out)


def apart_view(before: Assessment, after: Assessment, names: tuple[str, str], lang: str) -> View:
    """The view of two projects that have nothing in common."""
    title = say("round.title", lang, before=names[0], after=names[1])
    areas = [some_areas(each.areas, lang) for each in (before, after)]
    words = say("round.none", lang, one=areas[0], other=areas[1])
    sides = {"before": names[0], "after": names[1], "equal": False, "arrived": []}
    return View([Sheet(title, (), (), [words])], [], {**head(after), **sides}, [])


def _asked(
    came: Sequence[Arrived], stages: Sequence[str] | None, areas: Sequence[str] | None, found: Round
) -> list[Arrived]:
    """The figures that are asked for; people are of no stage, and of a census area."""
    if areas is not None:
        kept = {*areas, *map(found.then.assumptions.census_area, areas)}
        came = [each for each in came if each.area in kept]
    return [each for each in came if each.stage is None or stages is None or each.stage in stages]


def _head(found: Round, came: Sequence[Arrived], names: tuple[str, str]) -> dict[str, object]:
    sides = {
        key: {"folder": name, "plan": each.plan.name, "scenario": " + ".join(each.plan.scenarios) or None}
        for key, name, each in zip(("before", "after"), names, (found.before, found.after), strict=True)
    }
    joined = [
        {"parts": list(each.parts), "into": each.into, "why": [fault.text("en") for fault in each.why]}
        for each in found.joined
    ]
    figures = [
        {**asdict(each), "difference": each.difference, "share": _share(each), "inside": each.inside} for each in came
    ]
    written = {name: [asdict(each) for each in several] for name, several in found.written.items()}
    return {
        **sides,
        "equal": found.equal,
        "order": list(PARTS),
        "joined": joined,
        "areas_into": dict(found.into),
        "changes": written,
        "arrived": figures,
    }


def _share(each: Arrived) -> float | None:
    return None if each.share is None else round(each.share, 6)


def _record(line: Line) -> dict[str, object]:
    return {
        "year": line.year,
        "area": line.area,
        "stage": line.stage,
        "seats_before": line.seats_before,
        "seats_after": line.seats_after,
        "demand_before": line.demand_before,
        "demand_after": line.demand_after,
        "balance_before": line.before,
        "balance_after": line.after,
        "change": line.change,
        **{f"by_{name}": line.parts[name] for name in PARTS},
    }


def _sentence(found: Round, line: Line, places: Sequence[str], lang: str) -> str:
    """The change of one line, its largest parts first."""
    stage = label_of("stage", line.stage, lang)
    several = len(places) > 1
    parts = sorted((name for name in PARTS if line.parts[name]), key=lambda name: -abs(line.parts[name]))
    listed = say("round.join", lang).join(
        say("round.part", lang, name=named("part", name, lang), n=line.parts[name]) for name in parts
    )
    direction = "lower" if line.change < 0 else "higher" if line.change else "cancel" if parts else "even"
    words = say(
        f"round.{direction}",
        lang,
        year=line.year,
        who=say("round.all", lang, n=len(places), stage=stage) if several else stage,
        last=say("round.forecasted" if line.year > found.known_to(line.stage) else "round.computed", lang),
        n=abs(line.change),
        old=balance_words(line.before, lang),
        new=balance_words(line.after, lang),
        parts=listed,
    )
    return words[:1].upper() + words[1:]


def _split(totals: dict[str, list[Line]], lang: str, years: Sequence[int] | None) -> Sheet:
    """The lines of every stage, over the areas shown together."""
    lines = [line for each in totals.values() for line in (_tight(each) if years is None else each)]
    words = say("round.tightest", lang, n=TIGHTEST) if years is None else say("round.asked", lang, years=spans(years))
    return _lines_sheet(say("round.split", lang, shown=words), lines, lang, area=False)


def _tight(lines: Sequence[Line]) -> list[Line]:
    """The tightest years of a stage, in order."""
    found = sorted(lines, key=lambda line: line.after)[:TIGHTEST]
    return sorted(found, key=lambda line: line.year)


def _areas(found: Round, places: Sequence[str], years: Mapping[str, Sequence[int]], lang: str) -> list[Sheet]:
    """Of several areas those that change most, each in its tightest year of those shown by stage."""
    if len(places) < 2:
        return []
    tight: dict[tuple[str, str], Line] = {}
    for line in (line for stage in years for line in found.lines(years[stage], [stage], places)):
        key = line.stage, line.area
        if key not in tight or line.after < tight[key].after:
            tight[key] = line
    moved = sorted((line for line in tight.values() if any(line.parts.values())), key=lambda line: -abs(line.change))
    if not moved:
        return []
    sheet = _lines_sheet(say("round.areas", lang), moved[:MOST_AREAS], lang, area=True)
    more = len(moved) - MOST_AREAS
    notes = [say("round.more", lang, n=more)] if more > 0 else []
    return [Sheet(sheet.title, sheet.columns, sheet.rows, notes)]


def _lines_sheet(title: str, lines: Sequence[Line], lang: str, *, area: bool) -> Sheet:
    parts = [name for name in PARTS if any(line.parts[name] for line in lines)]
    largest = sorted(parts, key=lambda name: -max(abs(line.parts[name]) for line in lines))
    columns = [
        *([Column(label("area", lang), rank=0)] if area else []),
        Column(label("stage", lang), rank=0),
        Column(label("year", lang), rank=0),
        Column(say("round.change", lang), number=True, rank=1),
        *(Column(named("part", name, lang), number=True, rank=2 + largest.index(name)) for name in parts),
        Column(say("round.balance", lang), number=True, rank=0),
    ]
    rows: list[list[Cell]] = [
        [
            *([line.area] if area else []),
            label_of("stage", line.stage, lang),
            str(line.year),
            _signed(line.change),
            *(_signed(line.parts[name], plain=True) for name in parts),
            f"{balance_words(line.before, lang)} → {balance_words(line.after, lang)}",
        ]
        for line in lines
    ]
    return Sheet(title, columns, rows)


def _signed(n: int, *, plain: bool = False) -> Cell:
    text = f"{n:+,}" if n else "0"
    return text if plain or not n else (text, BAD if n < 0 else GOOD)


def _inputs(found: Round, lang: str) -> list[Sheet]:
    """How much of every input is new, changed or gone."""
    if not found.written:
        return []
    columns = [
        Column(say("round.input", lang), rank=0),
        *(Column(say(f"round.{name}", lang), number=True, rank=1) for name in ("added", "changed", "gone")),
        Column(say("round.files", lang), rank=2),
    ]
    rows: list[list[Cell]] = [
        [
            named("part", name, lang),
            *(f"{n:,}" if n else "" for n in _counted(changes)),
            say("join", lang).join(FILES.get(name, ())),
        ]
        for name, changes in found.written.items()
    ]
    return [Sheet(say("round.inputs", lang), columns, rows)]


def _counted(changes: Iterable[Change]) -> tuple[int, int, int]:
    """How many subjects are new, changed and gone."""
    whole = [each for each in changes if not each.field]
    parts = {each.subject for each in changes if each.field}
    added = {each.subject for each in whole if each.before is None}
    gone = {each.subject for each in whole if each.after is None}
    changed = parts | {each.subject for each in whole if each.before is not None and each.after is not None}
    return len(added), len(changed), len(gone)


def _notes(found: Round, came: Sequence[Arrived], places: Sequence[str], lang: str) -> list[str]:
    one, other = found.before, found.after
    notes = [] if found.equal else [label("note.unit", lang), _order(lang), *_joined(found, lang)]
    notes += [say("note.round.sum", lang)] if len(places) > 1 and not found.equal else []
    notes += _methods(found, lang)
    bases = [base_year(each.plan) for each in (one, other)]
    notes += [say("note.round.base", lang, old=bases[0], new=bases[1])] if bases[0] != bases[1] else []
    notes += _balanced(found, lang)
    notes += _only_one(found, lang)
    notes += [say("note.round.came", lang)] if came else []
    notes += [] if found.equal else [*side_notes([one, other], lang), *unmoved_notes([one, other], lang)]
    return notes


def _order(lang: str) -> str:
    order = [
        say("round.file", lang, name=named("part", name, lang), files=say("join", lang).join(files))
        for name, files in FILES.items()
    ]
    return say("note.round.order", lang, order=say("join", lang).join(order))


def _joined(found: Round, lang: str) -> list[str]:
    """Inputs that could not come in alone, and the first reason."""
    return [
        say(
            "note.round.joined",
            lang,
            parts=say("join", lang).join(named("part", name, lang) for name in each.parts),
            why=each.why[0].text(lang) if each.why else say("note.round.mixture", lang),
            into=named("part", each.into, lang),
        )
        for each in found.joined
    ]


def _methods(found: Round, lang: str) -> list[str]:
    """Stages that are forecast another way than last year."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for stage in found.stages:
        for area in found.areas:
            new = found.after.method(area, stage)
            for old in {found.before.method(each, stage) for each in found.members[area]} - {new}:
                groups.setdefault((stage, old, new), []).append(area)
    return [
        say(
            "note.round.method",
            lang,
            who=label_of("stage", stage, lang)
            + ("" if len(areas) == len(found.areas) else f" ({some_areas(areas, lang)})"),
            old=method_title(old, lang),
            new=method_title(new, lang),
        )
        for (stage, old, new), areas in groups.items()
    ]


def _balanced(found: Round, lang: str) -> list[str]:
    """Stages whose seats before the plan are those of demand, so that they follow it."""
    even = [
        label_of("stage", stage, lang)
        for stage in found.stages
        if any(balanced(each.plan, area, stage) for each in (found.before, found.after) for area in each.areas)
    ]
    if not even or found.equal:
        return []
    return [say("note.round.balanced", lang, stages=say("join", lang).join(even))]


def _only_one(found: Round, lang: str) -> list[str]:
    """What only one of the two has, and is not compared, and how areas of last year became those of today."""
    one, other = found.before, found.after
    notes = []
    if found.into:
        moved = [say("round.into", lang, old=old, new=new) for old, new in found.into.items()]
        notes.append(say("note.round.merged", lang, areas=some_areas(moved, lang)))
    areas = _either([*found.members], other.areas)
    if areas:
        apart = some_areas([area for area in found.taken_apart if area in areas], lang)
        why = say("note.round.split", lang, areas=apart) if apart else say("note.round.rename", lang)
        notes.append(say("note.round.areas", lang, areas=some_areas(areas, lang), why=why))
    stages = _either([stage.name for stage in one.stages], [stage.name for stage in other.stages])
    if stages:
        names = say("join", lang).join(label_of("stage", name, lang) for name in stages)
        notes.append(say("note.round.stages", lang, stages=names))
    if one.known != other.known:
        notes.append(say("note.round.years", lang, years=spans(found.years)))
    return notes


def _either(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """What stands in one of two lists only."""
    both = {*one} & {*other}
    return [each for each in (*one, *other) if each not in both]
