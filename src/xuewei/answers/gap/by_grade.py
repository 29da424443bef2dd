"""`gap --by grade`: seats, demand and balance of every grade, adding up to the stage's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice, repeat
from typing import TYPE_CHECKING, overload

import numpy as np

from xuewei.answers.gap.answer_view import SHOWN_AREAS, WORST, Cell, aligned, heading, split
from xuewei.answers.gap.grade_bands import band_cells, band_of, course_bands, grade_band_notes, with_band
from xuewei.answers.gap.words import say
from xuewei.language.words import grade_name, named
from xuewei.language.words import say as label
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BAND_KEYS, RATE_DIGITS, WARNINGS
from xuewei.model.grades import COLUMNS, GradeTable, Ints
from xuewei.tables.base_seats import years_told
from xuewei.tables.grade_notes import grade_note
from xuewei.tables.notes import COLOURS, balance_words, head, notes
from xuewei.tables.palette import BAD, DOUBTFUL
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View, as_cell, quoted
from xuewei.tables.words import say as say_in_tables

if TYPE_CHECKING:
    from xuewei.model.bands import DemandBands


_CSV = ",".join(["%s"] * len(COLUMNS)) + "\n"
_JSON = "    {\n" + ",\n".join(f'      "{column}": %s' for column in COLUMNS) + "\n    }"
"""How the rows of records look in either form."""


@dataclass(frozen=True, eq=False, repr=False)
class GradeRecords(Sequence[Mapping[str, object]]):
    """The rows of some tables, made when they are asked for: a country has millions."""

    tables: Sequence[GradeTable]

    def __len__(self) -> int:
        return sum(map(len, self.tables))

    def __iter__(self) -> Iterator[Mapping[str, object]]:
        for table in self.tables:
            yield from table.records()

    @overload
    def __getitem__(self, n: int) -> Mapping[str, object]: ...
    @overload
    def __getitem__(self, n: slice) -> list[Mapping[str, object]]: ...
    def __getitem__(self, n: int | slice) -> Mapping[str, object] | list[Mapping[str, object]]:
        if isinstance(n, slice):
            return list(islice(self, *n.indices(len(self))))
        return next(islice(self, n if n >= 0 else len(self) + n, None))

    def text(self, form: str) -> Iterator[str]:
        """The rows as :func:`~xuewei.tables.view.as_csv` or :func:`~xuewei.tables.view.as_json` writes them."""
        for table in self.tables:
            yield from (
                _lines(table, _CSV, as_cell, "") if form == "csv" else _lines(table, _JSON, quoted, "null", ",\n")
            )


def _lines(
    table: GradeTable, pattern: str, spoken: Callable[[str], str], nothing: str, between: str = ""
) -> Iterator[str]:
    """The rows of a table, those of an area at once."""
    words, stage = np.array([spoken(word) for word in WARNINGS], dtype=object), spoken(table.stage.name)
    methods = {method: spoken(method) for method in table.methods}
    grades = range(1, table.stage.grades + 1)
    years = [year for year in table.years for _ in grades]
    numbers = table.seats, table.demand, table.balance, table.classes_short, table.usable
    for n, area in enumerate(map(spoken, table.areas) if years else ()):
        seats, demand, balance, classes, usable = (each[n].ravel().tolist() for each in numbers)
        met = [round(each, RATE_DIGITS) if each == each else nothing for each in table.rate[n].ravel().tolist()]
        said = words[table.warning[n].ravel()].tolist()
        areas, stages, method = map(repeat, (area, stage, methods[table.methods[n]]))
        cells = zip(
            years,
            areas,
            stages,
            cycle(grades),
            seats,
            demand,
            balance,
            met,
            said,
            classes,
            usable,
            method,
            strict=False,
        )
        yield between.join([pattern % each for each in cells])


def by_grade(
    found: Assessment,
    tables: Sequence[GradeTable],
    lang: str,
    *,
    one_year: bool,
    bands: DemandBands | None = None,
) -> View:
    """The view of grades, of ``tables`` for each stage over the same areas and years: of one year a line each, else
    years × grades of every stage and area; of many areas the worst. ``bands`` add their columns to the records."""
    areas, stages = tables[0].areas, [table.stage.name for table in tables]
    records: Sequence[Mapping[str, object]] = GradeRecords(tables)
    columns, of_bands = list(COLUMNS), list[str]()
    if bands is not None:
        records, columns = [with_band(row, bands) for row in records], [*COLUMNS, *BAND_KEYS]
        of_bands = grade_band_notes(records, tables, bands, lang, shown=len(areas) <= SHOWN_AREAS)
    shown = [table for table in tables if table.years]
    if len(areas) > SHOWN_AREAS:
        sheets = list(_worst(shown, lang))
    elif one_year:
        sheets = [_one_year(table, lang, several=len(areas) > 1, bands=bands) for table in shown]
    else:
        sheets = [
            sheet
            for n in range(len(areas))
            for table in shown
            for sheet in (*_course(table, n, lang), *(course_bands(table, n, bands, lang) if bands else ()))
        ]
    told = years_told(shown[0].years, found.known, lang) if shown else []
    opening = Sheet(heading(found, lang), [], [], [*told, *_sentences(shown, areas, lang)])
    part = areas != found.areas or len(stages) < len(found.stages)
    rows = found.rows(tables[0].years[-1:], stages, areas) if part else ()
    last = shown[0].years[-1] if shown else None
    lines = [grade_note(found, stages, areas, lang, last=last), *notes(found, lang, rows), *of_bands]
    return View([opening, *sheets], records, head(found), lines, columns)


def short_anywhere(tables: Sequence[GradeTable]) -> bool:
    """Whether a grade is short in some year; what is so by assumption alone does not count."""
    return any(bool(((table.balance < 0) & ~table.baseline).any()) for table in tables)


def _name(table: GradeTable, g: int, lang: str) -> str:
    return grade_name(table.stage.name, g + 1, table.stage.grades, lang)


def _sentences(tables: Sequence[GradeTable], areas: Sequence[str], lang: str) -> list[str]:
    """Of one area the entry grade and the worst grade of every stage; of several, how many are short and where most."""
    if len(areas) > SHOWN_AREAS:
        return [_counted(tables, areas, lang)]
    return [
        say("by.stage", lang, stage=_stage(table, n, lang, several=len(areas) > 1), parts=parts)
        for n in range(len(areas))
        for table in tables
        if (parts := _parts(table, n, lang))
    ]


def _stage(table: GradeTable, n: int, lang: str, *, several: bool) -> str:
    stage = named("stage", table.stage.name, lang)
    return say("grades.short.area", lang, area=table.areas[n], stage=stage) if several else stage


def _parts(table: GradeTable, n: int, lang: str) -> str:
    """What is said of one stage of one area; nothing where all its years are even by assumption."""
    even = table.baseline[n].all(axis=1)
    balance, years = table.balance[n][~even], [year for year, out in zip(table.years, even, strict=True) if not out]
    if not years:
        return ""
    entry, name = balance[:, 0], _name(table, 0, lang)
    if (entry < 0).any():
        t = int(entry.argmin())
        short = spans(year for year, each in zip(years, entry, strict=True) if each < 0)
        key = "by.entry.once" if (entry < 0).sum() == 1 else "by.entry.short"
        text = say(key, lang, grade=name, years=short, worst=years[t], n=-int(entry[t]))
    else:
        text = say("by.entry.never" if len(years) > 1 else "by.entry.not", lang, grade=name, year=years[0])
    t, g = (int(each) for each in np.unravel_index(balance.argmin(), balance.shape))
    low, whole = int(balance[t, g]), balance_words(int(balance[t].sum()), lang)
    if low >= 0:
        text += say("by.tightest", lang, year=years[t], grade=_name(table, g, lang), balance=balance_words(low, lang))
    elif g:
        text += say("by.worst", lang, year=years[t], grade=_name(table, g, lang), n=-low, balance=whole)
    if even.any():
        text += say("by.baseline", lang, year=table.years[int(even.argmax())])
    return text


def _counted(tables: Sequence[GradeTable], areas: Sequence[str], lang: str) -> str:
    lacking = {table.stage.name: ((table.balance < 0) & ~table.baseline).any(axis=(1, 2)) for table in tables}
    parts = say("list", lang).join(
        say("answer.areas.of", lang, stage=named("stage", stage, lang), n=int(each.sum()))
        for stage, each in lacking.items()
    )
    n = int(np.any(list(lacking.values()), axis=0).sum())
    return say("by.areas", lang, areas=len(areas), n=n, parts=parts)


def _one_year(table: GradeTable, lang: str, *, several: bool, bands: DemandBands | None) -> Sheet:
    """A line for every grade of one year, and one for the whole stage, each with its band where one is asked for."""
    ranks = {"seats": 3, "demand": 2, "balance": 1, "rate": 4}
    columns = [
        *([Column(label("area", lang), rank=0)] if several else []),
        Column(label("grade", lang), rank=0),
        *(Column(label(name, lang), number=True, rank=rank) for name, rank in ranks.items()),
        Column(label("warning", lang), rank=1),
    ]
    if bands is not None:
        columns += [
            Column(say_in_tables("band.demand", lang, level=bands.banding.level), number=True, rank=3),
            *(Column(say_in_tables(f"band.balance.{each}", lang), number=True, rank=2) for each in ("low", "high")),
            Column(say_in_tables("band.warning", lang), rank=1),
        ]

    def of_band(n: int, g: int | None, seats: int, demand: int) -> list[Cell]:
        return [] if bands is None else band_cells(seats, band_of(table, n, 0, g, demand, bands), lang)

    rows: list[list[Cell]] = []
    for n, area in enumerate(table.areas):
        first = [area] if several else []
        seats, demand = table.seats[n, 0], table.demand[n, 0]
        for g in range(table.stage.grades):
            figures = int(seats[g]), int(demand[g]), float(table.rate[n, 0, g])
            told = [*_figures(*figures, lang), _alert(table, n, 0, g, lang), *of_band(n, g, *figures[:2])]
            rows.append([*first, _name(table, g, lang), *told])
        total = int(seats.sum()), int(demand.sum())
        rate = total[0] / total[1] if total[1] else float("nan")
        rows.append([*first, label("total", lang), *_figures(*total, rate, lang), "", *of_band(n, None, *total)])
    title = say("by.year", lang, year=table.years[0])
    where = named("stage", table.stage.name, lang)
    return Sheet(f"{where if several else f'{table.areas[0]} · {where}'} · {title}", columns, rows)


def _figures(seats: int, demand: int, rate: float, lang: str) -> list[Cell]:
    balance = seats - demand
    met = "" if np.isnan(rate) else f"{rate:.1%}"
    return [f"{seats:,}", f"{demand:,}", (balance_words(balance, lang), BAD if balance < 0 else ""), met]


def _alert(table: GradeTable, n: int, t: int, g: int, lang: str) -> Cell:
    word = WARNINGS[int(table.warning[n, t, g])]
    return named("warning", word, lang), COLOURS[word]


def _course(table: GradeTable, n: int, lang: str) -> Iterator[Sheet]:
    """Years × grades of one stage of one area; the whole stage last."""
    balance = table.balance[n]
    columns = [(_name(table, g, lang), _cells(table, n, g, balance[:, g], lang)) for g in range(table.stage.grades)]
    sums = balance.sum(axis=1).tolist()
    whole = aligned([balance_words(each, lang) for each in sums])
    columns.append(
        (label("total", lang), [(text, BAD if low < 0 else "") for text, low in zip(whole, sums, strict=True)])
    )
    title = say("by.title", lang, area=table.areas[n], stage=named("stage", table.stage.name, lang))
    return split(title, label("year", lang), [str(year) for year in table.years], columns)


def _cells(table: GradeTable, n: int, g: int, balance: Ints, lang: str) -> list[Cell]:
    texts = aligned([balance_words(each, lang) for each in balance.tolist()])
    colours = [_colour(*each) for each in zip(balance.tolist(), table.warning[n, :, g].tolist(), strict=True)]
    return list(zip(texts, colours, strict=True))


def _colour(balance: int, warning: int) -> str:
    """That of the alert; red of a shortage alone, for where seats just suffice the word is no shortage."""
    colour = COLOURS[WARNINGS[warning]]
    return DOUBTFUL if colour == BAD and balance >= 0 else colour


def _worst(tables: Sequence[GradeTable], lang: str) -> Iterator[Sheet]:
    """The areas whose shortest grade lacks most, with the grade and its year, by stage."""
    lows = [
        np.where(table.baseline, np.iinfo(np.int64).max, table.balance).reshape(len(table.areas), -1)
        for table in tables
    ]
    if not tables:
        return
    order = [int(n) for n in np.argsort(np.min([low.min(axis=1) for low in lows], axis=0), kind="stable")[:WORST]]
    columns: list[tuple[str, Sequence[Cell]]] = []
    for table, low in zip(tables, lows, strict=True):
        places = [(n, *divmod(int(low[n].argmin()), table.stage.grades)) for n in order]
        figures = aligned([balance_words(int(table.balance[place]), lang) for place in places])
        cells: list[Cell] = [
            (
                say("by.worst.cell", lang, balance=figure, grade=_name(table, g, lang), year=table.years[t]),
                COLOURS[WARNINGS[int(table.warning[n, t, g])]],
            )
            for figure, (n, t, g) in zip(figures, places, strict=True)
        ]
        columns.append((named("stage", table.stage.name, lang), cells))
    areas = tables[0].areas
    yield from split(say("by.worst.title", lang), label("area", lang), [areas[n] for n in order], columns)
    if len(areas) > WORST:
        rest = np.ones(len(areas), dtype=bool)
        rest[order] = False
        short = np.any([low.min(axis=1) < 0 for low in lows], axis=0)
        yield Sheet(say("urgent.ever.more", lang, n=int(rest.sum()), short=int((short & rest).sum())), [], [])
