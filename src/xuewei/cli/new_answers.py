"""What is answered about a new project, by options or at a terminal, and what it is made of then."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import typer

from xuewei.answers.new.project_files import PEOPLE, Given, Table, county_names
from xuewei.answers.new.words import say
from xuewei.cli.language import LANG
from xuewei.cli.new_project import Lists
from xuewei.cli.options import no_choice, some, tell, within
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.archive import BOOKS
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.shapes import STAGES
from xuewei.formats.population.tables import TABLES, table_rows
from xuewei.language.shown import area_meant, word_meant
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import school_year
from xuewei.workbook.counts.view import people_remarks, people_sums, people_understood
from xuewei.workbook.import_asked import Asked
from xuewei.workbook.imported_people import PeopleImport, read_people

MOST = 10**8
"""Births or seats of an area at most."""
NEEDED = ("folder", "census_area")
"""Questions without which there is no project."""
PRINTED = {"census": "census", "births": "births", "enrolment": "pupils"}
"""What kind of printed table the rows of a table are read from, which is the option that names its file too."""
CHOICES = 20
"""Areas or stages that are named where another word is none of them."""
SHOWN = 5
"""Faults of a file that are shown before it is asked for again."""


@dataclass(frozen=True)
class Answers:
    """What a project is made of as it is written on the command line or at a terminal; None: not answered."""

    folder: str | None = None
    census_area: str | None = None
    census: str | None = None
    area: str | None = None
    share: str | None = None
    births: str | None = None
    seats: str | None = None
    schools: str | None = None
    base_year: str | None = None
    pupils: str | None = None

    @property
    def name(self) -> str:
        """What the folder, and with it the project, is called."""
        if not self.folder:
            return ""
        return unicodedata.normalize("NFC", Path(self.folder).name or Path(self.folder).resolve().name).strip()

    def alone(self) -> bool:
        """Whether nothing is said but the folder."""
        return self == Answers(self.folder)


def settled(answers: Answers, day: date) -> tuple[Given, Lists]:
    """What a project is made of. Exit 2 with all that is missing, and for what cannot be meant; raises InputError for
    files that cannot be read."""
    notes: list[str] = []

    counted = table(answers.census, "census", answers, day, notes)
    pupils = table(answers.pupils, "enrolment", answers, day, notes)
    where = census_area(answers, counted)
    lacking = [each for each, there in zip(NEEDED, (answers.name, where or pupils), strict=True) if not there]
    if lacking:
        raise click.UsageError(tell("bad.new", missing="; ".join(tell(f"bad.new.{each}") for each in lacking)))
    tables = {"census": counted, "enrolment": pupils}
    births: dict[int, float] = {}
    schooled = list(dict.fromkeys(str(row["area"]) for row in pupils))
    area = answers.area or (schooled[0] if len(schooled) == 1 else answers.name)
    if answers.births and pairs_meant(answers.births):
        births = births_by_year(answers.births)
    elif answers.births:
        born = replace(answers, area=where or area)
        tables["births"] = table(answers.births, "births", born, day, notes)
    given = Given(
        answers.name,
        area,
        base_year(answers.base_year, [row["year"] for row in pupils], day),
        day,
        where,
        share(answers.share),
        seats_by_stage(answers.seats or ""),
        births,
        {name: rows for name, rows in tables.items() if rows},
        county=where is not None and not counted,
    )
    return given, Lists(answers.schools, dated=answers.base_year is not None or bool(pupils), notes=tuple(notes))


def table(file: str | None, name: str, answers: Answers, day: date, notes: list[str]) -> Table:
    """The rows of a table of people in a file of its own, none without one: in the columns of its format, or as people
    print it, which is of the area of the ``answers`` where it names none, and pupils of their base year where it names
    no year. What such a table leaves out or takes goes to ``notes``. Raises InputError with its faults."""
    if not file:
        return []
    kind = TABLES[name]
    broken: list[Fault] = []
    if not file.lower().endswith(BOOKS):
        rows = table_rows(Path(file), kind.columns, kind.key_of, broken, kind.alone)
        if not broken:
            return rows
        if all(each.kind != "missing_column" for each in broken):
            raise InputError(broken)
    with TemporaryDirectory() as spare:
        found = _printed(file, name, answers, day, notes, spare, broken)
        notes += [people_understood(found, file, f"{PEOPLE}/{name}.csv", LANG), people_sums(found, LANG)]
        notes += people_remarks(found, file, LANG)
        place = Path(spare, f"{name}.csv")
        place.write_bytes(found.change.raw)
        return table_rows(place, kind.columns, kind.key_of, [], kind.alone)


def _printed(
    file: str, name: str, answers: Answers, day: date, notes: list[str], spare: str, broken: Sequence[Fault]
) -> PeopleImport:
    """A table as people print it, to be written into a ``spare`` folder. Raises InputError with what is wrong with it,
    or with what was ``broken`` in it as one of the format where it is no table of people at all."""
    area = answers.census_area if name == "census" else None
    asked = Asked(file, spare, area=area or answers.area or answers.name or None)
    try:
        found = read_people(asked, PRINTED[name])
    except InputError as wrong:
        kinds = {each.kind for each in wrong.faults}
        if broken and "people_head" in kinds:
            raise InputError(broken) from None
        if name != "enrolment" or kinds != {"people_year"}:
            raise
        year = base_year(answers.base_year, [], day)
        notes.append(say("note.pupils", LANG, file=file, year=year))
        found = read_people(replace(asked, year=year), PRINTED[name])
    if found is None:
        if file.lower().endswith(BOOKS):
            Workbook(file)  # which tells of a file that is none
        raise InputError(broken or [Fault(Place(file), "", "people_head", {"table": PRINTED[name]})])
    return found


def census_area(answers: Answers, counted: Table) -> str | None:
    """Where the people of a project were counted: the area that is named, else that of the project's own name or area,
    else the one area that a census has; None where none is meant. Exit 2 for an area that no census has."""
    known = list(dict.fromkeys(str(row["area"]) for row in counted if row["area"] != Assumptions.nation))
    known = known if counted else county_names()
    if answers.census_area:
        return meant(answers.census_area, known, "--census-area", area_meant)
    for name in (answers.area, answers.name):
        if name and name in known:
            return name
    if counted and len(known) > 1:
        raise typer.BadParameter(tell("bad.new.areas", known=some(known, CHOICES)), param_hint="--census-area")
    return known[0] if counted and known else None


def meant(
    found: str, known: Sequence[str], option: str, find: Callable[[str, Sequence[str]], str | None] = word_meant
) -> str:
    """The known word that is meant; exit 2, with the nearest one, where none is."""
    word = found.strip()
    if word in known:
        return word
    if same := find(word, known):
        return same
    raise no_choice(word, known, option, CHOICES)


def pairs_meant(written: str) -> bool:
    """Whether figures are written, not the name of a file."""
    return "=" in unicodedata.normalize("NFKC", written) and not os.path.exists(written)


def _pairs(written: str, option: str, wanted: str) -> Iterable[tuple[str, int]]:
    """Whole numbers by word, as in ``2016=5200,2017=4800``; commas and signs may be Chinese ones. Exit 2 for others."""
    seen = set()
    for pair in re.split(r"[,;、\s]+", unicodedata.normalize("NFKC", written).strip()):
        name, equals, n = pair.partition("=")
        if not (equals and name and re.fullmatch(r"[0-9]{1,9}", n)) or name in seen:
            raise typer.BadParameter(tell(wanted, found=pair), param_hint=option)
        seen.add(name)
        yield name, int(within(option, int(n), 0, MOST))


def births_by_year(written: str) -> dict[int, float]:
    """Births by calendar year from ``2016=5200,2017=4800``; exit 2 for anything else."""
    found: dict[int, float] = {}
    for name, n in _pairs(written, "--births", "bad.births"):
        if not re.fullmatch(r"(19|20)[0-9]{2}", name.removesuffix("年")):
            raise typer.BadParameter(tell("bad.births", found=f"{name}={n}"), param_hint="--births")
        found[int(name.removesuffix("年"))] = float(n)
    return found


def seats_by_stage(written: str) -> Mapping[str, int]:
    """Seats by stage from ``primary=12000,middle=6000``; exit 2 for anything else."""
    found: dict[str, int] = {}
    for name, n in _pairs(written, "--seats", "bad.seats") if written.strip() else ():
        stage = meant(name, STAGES, "--seats")
        if stage in found:
            raise typer.BadParameter(tell("bad.seats", found=f"{name}={n}"), param_hint="--seats")
        found[stage] = n
    return found


def share(written: str | None) -> float | None:
    """The part of its census area that an area is, from ``0.4`` or ``40%``; exit 2 for anything else."""
    if not written:
        return None
    text = unicodedata.normalize("NFKC", written).strip()
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise typer.BadParameter(tell("bad.share", found=written), param_hint="--share") from None
    if not 0 < value <= 1:
        raise typer.BadParameter(tell("bad.share", found=written), param_hint="--share")
    return value


def base_year(written: str | None, pupils: Sequence[int], day: date) -> int:
    """The school year of the seats in use: that which is said, else the last one with pupils, else the one that runs on
    ``day``. Exit 2 for what is no year."""
    if written is None:
        return max(pupils) if pupils else school_year(day)
    text = unicodedata.normalize("NFKC", written).strip().removesuffix("学年").removesuffix("年")
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise typer.BadParameter(tell("bad.base_year", found=written), param_hint="--base-year")
    return int(text)


Ask = Callable[[str, str, dict[str, object]], str]
"""Puts the question of a key, after what was wrong with its last answer and with what it names; its answer, empty where
it is passed over."""
QUESTIONS = ("folder", "census_area", "share", "births", "seats", "base_year", "pupils")
"""What is asked, in this order."""


def answered(answers: Answers, day: date, ask: Ask) -> Answers:
    """The answers of somebody at a terminal, who is asked only what is needed where options say more than the folder.
    What cannot be meant is said, and asked again."""
    for key in QUESTIONS if answers.alone() else NEEDED:
        answers = answered_anew(answers, key, "", day, ask)
    return answers


def answered_anew(answers: Answers, key: str, wrong: str, day: date, ask: Ask) -> Answers:
    """The answers with that to one question, which is asked as long as it is open; ``wrong`` is what is said of the
    answer before."""
    while _open(answers, key, day):
        said = ask(key, wrong, {"name": answers.name, "year": base_year(None, [], day)})
        if not said and key not in NEEDED:
            break
        try:
            answers = _understood(answers, key, said, day)
            wrong = "" if said else tell(f"bad.new.{key}")
        except typer.BadParameter as bad:
            wrong = bad.message
        except InputError as bad:
            wrong = "\n".join(each.text(LANG) for each in bad.faults[:SHOWN])
    return answers


def _open(answers: Answers, key: str, day: date) -> bool:
    """Whether a question has no answer yet, and needs one."""
    if key == "folder":
        return not answers.name
    if key == "seats" and answers.schools:
        return False
    if key not in ("census_area", "share"):
        return getattr(answers, key) is None
    try:
        where = census_area(answers, table(answers.census, "census", answers, day, []))
    except typer.BadParameter:
        return key == "census_area"
    if key == "census_area":
        return where is None and answers.pupils is None
    return answers.share is None and where not in (None, answers.area or answers.name)


def _people_of(file: str, answers: Answers, day: date) -> Answers:
    """The answers with a census in a file, or with pupils, which do without one. Raises InputError with what is wrong
    with the census."""
    try:
        table(file, "census", answers, day, [])
    except InputError:
        with suppress(InputError):
            table(file, "enrolment", answers, day, [])
            return replace(answers, pupils=file)
        raise
    return replace(answers, census=file)


def _understood(answers: Answers, key: str, said: str, day: date) -> Answers:
    """The answers with one more; as :func:`settled` does for what cannot be meant."""
    if key == "census_area" and os.path.isfile(said):
        return _people_of(said, answers, day)
    if key == "seats" and not pairs_meant(said):
        if not os.path.isfile(said):
            raise typer.BadParameter(tell("bad.new.seats", found=said))
        return replace(answers, schools=said)
    now = replace(answers, **{key: said})
    if key == "folder" and os.path.isdir(said) and any(Path(said).iterdir()):
        raise typer.BadParameter(Fault(Place(said), "", "not_empty").text(LANG))
    if key == "census_area" and said:
        census_area(now, table(now.census, "census", now, day, []))
    checks: Mapping[str, Callable[[], object]] = {
        "share": lambda: share(said),
        "births": lambda: births_by_year(said) if pairs_meant(said) else table(said, "births", now, day, []),
        "seats": lambda: seats_by_stage(said),
        "base_year": lambda: base_year(answers.base_year, [], day),
        "pupils": lambda: table(said, "enrolment", now, day, []),
    }
    if key in checks:
        checks[key]()
    return now
