"""小区: a row for every part of an estate with the pupils that it brings as formulas, which the demand adds up.

``pupils = dwellings × (share lived in − that of the last year that is no forecast) × pupils per 100 dwellings ÷ 100``,
as :mod:`xuewei.model.estates` has it; shares and yields stand below the rows, by years since completion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from xuewei.formats.csv import MOST, YEARS
from xuewei.language.words import named as named_everywhere
from xuewei.late import dataclass
from xuewei.model.arrivals import ahead
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Series
from xuewei.model.estate_rules import EstateRules
from xuewei.model.estates import EstatePupils
from xuewei.model.parameters import CURVES
from xuewei.model.population import EXTRA, WITHIN, EstateRow
from xuewei.model.zoning import named_zones
from xuewei.tables.words import say as say_in_tables
from xuewei.workbook.words import named, say
from xuewei.workbook.write.layout import HEAD_ROWS, Formula, Layout, Table
from xuewei.workbook.write.page import Page, Titles, Value

ABOUT = ("id", "name", "area", "zone", "kind", "dwellings", "completes", "course", "counted")
STEPS = ("course_row", "kind_row")
"""Columns that say what a part is, and which rows of shares and of yields are its own."""
WIDTHS = {
    "id": 14,
    "name": 16,
    "area": 12,
    "zone": 12,
    "kind": 10,
    "dwellings": 9,
    "completes": 8,
    "course": 10,
    "counted": 15,
}
FIRST_SHARE = 2
"""The column of the shares and yields of the year of completion."""
LONGEST_LIST = 255
"""Characters that a list of words in a cell's rule may have."""
Cells = list[tuple[Value, str]]


