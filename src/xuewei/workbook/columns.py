"""The written format of the ledger's workbook: its sheets, its columns, and the words that cells may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from operator import attrgetter

from xuewei.errors import nearest
from xuewei.language.school_types import type_key, type_names
from xuewei.language.words import LABELS, LANGUAGES
from xuewei.late import dataclass, pattern
from xuewei.model.plan import BALANCED, LISTED, School
from xuewei.model.school_fields import INPUTS, LAST, WHERE_USED, FieldKind, Input, Pair
from xuewei.workbook.read.labels import SURE, kind_of_label, normal
from xuewei.workbook.words import named, say

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
    a formula (read back as nothing), and its width in characters; ``at`` is its place, from low to high; ``title`` is
    its own where that is not the usual one of its key."""

    key: str
    group: str = ""
    formula: bool = False
    width: float = 9.0
    at: int = LAST
    title: Pair | None = None

    def titles(self, lang: str) -> tuple[str, str]:
        """The upper and the lower title; the lower is empty where the column has both rows to itself.

        >>> BookColumn("opens", "opening_year").titles("zh"), BookColumn("id").titles("en")
        (('投用学年', '写明'), ('id', ''))
        """
        own = named("stage", self.key.removeprefix("seats."), lang) if self.key.startswith("seats.") else ""
        if self.key.startswith(CLASSES_OF):
            own = say("column.grade", lang, n=self.key.removeprefix(CLASSES_OF))
        for start in (OF_GRADE_WITHIN, OF_GRADE):
            if not own and self.key.startswith(start):
                own = say(f"column.{start}", lang, n=self.key.removeprefix(start))
        if self.title:
            own = self.title[LANGUAGES.index(lang)]
        own = own or column_title(self.key, lang)
        return (column_title(self.group, lang), own) if self.group else (own, "")


_TITLES = {each.key: each.title for each in INPUTS}


def column_title(key: str, lang: str) -> str:
    """The title of a column by its own key, or of a group of columns.

    >>> column_title("name", "zh"), column_title("opening", "en")
    ('项目名称', 'used')
    """
    return _TITLES[key][LANGUAGES.index(lang)] if key in _TITLES else say(f"column.{key}", lang)


def basis_title(key: str, lang: str) -> str:
    """What the cell of bases calls a figure: the title of its column, or the key where that cannot stand there."""
    title = _TITLES[key][LANGUAGES.index(lang)] if key in _TITLES else key
    return key if re.search(r"[;；,，、=＝:：\n]", title) else title


OF_ROWS = (
    BookColumn("number", width=4, at=10),
    BookColumn("stage", width=7, at=50),
    BookColumn("part", formula=True, width=8, at=70),
    BookColumn("opening", "opening_year", formula=True, width=6, at=110),
    BookColumn("class_count", "size", formula=True, width=5, at=150, title=("班数", "classes")),
    BookColumn("streams", "size", formula=True, width=5, at=160),
    BookColumn("sign_off", formula=True, width=7, at=260),
)
"""Columns among those of :data:`xuewei.model.school_fields.INPUTS` that are of the row, not of the school."""
COMPUTED = (
    *(("place", 9), ("counted", 8), ("ends", 8), ("grades", 8), ("all_grades", 9), ("each_grade", 9)),
    *(("within", 8), ("all_within", 9), ("each_within", 9)),
)
"""Columns behind all others, which compute, with their widths."""


CLASSES_OF = "classes_"
"""What the keys of columns of classes by grade begin with: ``classes_1``."""
OF_GRADE, OF_GRADE_WITHIN = "of_grade_", "of_grade_within_"
"""The same of the seats that count of a grade, all or those within the cap, where classes by grade say which are."""


def where_used(schools: Iterable[School]) -> tuple[BookColumn, ...]:
    """The columns of what only some schools say, for the fields that these use.

    >>> [column.key for column in where_used([School("s", "primary", "甲", classes={"primary": (2, 1)}, rooms=9)])]
    ['classes', 'classes_1', 'classes_2', 'rooms']
    """
    found: list[BookColumn] = []
    there = list(schools)
    for each in WHERE_USED:
        if any(value is not None and value != {} for value in map(attrgetter(each.key), there)):
            found.append(_optional(each))
            if each.kind is FieldKind.CLASSES:
                by_grade = (len(n) for one in there for n in one.classes.values() if isinstance(n, tuple))
                found += grade_columns(max(by_grade, default=0))
    return tuple(found)


def grade_columns(grades: int) -> tuple[BookColumn, ...]:
    """The columns of classes by grade."""
    return tuple(BookColumn(f"{CLASSES_OF}{n}", "by_grade", width=5) for n in range(1, grades + 1))


def _optional(each: Input) -> BookColumn:
    return BookColumn(each.key, width=each.column.width, title=each.title)


MOST_GRADES = 15
"""Grades of a stage that a head is looked through for."""
OPTIONAL = (*map(_optional, WHERE_USED), *grade_columns(MOST_GRADES))
"""Columns that a ledger may have beside those that it always has."""


def ledger_columns(stages: Sequence[str], more: Iterable[BookColumn] = ()) -> tuple[BookColumn, ...]:
    """The columns of the ledger for these stages, left to right; ``more`` are those of :func:`where_used`.

    >>> [column.key for column in ledger_columns(["primary"])][:4]
    ['number', 'id', 'name', 'area']
    """
    own = tuple(more)
    filled_in = (
        BookColumn(key, each.column.group, width=each.column.width, at=each.column.at)
        for each in INPUTS
        for key in ([f"seats.{stage}" for stage in stages] if each.kind is FieldKind.SEATS else [each.key])
    )
    return (
        *sorted((*OF_ROWS, *filled_in), key=lambda column: column.at),
        *own,
        *computed_columns(own),
    )


