"""Any plan at all, for laws that must hold for every one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from xuewei.language.school_types import TYPES
from xuewei.model.plan import BASES, FILLS, PROVISIONS, STATUSES, WORKS, BaseSeats, Conversion, Plan, Progress, School
from xuewei.model.plan import Published as Printed
from xuewei.model.seats.in_use import unsaid
from xuewei.model.stages import Stage
from xuewei.workbook.columns import Vocabulary, says_total

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)
"""Text of any kind: signs, control characters, line breaks, words that look like numbers."""
CELL = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text and Vocabulary().key("founder", text) == text and not says_total([text]))
)
"""Text that a cell holds as it is: no label of a founder, which would be read as that founder, and no total."""
STAGES = ("kindergarten", "primary", "middle", "senior")
SENIOR = Stage("senior", 15, 3, 50, 24, (40_000, 50_000))
YEARS = st.integers(2015, 2040)
SEATS = st.integers(0, 20_000)
DATES = st.dates(date(2000, 1, 1), date(2060, 12, 31)).map(date.isoformat)


@st.composite
def schools(draw: st.DrawFn, name: str, areas: tuple[str, ...], text: st.SearchStrategy[str]) -> School:
    """A school called ``name`` in one of ``areas``, good in every respect."""
    kind = draw(st.sampled_from([*TYPES, "体育学校"]))
    stages = st.sampled_from(STAGES)
    planned, opens = draw(st.none() | YEARS), draw(st.none() | YEARS)
    if planned is None and opens is None:
        planned = 2021
    begins = opens if opens is not None else (planned or 0) + 1
    seats = draw(st.dictionaries(stages, SEATS))
    removes = draw(st.dictionaries(stages, st.integers(1, 500), min_size=0 if seats else 1))
    origin = draw(st.sampled_from(sorted(seats or removes)))
    converts = seats.get(origin, 0) > 0 and draw(st.booleans())
    turns = (Conversion(begins + 5, origin, "middle", draw(st.none() | st.just(seats.get(origin)))),)
    steps = sorted(
        zip(draw(st.lists(DATES, max_size=3)), draw(st.lists(st.sampled_from(STATUSES[:6]), max_size=3)), strict=False)
    )
    ranks = sorted((status for _, status in steps), key=STATUSES.index)
    progress = tuple(
        Progress(day, status, draw(st.none() | text)) for (day, _), status in zip(steps, ranks, strict=True)
    )
    return School(
        id=name,
        type=kind,
        area=draw(st.sampled_from(areas)),
        seats=seats,
        planned=planned,
        opens=opens,
        name=draw(st.none() | text),
        founder=draw(st.none() | text),
        works=draw(st.sampled_from(WORKS)),
        provision=draw(st.none() | st.sampled_from(PROVISIONS)),
        status=progress[-1].status if progress else draw(st.sampled_from(STATUSES)),
        progress=progress,
        closes=draw(st.none() | st.just(begins + 30)),
        until=draw(st.none() | st.just(begins + 20)),
        fill=draw(st.none() | st.sampled_from(FILLS)),
        removes=removes,
        convert=turns if converts else (),
        cost_wan=draw(st.none() | st.integers(0, 10**6).map(float) | st.integers(0, 10**8).map(lambda n: n / 100)),
        responsible=draw(st.fixed_dictionaries({}, optional={"unit": text, "person": text})),
        due=draw(st.none() | DATES),
        must=draw(st.sampled_from([None, True, False])),
        basis=draw(st.dictionaries(st.sampled_from(["seats", "status", "cost_wan"]), st.sampled_from(BASES))),
        note=draw(st.none() | text),
    )  # fmt: skip


@st.composite
def _counted(draw: st.DrawFn, school: School, base: BaseSeats | None, lag: int) -> School:
    """A school that says whether the seats in use hold it, where that must be said, and else perhaps; none is
    said to be held by written seats, which may be too few."""
    opens = school.opens if school.opens is not None else (school.planned or 0) + lag
    known = [False] if base is None or base.seats or opens > base.year else [True, False]
    return replace(school, counted=draw(st.sampled_from(known if unsaid(school, opens, base) else [None, *known])))


@st.composite
def plans(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> Plan:
    """A plan of up to four schools in up to three areas; its text is ``text``."""
    areas = tuple(draw(st.lists(text, min_size=1, max_size=3, unique=True)))
    names = draw(st.lists(st.sampled_from([f"s-{n}" for n in range(6)]) | text, max_size=4, unique=True))
    counts = st.dictionaries(st.sampled_from(STAGES), SEATS)
    written = draw(st.none() | st.dictionaries(st.sampled_from(areas), counts.filter(bool)))
    first, lag = draw(YEARS), draw(st.sampled_from([1, 1, 0]))
    base = None
    if written is not None:
        listed = draw(st.lists(st.tuples(st.sampled_from(areas), st.sampled_from(STAGES)), max_size=2, unique=True))
        free = tuple(each for each in sorted(listed) if each[1] not in written.get(each[0], {}))
        whole = not written and draw(st.booleans())
        base = BaseSeats(2020, written, draw(st.sampled_from(BASES)), draw(st.none() | text), whole or free)
    return Plan(
        name=draw(text),
        area=areas[0],
        schools=tuple(draw(_counted(draw(schools(name, areas, text)), base, lag)) for name in names),
        years=(first, first + 4),
        source=draw(st.dictionaries(st.sampled_from(["title", "date", "section"]), text)),
        areas=areas[1:],
        opening_lag=lag,
        fill=draw(st.sampled_from(FILLS)),
        delivered_share=draw(st.sampled_from([1.0, 0.0, 0.9])),
        base_seats=base,
        published=Printed(
            draw(st.none() | st.integers(0, 99)), draw(counts), by_year={2021: draw(counts.filter(bool))}
        ),
        stages=(SENIOR,),
        population=draw(st.none() | text),
    )
