"""Figures of a printed table as rows of a population folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from xuewei.errors import Fault, Place
from xuewei.formats import codes
from xuewei.formats.more_rows import NewRow
from xuewei.language.shown import folded
from xuewei.late import dataclass, pattern
from xuewei.workbook.counts.coordinates import register
from xuewei.workbook.counts.figures import Figure
from xuewei.workbook.counts.kinds import register_in
from xuewei.workbook.counts.printed import Printed
from xuewei.workbook.lists.table import ListNote

CENSUS_DAYS = {"census": (11, 1), "totals": (12, 31), "children": (12, 31)}
"""Month and day of figures of which only the year is known; that of totals also where they are of the end of a year."""
CENSUS_YEARS = (1990, 2000, 2010, 2020)
_DAY = pattern("[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}")
_YEAR = pattern(r"(?<![0-9])(?:19|20)[0-9]{2}(?:年?[-—–−~～至/](?:19|20)?[0-9]{2})?(?:学年度?|年度?)?(?![0-9])")
BASIS = "published"


@dataclass
class Context:
    """What a table does not say itself: ``given`` values by key, what its titles say (``above``), the areas that are
    ``known``, that of a table without one; ``notes`` and ``faults`` are what is said of its rows."""

    file: str
    source: str
    given: Mapping[str, str]
    above: Sequence[str]
    known: Sequence[str] = ()
    stages: Mapping[str, int] = field(default_factory=dict)
    notes: list[ListNote] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def once(self, kind: str, **values: object) -> None:
        """A note that is said once."""
        note = ListNote(kind, (), values)
        if note not in self.notes:
            self.notes.append(note)

    def day_made(self, made: date) -> None:
        """Note the day that is taken in a year, with the other years of which the same day is taken."""
        day, years = f"{made:%m-%d}", str(made.year)
        for n, note in enumerate(self.notes):
            if note.kind == "day_made" and str(note.values["day"]).endswith(day):
                there = str(note.values["year"]).split(", ")
                if years not in there:
                    self.notes[n] = replace(note, values={"year": ", ".join([*there, years]), "day": day})
                return
        self.notes.append(ListNote("day_made", (), {"year": years, "day": made.isoformat()}))

    def lacking(self, kind: str, **values: object) -> None:
        """A fault of the whole table, told once."""
        if all(fault.kind != kind for fault in self.faults):
            self.faults.append(Fault(Place(self.file), "", kind, values))


def year_above(texts: Sequence[str]) -> tuple[int, str] | None:
    """The one year that titles name, and the text that does."""
    found: dict[int, str] = {}
    for text in texts:
        for match in _YEAR.finditer(_DAY.sub("", folded(text))):
            if (year := codes.school_year(match[0])) is not None:
                found.setdefault(year, text)
    return next(iter(found.items())) if len(found) == 1 else None


def day_above(texts: Sequence[str]) -> tuple[date, str] | None:
    """The one day that titles name, and the text that does."""
    found = {day: text for text in texts for match in _DAY.finditer(folded(text)) if (day := codes.day(match[0]))}
    return next(iter(found.items())) if len(found) == 1 else None


def rows_of(kind: str, figures: Sequence[Figure], table: Printed, about: Context) -> list[NewRow]:
    """The rows of a kind of table; what is missing or does not fit is among the faults of ``about``."""
    rows = []
    for figure in figures:
        area = _area(figure, about)
        made = MAKERS[kind](figure, about, table.born) if area else None
        if made is None:
            continue
        tail = {"basis": about.given.get("basis", BASIS), "source": about.given.get("source", about.source)}
        rows.append(NewRow({"area": area, **made, **tail}, figure.place))
    return rows


def _area(figure: Figure, about: Context) -> str:
    area = figure.of.get("area") or about.given.get("area")
    if area:
        return str(area)
    named = [each for each in about.known if any(each in text for text in about.above)]
    if len(named) == 1 or len(about.known) == 1:
        area = named[0] if len(named) == 1 else about.known[0]
        about.once("area_taken", area=area)
        return area
    if about.known:
        about.lacking("people_area_of", known=", ".join(about.known))
    else:
        about.lacking("people_area")
    return ""


def _year(figure: Figure, about: Context) -> int | None:
    year = figure.of.get("year")
    if year is None and isinstance(day := figure.of.get("date"), date):
        year = day.year
    if year is not None:
        return int(year)
    found = year_above(about.above)
    if (given := codes.school_year(about.given.get("year", ""))) is not None:
        if found is not None and found[0] != given:
            about.once("year_other", year=given, other=found[0], text=found[1])
        return given
    if found is None:
        about.lacking("people_year")
        return None
    about.once("year_taken", year=found[0], text=found[1])
    return found[0]


def _day(kind: str, figure: Figure, about: Context) -> date | None:
    """The day of a figure: that of its column or row, that given, that of a title, else one made of its year."""
    day = figure.of.get("date")
    if isinstance(day, date):
        return day
    year = figure.of.get("year") if kind != "children" else None
    if isinstance(day, dict):
        year = day["year"]
    if year is None and "date" in about.given:
        return codes.day(about.given["date"])
    found = day_above(about.above) if year is None else None
    if found is not None:
        about.once("day_taken", day=found[0].isoformat(), text=found[1])
        return found[0]
    given = about.given.get("year")
    if year is None and given is not None:
        year = codes.school_year(given)
    above = year_above(about.above) if year is None else None
    year = above[0] if above else year
    text = folded(" ".join(about.above))
    if year is None and (numbered := re.search("第([四五六七])次(?:全国)?人口普查", text)):
        year = CENSUS_YEARS["四五六七".index(numbered[1])]
    if year is None or (kind == "census" and int(year) not in CENSUS_YEARS):
        about.lacking("people_date")
        return None
    census = "普查" in text and int(year) in CENSUS_YEARS
    month, of_month = CENSUS_DAYS["census" if census else kind]
    made = date(int(year), month, of_month)
    about.day_made(made)
    return made


Maker = Callable[[Figure, Context, bool], dict[str, str] | None]


def _census(figure: Figure, about: Context, born: bool) -> dict[str, str] | None:
    age, sex = figure.of.get("age"), figure.of.get("sex")
    if not isinstance(age, tuple):
        about.lacking("people_ages")
        return None
    if sex not in ("male", "female"):
        about.lacking("people_sexes")
        return None
    day = _day("census", figure, about)
    if day is None:
        return None
    first, last = age
    ages = {"age_from": str(first), "age_to": "" if last is None else str(last)}
    return {"sex": str(sex), **ages, "persons": _number(figure), "date": day.isoformat()}


def _births(figure: Figure, about: Context, born: bool) -> dict[str, str] | None:
    year = _year(figure, about)
    return None if year is None else {"year": str(year), "births": _number(figure)}


def _pupils(figure: Figure, about: Context, born: bool) -> dict[str, str] | None:
    found = figure.of.get("grade")
    year = _year(figure, about)
    if not isinstance(found, tuple):
        about.lacking("people_stage")
        return None
    stage, grade = found
    if stage not in about.stages:
        about.once("stage_left", stage=stage)
        return None
    if grade is not None and grade > about.stages[stage]:
        values = {"stage": stage, "n": about.stages[stage]}
        about.faults.append(Fault(figure.place, "", "people_grade", values, str(grade)))
        return None
    if year is None:
        return None
    return {"year": str(year), "stage": stage, "grade": "" if grade is None else str(grade), "pupils": _number(figure)}


def _children(figure: Figure, about: Context, born: bool) -> dict[str, str] | None:
    kind = figure.of.get("kind") or register(about.given.get("kind", "")) or register_in(" ".join(about.above))
    if kind is None:
        about.lacking("people_register")
        return None
    day = _day("children", figure, about)
    age, year = figure.of.get("age"), figure.of.get("year")
    if isinstance(age, tuple) and age[0] != age[1]:
        group = f"{age[0]}–{'' if age[1] is None else age[1]}"
        about.faults.append(Fault(figure.place, "", "people_one_age", {}, group))
        return None
    if day is None:
        return None
    if not isinstance(age, tuple) and year is None:
        about.lacking("people_ages")
        return None
    who = {"birth_year": "", "age": str(age[0])} if isinstance(age, tuple) else {"birth_year": str(year), "age": ""}
    return {**who, "persons": _number(figure), "kind": str(kind), "date": day.isoformat()}


def _totals(figure: Figure, about: Context, born: bool) -> dict[str, str] | None:
    day = _day("totals", figure, about)
    return None if day is None else {"date": day.isoformat(), "persons": _number(figure)}


MAKERS: Mapping[str, Maker] = {
    "census": _census,
    "births": _births,
    "pupils": _pupils,
    "children": _children,
    "totals": _totals,
}


def _number(figure: Figure) -> str:
    return f"{figure.persons:.15g}"


def persons_of(row: Mapping[str, str]) -> float:
    """What a row counts."""
    return float(next(row[name] for name in ("persons", "births", "pupils") if row.get(name)))
