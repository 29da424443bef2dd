"""A new project put into its folder, whole or not at all, and held against its people before it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import typer

from xuewei.answers.new.missing import Effect, Settings, effects
from xuewei.answers.new.project_files import (
    PEOPLE,
    PLAN,
    REGISTER,
    Given,
    commented,
    new_plan_text,
    people_files,
    together,
)
from xuewei.answers.new.words import say
from xuewei.cli.json_schema import schema_text
from xuewei.cli.options import no_choice, some, tell
from xuewei.errors import InputError
from xuewei.formats.folders import filling, refuse_full
from xuewei.formats.guard import guarded
from xuewei.formats.places import YAML_LIMIT, read_text
from xuewei.formats.plan.edit import updated
from xuewei.formats.plan.read import read_plan
from xuewei.formats.project import open_project, with_layers
from xuewei.formats.scenario.read import Layer, Setting
from xuewei.formats.writing import write_text
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment, assess
from xuewei.model.parameters import parameter_of
from xuewei.model.plan import BaseSeats, Plan
from xuewei.model.school_remarks import NAMED
from xuewei.model.seats.in_use import balanced, base_year
from xuewei.model.zoning import named_zones
from xuewei.workbook.imported import Asked, Import, read_import
from xuewei.workbook.imported_view import doubts, remarks
from xuewei.workbook.lists.mapping import Mapped

SCHEMAS = ("plan", "scenario", "assumptions")
"""The schemas that editors of a project's files need."""
TRIED = "new"
"""What a scenario is called that tries a value of a missing figure."""


@dataclass(frozen=True)
class Lists:
    """A list of ``schools``, if there is one, and what its columns are ``mapped`` to. ``dated``: somebody said which
    year the seats in use are of. ``notes`` are on the tables of people that were read with it."""

    schools: str | None = None
    dated: bool = False
    notes: tuple[str, ...] = ()
    mapped: Mapped | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Made:
    """A new project: its files, what it is, its answer, what is missing, the stages whose seats in use are ``unknown``,
    and what its lists leave out or guess."""

    files: list[Path]
    given: Given
    found: Assessment
    effects: list[Effect]
    unknown: list[str]
    notes: list[str]


def make_project(folder: str, given: Given, lists: Lists, lang: str) -> Made:
    """Write a project into ``folder``. Raises InputError, with nothing written, for a folder that is not empty, for
    lists that cannot be read, and where plan and people do not fit together."""
    top = Path(folder)
    with filling(top, lambda where: refuse_full(where, top)) as part, _told_of(part, top), guarded() as own:
        own.force = True  # here all is ours: a plan is read and written anew
        _write_people(part, given, lang)
        notes = [*lists.notes]
        if lists.schools is None:
            _taught_there(given)
            write_text(part / PLAN, new_plan_text(given, lang))
        else:
            given, more = _with_zones(part, given, lists, lang)
            notes += more
        _born_there(given, read_plan(part / PLAN))
        found, _ = _answered(part)
        _fits(given.year, found)
        unknown = [each.name for each in found.stages if balanced(found.plan, given.area, each.name)]
        plain = read_text(part / PLAN, YAML_LIMIT)
        write_text(part / PLAN, commented(plain, given, lang, unknown=len(unknown), of=len(found.stages)))
        for kind in SCHEMAS:
            write_text(part / "schema" / f"{kind}.json", schema_text(kind) + "\n")
        found, run = _answered(part)
        matters = effects(found, run)
        files = [top / each.relative_to(part) for each in sorted(part.rglob("*")) if each.is_file()]
    return Made([each for each in files if not each.name.startswith(".")], given, found, matters, unknown, notes)


def _born_there(given: Given, plan: Plan) -> None:
    """Exit 2 where no births of a table are of the area, or of a zone of its schools: those of other places would count
    for nothing. So would all of them where a zone has none and stands under another name."""
    born = _places_of(given, "births")
    own = given.census_area or given.area
    zones = list(named_zones(plan))
    if born and not {own, *zones} & {*born}:
        raise no_choice(own, born, "--births", NAMED)
    if born and own not in born:
        _all_zones(zones, born, "--births", others=True)


def _taught_there(given: Given, zones: Sequence[str] = ()) -> None:
    """Exit 2 where no pupils of a table are of the area, and not of each of the ``zones`` of its schools either."""
    own, taught = given.census_area or given.area, _places_of(given, "enrolment")
    if taught and own not in taught:
        if not {*taught} & {*zones}:
            raise no_choice(own, taught, "--pupils", NAMED)
        _all_zones(zones, taught, "--pupils")


def _places_of(given: Given, table: str) -> list[str]:
    return list(dict.fromkeys(str(row["area"]) for row in given.tables.get(table, ())))


def _all_zones(zones: Sequence[str], found: Sequence[str], option: str, *, others: bool = False) -> None:
    """Exit 2 where a table has zones that no school has, or none of one that schools have; with ``others`` only where
    both are so, which is one zone under two names."""
    missing, strange = ([each for each in one if each not in other] for one, other in ((zones, found), (found, zones)))
    if (missing and strange) if others else (missing or strange):
        none = tell("bad.new.none")
        words = {"missing": some(missing, NAMED) or none, "strange": some(strange, NAMED) or none}
        raise typer.BadParameter(tell("bad.new.zones", **words), param_hint=option)


