"""A list of a bureau read whole: its tables, the schools in them, the births, and the school year that it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.places import AnyPath
from xuewei.formats.yaml import Node
from xuewei.late import dataclass, pattern
from xuewei.model.stages import Stage
from xuewei.workbook.columns import Vocabulary
from xuewei.workbook.lists.graded import settled
from xuewei.workbook.lists.list_rows import LONGEST_LABEL, Listed, ListRows, Reading
from xuewei.workbook.lists.mapping import Mapped, is_new, parts_of
from xuewei.workbook.lists.table import ListNote, ListTable, read_csv, read_sheet_lists, targets, unread_years
from xuewei.workbook.read.labels import normal
from xuewei.workbook.words import say

LISTS = (".csv", ".tsv", ".txt")
"""What lists in text are called. Of a file that is called otherwise and has no column that we know, no title shows."""
_SCHOOL_YEAR = pattern(r"(20[0-9]{2})\s*(?:[-—–~至/]\s*(?:20)?[0-9]{2}\s*)?(?:年度?)?\s*(?:学年|年?秋|school year)")
DATED = frozenset({"planned", "opens", "status"})
"""What says when a school is there, or how far it is."""
_NOT_YET = pattern("(?<!现)在建|筹建|拟建|待建|正在建设|未投用|未建成|未开学|尚未|预计|under construction|to open")
"""How notes say that a school is not there yet."""


@dataclass(frozen=True)
class ListFile:
    """A list as read. ``given`` are the targets of all its columns and defaults, ``dated`` faults of columns that hold
    years and have no target, ``left`` the titles that are not read, ``used`` the mapping it was read with; ``year`` is
    the school year that its titles name (None: none, or several), ``said`` where."""

    file: str
    listed: Sequence[Listed]
    reading: Reading
    given: frozenset[str]
    dated: Sequence[Fault]
    left: tuple[str, ...]
    used: Mapped
    year: int | None
    said: str

    def counts(self, *kinds: str) -> bool:
        """Whether a column counts one of these."""
        return any(parts_of(target)[0] in kinds for target in self.given)

    @property
    def graded_pupils(self) -> bool:
        """Whether it holds pupils by grade."""
        return any(parts_of(target)[0] == "pupils" and parts_of(target)[2] for target in self.given)

    @property
    def of_pupils(self) -> bool:
        """Whether it holds pupils alone and nothing of what schools have."""
        return self.counts("pupils") and not self.counts("seats", "classes", "intake")

    @property
    def of_births(self) -> bool:
        """Whether it is a table of births."""
        return self.counts("births") and not {"id", "name"} & self.given

    @property
    def new(self) -> bool:
        """Whether it holds what only registers have."""
        return any(map(is_new, self.given))


def read_list(file: str, book: Workbook | None, mapped: Mapped, stages: Sequence[Stage], lang: str) -> ListFile:
    """A list in a workbook, or in a text where there is no ``book``; faults of its cells are in its ``reading``.

    Raises InputError where no list is found in it.
    """
    grades = tuple((stage.name, stage.grades) for stage in stages)
    notes: list[ListNote] = []
    if book:
        tables, notes = read_sheet_lists(book, mapped.sheet, mapped.columns, grades)
    else:
        tables = [read_csv(file, mapped.columns, grades)]
    found = []
    for each in tables:
        table, more = settled(each)
        notes += more
        found.append((table, *_targets(file, book, table, mapped)))
    words = _words(mapped, stages)
    reading = Reading(notes=notes)
    kinds = {stage.name: stage for stage in stages}
    for table, columns, _ in found:
        by_hand = {normal(title) for title in mapped.columns}
        mine = frozenset(place for place in columns if normal(table.head.titles[place]) in by_hand)
        ListRows(table, columns, mine, words, mapped.defaults, kinds, lang, reading, mapped.merged).read()
    given = {*mapped.defaults, *(target for _, columns, _ in found for target in columns.values())}
    used_for = {table.head.titles[n]: each for table, known, _ in found for n, each in known.items()}
    sheet = mapped.sheet or (tables[0].sheet if len(tables) == 1 else None)
    return ListFile(
        file,
        reading.schools(),
        reading,
        frozenset(given),
        [fault for table, columns, _ in found for fault in unread_years(table, columns)],
        tuple(dict.fromkeys(title for _, _, each in found for title in each)),
        Mapped(used_for, mapped.words, mapped.defaults, sheet, mapped.merged),
        *_year(file, tables),
    )


def _words(mapped: Mapped, stages: Sequence[Stage]) -> Vocabulary:
    words = Vocabulary()
    for stage in stages:
        words.learn("stage", stage.name, stage.name + say("part.of", "zh"))
        words.learn("stage", stage.name, stage.name)
    for vocabulary, labels in mapped.words.items():
        for label, key in labels.items():
            words.learn(vocabulary, key, label)
    return words


def _year(file: str, tables: Sequence[ListTable]) -> tuple[int | None, str]:
    """The one school year that the titles of a list, its sheets or its file name, and the text that says so."""
    texts = [text for table in tables for text in (*table.above, *table.head.titles.values(), table.sheet or "")]
    found = {int(match[1]): text for text in [Path(file).stem, *texts] for match in _SCHOOL_YEAR.finditer(text)}
    return next(iter(found.items())) if len(found) == 1 else (None, "")


def _targets(
    file: AnyPath, book: Workbook | None, table: ListTable, mapped: Mapped
) -> tuple[Mapping[int, str], tuple[str, ...]]:
    """The targets of a table's columns, and the titles of the others. Raises InputError where none names a school, nor
    a place of births."""
    columns, left = targets(table, mapped.columns)
    known = set(columns.values())
    if not (columns or book or Path(str(file)).suffix.lower() in LISTS):
        raise InputError([Fault(Place(str(file)), "", "no_list")])
    births = any(parts_of(target)[0] == "births" for target in known)
    if not {"id", "name"} & known and not (births and {"area", "zone"} & known):
        kind = "list_names" if columns else "list_columns"
        raise InputError([Fault(Place(table.file), "", kind, {"known": ", ".join(table.head.titles.values())})])
    return columns, left


def value_of(node: Node | None) -> str | None:
    """A value as text; None without one."""
    return None if node is None or node.value is None else str(node.value)


def unfinished(listed: Sequence[Listed]) -> list[ListNote]:
    """The schools that are not there yet by their notes alone, no year and no status: they are read as in use."""
    notes = [(one.place, value_of(one.facts.get("note")) or "") for one in listed if not DATED & one.facts.keys()]
    cells = tuple((place, note[:LONGEST_LABEL]) for place, note in notes if _NOT_YET.search(note))
    return [ListNote("building", cells)] if cells else []
