"""An explanation as tables: seats and children line by line, grades with their ratios, factors with their sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from xuewei.answers.explain.beyond import beyond_extra, beyond_records
from xuewei.answers.explain.explanation import AgeLine, Explanation, SeatLine
from xuewei.answers.explain.pupils_view import (
    BAR_RANK,
    beyond_sheet,
    fill_row,
    going_on,
    grade_records,
    grade_sheets,
    leavers_sheet,
    sources_below,
    traced_extra,
)
from xuewei.answers.explain.words import say as of_beyond
from xuewei.language.words import grade_name, named, say
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure, Series
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.model.plan import BALANCED, School, opening_written
from xuewei.model.pupils.grounds import BORN
from xuewei.model.pupils.leavers import NATION
from xuewei.model.seats.in_use import WRITTEN
from xuewei.tables.children_notes import flows_figure
from xuewei.tables.forecast_notes import method_note
from xuewei.tables.grade_notes import grade_note
from xuewei.tables.move_notes import migration_notes
from xuewei.tables.notes import (
    balance_words,
    cited,
    head,
    plan_title,
    register_whence,
    scenario_notes,
    warning_note,
    whence,
)
from xuewei.tables.people_notes import split_notes, written_notes
from xuewei.tables.view import Column, Sheet, View, bars
from xuewei.tables.words import say as say_in_tables


def explain(assessment: Assessment, explanation: Explanation, lang: str) -> View:
    """The view of one explanation; its records are the lines, each with ``kind`` seats or demand."""
    row = explanation.row
    records: list[dict[str, object]] = [
        {
            "kind": "seats",
            "id": line.school.id if line.school else "base",
            "amount": line.seats,
            "basis": line.basis,
            "source": line.source,
        }
        for line in explanation.seats
    ]
    records += [
        {
            "kind": "demand",
            "id": f"age-{line.age}",
            "amount": line.pupils,
            "basis": line.basis,
            "source": line.source,
        }
        for line in explanation.ages
    ]
    records += [
        {
            "kind": "demand",
            "id": f"grade-{each.grade}",
            "amount": each.pupils,
            "basis": each.basis,
            "source": assessment.assumptions.nation if each.whence == NATION else "",
        }
        for each in explanation.leavers
    ]
    extra: dict[str, object] = {
        "row": explanation.grade or row.record(),
        "factors": asdict(explanation.factors),
        "ages": [asdict(line) for line in explanation.ages],
    }
    if explanation.leavers:
        extra["leavers"] = [asdict(each) for each in explanation.leavers]
        extra["factors"] = {**asdict(explanation.factors), "scope": None}
    flowing = assessment.demand.inflow(row.stage, row.year, row.area) is not None
    come = say_in_tables(f"explain.come.{'flows' if flowing else 'inflow'}", lang)
    sheets = [] if isinstance(row, DemandRow) else [_seats(assessment, explanation, row, lang)]
    if explanation.traced is not None:
        records += grade_records(explanation.traced)
        extra |= traced_extra(explanation.traced, explanation.factors)
        sheets += grade_sheets(_title("explain.demand", explanation, lang), explanation, explanation.traced, come, lang)
    if explanation.leavers:
        title = _title("explain.demand", explanation, lang)
        sheets.append(leavers_sheet(title, explanation.leavers, row.demand, come, lang))
    elif explanation.ages:
        sheets.append(_demand(assessment, explanation, lang))
    if explanation.leavers or explanation.ages:
        sheets.append(_factors(assessment, explanation, lang))
    if explanation.beyond is not None:
        records += beyond_records(explanation.beyond)
        extra |= beyond_extra(explanation.beyond)
        demand = row.demand if explanation.grade is None else int(str(explanation.grade["demand"]))
        title = _title("beyond.title", explanation, lang, of_beyond)
        sheets.append(beyond_sheet(title, explanation.beyond, demand, lang))
    shown = explanation.grade or row.record()
    listed = [line.school for line in explanation.seats if line.school is not None]
    notes = [
        whence(assessment.plan, lang),
        *scenario_notes(assessment.plan, lang),
        *register_whence(assessment.plan, listed, lang),
        _ends(assessment, shown, lang),
    ]
    if not isinstance(row, DemandRow):
        notes += [_warned(assessment, str(shown["warning"]), lang)]
        if explanation.grade is not None:
            notes.append(grade_note(assessment, [row.stage], [row.area], lang, last=row.year))
    one = assessment.counted(row.area)
    if explanation.ages and one:
        notes += [*migration_notes(assessment, lang, [row.area]), *written_notes(assessment, lang)]
        notes += split_notes({one.area: one.split}, assessment.assumptions.nation, lang)
    if flowing and assessment.method(row.area, row.stage) == BORN:
        said = _flows(assessment, explanation, lang).source
        notes.append(say_in_tables("note.flows", lang, stage=named("stage", row.stage, lang), flows=said))
    notes += method_note(assessment, row.area, row.stage, lang)
    return View(sheets, records, {**head(assessment), **extra}, notes, heading=plan_title(assessment.plan, lang))


def _ends(assessment: Assessment, row: Mapping[str, object], lang: str) -> str:
    """What the lines come to."""
    seats, demand, balance = row.get("seats"), row["demand"], row.get("balance")
    if not isinstance(balance, int):
        return f"{say_in_tables('before', lang, first=assessment.known.start)} {demand:,}"
    words = balance_words(balance, lang)
    return say("explain.ends", lang, seats=seats, demand=demand, balance=balance, words=words)


def _warned(assessment: Assessment, warning: str, lang: str) -> str:
    """The warning of the line, and the limits that make it."""
    words = say("explain.warning", lang, word=named("warning", warning, lang))
    return words + warning_note(assessment, lang)


def _title(key: str, explanation: Explanation, lang: str, sentence: Callable[..., str] = say) -> str:
    row, stage = explanation.row, named("stage", explanation.row.stage, lang)
    if explanation.grade is not None:
        grade = grade_name(row.stage, int(str(explanation.grade["grade"])), explanation.grades, lang)
        stage = say_in_tables("explain.grade", lang, stage=stage, grade=grade)
    return sentence(key, lang, area=row.area, stage=stage, year=row.year)


def _seats(assessment: Assessment, explanation: Explanation, row: BalanceRow, lang: str) -> Sheet:
    columns = [
        Column(say("item", lang), rank=0),
        Column(say("seats", lang), number=True, rank=1),
        Column(say_in_tables("explain.bar", lang), rank=BAR_RANK),
        Column(say("basis", lang), rank=4),
        Column(say("explain.detail", lang), rank=3),
        Column(say("source", lang), rank=5),
    ]
    drawn = bars([line.seats for line in explanation.seats])
    rows = [
        [
            _seat_name(line, explanation, lang),
            f"{line.seats:,}",
            drawn[n],
            named("basis", line.basis, lang),
            _seat_detail(assessment, line, explanation, lang),
            "" if line.school is None and explanation.rule == BALANCED else line.source,
        ]
        for n, line in enumerate(explanation.seats)
    ]
    rows.append([say("total", lang), f"{sum(line.seats for line in explanation.seats):,}", *[""] * 4])
    return sources_below(Sheet(_title("explain.seats", explanation, lang), columns, rows), len(drawn), lang)


def _seat_name(line: SeatLine, explanation: Explanation, lang: str) -> str:
    if line.school is None:
        if explanation.inside:
            return say_in_tables("rest", lang, year=explanation.base_year)
        return say("explain.base", lang, year=explanation.base_year)
    return f"{line.school.id} {line.school.name or ''}".rstrip()


def _seat_detail(assessment: Assessment, line: SeatLine, explanation: Explanation, lang: str) -> str:
    detail = _came(assessment, line, explanation, lang)
    if not line.whole:
        return detail
    return f"{detail} · {say_in_tables('explain.of_stage', lang, seats=line.whole, share=line.seats / line.whole)}"


def _came(assessment: Assessment, line: SeatLine, explanation: Explanation, lang: str) -> str:
    """How the seats of a line came about."""
    if line.school is None:
        less = say_in_tables("less", lang, n=explanation.inside) if explanation.inside else ""
        if explanation.rule == WRITTEN:
            return say("explain.base.written", lang) + less
        crowding, year = assessment.assumptions.base_crowding.value, assessment.known.start
        return say("explain.base.balanced", lang, year=year, crowding=crowding) + less
    planned = "" if line.school.planned is None else say("explain.planned", lang, year=line.school.planned)
    fill = say("explain.by_grade", lang) if (line.school.fill or assessment.plan.fill) == "by_grade" else ""
    detail = _life(line.school, assessment, planned, fill, lang)
    others = [_ended(line.school, reason, explanation, lang) for reason in line.reasons if reason != "opens"]
    return " · ".join([detail, *others])


def _ended(school: School, reason: str, explanation: Explanation, lang: str) -> str:
    """Why seats are others than were built; of a school that closes since when, and how many go."""
    word, seats = say(f"{reason}.reason", lang), school.seats.get(explanation.row.stage, 0)
    return f"{word} {school.closes} ({-seats:,})" if reason == "closes" and seats else word


def _life(school: School, assessment: Assessment, planned: str, fill: str, lang: str) -> str:
    opens = opening_written(school, assessment.plan)
    if opens is None:
        return say_in_tables("always", lang)
    words = say("explain.school", lang, planned=planned, opens=opens, fill=fill)
    return words if planned else words.lstrip("，, ")


def _demand(assessment: Assessment, explanation: Explanation, lang: str) -> Sheet:
    columns = [
        Column(say("grade", lang), number=True, rank=0),
        Column(say("age", lang), number=True, rank=0),
        Column(say("explain.people", lang, census=explanation.census_area), number=True, rank=2),
        Column(say("explain.pupils", lang), number=True, rank=1),
        Column(say_in_tables("explain.bar", lang), rank=BAR_RANK),
        Column(say("explain.origin", lang), rank=3),
        Column(say("basis", lang), rank=4),
        Column(say("source", lang), rank=5),
    ]
    drawn = bars([line.pupils for line in explanation.ages])
    rows = [
        [
            str(line.grade),
            str(line.age),
            f"{line.people:,}",
            f"{line.pupils:,}",
            drawn[n],
            _origin(assessment, line, explanation, lang),
            named("basis", line.basis, lang),
            line.source or say("explain.modelled", lang),
        ]
        for n, line in enumerate(explanation.ages)
    ]
    if explanation.grade is None:
        rows.append(
            [
                say("total", lang),
                "",
                f"{sum(line.people for line in explanation.ages):,}",
                f"{explanation.forecast:,}",
                *[""] * 4,
            ]
        )
    return sources_below(Sheet(_title("explain.demand", explanation, lang), columns, rows), len(drawn), lang)


def _origin(assessment: Assessment, line: AgeLine, explanation: Explanation, lang: str) -> str:
    if line.start_age is None:
        born = explanation.row.year - line.age
        start = say("explain.from_births", lang, start=line.start, born=say_in_tables("start.births", lang, year=born))
    else:
        start = say("explain.from_census", lang, start=line.start, year=assessment.years.start, age=line.start_age)
    return say("explain.course", lang, start=start, change=line.change)


def _flows(assessment: Assessment, explanation: Explanation, lang: str) -> Figure:
    """What flows make of the pupils of an area, with every one of them and its source."""
    row = explanation.row
    flows = [
        each
        for each in assessment.population.flows
        if each.stage == row.stage and row.area in (each.from_area, each.to_area)
    ]
    return flows_figure(flows, explanation.factors.inflow, lang)


def _factors(assessment: Assessment, explanation: Explanation, lang: str) -> Sheet:
    stage, assumptions = explanation.row.stage, assessment.assumptions
    scope = assumptions.scope.get(explanation.row.area)
    rested: list[tuple[str, float, Figure | Series | None]] = [
        ("explain.scope", explanation.factors.scope, scope.share if scope else None),
        ("explain.participation", explanation.factors.participation, assumptions.share_of(stage)),
        ("explain.inflow", explanation.factors.inflow, assumptions.inflow.get(stage)),
    ]
    if assessment.demand.inflow(stage, explanation.row.year, explanation.row.area) is not None:
        rested[-1] = ("explain.flows", explanation.factors.inflow, _flows(assessment, explanation, lang))
    if explanation.leavers:
        rested = [*going_on(assessment, explanation), *rested[1:]]
    drawn = bars([value for _, value, _ in rested])
    rows = [
        [
            say(name, lang),
            f"{value:.4f}",
            drawn[n],
            named("basis", known.basis if known else "assumed", lang),
            cited(known, lang) if known else "",
        ]
        for n, (name, value, known) in enumerate(rested)
    ]
    if explanation.traced is not None and explanation.traced.fill is not None:
        rows.append(fill_row(explanation.traced.fill, lang))
    columns = [
        Column(say("item", lang), rank=0),
        Column(say("figure", lang), number=True, rank=1),
        Column(say_in_tables("explain.bar", lang), rank=BAR_RANK),
        Column(say("basis", lang), rank=2),
        Column(say("source", lang), rank=3),
    ]
    return Sheet(say("explain.factors", lang), columns, rows)