@dataclass(frozen=True, eq=False)
class Estates:
    """The sheet of an assessment with estates: ``table`` of their parts, the rows of shares lived in and, for each
    stage, of yields by kind, each with as many columns as it needs."""

    found: Assessment
    estates: EstatePupils
    rules: EstateRules
    lang: str
    sheet: str

    @cached_property
    def years(self) -> dict[str, list[int]]:
        """The years by stage of which some area's demand is a forecast, to which estates add."""
        demand = self.found.demand
        several = {stage: np.asarray(ahead(demand, stage).any(axis=1)) for stage in self.estates.filled}
        return {
            stage: [year for year, any_ in zip(demand.years, marks.tolist(), strict=True) if any_]
            for stage, marks in several.items()
        }

    @property
    def table(self) -> Table:
        """The table of the parts."""
        wanted = [column(stage, year) for stage, years in self.years.items() for year in years]
        first = HEAD_ROWS + 1
        return Table(self.sheet, (*ABOUT, *STEPS, *wanted), first, first + max(len(self.estates.rows), 1) - 1)

    @cached_property
    def courses(self) -> dict[str, Mapping[int, float]]:
        """Courses by what the sheet calls them: those with a name, then those of single estates."""
        found = {course_name(name, self.lang): each.values for name, each in self.rules.curves.items()}
        for row in self.estates.rows:
            if not isinstance(row.occupancy, str):
                found[self.course(row)] = dict(row.occupancy)
        return found

    def course(self, row: EstateRow) -> str:
        """What the course of a part is called."""
        if isinstance(row.occupancy, str):
            return course_name(row.occupancy or self.rules.occupancy, self.lang)
        same = next((name for name, each in self._own.items() if each == row.occupancy), None)
        return same or row.id

    @cached_property
    def _own(self) -> dict[str, tuple[tuple[int, float], ...]]:
        """Courses of single estates, by the id of the first that has it and, of another of its parts, the year."""
        found: dict[str, tuple[tuple[int, float], ...]] = {}
        for row in self.estates.rows:
            if not isinstance(row.occupancy, str) and row.occupancy not in found.values():
                found[row.id if row.id not in found else f"{row.id} {row.completes}"] = row.occupancy
        return found

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of the parts."""
        return list(dict.fromkeys(row.kind for row in self.estates.rows)) or [""]

    @cached_property
    def longest(self) -> int:
        """The years since completion after which neither shares nor yields change."""
        series = [self.rules.series(kind, stage) for kind in self.kinds for stage in self.estates.filled]
        every = [*self.courses.values(), *(each.values for each in series if each is not None)]
        return max((max(each) for each in every), default=1)

    @property
    def first_course(self) -> int:
        """The row of the first course; its title and its head stand above it."""
        return self.table.last + 4

    def first_yield(self, stage: str) -> int:
        """The row of the first kind's yields of a stage."""
        before = [*self.estates.filled].index(stage) * len(self.kinds)
        return self.first_course + len(self.courses) + 3 + before

    def block(self, first: int, rows: int) -> str:
        """Shares or yields of some rows by years since completion."""
        table = Table("", tuple(map(str, range(FIRST_SHARE + self.longest + 1))), first, first)
        left, right = (table.column(str(n)) for n in (FIRST_SHARE, FIRST_SHARE + self.longest))
        return f"${left}${first}:${right}${first + rows - 1}"

    @cached_property
    def live(self) -> dict[tuple[str, int], list[tuple[int, int]]]:
        """By stage and index of an area the years that its estates beside the forecast add to, each with its index."""
        here = sorted({int(n) for n, within in zip(self.estates.at, self.estates.within, strict=True) if not within})
        found = {}
        for stage in self.estates.filled:
            marks = ahead(self.found.demand, stage)
            for n in here:
                found[stage, n] = [(t, year) for t, year in enumerate(self.found.demand.years) if marks[t, n]]
        return found

    def added(self, stage: str, n: int, t: int) -> float | None:
        """The pupils of a stage that estates beside the forecast bring to an area in a year; None where none can."""
        if all(at != t for at, _ in self.live.get((stage, n), ())):
            return None
        those = (self.estates.at == n) & ~self.estates.within
        return float(self.estates.pupils(stage)[those, t].sum())

    def sum_of(self, stage: str, area: str, year: int) -> str:
        """The formula of these pupils; ``area`` is what SUMIFS is to find."""
        table = self.table
        which = f'{table.down("area")},{area},{table.down("counted")},"{counted_word(False, self.lang)}"'
        return f"SUMIFS({table.down(column(stage, year))},{which})"

    def mark(self) -> tuple[str, float]:
        """The formula of a sum over all inputs, each times its row (and column), and what it comes to as written: with
        another sum some input was edited."""
        table, rows = self.table, range(self.table.first, self.table.last + 1)
        words = [[*self.courses].index(self.course(row)) + 1 for row in self.estates.rows]
        kinds = [self.kinds.index(row.kind) + 1 for row in self.estates.rows]
        years = [row.completes for row in self.estates.rows]
        sizes = self.estates.dwellings.tolist()
        of_parts = {"dwellings": sizes, "completes": years, "course_row": words, "kind_row": kinds}
        texts, total = [], 0.0
        for key, values in of_parts.items():
            texts.append(f"SUMPRODUCT({table.down(key)},ROW({table.down(key)}))")
            total += sum(row * value for row, value in zip(rows, values, strict=True))
        for first, held in self.written():
            cells = f"{self.sheet}!{self.block(first, len(held))}"
            texts.append(f"SUMPRODUCT({cells},ROW({cells})*COLUMN({cells}))")
            places = (
                (n, m, value) for n, each in enumerate(held, first) for m, value in enumerate(each, FIRST_SHARE + 1)
            )
            total += sum(n * m * value for n, m, value in places)
        return "+".join(texts), total

    def written(self) -> Iterator[tuple[int, list[list[float]]]]:
        """The blocks of shares and of yields by stage: their first row, and their values."""
        since = range(self.longest + 1)
        yield self.first_course, [_by_year(each, since, before=0.0) for each in self.courses.values()]
        for stage in self.estates.filled:
            of_kinds = ((self.rules.series(kind, stage), self.rules.factor(kind, stage)) for kind in self.kinds)
            yield self.first_yield(stage), [_of_series(series, factor, since) for series, factor in of_kinds]

    def names(self) -> Iterator[tuple[str, str]]:
        """The names of shares and yields by kind, each with its cells; of what a spreadsheet can take for a name."""
        for n, name in enumerate(self.rules.curves):
            if name.isascii() and name.isidentifier():
                yield f"estate_share_{name}", f"{self.sheet}!{self.block(self.first_course + n, 1)}"
        for stage in self.estates.filled:
            for n, kind in enumerate(self.kinds):
                first = self.first_yield(stage) + n
                yield "_".join(filter(None, ("estate_yield", stage, kind))), f"{self.sheet}!{self.block(first, 1)}"


