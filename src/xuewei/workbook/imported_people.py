"""A table of people that is imported: read, held against its sums, and laid over the table of a population folder."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePath

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats import codes
from xuewei.formats.any_file import YAML
from xuewei.formats.archive import BOOK_LIMIT, BOOKS
from xuewei.formats.book.sheets import Workbook, is_workbook
from xuewei.formats.guard import forced
from xuewei.formats.more_rows import NewRow, TableChange, replacing_form, with_rows
from xuewei.formats.places import AnyPath, decoded, is_folder, read_bytes
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.population.checks import group_faults
from xuewei.formats.population.tables import CSV, TABLES, Rows, named_rows, table_file, table_rows
from xuewei.formats.population.zone_tables import ZONE_TABLES
from xuewei.language.shown import folded
from xuewei.late import dataclass
from xuewei.model.plan import BASES
from xuewei.model.stages import together
from xuewei.workbook.counts.coordinates import BIRTH_YEAR, DIMENSIONS, OTHER, is_area, register
from xuewei.workbook.counts.figures import SCALES, read_figures
from xuewei.workbook.counts.home import Home, home_of, known_areas
from xuewei.workbook.counts.kinds import KINDS, kinds_of, of_kind, rows_wanted
from xuewei.workbook.counts.parts import left_whole, sexes_together, whole_of, without_sums
from xuewei.workbook.counts.printed import Grid, Printed, cell_text, printed, sheet_grid, text_grid
from xuewei.workbook.counts.pupils_of_zones import of_areas
from xuewei.workbook.counts.rows import Context, rows_of
from xuewei.workbook.import_asked import ESTATES, Asked, Grids
from xuewei.workbook.lists.mapping import Mapped
from xuewei.workbook.lists.table import ListNote, gathered
from xuewei.workbook.lists.titles import find_list_head, titles
from xuewei.workbook.read.plan_book import is_ledger

ASKED_FOR = {
    "people_kind": "table",
    "people_unit": "unit",
    "people_year": "year",
    "people_date": "date",
    "people_area": "area",
    "people_area_of": "area",
    "people_register": "kind",
}
"""Faults that a word of somebody's mends, each with the key of the mapping that it is."""


TOGETHER: Mapping[str, tuple[str, ...]] = {
    "census": ("grade",),
    "births": ("age", "grade"),
    "pupils": ("age",),
    "children": ("grade",),
    "totals": ("age", "grade"),
}
"""What a kind of table does not tell apart."""
OF_TABLES = (*DIMENSIONS, BIRTH_YEAR, OTHER, "zone", "source", "persons", "births", "pupils")
"""What a column of a table of people may be mapped to."""
OF_ITS_YEAR = ("year", "date")
"""What is not kept for the table of another year."""
READERS: Mapping[str, Callable[[str], object]] = {
    "year": codes.school_year,
    "date": codes.day,
    "kind": register,
    "unit": lambda text: folded(text).removesuffix("人") in SCALES or None,
    "basis": lambda text: text in BASES or None,
}
"""How what is given for a whole table is read; None: it cannot be."""


@dataclass(frozen=True)
class PeopleImport:
    """What the import of a table of people would write: its ``kind``, the ``change``, ``rows`` in the order of the
    table; what is said of it, and the mapping it was read with."""

    kind: str
    change: TableChange
    rows: Sequence[Mapping[str, str]]
    notes: Sequence[ListNote]
    mapping: Mapped

    def write(self) -> None:
        """Write the table, whole or not at all."""
        self.change.write()


def read_people(asked: Asked, kind: str | None) -> PeopleImport | None:
    """The table of people in a file; None where it is none, but a ledger, a list of schools, or births that go to a
    plan by its zones.

    Raises InputError with every fault of its cells, where its kind, its unit, its year, its area or its day is not
    known, and where what it would make of the folder's table could not be read again.
    """
    mapped = asked.mapped or Mapped()
    given = {**mapped.defaults}
    given |= {name: str(each) for name, each in (("area", asked.area), ("year", asked.year), ("table", kind)) if each}
    strange = [key for key, reader in READERS.items() if key in given and reader(given[key]) is None]
    to_folder = asked.into is not None and not is_plan_file(asked.into)
    try:
        grids, hidden = grids_of(asked, mapped.sheet)
    except InputError:
        if to_folder or kind is not None:
            raise
        return None  # whoever reads the plan as well says this with what is wrong there
    if grids is None:
        return None
    kind = given.get("table")
    if kind is not None and kind not in KINDS:
        raise _unknown_kind(asked.file, (), kind)
    if kind in (None, "pupils") and any(names_schools(grid, mapped) for grid in grids):
        return None
    assumed = read_assumptions()
    stages = [each.stage for each in assumed.optional]
    usual = tuple((stage.name, stage.grades) for stage in together(stages, assumed.stages))
    tables = [table for grid in grids if (table := printed(grid, mapped.columns, usual)) is not None]
    if kind in (None, "pupils") and any(table.schools for table in tables):
        return None
    found = [(table, kinds_of(table)) for table in tables]
    known = list(dict.fromkeys(each for _, kinds in found for each in kinds))
    if kind is None:
        if not known and not to_folder:
            return None
        if len(known) != 1:
            raise _unknown_kind(asked.file, known)
        kind = known[0]
        if kind == "births" and asked.into is not None and not to_folder and all(map(_is_list_of_births, tables)):
            return None
    if not tables:
        raise InputError([Fault(Place(asked.file), "", "people_head", {"table": kind})])
    if kind == "births" and found and all(kinds == ["pupils"] for _, kinds in found):
        raise InputError([Fault(Place(asked.file), "", "people_other")])
    wrong = [Fault(Place(asked.file), key, "people_given", {}, given[key]) for key in strange]
    wrong += _mapped_wrongly(asked.file, mapped, tables)
    if wrong:
        raise InputError(wrong)
    home = home_of(asked, to_folder)
    right = [table for table, kinds in found if kind in kinds] or tables
    left = [*hidden, *(table.grid.sheet or "" for table in tables if table not in right)]
    left += [grid.sheet or "" for grid in grids if all(table.grid is not grid for table in tables)]
    return _import(asked, kind, home, right, replace(mapped, defaults={**given, "table": kind}), left)


