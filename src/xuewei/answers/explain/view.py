"""An explanation as tables: seats and children line by line, grades with their ratios, factors with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from xuewei.answers.explain.explanation import AgeLine, Explanation, GradeLine, SeatLine, Traced
from xuewei.language.words import named, say
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure, Series
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.model.demand import Factors
from xuewei.model.plan import BALANCED, School, opening_written
from xuewei.model.pupils.grounds import Fill
from xuewei.model.pupils.progression import COHORTS, Chain
from xuewei.model.pupils.sources import BIRTHS
from xuewei.model.seats.in_use import WRITTEN
from xuewei.tables.forecast_notes import method_note
from xuewei.tables.notes import balance_words, cited, head, plan_title, warning_note, whence
from xuewei.tables.people_notes import migration_notes, split_notes, written_notes
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import say as say_in_tables

SPLIT = {"ages": "explain.split", "even": "explain.split.even", "given": "explain.split.given"}
"""How a stage that is known only as a whole is split over its grades."""


def grade_records(traced: Traced) -> list[dict[str, object]]:
    """A record for each grade, ``id`` grade-1 …, or one for the whole stage, ``id`` whole."""
    return [
        {
            "kind": "demand",
            "id": "whole" if line.grade is None else f"grade-{line.grade}",
            "amount": line.pupils,
            "basis": line.basis,
            "source": line.source,
        }
        for line in traced.lines
    ]


def traced_extra(traced: Traced, factors: Factors) -> Mapping[str, object]:
    """What JSON adds: the chains of every grade, unrounded; where there are some, participation and inflow do not
    act."""
    acting = asdict(factors)
    if traced.lines:
        acting = {"scope": traced.share, "participation": None, "inflow": None}
    elif traced.fill:
        acting["fill"] = traced.fill.ratio
    return {"factors": acting, "record": traced.record, "grades": [asdict(line) for line in traced.lines]}


def grade_sheets(explanation: Explanation, traced: Traced, lang: str) -> list[Sheet]:
    """The table of grades; where a year is filled by ages there is none."""
    if not traced.lines:
        return []
    row = explanation.row
    columns = [
        Column(say_in_tables("grade", lang), number=True, rank=0),
        Column(say_in_tables("explain.pupils", lang), number=True, rank=1),
        Column(say_in_tables("explain.from", lang), rank=2),
        Column(say_in_tables("explain.start", lang), number=True, rank=3),
        Column(say_in_tables("explain.ratios", lang), rank=4),
        Column(say_in_tables("basis", lang), rank=5),
        Column(say_in_tables("source", lang), rank=6),
    ]
    rows = [_cells(line, lang) for line in traced.lines]
    rows.append([say_in_tables("total", lang), f"{row.demand:,}", *[""] * 5])
    shared = traced.share != 1
    key = "explain.product.share" if shared else "explain.product"
    key = key if traced.by == "pupils" else f"explain.product.{traced.by}"
    notes = [say_in_tables(key, lang, share=traced.share)]
    if shared and traced.by == "pupils":
        notes.insert(0, say_in_tables("note.census", lang, area=row.area, census=traced.record, share=traced.share))
    title = say_in_tables("explain.demand", lang, area=row.area, stage=named("stage", row.stage, lang), year=row.year)
    if traced.split:
        parts = ", ".join(
            f"{say_in_tables('grade.nth', lang, n=n).strip()} {count:,}" for n, count in enumerate(traced.split, 1)
        )
        notes.append(f"{say_in_tables(SPLIT[traced.apart], lang)} {parts}")
    return [Sheet(title, columns, rows, notes)]


def _cells(line: GradeLine, lang: str) -> list[str]:
    chain = line.chain
    return [
        say_in_tables("explain.whole", lang) if line.grade is None else str(line.grade),
        f"{line.pupils:,}",
        _start(chain, lang),
        amount(chain.start),
        " × ".join(say_in_tables("ratio", lang, year=step.year, ratio=step.ratio) for step in chain.steps),
        named("basis", line.basis, lang),
        line.source or (say_in_tables("explain.modelled", lang) if chain.kind == BIRTHS else ""),
    ]


def _start(chain: Chain, lang: str) -> str:
    """What a chain starts from, in words."""
    stage = named("stage", chain.stage, lang)
    if chain.kind == COHORTS:
        source = say_in_tables(f"source.{chain.source}", lang)
        return say_in_tables("start.cohorts", lang, last=chain.year, source=source)
    grade = say_in_tables("grade.nth", lang, n=chain.grade) if chain.grade else ""
    return say_in_tables(f"start.{chain.kind}", lang, year=chain.year, stage=stage, grade=grade)


def amount(persons: float) -> str:
    """Persons with as many decimals as they need, at most two.

    >>> amount(1234.0), amount(1234.5), amount(0.333)
    ('1,234', '1,234.5', '0.33')
    """
    return f"{persons:,.2f}".rstrip("0").rstrip(".")


def fill_row(fill: Fill, lang: str) -> list[str]:
    """The line of the factors for a year that is filled by ages."""
    return [
        say_in_tables("explain.fill", lang, like=fill.like),
        f"{fill.ratio:.6f}",
        named("basis", "derived", lang),
        "",
    ]


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
    extra: dict[str, object] = {
        "row": row.record(),
        "factors": asdict(explanation.factors),
        "ages": [asdict(line) for line in explanation.ages],
    }
    sheets = [] if isinstance(row, DemandRow) else [_seats(assessment, explanation, row, lang)]
    if explanation.traced is not None:
        records += grade_records(explanation.traced)
        extra |= traced_extra(explanation.traced, explanation.factors)
        sheets += grade_sheets(explanation, explanation.traced, lang)
    if explanation.ages:
        sheets += [_demand(assessment, explanation, lang), _factors(assessment, explanation, lang)]
    notes = [whence(assessment.plan, lang), _ends(assessment, row, lang)]
    if not isinstance(row, DemandRow):
        notes.append(_warned(assessment, row, lang))
    one = assessment.counted(row.area)
    if explanation.ages and one:
        notes += [*migration_notes(assessment, lang), *written_notes(assessment, lang)]
        notes += split_notes({one.area: one.split}, assessment.assumptions.nation, lang)
    notes += method_note(assessment, row.area, row.stage, lang)
    return View(sheets, records, {**head(assessment), **extra}, notes, heading=plan_title(assessment.plan, lang))


def _ends(assessment: Assessment, row: BalanceRow | DemandRow, lang: str) -> str:
    """What the lines come to."""
    if isinstance(row, DemandRow):
        return f"{say_in_tables('before', lang, first=assessment.known.start)} {row.demand:,}"
    words = balance_words(row.balance, lang)
    return say("explain.ends", lang, seats=row.seats, demand=row.demand, balance=row.balance, words=words)


def _warned(assessment: Assessment, row: BalanceRow, lang: str) -> str:
    """The warning of the line, and the limits that make it."""
    words = say("explain.warning", lang, word=named("warning", row.warning, lang))
    return words + warning_note(assessment.assumptions, lang)


def _title(key: str, explanation: Explanation, lang: str) -> str:
    row = explanation.row
    return say(key, lang, area=row.area, stage=named("stage", row.stage, lang), year=row.year)


def _seats(assessment: Assessment, explanation: Explanation, row: BalanceRow, lang: str) -> Sheet:
    columns = [
        Column(say("item", lang), rank=0),
        Column(say("seats", lang), number=True, rank=1),
        Column(say("basis", lang), rank=3),
        Column(say("explain.detail", lang), rank=2),
        Column(say("source", lang), rank=4),
    ]
    rows = [
        [
            _seat_name(line, explanation, lang),
            f"{line.seats:,}",
            named("basis", line.basis, lang),
            _seat_detail(assessment, line, explanation, lang),
            "" if line.school is None and explanation.rule == BALANCED else line.source,
        ]
        for line in explanation.seats
    ]
    rows.append([say("total", lang), f"{row.seats:,}", "", "", ""])
    return Sheet(_title("explain.seats", explanation, lang), columns, rows)


def _seat_name(line: SeatLine, explanation: Explanation, lang: str) -> str:
    if line.school is None:
        if explanation.inside:
            return say_in_tables("rest", lang, year=explanation.base_year)
        return say("explain.base", lang, year=explanation.base_year)
    return f"{line.school.id} {line.school.name or ''}".rstrip()


def _seat_detail(assessment: Assessment, line: SeatLine, explanation: Explanation, lang: str) -> str:
    if line.school is None:
        less = say_in_tables("less", lang, n=explanation.inside) if explanation.inside else ""
        if explanation.rule == WRITTEN:
            return say("explain.base.written", lang) + less
        crowding, year = assessment.assumptions.base_crowding.value, assessment.known.start
        return say("explain.base.balanced", lang, year=year, crowding=crowding) + less
    planned = "" if line.school.planned is None else say("explain.planned", lang, year=line.school.planned)
    fill = say("explain.by_grade", lang) if (line.school.fill or assessment.plan.fill) == "by_grade" else ""
    detail = _life(line.school, assessment, planned, fill, lang)
    others = [say(f"{reason}.reason", lang) for reason in line.reasons if reason != "opens"]
    return " · ".join([detail, *others])


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
        Column(say("explain.origin", lang), rank=3),
        Column(say("basis", lang), rank=4),
        Column(say("source", lang), rank=5),
    ]
    rows = [
        [
            str(line.grade),
            str(line.age),
            f"{line.people:,}",
            f"{line.pupils:,}",
            _origin(assessment, line, explanation, lang),
            named("basis", line.basis, lang),
            line.source or say("explain.modelled", lang),
        ]
        for line in explanation.ages
    ]
    rows.append(
        [
            say("total", lang),
            "",
            f"{sum(line.people for line in explanation.ages):,}",
            f"{explanation.row.demand:,}",
            *[""] * 3,
        ]
    )
    return Sheet(_title("explain.demand", explanation, lang), columns, rows)


def _origin(assessment: Assessment, line: AgeLine, explanation: Explanation, lang: str) -> str:
    if line.start_age is None:
        born = explanation.row.year - line.age
        start = say("explain.from_births", lang, start=line.start, year=born)
    else:
        start = say("explain.from_census", lang, start=line.start, year=assessment.years.start, age=line.start_age)
    return say("explain.course", lang, start=start, change=line.change)


def _factors(assessment: Assessment, explanation: Explanation, lang: str) -> Sheet:
    stage, assumptions = explanation.row.stage, assessment.assumptions
    scope = assumptions.scope.get(explanation.row.area)
    rested: list[tuple[str, float, Figure | Series | None]] = [
        ("explain.scope", explanation.factors.scope, scope.share if scope else None),
        ("explain.participation", explanation.factors.participation, assumptions.participation.get(stage)),
        ("explain.inflow", explanation.factors.inflow, assumptions.inflow.get(stage)),
    ]
    rows = [
        [
            say(name, lang),
            f"{value:.4f}",
            named("basis", known.basis if known else "assumed", lang),
            cited(known, lang) if known else "",
        ]
        for name, value, known in rested
    ]
    if explanation.traced is not None and explanation.traced.fill is not None:
        rows.append(fill_row(explanation.traced.fill, lang))
    columns = [
        Column(say("item", lang), rank=0),
        Column(say("figure", lang), number=True, rank=1),
        Column(say("basis", lang), rank=2),
        Column(say("source", lang), rank=3),
    ]
    return Sheet(say("explain.factors", lang), columns, rows)