def estates_of(found: Assessment, lang: str) -> Estates | None:
    """The sheet of an assessment; None where it has no estates."""
    beyond, rules = found.demand.beyond, found.assumptions.estates
    if beyond is None or beyond.estates is None or rules is None or not beyond.estates.rows:
        return None
    sheet = say("sheet.estates", lang)
    return Estates(found, beyond.estates, rules, lang, f"'{sheet}'" if " " in sheet else sheet)


def column(stage: str, year: int) -> str:
    """The key of the pupils of a stage in a year."""
    return f"{stage}.{year}"


def course_name(name: str, lang: str) -> str:
    """What a course is called in the sheet."""
    return named_everywhere("occupancy", name, lang) if name in CURVES else name


def kind_name(kind: str, lang: str) -> str:
    """What a kind is called in the sheet."""
    return say_in_tables(f"estates.kind.{kind}", lang) if kind else "—"


def counted_word(within: bool, lang: str) -> str:
    """How a part counts, in the sheet's words."""
    return named_everywhere("estates", WITHIN if within else EXTRA, lang)


def write_estates(page: Page, plan: Layout, sheet: Estates) -> None:
    """The whole sheet."""
    lang, table = plan.lang, sheet.table
    titles: list[Titles] = [(say(f"estates.{key}", lang), "") for key in (*ABOUT, *STEPS)]
    titles += [(named("stage", stage, lang), str(year)) for stage, years in sheet.years.items() for year in years]
    notes = [say("note.estates", lang)]
    if sheet.estates.within.any():
        notes.append(say("note.estates.within", lang, word=counted_word(True, lang)))
    if sheet.estates.beside:
        names = ", ".join(dict.fromkeys(row.name or row.id for row in sheet.estates.beside))
        notes.append(say("note.estates.beside", lang, names=names))
    page.title(say("title.estates", lang), "\n".join(notes), len(ABOUT), 90)
    folded = range(len(ABOUT), len(ABOUT) + len(STEPS))
    page.head(titles, folded=folded)
    for n, row in enumerate(sheet.estates.rows):
        page.row(table.first + n, _part(sheet, n, row))
    _rules(page, sheet)
    for n, key in enumerate(table.keys):
        hidden = {"level": 1, "hidden": True} if key in STEPS else {}
        page.sheet.set_column(n, n, WIDTHS.get(key, 8), None, hidden)
    _bound(page, sheet)
    page.sheet.freeze_panes(HEAD_ROWS, 2)
    page.sheet.autofilter(HEAD_ROWS - 1, 0, table.last - 1, len(table.keys) - 1)
    rows = sheet.first_course + len(sheet.courses) + 2 + len(sheet.kinds) * len(sheet.estates.filled)
    page.prints(rows=rows, columns=len(table.keys), page=say("print.page", lang))


def _bound(page: Page, sheet: Estates) -> None:
    """Drop-down lists of words, and bounds of the numbers that may be changed."""
    table, lang = sheet.table, sheet.lang
    first, last = sheet.first_course, sheet.first_course + len(sheet.courses) - 1
    page.choose(table.first, table.last, ABOUT.index("course"), f"$A${first}:$A${last}")
    kinds = sheet.first_yield(next(iter(sheet.estates.filled), "")) if sheet.estates.filled else 0
    if kinds:
        page.choose(table.first, table.last, ABOUT.index("kind"), f"$A${kinds}:$A${kinds + len(sheet.kinds) - 1}")
    page.numbers(table.first, table.last, ABOUT.index("dwellings"), 0, int(MOST), say("error.dwellings", lang))
    years = YEARS.start, YEARS.stop - 1
    page.numbers(table.first, table.last, ABOUT.index("completes"), *years, say("error.year", lang))
    zones = {row.zone for row in sheet.estates.rows if row.zone} | {*named_zones(sheet.found.plan)}
    for key, words in (("area", sheet.found.areas), ("zone", sorted(zones))):
        if words and len(",".join(words)) <= LONGEST_LIST and not any("," in word for word in words):
            rule = {"validate": "list", "source": [*words], "error_message": say("error.choice", lang)}
            column = ABOUT.index(key)
            page.sheet.data_validation(table.first - 1, column, table.last - 1, column, rule)