def _fits(year: int, found: Assessment) -> None:
    """Exit 2 for a base year of which no demand is known, or after which none is."""
    low, high = found.years.start, found.years.stop - 2
    if not low <= year <= high:
        raise typer.BadParameter(tell("bad.between", low=low, high=high, found=year), param_hint="--base-year")


@contextmanager
def _told_of(part: Path, top: Path) -> Iterator[None]:
    """Let faults of the unfinished folder speak of the folder that it is to be."""

    def there(text: str) -> str:
        return text.replace(str(part), str(top))

    try:
        yield
    except InputError as wrong:
        raise InputError(
            replace(
                fault,
                place=replace(fault.place, file=there(fault.place.file)),
                values={key: there(each) if isinstance(each, str) else each for key, each in fault.values.items()},
            )
            for fault in wrong.faults
        ) from None


def _write_people(part: Path, given: Given, lang: str) -> None:
    for name in (PEOPLE, "schema"):
        (part / name).mkdir(exist_ok=True)
    for name, text in people_files(given, lang).items():
        write_text(part / PEOPLE / name, text)


def _with_zones(part: Path, given: Given, lists: Lists, lang: str) -> tuple[Given, list[str]]:
    """As :func:`_with_schools`; where the area has no pupils, those of its zones are its own. Raises InputError with
    what is wrong without them, where it is so with them too."""
    own, taught = given.census_area or given.area, _places_of(given, "enrolment")
    try:
        return _with_schools(part, given, lists, lang)
    except InputError:
        if not taught or own in taught:
            raise
        rows = together(given.tables["enrolment"], own, say("source.zones", lang))
        summed = replace(given, tables={**given.tables, "enrolment": rows})
        _write_people(part, summed, lang)
        with suppress(InputError):
            found, notes = _with_schools(part, summed, lists, lang)
            _taught_there(given, list(named_zones(read_plan(part / PLAN))))
            return found, [say("note.zones", lang, area=own, zones=say("list", lang).join(taught)), *notes]
        raise


def _with_schools(part: Path, given: Given, lists: Lists, lang: str) -> tuple[Given, list[str]]:
    """The plan of a list of schools, with a register where all of them are in use; where the list has one area of its
    own, that is the planned one."""
    file = str(lists.schools)
    read, notes = _listed(part, given, lists, lang)
    if read.plan.area != given.area and not read.plan.areas:
        notes.append(say("note.area", lang, file=file, area=read.plan.area, named=given.area))
        given = replace(given, area=read.plan.area)
        _write_people(part, given, lang)
        read, _ = _listed(part, given, lists, lang)
    notes += [*remarks(read, file, lang), *_doubts(read, file, lang)]
    read.write()
    before = read_plan(part / PLAN)
    base = before.base_seats or BaseSeats(base_year(before))
    given = replace(given, year=given.year if lists.dated else base.year)
    base = replace(base, year=given.year)
    text = read_text(part / PLAN, YAML_LIMIT)
    first, last = before.years
    ahead = any(each.planned is not None for each in read.plan.schools) and first > base.year
    years = before.years if ahead else (base.year + 1, max(last, base.year + 5))
    text, _ = updated(text, before, replace(before, name=given.name, base_seats=base, years=years))
    write_text(part / PLAN, text)
    return given, notes


def _listed(part: Path, given: Given, lists: Lists, lang: str) -> tuple[Import, list[str]]:
    """A list as it is read; what had to be assumed for that. Pupils of no year are taken to be of the base year."""
    file = str(lists.schools)
    asked = Asked(file, None, str(part / PLAN), lists.mapped, given.area, str(part / PEOPLE), lang)
    notes = []
    try:
        read = read_import(asked, "")
        undated = any(each.kind == "pupils_left" for each in read.notes)
    except InputError as wrong:
        if any(each.kind != "list_no_year" for each in wrong.faults):
            raise
        undated = True
    if undated:
        asked = replace(asked, year=given.year)
        notes = [say("note.pupils", lang, file=file, year=given.year)]
        read = read_import(asked, "")
    if all(each.planned is None for each in read.plan.schools):
        read = read_import(replace(asked, register=str(part / REGISTER)), "")
    return read, notes


def _doubts(read: Import, file: str, lang: str) -> list[str]:
    """What looks wrong in a list once it is held against its people."""
    return [] if read.people is None else [*doubts(read, file, assess(read.plan, read.people), lang)]


def _answered(part: Path) -> tuple[Assessment, Callable[[Settings], Assessment]]:
    """The project in a folder held against its people, and how it is with parameters set as in a scenario."""
    base, plan, people = open_project(str(part / PLAN), (), None)

    def run(settings: Settings) -> Assessment:
        layer = Layer(TRIED, TRIED, {name: _setting(name, each) for name, each in settings.items()})
        return assess(*with_layers(base.under(layer), plan, people))

    return assess(plan, people), run


def _setting(name: str, value: str | int | float) -> Setting:
    parameter = parameter_of(name)
    if parameter is None:
        raise ValueError(f"{name!r} is no parameter")
    return Setting(value, 0, parameter)
