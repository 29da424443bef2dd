"""A table of estates that is imported: read, laid over ``estates.csv`` of a folder, and read again at once."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from xuewei.errors import Fault, InputError, Place, in_order, nearest
from xuewei.formats.more_rows import NewRow, TableChange, replacing_form, with_rows
from xuewei.formats.places import decoded
from xuewei.formats.population.estate_table import COLUMNS, alone, key
from xuewei.formats.population.tables import table_rows
from xuewei.formats.shapes import Faults
from xuewei.language.shown import folded
from xuewei.late import dataclass
from xuewei.model.zoning import named_zones
from xuewei.workbook.counts.home import Home, home_of, known_areas, plan_above
from xuewei.workbook.counts.printed import Grid
from xuewei.workbook.estates.estate_list import EstateList, find_head, read_list
from xuewei.workbook.estates.told_once import NAMES, apart, lost, moved, spot_of, unknown_places
from xuewei.workbook.import_asked import ESTATES, Asked
from xuewei.workbook.imported_people import grids_of, is_plan_file, names_schools
from xuewei.workbook.lists.mapping import UNREAD, Mapped
from xuewei.workbook.lists.table import ListNote, gathered
from xuewei.workbook.read.heads import LOOKED_AT

BASIS = "published"
"""What figures of a bureau's own table rest on, where its mapping says nothing else."""


@dataclass(frozen=True)
class EstateImport:
    """What the import of a table of estates would write: the ``change``, ``rows`` in the order of the table; ``taken``
    are its titles with what each was taken for; what is said of it, and the mapping it was read with."""

    change: TableChange
    rows: Sequence[Mapping[str, str]]
    taken: Sequence[tuple[str, str]]
    notes: Sequence[ListNote]
    mapping: Mapped

    def write(self) -> None:
        """Write the table, whole or not at all."""
        self.change.write()


def read_estates(asked: Asked, kind: str | None) -> EstateImport | None:
    """The table of estates in a file; None where it is none and none is asked for.

    Raises InputError with every fault of its cells, where it is asked for and no row is its head, where an area is not
    known, and where the plan writes estates itself.
    """
    mapped = asked.mapped or Mapped()
    wanted = ESTATES in (kind, mapped.defaults.get("table"))
    if kind not in (None, ESTATES) or (not wanted and "table" in mapped.defaults):
        return None
    try:
        grids, hidden = grids_of(asked, mapped.sheet)
    except InputError:
        if wanted:
            raise
        return None
    tables = [grid for grid in grids or () if find_head(grid, mapped.columns)]
    if not wanted and (not tables or any(names_schools(grid, mapped) and not _of_estates(grid) for grid in tables)):
        return None
    if not tables:
        raise InputError([Fault(Place(asked.file), "", "estates_head")])
    _check_mapping(asked.file, mapped, tables)
    home = home_of(asked, asked.into is not None and not is_plan_file(asked.into))
    plan = home.plan or plan_above(home.folder)
    if plan is not None and plan.estates:
        raise InputError([Fault(Place(asked.file), ESTATES, "estates_twice", {"other": plan.file})])
    zones, areas = _known(home)
    found = []
    for grid in tables:
        one = read_list(grid, mapped.columns, _given(asked, mapped, grid), zones, areas)
        if one is not None:
            found.append(one)
    left = [*hidden, *(grid.sheet or "" for grid in grids or () if grid not in tables)]
    return _import(asked, home, found, mapped, [each for each in left if each])


def _of_estates(grid: Grid) -> bool:
    """Whether a table that names things is one of estates all the same: its sheet or its titles say so."""
    text = " ".join(folded(cell) for row in grid.rows[:LOOKED_AT] for cell in row if isinstance(cell, str))
    return any(word in text for word in ("小区", "楼盘", "交房", "套数", "estate")) and "学校" not in text


def _given(asked: Asked, mapped: Mapped, grid: Grid) -> dict[str, str]:
    """What stands for cells that a table leaves empty: what was given, else the basis and the source."""
    name = PurePath(grid.file.replace("\\", "/")).name
    found = {"basis": BASIS, "source": " ".join(filter(None, (name, grid.sheet)))}
    found |= {name: text for name, text in mapped.defaults.items() if name in COLUMNS}
    if asked.area:
        found["area"] = asked.area
    return found


def _known(home: Home) -> tuple[set[str], set[str]]:
    """The zones and the areas that the plan and the tables of the folder name."""
    every, zones = set(known_areas(home)), set[str]()
    if home.plan is not None:
        zones |= {*named_zones(home.plan)}
    place = Path(str(home.folder), "zones.csv")
    if place.exists():
        text, _ = decoded(place.read_bytes(), str(place), ("area",))
        zones |= {(row.get("area") or "").strip() for row in csv.DictReader(io.StringIO(text))}
    return zones, every - zones


def _check_mapping(file: str, mapped: Mapped, tables: Sequence[Grid]) -> None:
    """Raise InputError for titles that were mapped and are none of the tables', and keys that estates have not."""
    there = {
        folded(str(cell)): str(cell) for grid in tables for row in getattr(grid, "rows", ()) for cell in row if cell
    }
    wrong = []
    for title, target in mapped.columns.items():
        if folded(title) not in there:
            near = nearest(title, there.values())
            wrong.append(Fault(Place(file), "", "missing_column", {"column": title}, None, near))
        elif target not in (*COLUMNS, UNREAD):
            wrong.append(Fault(Place(file), title, "list_target", {}, target, nearest(target, COLUMNS)))
    if wrong:
        raise InputError(wrong)


