"""The written format of the ledger's workbook: its sheets, its columns, and the keys of its parameters.

The ledger has a row for every stage part of a school: one for ``seats`` of each stage, one for what it ``removes``.
What is said of the whole school (its name, founder, status …) stands in each of its rows; its cost in the first only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xuewei.model.school_fields import INPUTS, LAST, FieldKind
from xuewei.words.book import say
from xuewei.words.labels import LANGUAGES

REMOVAL = "removal"
"""The word of ``works`` for a row that takes seats away; its seats are negative."""
REMOVALS: Mapping[str, str | None] = {
    REMOVAL: None,
    "removal_extension": "extension",
    "removal_relocation": "relocation",
}
"""Every such word, with the ``works`` that it says of the school: one that only takes seats away has no other row."""


@dataclass(frozen=True)
class BookColumn:
    """One column: its key; the key of the group above it in the head (empty: it has both rows to itself); whether it is
    a formula (read back as nothing), and its width in characters; ``at`` is its place, from low to high."""

    key: str
    group: str = ""
    formula: bool = False
    width: float = 9.0
    at: int = LAST

    def titles(self, lang: str) -> tuple[str, str]:
        """The upper and the lower title; the lower is empty where the column has both rows to itself.

        >>> BookColumn("opens", "opening_year").titles("zh"), BookColumn("id").titles("en")
        (('投用学年', '写明'), ('id', ''))
        """
        own = say(self.key.removeprefix("seats."), lang) if self.key.startswith("seats.") else ""
        own = own or column_title(self.key, lang)
        return (column_title(self.group, lang), own) if self.group else (own, "")


_TITLES = {each.key: each.title for each in INPUTS}


def column_title(key: str, lang: str) -> str:
    """The title of a column by its own key, or of a group of columns.

    >>> column_title("name", "zh"), column_title("opening", "en")
    ('项目名称', 'used')
    """
    return _TITLES[key][LANGUAGES.index(lang)] if key in _TITLES else say(f"column.{key}", lang)


OF_ROWS = (
    BookColumn("number", width=4, at=10),
    BookColumn("stage", width=7, at=50),
    BookColumn("part", formula=True, width=8, at=70),
    BookColumn("opening", "opening_year", formula=True, width=6, at=110),
    BookColumn("classes", "size", formula=True, width=5, at=150),
    BookColumn("streams", "size", formula=True, width=5, at=160),
    BookColumn("sign_off", formula=True, width=7, at=260),
)
"""Columns among those of :data:`xuewei.model.school_fields.INPUTS` that are of the row, not of the school."""
COMPUTED = (
    *(("place", 9), ("counted", 8), ("ends", 8), ("grades", 8), ("all_grades", 9), ("each_grade", 9)),
    *(("within", 8), ("all_within", 9), ("each_within", 9)),
)
"""Columns behind all others, which compute, with their widths."""


def ledger_columns(stages: Sequence[str]) -> tuple[BookColumn, ...]:
    """The columns of the ledger for these stages, left to right.

    >>> [column.key for column in ledger_columns(["primary"])][:4]
    ['number', 'id', 'name', 'area']
    """
    filled_in = (
        BookColumn(key, each.column.group, width=each.column.width, at=each.column.at)
        for each in INPUTS
        for key in ([f"seats.{stage}" for stage in stages] if each.kind is FieldKind.SEATS else [each.key])
    )
    return (
        *sorted((*OF_ROWS, *filled_in), key=lambda column: column.at),
        *(BookColumn(key, "computed", formula=True, width=width) for key, width in COMPUTED),
    )


PROGRESS_COLUMNS = (
    BookColumn("id", width=18),
    BookColumn("name", formula=True, width=30),
    BookColumn("date", width=12),
    BookColumn("status", width=10),
    BookColumn("note", width=40),
)

CONVERSION_COLUMNS = (
    BookColumn("id", width=18),
    BookColumn("name", formula=True, width=30),
    BookColumn("year", width=9),
    BookColumn("from", width=9),
    BookColumn("to", width=9),
    BookColumn("seats", width=9),
)
"""Columns that are read; those that compute stand to the right of them. Empty ``seats``: all that are there."""

PARAMETER_COLUMNS = (
    BookColumn("key", width=46),
    BookColumn("parameter", width=26),
    BookColumn("value", width=26),
    BookColumn("unit_of", width=10),
    BookColumn("basis", width=8),
    BookColumn("source", width=60),
)

ASSUMED = "assumptions"
"""First part of the keys that are of the population, not of the plan: shown, used by formulas, not read back."""
WORDS_OF = "words"
"""First part of the keys that say how the words of the contract are written: ``words.status.planned`` = 拟建."""
VOCABULARY = (
    "stage",
    *(each.key for each in INPUTS if each.kind in (FieldKind.NAME, FieldKind.CHOICE, FieldKind.YES_NO)),
)
"""What stands in ledger cells as such words."""


def sheet_names(key: str) -> tuple[str, ...]:
    """What a sheet may be called: its name in every language.

    >>> sheet_names("ledger")
    ('项目台账', 'Ledger')
    """
    return tuple(say(f"sheet.{key}", lang) for lang in LANGUAGES)


_PART = re.compile(r'"((?:[^"]|"")*)"|([^."\[\]]+)|\[([1-9][0-9]*)\]')


def dotted(parts: Sequence[str | int]) -> str:
    """A path as one key: names joined by dots, quoted where they hold a mark; items of lists counted from 1.

    >>> dotted(["base_seats", "seats", "一.二区", "primary"]), dotted(["areas", 1])
    ('base_seats.seats."一.二区".primary', 'areas[1]')
    """
    found = ""
    for part in parts:
        if isinstance(part, int):
            found += f"[{part}]"
        else:
            plain = part and not re.search(r'[."\[\]]', part)
            found += ("." if found else "") + (part if plain else '"' + part.replace('"', '""') + '"')
    return found


def parts_of(key: str) -> list[str | int] | None:
    """The path of a key; None where it is none.

    >>> parts_of('base_seats.seats."一.二区".primary'), parts_of("areas[1]"), parts_of("a..b")
    (['base_seats', 'seats', '一.二区', 'primary'], ['areas', 1], None)
    """
    found: list[str | int] = []
    place = 0
    while place < len(key):
        if found and key[place] == ".":
            place += 1
        elif found and key[place] != "[":
            return None
        match = _PART.match(key, place)
        if match is None:
            return None
        quoted, plain, item = match.groups()
        found.append(quoted.replace('""', '"') if quoted is not None else plain if plain is not None else int(item))
        place = match.end()
    return found or None