def _part(sheet: Estates, n: int, row: EstateRow) -> Cells:
    """The cells of a part."""
    table, lang = sheet.table, sheet.lang
    at = {key: table.here(key, table.first + n) for key in (*ABOUT, *STEPS)}
    area = sheet.found.areas[int(sheet.estates.at[n])]
    courses = f"$A${sheet.first_course}:$A${sheet.first_course + len(sheet.courses) - 1}"
    course = sheet.course(row)
    cells: Cells = [(row.id, "text"), (row.name or None, "text"), (area, "text"), (row.zone or None, "text")]
    cells += [(kind_name(row.kind, lang), "input"), (float(sheet.estates.dwellings[n]), "input_whole")]
    cells += [(row.completes, "input_year"), (course, "input")]
    cells += [(counted_word(bool(sheet.estates.within[n]), lang), "word")]
    cells.append((Formula(f"MATCH({at['course']},{courses},0)", [*sheet.courses].index(course) + 1), "computed"))
    stages = [*sheet.estates.filled]
    kinds = sheet.first_yield(stages[0]) if stages else 0
    kind = f"MATCH({at['kind']},$A${kinds}:$A${kinds + len(sheet.kinds) - 1},0)"
    cells.append((Formula(kind, sheet.kinds.index(row.kind) + 1), "computed"))
    for stage, years in sheet.years.items():
        marks, pupils = ahead(sheet.found.demand, stage), sheet.estates.pupils(stage)
        for year in years:
            t = sheet.found.demand.years.index(year)
            if not marks[t, int(sheet.estates.at[n])]:
                cells.append((0, "tenth"))
                continue
            cells.append((Formula(_pupils(sheet, at, stage, year, area), float(pupils[n, t])), "tenth"))
    return cells


def _pupils(sheet: Estates, at: Mapping[str, str], stage: str, year: int, area: str) -> str:
    """The formula of the pupils of a part in a year."""
    known = sheet.found.demand.grounds[area, stage].known_to
    done, last = at["completes"], sheet.longest
    shares = sheet.block(sheet.first_course, len(sheet.courses))
    yields = sheet.block(sheet.first_yield(stage), len(sheet.kinds))

    def lived(when: int) -> str:
        return f"IF({when}<{done},0,INDEX({shares},{at['course_row']},MIN({when}-{done},{last})+1))"

    each = f"INDEX({yields},{at['kind_row']},MIN(MAX({year}-{done},0),{last})+1)"
    return f"{at['dwellings']}*MAX({lived(year)}-{lived(known)},0)*{each}/100"


def _rules(page: Page, sheet: Estates) -> None:
    """The shares lived in by course, and the yields by stage and kind, by years since completion."""
    lang, row = sheet.lang, sheet.table.last + 2
    since = [*range(sheet.longest + 1)]
    titles: dict[str, Sequence[str]] = {
        "courses": (say("estates.course", lang), say("estates.basis", lang)),
        "yields": (say("estates.kind", lang), say("balance.stage", lang)),
    }
    page.row(row, [(say("estates.courses", lang), "section")])
    page.row(row + 1, [*((title, "head") for title in titles["courses"]), *((n, "head") for n in since)])
    bases = {course_name(name, lang): each.basis for name, each in sheet.rules.curves.items()}
    for n, (name, course) in enumerate(sheet.courses.items()):
        basis = named_everywhere("basis", bases[name], lang) if name in bases else None
        shares = [(float(value), "input_share") for value in _by_year(course, since, before=0.0)]
        page.row(sheet.first_course + n, [(name, "text"), (basis, "word"), *shares])
    row = sheet.first_course + len(sheet.courses) + 1
    page.row(row, [(say("estates.yields", lang), "section")])
    page.row(row + 1, [*((title, "head") for title in titles["yields"]), *((n, "head") for n in since)])
    for stage in sheet.estates.filled:
        for n, kind in enumerate(sheet.kinds):
            series, factor = sheet.rules.series(kind, stage), sheet.rules.factor(kind, stage)
            values = _of_series(series, factor, since)
            about: Cells = [(kind_name(kind, lang), "text"), (named("stage", stage, lang), "word")]
            page.row(sheet.first_yield(stage) + n, [*about, *((value, "input_number") for value in values)])


def _by_year(course: Mapping[int, float], since: Sequence[int], *, before: float | None = None) -> list[float]:
    """Values at whole years: straight lines between those written, level outside, ``before`` ahead of the first."""
    years, values = zip(*sorted(course.items()), strict=True)
    return [float(each) for each in np.interp(since, years, values, left=before)]


def _of_series(series: Series | None, factor: float, since: Sequence[int]) -> list[float]:
    return [0.0] * len(since) if series is None else [each * factor for each in _by_year(series.values, since)]
