"""The tables of demand that follows pupils: grades with their ratios, and leavers with their shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from xuewei.answers.explain.beyond import ESTATE, SLIGHT, BeyondForecast, BeyondLine
from xuewei.answers.explain.explanation import Explanation, LeaverLine
from xuewei.answers.explain.traced_pupils import GradeLine, Traced
from xuewei.answers.explain.words import say as of_beyond
from xuewei.language.source_titles import titled
from xuewei.language.words import named, say
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure, Series
from xuewei.model.demand import Factors
from xuewei.model.population import WITHIN
from xuewei.model.pupils.chains import COHORTS, Chain
from xuewei.model.pupils.grounds import Fill
from xuewei.tables.stage_notes import general_part
from xuewei.tables.view import Column, Sheet, bars, text_of
from xuewei.tables.words import say as say_in_tables

SPLIT = {"ages": "explain.split", "even": "explain.split.even", "given": "explain.split.given"}
"""How a stage that is known only as a whole is split over its grades."""

BAR_RANK = 9
"""Bars are left out before any figure, word or basis is."""
NAMED = 3
"""Lines that are named beside a source; of more, these and how many there are."""


def sources_below(sheet: Sheet, lines: int, lang: str) -> Sheet:
    """A table whose last column is the source of each of its first ``lines`` rows, with the sources below it instead:
    one for all, or each with the rows that have it, the last for all others."""
    by_source: dict[str, list[str]] = {}
    for row in sheet.rows[:lines]:
        head, label = sheet.columns[0], text_of(row[0])
        by_source.setdefault(titled(text_of(row[-1]), lang), []).append(
            f"{head.title} {label}" if head.number else label
        )
    without = by_source.pop("", [])
    groups = sorted(by_source.items(), key=lambda group: len(group[1]))
    notes = [_source_of(source, rows, lang) for source, rows in groups[:-1]]
    if groups:
        source, rows = groups[-1]
        if notes and len(rows) > 1:
            notes.append(say_in_tables("explain.source.rest", lang, n=len(rows), source=source))
        elif notes or len(without) > NAMED:
            notes.append(_source_of(source, rows, lang))
        elif without:
            notes.append(
                say_in_tables("explain.source.but", lang, rows=say("listed", lang).join(without), source=source)
            )
        else:
            notes.append(say_in_tables("explain.source", lang, source=source))
    cut = [row[:-1] for row in sheet.rows]
    return replace(sheet, columns=sheet.columns[:-1], rows=cut, notes=[*notes, *sheet.notes])


def _source_of(source: str, rows: list[str], lang: str) -> str:
    """A source with the rows that have it."""
    more = say_in_tables("explain.source.more", lang, n=len(rows)) if len(rows) > NAMED else ""
    which = say("listed", lang).join(rows[:NAMED]) + more
    return say_in_tables("explain.source.of", lang, rows=which, source=source)


def grade_records(traced: Traced) -> list[dict[str, object]]:
    """A record for each grade, ``id`` grade-1 …, or for the whole stage, ``id`` whole, or whole-births … where several
    forecasts make it."""
    return [
        {
            "kind": "demand",
            "id": _id(line),
            "amount": line.pupils,
            "basis": line.basis,
            "source": line.source,
        }
        for line in traced.lines
    ]


def _id(line: GradeLine) -> str:
    if line.grade is not None:
        return f"grade-{line.grade}"
    return "whole" if line.chain.weight == 1 else f"whole-{line.chain.source}"


def traced_extra(traced: Traced, factors: Factors) -> Mapping[str, object]:
    """What JSON adds: the chains of every grade, unrounded; where there are some, participation and inflow do not
    act."""
    acting = asdict(factors)
    if traced.lines:
        acting = {"scope": traced.share, "participation": None, "inflow": None}
    elif traced.fill:
        acting["fill"] = traced.fill.ratio
    return {
        "factors": acting,
        "record": traced.record,
        "grades": [asdict(line) | {"chain": line.chain.told()} for line in traced.lines],
    }


def grade_sheets(title: str, explanation: Explanation, traced: Traced, come: str, lang: str) -> list[Sheet]:
    """The table of grades, with ``come``, what says who comes from elsewhere; none where a year is filled by ages."""
    if not traced.lines:
        return []
    row = explanation.row
    columns = [
        Column(say_in_tables("grade", lang), number=True, rank=0),
        Column(say_in_tables("explain.pupils", lang), number=True, rank=1),
        Column(say_in_tables("explain.bar", lang), rank=BAR_RANK),
        Column(say_in_tables("explain.from", lang), rank=2),
        Column(say_in_tables("explain.start", lang), number=True, rank=3),
        Column(say_in_tables("explain.ratios", lang), rank=4),
        Column(say_in_tables("basis", lang), rank=5),
        Column(say_in_tables("source", lang), rank=6),
    ]
    drawn = bars([line.pupils for line in traced.lines])
    rows = [[*cells[:2], drawn[n], *cells[2:]] for n, cells in enumerate(_cells(line, lang) for line in traced.lines)]
    if explanation.grade is None or traced.split:
        rows.append([say_in_tables("total", lang), f"{explanation.forecast:,}", *[""] * 6])
    shared = traced.share != 1
    key = "explain.product.share" if shared else "explain.product"
    key = key if traced.by == "pupils" else f"explain.product.{traced.by}"
    notes = [say_in_tables(key, lang, share=traced.share, come=come)]
    if any(line.chain.weight != 1 for line in traced.lines):
        notes.append(say_in_tables("explain.weights", lang))
    if shared and traced.by == "pupils":
        notes.insert(0, say_in_tables("note.census", lang, area=row.area, census=traced.record, share=traced.share))
    if traced.split:
        parts = [
            f"{say_in_tables('grade.nth', lang, n=n).strip()} {count:,}" for n, count in enumerate(traced.split, 1)
        ]
        notes.append(say_in_tables(SPLIT[traced.apart], lang, parts=say_in_tables("stages", lang).join(parts)))
    return [sources_below(Sheet(title, columns, rows, notes), len(drawn), lang)]


def _cells(line: GradeLine, lang: str) -> list[str]:
    chain = line.chain
    return [
        say_in_tables("explain.whole", lang) if line.grade is None else str(line.grade),
        f"{line.pupils:,}",
        start_of_chain(chain, lang),
        amount(chain.start),
        " × ".join(
            [
                *([say_in_tables("explain.weight", lang, weight=chain.weight)] if chain.weight != 1 else []),
                *(
                    say_in_tables("ratio.back" if step.back else "ratio", lang, year=step.year, ratio=step.ratio)
                    for step in chain.steps
                ),
            ]
        ),
        named("basis", line.basis, lang),
        line.source or (of_beyond(f"births.{line.births}", lang) if line.births else ""),
    ]


def start_of_chain(chain: Chain, lang: str) -> str:
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
        "",
        named("basis", "derived", lang),
        "",
    ]


def leavers_sheet(title: str, lines: tuple[LeaverLine, ...], total: int, come: str, lang: str) -> Sheet:
    """The table of the grades; ``come``: what says who comes from elsewhere."""
    before = named("stage", lines[0].before, lang)
    columns = [
        Column(say("grade", lang), number=True, rank=0),
        Column(say("explain.pupils", lang), number=True, rank=1),
        Column(say_in_tables("explain.bar", lang), rank=BAR_RANK),
        Column(say_in_tables("explain.leavers", lang, before=before), number=True, rank=2),
        Column(say_in_tables("explain.entering", lang, come=come), number=True, rank=2),
        Column(say_in_tables("explain.steps", lang), number=True, rank=3),
        Column(say("explain.origin", lang), rank=4),
    ]
    drawn = bars([line.pupils for line in lines])
    rows = [
        [
            str(line.grade),
            f"{line.pupils:,}",
            drawn[n],
            f"{line.leavers:,.1f}",
            f"{line.rate:.4f}",
            f"{line.steps:.4f}",
            say_in_tables(f"explain.leavers.{line.whence}", lang, year=line.year, before=before),
        ]
        for n, line in enumerate(lines)
    ]
    rows.append([say("total", lang), f"{total:,}", *[""] * 5])
    words = {"before": before, "stage": lines[0].before, "year": lines[0].year, "come": come}
    return Sheet(title, columns, rows, [say_in_tables("explain.leavers.product", lang, **words)])


def going_on(assessment: Assessment, explanation: Explanation) -> list[tuple[str, float, Figure | Series | None]]:
    """What the share of the leavers who enter is made of, and how many of a grade come up to the next."""
    stage, year, assumed = explanation.row.stage, explanation.row.year, assessment.assumptions
    general, going, step = general_part(assessment, stage), assumed.senior, assumed.grade_step.get(stage)
    found: list[tuple[str, float, Figure | Series | None]] = [("explain.step", step.value if step else 1.0, step)]
    if general is None or going is None:
        return found
    gross, share = going.gross_rate, going.general_share
    return [("explain.gross", gross.at(year), gross), ("explain.general", share.at(year), share), *found]


_NO_ESTATE = (0, 5, 6)
"""Columns that a table without estates has."""


def beyond_sheet(title: str, found: BeyondForecast, demand: int, lang: str) -> Sheet:
    """The table of what is beyond the forecast; its last rows make up the demand."""
    columns = [
        Column(of_beyond("beyond.item", lang), rank=0),
        Column(of_beyond("beyond.completes", lang), number=True, rank=3),
        Column(of_beyond("beyond.dwellings", lang), number=True, rank=2),
        Column(of_beyond("beyond.filled", lang), number=True, rank=2),
        Column(of_beyond("beyond.each", lang), number=True, rank=2),
        Column(of_beyond("beyond.pupils", lang), number=True, rank=1),
        Column(of_beyond("beyond.basis", lang), rank=4),
        Column(of_beyond("beyond.source", lang), rank=5),
    ]
    rows: list[list[str | tuple[str, str]]] = [_beyond_cells(line, lang) for line in found.lines]
    rows.append([of_beyond("beyond.forecast", lang), *[""] * 4, f"{found.forecast:,}", "", ""])
    rows.append([of_beyond("beyond.demand", lang), *[""] * 4, f"{demand:,}", "", ""])
    notes = []
    if any(line.kind == ESTATE for line in found.lines):
        notes += [of_beyond("beyond.product", lang, since=found.since), *_forced(found, lang)]
    else:
        columns, rows = [columns[n] for n in _NO_ESTATE], [[row[n] for n in _NO_ESTATE] for row in rows]
    parts = {line.part for line in found.lines if line.counted == WITHIN and line.part < 1 - SLIGHT}
    notes += [of_beyond("beyond.part", lang, part=part) for part in sorted(parts)]
    return Sheet(title, columns, rows, notes)


def _forced(found: BeyondForecast, lang: str) -> list[str]:
    """Which parts of estates are shown as another number than theirs is when rounded, so that the sum is right."""
    lines = []
    for line in found.lines:
        exact = (line.dwellings or 0.0) * (line.filled or 0.0) * (line.each or 0.0) * line.part
        if line.kind == ESTATE and abs(exact - line.pupils) > 0.5 + SLIGHT:
            name = f"{line.id} {line.name}".rstrip()
            lines.append(of_beyond("beyond.forced.line", lang, name=name, exact=exact))
    return [of_beyond("beyond.forced", lang, lines=say("listed", lang).join(lines))] if lines else []


def _beyond_cells(line: BeyondLine, lang: str) -> list[str | tuple[str, str]]:
    if line.kind != ESTATE:
        return [
            of_beyond(f"beyond.{line.kind}", lang, name=line.id, times=line.times or 0.0),
            *[""] * 4,
            f"{line.pupils:+,}",
            named("basis", line.basis, lang),
            line.source,
        ]
    return [
        f"{line.id} {line.name}".rstrip(),
        str(line.completes),
        f"{line.dwellings or 0.0:,.6g}",
        f"{line.filled or 0.0:.1%}",
        f"{100 * (line.each or 0.0):.4g}",
        f"{line.pupils:+,}",
        named("basis", line.basis, lang),
        titled(line.source, lang),
    ]
