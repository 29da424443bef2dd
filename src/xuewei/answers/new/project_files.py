"""The files of a new project: a commented plan, and the people that are known."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from xuewei.answers.new.words import say
from xuewei.formats.places import CSV_LIMIT, YAML_LIMIT, counties, inside, read_text, shipped
from xuewei.formats.plan.write import plan_text
from xuewei.formats.population.tables import TABLES
from xuewei.formats.yaml import entry
from xuewei.late import dataclass
from xuewei.model.plan import BaseSeats, Plan

PLAN, PEOPLE, REGISTER = "plan.yaml", "population", "schools.csv"
"""What the files of a project are called."""
AHEAD = 5
"""Years of a new plan."""
COMMENTED = ("area", "years", "population", "register", "opening_lag", "base_seats", "schools")
"""Keys of a plan above which a comment says what they are and how they are replaced."""
Table = list[dict[str, Any]]


@dataclass(frozen=True)
class Given:
    """What a new project begins with.

    ``census_area`` is where its people were counted (None: nowhere), ``share`` the part of them that live in ``area``
    (None: not said, taken to be all). ``year`` is the school year of the seats in use, ``seats`` these by stage where
    they are known in all. ``births`` are by calendar year. ``tables`` are rows of people by table, in place of those
    that are shipped of one of the ``county`` areas. ``day`` is the day on which all this is written down.
    """

    name: str
    area: str
    year: int
    day: date
    census_area: str | None = None
    share: float | None = None
    seats: Mapping[str, int] = field(default_factory=dict)
    births: Mapping[int, float] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    county: bool = False


def county_names() -> list[str]:
    """The areas whose people are shipped, without the nation."""
    nation = {row["area"] for row in _rows("totals")} - {"全国"}
    return sorted(nation, key=[row["area"] for row in _rows("census")].index)


def _rows(table: str) -> Table:
    """A table of the shipped counties as it is written."""
    text = read_text(inside(counties(), f"{table}.csv"), CSV_LIMIT)
    return list(csv.DictReader(io.StringIO(text)))


def people_files(given: Given, lang: str) -> dict[str, str]:
    """The texts of the population folder by file."""
    rows: dict[str, Table] = {name: [*given.tables.get(name, ())] for name in TABLES}
    if given.county:
        for name in ("census", "births", "totals"):
            own = {(row["area"], _year(row)) for row in rows[name]}
            theirs = [row for row in _rows(name) if row["area"] == given.census_area]
            rows[name] += [row for row in theirs if (row["area"], _year(row)) not in own]
    if given.births:
        source = say("source.births", lang, day=given.day)
        rows["births"] = [row for row in rows["births"] if int(row["year"]) not in given.births]
        rows["births"] += [
            {
                "area": given.census_area or given.area,
                "year": year,
                "births": f"{n:.15g}",
                "basis": "published",
                "source": source,
            }
            for year, n in sorted(given.births.items())
        ]
    texts = {f"{name}.csv": _csv(name, each) for name, each in rows.items() if each}
    return {**texts, "assumptions.yaml": assumptions_text(given, lang)}


def _year(row: Mapping[str, Any]) -> int | None:
    return int(row["year"]) if "year" in row else None


def _csv(name: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """A table in the columns of its format; those that no row fills only where they are needed."""
    rows = list(rows)
    cells = TABLES[name].columns
    columns = [each for each, cell in cells.items() if not cell.optional or any(_filled(row.get(each)) for row in rows)]
    if name == "census" and "age_to" not in columns:
        columns.insert(columns.index("age_from") + 1, "age_to")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(row.get(each)) for each in columns] for row in rows)
    return stream.getvalue()


def _filled(value: object) -> bool:
    return value not in (None, "")


def _text(value: object) -> str:
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def together(rows: Table, area: str, source: str) -> Table:
    """Pupils of zones as those of the ``area`` that they make up: sums by year, stage and grade, where every zone that
    ever has pupils of the stage has a number."""
    zones: dict[str, set[str]] = {}
    groups: dict[tuple[Any, ...], Table] = {}
    for row in rows:
        zones.setdefault(row["stage"], set()).add(row["area"])
        groups.setdefault((row["year"], row["stage"], row.get("grade")), []).append(row)
    return [
        {
            "area": area,
            "year": year,
            "stage": stage,
            "grade": grade,
            "pupils": sum(each["pupils"] for each in group),
            "basis": "derived",
            "source": source,
        }
        for (year, stage, grade), group in groups.items()
        if {each["area"] for each in group} == zones[stage]
    ]


def assumptions_text(given: Given, lang: str) -> str:
    """``assumptions.yaml``: what is assumed of the area, and the shipped figures that its own should replace."""
    parts = [f"# yaml-language-server: $schema=../schema/assumptions.json\n{_comment(say('people.head', lang))}"]
    if given.census_area is not None and (given.census_area != given.area or given.share is not None):
        whole = given.share is None
        share = {
            "value": 1.0 if given.share is None else given.share,
            "unit": "share",
            "basis": "assumed" if whole else "derived",
            "source": say("source.whole" if whole else "source.share", lang, area=given.census_area, day=given.day),
        }
        scope = entry("scope", {given.area: {"census_area": given.census_area, "share": share}}, 0)
        parts.append(_comment(say("people.scope", lang)) + scope + "\n")
    parts += [_comment(say(f"people.{name}", lang)) + _section(name) for name in ("participation", "inflow")]
    if given.census_area is not None:
        parts.append(_comment(say("people.moves", lang)))
    return "\n".join(parts)


def _section(name: str) -> str:
    """A section of the shipped assumptions as it is written."""
    text = read_text(shipped(PEOPLE, "assumptions.yaml"), YAML_LIMIT)
    found = re.search(rf"^{name}:[^\n]*\n((?:[ \t]+[^\n]*\n)+)", text, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"the shipped assumptions have no {name}")
    return f"{name}:\n{found[1]}"


def new_plan_text(given: Given, lang: str) -> str:
    """The text of a plan without schools: the seats in use as they are given, else those that the children need."""
    known = {given.area: dict(given.seats)} if given.seats else {}
    source = say("source.seats" if known else "source.balanced", lang, year=given.year, day=given.day)
    base = BaseSeats(given.year, known, "published" if known else "assumed", source)
    years = (given.year + 1, given.year + AHEAD)
    return plan_text(Plan(given.name, given.area, (), years, population=PEOPLE, base_seats=base))


def commented(text: str, given: Given, lang: str, *, unknown: int, of: int) -> str:
    """The text of a plan with what each key is, and how what is assumed is replaced, above the key. ``unknown`` is of
    how many of its stages, which are ``of``, nobody knows the seats in use."""
    head = f"# yaml-language-server: $schema=schema/plan.json\n{_comment(say('plan.head', lang, day=given.day))}"
    below = re.sub(r"\A(?:#[^\n]*\n)*", "", text)
    seats = "base_seats" if unknown == of else "base_some" if unknown else "base_known"
    if not unknown and re.search(r"^register:", below, re.MULTILINE):
        seats = "base_listed"
    for key in COMMENTED:
        words = f"plan.{seats}" if key == "base_seats" else f"plan.{key}"
        note = _comment(say(words, lang, year=given.year, area=given.area, opens=given.year + 2))
        found = re.search(rf"^{key}:", below, re.MULTILINE)
        if found:
            below = below[: found.start()] + note + below[found.start() :]
    return head + below


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.split("\n"))
