"""A demand by grade progression as a table: what each grade starts from, and the ratio of every year since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from xuewei.explanation import Explanation
from xuewei.grade_lines import GradeLine, Traced
from xuewei.model.demand import Factors
from xuewei.model.feeders import BIRTHS
from xuewei.model.grade_steps import COHORTS, Chain
from xuewei.model.grounds import Fill
from xuewei.show.view import Column, Sheet
from xuewei.words.methods import named as name_of_method
from xuewei.words.methods import say as say_of_method


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
        Column(say_of_method("grade", lang), number=True, rank=0),
        Column(say_of_method("explain.pupils", lang), number=True, rank=1),
        Column(say_of_method("explain.from", lang), rank=2),
        Column(say_of_method("explain.start", lang), number=True, rank=3),
        Column(say_of_method("explain.ratios", lang), rank=4),
        Column(say_of_method("basis", lang), rank=5),
        Column(say_of_method("source", lang), rank=6),
    ]
    rows = [_cells(line, lang) for line in traced.lines]
    rows.append([say_of_method("total", lang), f"{row.demand:,}", *[""] * 5])
    shared = traced.share != 1
    key = "explain.product.share" if shared else "explain.product"
    notes = [say_of_method(key, lang, share=traced.share)]
    if shared:
        notes.insert(0, say_of_method("note.census", lang, area=row.area, census=traced.record, share=traced.share))
    title = say_of_method("explain.demand", lang, area=row.area, stage=say_of_method(row.stage, lang), year=row.year)
    if traced.split:
        parts = ", ".join(
            f"{say_of_method('grade.nth', lang, n=n).strip()} {count:,}" for n, count in enumerate(traced.split, 1)
        )
        notes.append(f"{say_of_method('explain.split', lang)} {parts}")
    return [Sheet(title, columns, rows, notes)]


def _cells(line: GradeLine, lang: str) -> list[str]:
    chain = line.chain
    return [
        say_of_method("explain.whole", lang) if line.grade is None else str(line.grade),
        f"{line.pupils:,}",
        _start(chain, lang),
        amount(chain.start),
        " × ".join(say_of_method("ratio", lang, year=step.year, ratio=step.ratio) for step in chain.steps),
        name_of_method("basis", line.basis, lang),
        line.source or (say_of_method("explain.modelled", lang) if chain.kind == BIRTHS else ""),
    ]


def _start(chain: Chain, lang: str) -> str:
    """What a chain starts from, in words."""
    stage = say_of_method(chain.stage, lang)
    if chain.kind == COHORTS:
        source = say_of_method(f"source.{chain.source}", lang)
        return say_of_method("start.cohorts", lang, last=chain.year, source=source)
    grade = say_of_method("grade.nth", lang, n=chain.grade) if chain.grade else ""
    return say_of_method(f"start.{chain.kind}", lang, year=chain.year, stage=stage, grade=grade)


def amount(persons: float) -> str:
    """Persons with as many decimals as they need, at most two.

    >>> amount(1234.0), amount(1234.5), amount(0.333)
    ('1,234', '1,234.5', '0.33')
    """
    return f"{persons:,.2f}".rstrip("0").rstrip(".")


def fill_row(fill: Fill, lang: str) -> list[str]:
    """The line of the factors for a year that is filled by ages."""
    return [
        say_of_method("explain.fill", lang, like=fill.like),
        f"{fill.ratio:.6f}",
        name_of_method("basis", "derived", lang),
        "",
    ]
