"""Faults in what people wrote, reported all at once, and the exit codes of the command line.

A fault names a *kind* (a key of :mod:`xuewei.language.faults`, where the Chinese and English sentences stand) and the
values that its sentence needs, so that one fault can be said in either language.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import partial
from operator import attrgetter
from typing import Protocol, TypeAlias, TypeVar

from xuewei.language.shown import visible
from xuewei.late import dataclass

One = TypeVar("One")
Other = TypeVar("Other")

LONGEST_FIELD = 200
"""Characters of a field's path that are shown."""
NEAR = 0.6
"""How alike (0 to 1) two words must be for one to be meant by the other."""
LONGEST_WORD = 100
"""Characters of the longest word for which a near one is sought."""
MOST_LOOKED_AT = 100_000
"""Words compared in search of near ones before suggestions stop: about a second. Among 20,000 schools the first five
unknown ids have a suggestion, among a hundred columns the first thousand."""
_looked_at = 0


class Exit(IntEnum):
    """Exit codes, part of the public contract (docs/formats.en.md)."""

    DONE = 0
    UNWELCOME = 1
    USAGE = 2
    INPUT = 3
    INTERNAL = 4
    INTERRUPTED = 130


@dataclass(frozen=True, order=True)
class Place:
    """Where something is written: a line of a text, a cell of a table, or a file as a whole.

    Places are in order by file, sheet (from 0), line and column (from 1; 0: no certain one).
    Their names do not count in comparisons: ``cell`` is what people call a place in a workbook, ``entry`` the title
    above a cell, or the part of a scenario that speaks of a plan, such as ``change[2]`` or ``set.opening_lag``.

    >>> f"{Place('p.yaml', 7)}", f"{Place('台账.xlsx', 12, column=8, cell='项目台账!H12', entry='计划年度')}"
    ('7', '项目台账!H12')
    >>> Place("p.yaml", 7) < Place("p.yaml", 12) < Place("s.yaml", 4, entry="change[2]")
    True
    """

    file: str
    sheet: int = dataclasses.field(default=0, kw_only=True)
    line: int = 0
    column: int = dataclasses.field(default=0, kw_only=True)
    cell: str = dataclasses.field(default="", kw_only=True, compare=False)
    entry: str = dataclasses.field(default="", kw_only=True, compare=False)

    @classmethod
    def of(cls, spot: Spot, file: str, entry: str = "") -> Place:
        """The place of a spot, which is in (the ``entry`` of) ``file`` unless it says another."""
        if isinstance(spot, Place):
            return spot
        sheet, line, column = (0, spot, 0) if isinstance(spot, int) else spot
        return cls(file, line, sheet=sheet, column=column, entry=entry)

    def __str__(self) -> str:
        """The place in its file, as people write it; empty for the file as a whole."""
        return self.cell or (str(self.line) if self.line else "")

    def field(self, path: str) -> str:
        """What is called ``path`` in a plan as people know it here: by a column's title, or inside a scenario's entry.

        >>> Place("s.yaml", 7, entry="change[2]").field("schools[a].opens")
        'change[2].opens'
        >>> Place("s.yaml", 4, entry="set.opening_lag").field("schools[a].closes")
        'set.opening_lag: schools[a].closes'
        >>> Place("s.yaml", 4, entry="remove[1]").field("schools[a].merge_into")
        'remove[1]: schools[a].merge_into'
        """
        if not self.entry or not path:
            return self.entry or path
        if self.cell or self.column:
            return self.entry
        return (
            f"{self.entry}: {path}"
            if self.entry.startswith(("set.", "remove["))
            else self.entry + path.partition("]")[2]
        )


Spot: TypeAlias = int | tuple[int, int, int] | Place
"""Where a value was read, in short: a line (0: nowhere), or sheet, row and column, of a file that goes without saying;
a place where it came from another file. A cell of which only the column is known yet has row 0."""


def in_row(spot: Spot, row: Spot) -> Spot:
    """The spot of a value in a row: where only its column is known yet, with the sheet's row; else as it is.

    >>> in_row((0, 0, 8), (0, 12, 0)), in_row((0, 13, 8), (0, 12, 0)), in_row(7, 5)
    ((0, 12, 8), (0, 13, 8), 7)
    """
    if isinstance(spot, tuple) and not spot[1] and isinstance(row, tuple):
        return row[0], row[1], spot[2]
    return spot


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in one place.

    ``path`` is dotted, such as ``schools[ID].seats.primary``; empty where a file or an entry as a whole is meant.
    ``found`` is None where there is nothing to show.
    """

    place: Place
    path: str
    kind: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    found: str | None = None
    suggestion: str | None = None

    @property
    def field(self) -> str:
        """The path as people know it in this place."""
        return self.place.field(self.path)

    def text(self, lang: str) -> str:
        """``file:line: field: what (found …). Did you mean …?`` in one line.

        >>> print(Fault(Place("p.yaml", 3), "seats.prmary", "unknown_key", {}, None, "primary").text("en"))
        p.yaml:3: seats.prmary: unknown key. Did you mean primary?
        """
        spot = str(self.place)
        where = f"{self.place.file}:{spot}" if spot else self.place.file
        return f"{visible(where)}: {self.what(lang)}"

    def what(self, lang: str) -> str:
        """The field and what is wrong with it, without the place."""
        fault_words, one_line = _sentences()
        what = fault_words(self.kind, self.values, lang, found=self.found, suggestion=self.suggestion)
        return f"{one_line(self.field, LONGEST_FIELD)}: {what}" if self.field else what


def _sentences() -> tuple[Callable[..., str], Callable[..., str]]:
    """What says a kind of fault, and what keeps a text on one line."""
    from xuewei.language.faults import fault_words, one_line  # inside: most runs find nothing wrong

    return fault_words, one_line


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults by their places; those of one place as they came."""
    return sorted(faults, key=attrgetter("place"))


