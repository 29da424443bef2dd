"""What an import is asked to do, and what its file was found to hold."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TypeAlias

from xuewei.late import dataclass
from xuewei.workbook.counts.printed import Grid
from xuewei.workbook.lists.mapping import Mapped

ESTATES = "estates"
"""The kind of a table of estates, and the table that it goes to."""

Grids: TypeAlias = "tuple[list[Grid] | None, list[str]]"
"""The sheets of a file, or its text; None for a ledger. And which sheets are hidden, and not read."""


@dataclass(frozen=True)
class Asked:
    """What an import is asked to do. ``mapped`` None: no mapping is given; ``lang`` is that of lists of words, ``year``
    the school year of pupils in a list that does not say it, ``register`` the file of schools that it becomes.
    ``grids`` keeps what the file was found to hold, by sheet and by whether a mapping is given, for the next who asks
    whether it is a table of his kind."""

    file: str
    into: str | None = None
    output: str | None = None
    mapped: Mapped | None = None
    area: str | None = None
    population: str | None = None
    lang: str = "zh"
    year: int | None = None
    register: str | None = None
    grids: dict[tuple[str | None, bool], Grids] = field(default_factory=dict, compare=False, repr=False)

    @property
    def target(self) -> str:
        """The plan's file that is written: the one to update, the one asked for, or one beside what is read."""
        return self.into or self.output or str(Path(self.file).with_suffix(".yaml"))