def _import(asked: Asked, home: Home, found: Sequence[EstateList], mapped: Mapped, left: Sequence[str]) -> EstateImport:
    rows = [row for each in found for row in each.rows]
    if not rows:
        raise InputError([Fault(Place(asked.file), "", "people_none")])
    zones, areas = _known(home)
    placed, notes = _in_one_area(rows, areas, home), list[ListNote]()
    rows, renamed, wrong = apart(placed, found)
    nowhere = lost(rows, found, asked.file)
    wrong += [*nowhere, *unknown_places(rows, found, zones, areas)]
    again = _read_again(_text(rows), rows, found)
    wrong += [fault for fault in again if not (nowhere and fault.kind == "estate_nowhere")]
    try:
        change = with_rows(home.folder, ESTATES, rows, replacing_form(ESTATES))
    except InputError as also:
        raise InputError(in_order([*wrong, *also.faults])) from None
    wrong = wrong or _read_again(change.raw, rows, found, change.path)
    if wrong:
        raise InputError(in_order(wrong))
    if stays := moved(rows, _there(change)):
        notes.append(
            ListNote("estate_stays", (), {"count": len(stays), "rows": "; ".join(stays[:NAMES]), "file": change.path})
        )
    if left:
        notes.append(ListNote("sheets_left", (), {"sheets": ", ".join(left)}))
    for each in found:
        if each.left:
            notes.append(ListNote("columns_left", (), {"columns": ", ".join(dict.fromkeys(each.left))}))
        if each.empty:
            notes.append(ListNote("estate_empty", tuple(each.empty)))
        if each.sums:
            notes.append(ListNote("estate_sums", tuple((place, "") for place in each.sums)))
        if each.shares:
            notes.append(ListNote("estate_shares", tuple((place, "") for place in each.shares)))
        if each.named:
            notes.append(ListNote("estate_ids", ()))
    if renamed:
        notes.append(ListNote("estate_same_name", tuple(renamed)))
    taken = list(dict.fromkeys((title, name) for each in found for title, name in each.taken.items()))
    used = replace(mapped, defaults={**mapped.defaults, "table": ESTATES})
    return EstateImport(change, [row.cells for row in rows], taken, gathered(notes), used)


def _there(change: TableChange) -> list[Mapping[str, str]]:
    """The rows that a table has, and had before, as far as they stay."""
    text, _ = decoded(change.raw, change.path)
    new = [{**row} for row in change.added]
    rows = ({name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(text)))
    return [row for row in rows if row not in new]


def _in_one_area(rows: Sequence[NewRow], areas: Collection[str], home: Home) -> list[NewRow]:
    """Rows without a place in the area of the plan, where it has one alone."""
    only = home.plan.all_areas() if home.plan is not None else tuple(areas)
    if len(only) != 1:
        return list(rows)
    return [
        row if row.cells.get("area") or row.cells.get("zone") else replace(row, cells={**row.cells, "area": only[0]})
        for row in rows
    ]


def _text(rows: Sequence[NewRow]) -> bytes:
    """Rows alone as a table."""
    held = io.StringIO()
    writer = csv.DictWriter(held, [*COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.cells for row in rows)
    return held.getvalue().encode()


def _read_again(
    raw: bytes, rows: Sequence[NewRow], found: Sequence[EstateList], path: str | None = None
) -> list[Fault]:
    """What is wrong with a table as it would be written to ``path``, at the cells that its rows are from. None: it
    holds these rows alone, in their order, of which what is there twice is told elsewhere."""
    with tempfile.TemporaryDirectory() as spare:
        place, broken = Path(spare, "estates.csv"), list[Fault]()
        place.write_bytes(raw)
        read = table_rows(place, COLUMNS, key, broken, alone)
        if read and not broken:
            faults = Faults(str(place))
            alone(read, faults)
            broken = faults.in_order()
    if path is None:
        broken = [fault for fault in broken if fault.kind != "repeated_row"]
    text, _ = decoded(raw, path or "estates.csv")
    reader = csv.DictReader(io.StringIO(text))
    lines = dict((reader.line_num, row) for row in reader)  # noqa: C402  # the line after each is read
    return [_at_home(fault, path, rows, lines.get(fault.place.line, {}), found) for fault in broken]


def _at_home(
    fault: Fault, path: str | None, rows: Sequence[NewRow], row: Mapping[str, str], found: Sequence[EstateList]
) -> Fault:
    """A fault of a ``row`` that would be written, at the cell from which it is; else at its line of the table."""
    alike = (each for each in rows if all((row.get(name) or "") == text for name, text in each.cells.items()))
    own = rows[fault.place.line - 2] if path is None else next(alike, None)
    if own is None:
        return replace(fault, place=Place(path or "", fault.place.line))
    spot = spot_of(own, fault.path, found)
    values = {**fault.values}
    if path is None and isinstance(values.get("first"), int):
        values["first"] = rows[int(str(values["first"])) - 2].place.line
    return replace(fault, place=spot, path="" if spot != own.place else fault.path, values=values)