def computed_columns(columns: Iterable[BookColumn]) -> Iterator[BookColumn]:
    """The columns behind those of schools, which compute; seats by grade where there are classes by grade."""
    yield from (BookColumn(key, "computed", formula=True, width=width) for key, width in COMPUTED)
    grades = sum(column.key.startswith(CLASSES_OF) for column in columns)
    for start in (OF_GRADE, OF_GRADE_WITHIN):
        yield from (BookColumn(f"{start}{n}", "computed", formula=True) for n in range(1, grades + 1))


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


_PART = pattern(r'"((?:[^"]|"")*)"|([^."\[\]]+)|\[([1-9][0-9]*)\]')


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
    """The path of a key; None if it is not a key.

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


STAGES = ("kindergarten", "primary", "middle", "senior", "vocational", "special")
_IN_WORDS = [each for each in INPUTS if each.key in VOCABULARY]


def _known(key: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a column: those of its field, else all that have a label."""
    found = words or tuple(label.partition(".")[2] for label in LABELS if label.startswith(f"{key}."))
    return (*found, *REMOVALS) if key == "works" else found


KNOWN: Mapping[str, tuple[str, ...]] = {
    "stage": STAGES,
    **{each.key: _known(each.key, each.field.words) for each in sorted(_IN_WORDS, key=lambda one: not one.field.words)},
}
"""The keys of every vocabulary that has labels. Stages, types and founders may have others."""
OPEN = ("stage", *(each.key for each in INPUTS if each.kind is FieldKind.NAME))


ALSO: Mapping[str, Mapping[str, str]] = {
    "works": {"extension": "扩建"},
    "provision": {
        "public": "公办园 公立 教育部门办",
        "inclusive": "普惠民办 普惠性民办园 普惠民办园 民办普惠 民办普惠性 民办普惠园 民办（普惠） 民办（普惠性）",
        "private": "私立 民办园 非普惠民办 非营利性民办 营利性民办 "
        "民办非营利性 民办营利性 民办（非营利性） 民办（营利性）",
    },
}
"""How lists write words besides their own labels."""


@dataclass
class Vocabulary:
    """How words are written. ``own`` is the list of one workbook: keys by vocabulary and normal label."""

    own: dict[str, dict[str, str]] = field(default_factory=dict)
    _known: dict[str, dict[str, str]] = field(default_factory=dict)

    def learn(self, vocabulary: str, key: str, label: str) -> None:
        """Note that the workbook (or a mapping) writes ``key`` as ``label``."""
        self.own.setdefault(vocabulary, {})[normal(label)] = key
        self._known.clear()

    def words(self, vocabulary: str) -> Mapping[str, str]:
        """Keys by every normal label: bare keys, labels in each language, and before them the workbook's own."""
        if vocabulary not in self._known:
            found = {normal(key): key for key in KNOWN[vocabulary]}
            if vocabulary == "stage":
                found |= {normal(named("stage", key, "zh") + say("part.of", "zh")): key for key in STAGES}
            if vocabulary == "type":
                found |= {normal(name): type_key(name) for name in type_names()}
            for lang in LANGUAGES:
                found |= {normal(named(vocabulary, key, lang)): key for key in KNOWN[vocabulary]}
            for key, labels in ALSO.get(vocabulary, {}).items():
                found |= {normal(label): key for label in labels.split()}
            self._known[vocabulary] = {**found, **self.own.get(vocabulary, {})}
        return self._known[vocabulary]

    def key(self, vocabulary: str, word: str) -> str | None:
        """The key that a word stands for; in an open vocabulary the word itself where none is known; else None.

        >>> words = Vocabulary()
        >>> words.key("status", "在建"), words.key("status", "in use"), words.key("status", "快好了")
        ('under_construction', 'in_use', None)
        """
        found = self.words(vocabulary).get(normal(word))
        return found if found is not None else word if vocabulary in OPEN else None

    def known(self, vocabulary: str, lang: str) -> list[str]:
        """The words there are, as people write them."""
        return [named(vocabulary, key, lang) for key in KNOWN[vocabulary]]

    def near(self, vocabulary: str, word: str, lang: str) -> str | None:
        """The word that was probably meant, as people write it."""
        found = nearest(normal(word), self.words(vocabulary))
        return named(vocabulary, self.words(vocabulary)[found], lang) if found else None


def is_balanced(word: str) -> bool:
    """Whether a cell says that seats are those of the demand.

    >>> is_balanced("balanced"), is_balanced("供需平衡")
    (True, True)
    """
    return normal(word) in (BALANCED, "平衡", "供需平衡")


def is_listed(word: str) -> bool:
    """Whether a cell says that seats are those of the listed schools.

    >>> is_listed("listed"), is_listed("名册"), is_listed("540")
    (True, True, False)
    """
    return normal(word) in (LISTED, "名册", "按名册", "所列学校", "所列学校合计")


def says_total(cells: Iterable[object]) -> bool:
    """Whether one of some cells says that its row is a total.

    >>> says_total(["", "合计"]), says_total(["", "城东镇小计："]), says_total(["a-1"])
    (True, True, False)
    """
    return any(isinstance(cell, str) and cell != "" and kind_of_label(cell) == SURE for cell in cells)
