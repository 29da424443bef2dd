"""Faults in what people wrote, told all at once, and the exit codes of the command line.

A fault names a *kind* (a key of :mod:`xuewei.words.faults`, where the Chinese and English sentences stand) and the
values that its sentence needs, so that one fault can be told in either language.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from xuewei.words.faults import fault_words, one_line
from xuewei.words.shown import visible

if TYPE_CHECKING:
    from typing import Self

One = TypeVar("One")
Other = TypeVar("Other")

LONGEST_FIELD = 200
"""Characters of a field's path that are shown."""


NEAR = 0.6
"""How alike (0 to 1) two words must be for one to be meant by the other."""
LONGEST_WORD = 100
"""Characters of the longest word for which a near one is sought."""
MOST_LOOKED_AT = 100_000
"""Words that are looked at in search of near ones until faults are told: a second's work. Among 20,000 schools the
first five unknown ids have a suggestion, among a hundred columns the first thousand."""
_looked_at = 0


class Exit(IntEnum):
    """Exit codes, part of the public contract (docs/formats.md)."""

    DONE = 0
    UNWELCOME = 1
    USAGE = 2
    INPUT = 3
    INTERNAL = 4
    INTERRUPTED = 130


class Line(int):
    """A line of another file than the one being read: a scenario's entry, laid over a plan.

    ``entry`` is the place in that file, such as ``change[2]`` or ``set.opening_lag``.
    """

    file: str
    entry: str

    def __new__(cls, line: int, file: str, entry: str) -> Self:
        """Line ``line`` of ``file``, inside ``entry``."""
        found = super().__new__(cls, line)
        found.file, found.entry = file, entry
        return found

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (int(self), self.file, self.entry)

    def field(self, path: str) -> str:
        """The field that this entry spoils: a school's own key, or what a parameter does elsewhere.

        >>> Line(7, "s.yaml", "change[2]").field("schools[a].opens")
        'change[2].opens'
        >>> Line(4, "s.yaml", "set.opening_lag").field("schools[a].closes")
        'set.opening_lag: schools[a].closes'
        """
        return f"{self.entry}: {path}" if self.entry.startswith("set.") else self.entry + path.partition("]")[2]


class Cell(Line):
    """A cell of a workbook, in the place of a line; as a number it puts cells in order.

    >>> cell = Cell(7, "台账.xlsx", "项目台账!H12", "计划年度")
    >>> f"{cell}", cell.field("schools[a].planned")
    ('项目台账!H12', '计划年度')
    """

    ref: str

    def __new__(cls, order: int, file: str, ref: str, title: str) -> Self:
        """The cell at ``ref`` of ``file``, in the column (or of the parameter) that people call ``title``."""
        found = super().__new__(cls, order, file, title)
        found.ref = ref
        return found

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (int(self), self.file, self.ref, self.entry)

    def __str__(self) -> str:
        return self.ref

    def field(self, path: str) -> str:
        """What people call the column."""
        return self.entry


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in one place of one file.

    ``line`` counts from 1; None where a whole file is meant; a :class:`Cell` in a workbook. ``field`` is a dotted path
    such as ``schools[ID].seats.primary``; empty where the file as a whole is meant. ``found`` is None where there is
    nothing to show.
    """

    file: str
    line: int | None
    field: str
    kind: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    found: str | None = None
    suggestion: str | None = None

    def told(self, lang: str) -> str:
        """``file:line: field: what (found …). Did you mean …?`` in one line.

        >>> print(Fault("p.yaml", 3, "seats.prmary", "unknown_key", {}, None, "primary").told("en"))
        p.yaml:3: seats.prmary: unknown key. Did you mean primary?
        """
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{visible(where)}: {self.said(lang)}"

    def said(self, lang: str) -> str:
        """The field and what is wrong with it, without the file."""
        what = fault_words(self.kind, self.values, lang, found=self.found, suggestion=self.suggestion)
        return f"{one_line(self.field, LONGEST_FIELD)}: {what}" if self.field else what


def fault_at(
    file: str, line: int | None, field: str, kind: str, values: Mapping[str, object], *words: str | None
) -> Fault:
    """A fault in a line of ``file``, or of the file that a :class:`Line` knows; ``words``: found, suggestion."""
    if isinstance(line, Line):
        file, field = line.file, line.field(field)
    return Fault(file, line, field, kind, values, *words)


class ModelError(ValueError):
    """Something that cannot be computed, as a fault without a place: its ``kind`` and ``values``."""

    def __init__(self, kind: str, /, **values: object) -> None:
        self.kind, self.values = kind, values
        super().__init__(kind, values)

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), **self.values), (self.kind,)

    def __str__(self) -> str:
        return fault_words(self.kind, self.values, "en")


def not_computed(folder: str, broken: ValueError) -> Fault:
    """The fault of what cannot be computed from a folder.

    >>> print(not_computed("people", ModelError("no_census", area="甲")).told("en"))
    people: there is no census of 甲
    """
    if isinstance(broken, ModelError):
        return Fault(folder, None, "", broken.kind, broken.values)
    return Fault(folder, None, "", "model", {"why": str(broken)})


class InputError(Exception):
    """An input cannot be used. ``faults`` holds every fault found, once each, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        global _looked_at
        _looked_at = 0
        self.faults = tuple({(each.file, each.line, each.field, each.kind): each for each in faults}.values())
        super().__init__(self.faults)  # not their text, which may be long and is seldom wanted

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.faults,)

    def __str__(self) -> str:
        return "\n".join(fault.told("en") for fault in self.faults)


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