def _mapped_wrongly(file: str, mapped: Mapped, tables: Sequence[Printed]) -> list[Fault]:
    """Titles that were mapped and are none of the tables', and keys that no table of people has."""
    there = [title for table in tables for title in table.titles.values()]
    known = {folded(title) for title in there}
    wrong = []
    for title, target in mapped.columns.items():
        if folded(title) not in known:
            near = nearest(title, there)
            wrong.append(Fault(Place(file), "", "missing_column", {"column": title}, None, near))
        elif target.partition(".")[0] not in OF_TABLES:
            wrong.append(Fault(Place(file), title, "list_target", {}, target, nearest(target, OF_TABLES)))
    return wrong


def _is_list_of_births(table: Printed) -> bool:
    """Whether a table of births is one that lists read: zones in rows, years beside them, and nothing else."""
    told = {*table.labels.values(), *(name for of in table.values.values() for name in of)}
    return "area" in table.labels.values() and told <= {"area", "year", "measure", "kind", "total"}


def is_plan_file(into: str) -> bool:
    """Whether rows are to go to the folder of a plan's file, not to one that is named."""
    return not is_folder(into) and PurePath(into).suffix.lower() in YAML


def _unknown_kind(file: str, known: Sequence[str], found: str | None = None) -> InputError:
    every = *KINDS, ESTATES
    values = {"known": ", ".join(known or every)}
    return InputError([Fault(Place(file), "", "people_kind", values, found, nearest(found, every) if found else None)])


def grids_of(asked: Asked, sheet: str | None) -> Grids:
    """The sheets of a file, or its text; None for a ledger. And which sheets are hidden, and not read. A file is read
    once, however many ask."""
    key = sheet, asked.mapped is None
    if key not in asked.grids:
        asked.grids[key] = _grids(asked, sheet)
    return asked.grids[key]


def _grids(asked: Asked, sheet: str | None) -> Grids:
    if not is_workbook(read_bytes(asked.file, BOOK_LIMIT)):
        return (None if Path(asked.file).suffix.lower() in BOOKS else [text_grid(asked.file)]), []
    book = Workbook(asked.file)
    if asked.mapped is None and is_ledger(book):
        return None, []
    names = [sheet] if sheet is not None else [each for each in book.names if each not in book.unseen]
    found = [sheet_grid(book.sheet(name)) for name in names]
    full = [grid for grid in found if any(cell_text(cell) for row in grid.rows for cell in row)]
    return full, [name for name in book.names if name in book.hidden and name not in names]


def names_schools(grid: Grid, mapped: Mapped) -> bool:
    """Whether a grid is a list of schools by its head."""
    known = {title: key for title, key in mapped.columns.items() if key not in ("other",)}
    head = find_list_head(grid.rows, grid.merged, titles(known))
    return bool({"id", "name"} & {each.target for each in head.meanings.values()})