class ModelError(ValueError):
    """Something that cannot be computed, as a fault without a place: its ``kind`` and ``values``."""

    def __init__(self, kind: str, /, **values: object) -> None:
        self.kind, self.values = kind, values
        super().__init__(kind, values)

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), **self.values), (self.kind,)

    def __str__(self) -> str:
        fault_words, _ = _sentences()
        return fault_words(self.kind, self.values, "en")


def not_computed(folder: str, broken: ValueError) -> Fault:
    """The fault of what cannot be computed from a folder.

    >>> print(not_computed("people", ModelError("no_census", area="甲")).text("en"))
    people: 甲 has no census
    """
    if isinstance(broken, ModelError):
        return Fault(Place(folder), "", broken.kind, broken.values)
    return Fault(Place(folder), "", "model", {"why": str(broken)})


class Written(Protocol):
    """What was read from a ``file``, with where each of its keys is written, by dotted path."""

    @property
    def file(self) -> str: ...  # noqa: D102

    @property
    def spots(self) -> Mapping[str, Spot]: ...  # noqa: D102


def key_place(written: Written, key: str) -> Place:
    """Where a dotted key is written, or what is around it; the file as a whole where neither is known.

    >>> from xuewei.model.plan import Plan
    >>> plan = Plan("p", "甲", (), (2021, 2025), file="plan.yaml", spots={"years": 3, "base_seats.seats": 9})
    >>> [key_place(plan, key).line for key in ("years", "base_seats.seats.甲.primary", "areas[2]")]
    [3, 9, 0]
    """
    while key and key not in written.spots:
        key = key.rpartition("[" if key.endswith("]") else ".")[0]
    return Place.of(written.spots.get(key, 0), written.file)


def by_place(faults: Iterable[Fault], file: str) -> list[Fault]:
    """Faults by their places, those of ``file`` first."""
    return sorted(faults, key=lambda fault: (fault.place.file != file, fault.place))


def _crs_once(faults: Iterable[Fault]) -> list[Fault]:
    """Faults of which those of one table that are of the same system of coordinates are one, at the first row, with
    how many rows have it (``rows_alike``): a table has its system in every row."""
    found: dict[object, Fault] = {}
    for n, fault in enumerate(faults):
        of_crs = fault.kind == "crs_bd09" or (fault.kind == "choice" and fault.path == "crs")
        key = (fault.place.file, fault.place.sheet, fault.kind, fault.found) if of_crs else n
        first = found.setdefault(key, fault)
        if first is not fault:
            rows = sum(int(str(each.values.get("rows_alike", 1))) for each in (first, fault))
            found[key] = dataclasses.replace(first, values={**first.values, "rows_alike": rows})
    return list(found.values())


class InputError(Exception):
    """An input cannot be used. ``faults`` holds every fault found, once each, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        global _looked_at
        _looked_at = 0
        told = {(each.place, each.field, each.kind, each.found, each.values.get("area")): each for each in faults}
        self.faults = tuple(_crs_once(told.values()))
        super().__init__(self.faults)  # not their text, which may be long and is seldom wanted

    def __str__(self) -> str:
        return "\n".join(fault.text("en") for fault in self.faults)


def read_both(read_one: Callable[[], One], read_other: Callable[[], Other]) -> tuple[One, Other]:
    """What two readers read; where both find faults, InputError holds the faults of both."""
    try:
        one = read_one()
    except InputError as wrong:
        try:
            read_other()
        except InputError as also:
            raise InputError([*wrong.faults, *also.faults]) from None
        raise
    return one, read_other()


def first_few(found: Sequence[object], most: int = 3) -> str:
    """The first of what a fault is about, and a mark where there are more.

    >>> first_few([3, 4, 7]), first_few([3, 4, 7, 9])
    ('3, 4, 7', '3, 4, 7, …')
    """
    return ", ".join([*map(str, found[:most]), *(["…"] if len(found) > most else [])])


def nearest(word: str, known: Iterable[str], least: float = NEAR) -> str | None:
    """The known word most like ``word``, or None if none is near; ``least``: how alike (0 to 1) it must be.

    >>> nearest("prmary", ["primary", "middle"])
    'primary'
    >>> nearest("zzz", ["primary", "middle"]) is None
    True

    Only the first faults of a run have a suggestion where there are many words: see :data:`MOST_LOOKED_AT`.
    """
    global _looked_at
    if _looked_at > MOST_LOOKED_AT or len(word) > LONGEST_WORD:
        return None
    from difflib import SequenceMatcher

    match = SequenceMatcher(b=word)
    best, found = least, None
    for each in known:
        _looked_at += 1
        if 2 * min(len(word), len(each)) < best * (len(word) + len(each)):
            continue
        match.set_seq1(each)
        if match.quick_ratio() >= best and (ratio := match.ratio()) >= best:
            best, found = ratio, each if ratio > best or found is None else max(found, each)
    return found
