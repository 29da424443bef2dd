"""What a command shows: tables for people and records for machines, before any format is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False, repr=False)
class Column:
    """A column: its title and whether it holds numbers (set to the right). ``rank``: where a window is too narrow, the
    columns of the lowest rank come first, of one rank the first, and the others are named below the table; those of
    rank 0, which name a row, are always shown. ``told``: what it is called away from its place in the table, where its
    title alone would not do."""

    title: str
    number: bool = False
    rank: int = 1
    told: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Sheet:
    """One table with its title, and lines of text below it. A cell is text, or ``(text, colour)``."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | tuple[str, str]]]
    notes: Sequence[str] = ()


@dataclass(frozen=True, eq=False, repr=False)
class View:
    """Sheets for people, ``records`` for machines, ``head`` for what stands beside the rows in JSON.
    ``left_out``: a line on what was asked for and is not among the records, where only JSON and the notes say so.
    ``aside``: lines that stand neither among the records nor in the notes, for files that hold no sheets.
    ``heading``: what all of it is about, above the first sheet."""

    sheets: Sequence[Sheet]
    records: Sequence[Mapping[str, object]]
    head: Mapping[str, object] = field(default_factory=dict)
    notes: Sequence[str] = ()
    columns: Sequence[str] = ()
    left_out: str = ""
    heading: str = ""
    aside: Sequence[str] = ()


def text_of(cell: str | tuple[str, str]) -> str:
    """The text of a cell without its colour."""
    return cell if isinstance(cell, str) else cell[0]