def _import(
    asked: Asked, kind: str, home: Home, tables: Sequence[Printed], mapped: Mapped, left: Sequence[str]
) -> PeopleImport:
    """The rows of the tables of one kind, laid over that of the folder."""
    areas = known_areas(home)
    rows: list[NewRow] = []
    notes: list[ListNote] = []
    wrong: list[Fault] = []
    if any(left):
        notes.append(ListNote("sheets_left", (), {"sheets": ", ".join(filter(None, left))}))
    plan_areas = [*home.plan.all_areas()] if home.plan else areas
    for each in tables:
        table = of_kind(each, kind)
        name = PurePath(asked.file.replace("\\", "/")).name
        source = " ".join(filter(None, (name, table.grid.sheet)))
        given = {key: text for key, text in mapped.defaults.items() if key not in ("table", "unit")}
        alone = "area" not in given and "area" not in table.labels.values()
        if len(tables) > 1 and alone and table.grid.sheet and is_area(table.grid.sheet):
            given["area"] = table.grid.sheet
            notes.append(ListNote("area_taken", (), {"area": table.grid.sheet}))
        about = Context(
            asked.file, source, given, table.above, plan_areas, {stage.name: stage.grades for stage in home.stages}
        )
        rows += _rows(kind, table, home, mapped, about)
        if table.left:
            about.notes.append(ListNote("columns_left", (), {"columns": ", ".join(dict.fromkeys(table.left))}))
        notes += about.notes
        wrong += about.faults
    if kind == "pupils":
        rows, summed, parts = of_areas(rows, home)
        notes += summed
        wrong += parts
    wrong += _strange_areas(rows, areas, notes)
    if not wrong and not rows:
        wrong.append(Fault(Place(asked.file), "", "people_none"))
    if wrong:
        raise InputError(wrong)
    change = with_rows(home.folder, KINDS[kind], rows, replacing_form(KINDS[kind]))
    _read_again(change, rows, home.folder)
    there = asked.mapped.defaults if asked.mapped else {}
    kept = {key: text for key, text in mapped.defaults.items() if key in there or key not in OF_ITS_YEAR}
    used = replace(mapped, defaults=kept)
    return PeopleImport(kind, change, [row.cells for row in rows], gathered(notes), used)


def _rows(kind: str, table: Printed, home: Home, mapped: Mapped, about: Context) -> list[NewRow]:
    """The rows of one table; notes and faults go to ``about``."""
    unit = mapped.defaults.get("unit")
    scale = None if unit is None else folded(unit).removesuffix("人")
    found = read_figures(table, home.grades, scale, rows_wanted(table, kind))
    about.notes += found.notes
    about.faults += found.faults
    if found.fraction is not None:
        place, text = found.fraction
        about.faults.append(Fault(place, "", "people_unit", {}, text))
        return []
    figures = whole_of(found.found, TOGETHER[kind])
    if kind != "census":
        figures, notes = sexes_together(figures) if any("sex" in each.of for each in figures) else (figures, [])
        about.notes += notes
    figures, notes = without_sums(figures)
    about.notes += notes
    if kind != "census" or any(each.of.get("sex") in ("male", "female") for each in figures):
        figures, notes = left_whole(figures)
        about.notes += notes
    return rows_of(kind, [each for each in figures if each.persons is not None], table, about)


def _strange_areas(rows: Sequence[NewRow], known: Sequence[str], notes: list[ListNote]) -> list[Fault]:
    """A fault at the first row of each area that no file knows and that is a slip for one; others are noted."""
    strange: dict[str, NewRow] = {}
    for row in rows:
        if known and row.cells["area"] not in known:
            strange.setdefault(row.cells["area"], row)
    near = {area: None if forced() else nearest(area, known) for area in strange}
    others = [area for area in strange if near[area] is None]
    if others:
        notes.append(ListNote("areas_new", (), {"areas": ", ".join(others)}))
    slips = [area for area in strange if near[area] is not None]
    return [Fault(strange[area].place, "", "people_area_unknown", {}, area, near[area]) for area in slips]


def _read_again(change: TableChange, rows: Sequence[NewRow], folder: AnyPath) -> None:
    """Raise InputError where the table that would be written could not be read: at the cell that a row is from."""
    name = change.name
    table = TABLES.get(name)
    with tempfile.TemporaryDirectory() as spare:
        place = Path(spare, name + CSV)
        place.write_bytes(change.raw)
        broken: list[Fault] = []
        if table is not None:
            read: Rows = table_rows(place, table.columns, table.key_of, broken, table.alone)
        else:
            zones = ZONE_TABLES[name]
            read = table_rows(place, zones.columns, zones.key, broken, zones.alone)
    if not broken and name == "census":
        with suppress(InputError):
            there: list[Fault] = []
            totals = named_rows(folder, "totals", there) if is_folder(folder) and table_file(folder, "totals") else []
            broken = group_faults(str(place), read, [] if there else totals)
    if broken:
        text, _ = decoded(change.raw, change.path)
        reader = csv.DictReader(io.StringIO(text))
        written = dict((reader.line_num, row) for row in reader)  # noqa: C402  # the line after each is read
        raise InputError(_at_home(fault, change, rows, written.get(fault.place.line, {})) for fault in broken)


def _at_home(fault: Fault, change: TableChange, rows: Sequence[NewRow], row: Mapping[str, str]) -> Fault:
    """A fault of a ``row`` that would be written, at the cell from which it is; else at its line of the folder's
    table."""
    own = next((each for each in rows if all((row.get(key) or "") == text for key, text in each.cells.items())), None)
    return replace(fault, place=own.place if own else Place(change.path, fault.place.line))
