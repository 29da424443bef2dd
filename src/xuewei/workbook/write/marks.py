"""Marks of input columns: sums by which a workbook tells whether somebody edited them since it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from xuewei.late import dataclass
from xuewei.workbook.columns import CLASSES_OF, KNOWN, REMOVALS, BookColumn
from xuewei.workbook.words import named, say
from xuewei.workbook.write.layout import Formula, Layout, Table
from xuewei.workbook.write.names import MOST_AREAS
from xuewei.workbook.write.page import Value
from xuewei.workbook.write.parameters import types
from xuewei.workbook.write.spelled import in_list, quoted

NUMBERS = ("planned", "opens", "closes", "until", "intake", "classes", "year", "seats")
STAGES = ("stage", "from", "to")


@dataclass(frozen=True, eq=False)
class Marks:
    """A sum over each input column of a table that the balance follows, each cell times its row; a word counts by its
    place among those that the column may hold. Another sum: the column was edited."""

    words: Mapping[str, Mapping[str, int]]
    titles: Mapping[str, str]
    sums: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Layout, columns: Iterable[BookColumn]) -> Marks:
        """Those of a table with these columns, before any row is counted."""
        words = _words(plan)
        found = [each for each in columns if not each.formula and (each.key in words or _numbers(each.key))]
        titles = {each.key: " · ".join(filter(None, each.titles(plan.lang))) for each in found}
        return cls(words, titles, dict.fromkeys(titles, 0))

    def add(self, first: int, cells: Mapping[str, Iterable[Value]]) -> None:
        """Count the cells of rows that follow on each other, from the ``first`` on, by column."""
        for key in self.sums.keys() & cells.keys():
            words, found = self.words.get(key), self.sums[key]
            for row, value in enumerate(cells[key], start=first):
                number = value.value if isinstance(value, Formula) else value
                if words is not None:
                    number = words.get(str(number).casefold(), 0) if number else 0
                if isinstance(number, (int, float)):
                    found += row * number
            self.sums[key] = found

    def formula(self, table: Table, key: str) -> str:
        """The sum of a column as a spreadsheet finds it."""
        cells = table.down(key)
        if key not in self.words:
            return f"SUMPRODUCT({cells},ROW({cells}))"
        known = ";".join(quoted(word) for word in ("", *self.words[key]))
        return f'SUMPRODUCT(MATCH({cells}&"",{{{known}}},0)-1,ROW({cells}))'


def _numbers(key: str) -> bool:
    return key in NUMBERS or key.startswith(("seats.", CLASSES_OF))


def texts(table: Table) -> str:
    """The formula that counts the cells of numbers that hold a text, which no formula adds up."""
    cells = [table.down(key) for key in table.keys if _numbers(key)]
    return "+".join(f"SUMPRODUCT(ISTEXT({each})*(LEN({each})>0))" for each in cells)


def wrong_signs(plan: Layout, table: Table) -> str:
    """The formula that counts the rows with negative seats that take none away, or with others that do."""
    below, above = (
        "+".join(f"({table.down(key)}{than}0)" for key in table.keys if key.partition(".")[0] == "seats")
        for than in ("<", ">")
    )
    if "works" not in table.keys:
        return f"SUMPRODUCT(--(({below})>0))"
    removes = "+".join(f"({table.down('works')}={plan.word('works', each)})" for each in REMOVALS)
    return f"SUMPRODUCT((({removes})=0)*(({below})>0)+(({removes})>0)*(({above})>0))"


def _words(plan: Layout) -> dict[str, dict[str, int]]:
    """The words that columns may hold with their places; the empty cell has 0."""
    found, lang = plan.assessment, plan.lang
    words: dict[str, Sequence[str]] = {
        **{key: [named("stage", each, lang) for each in plan.stages] for key in STAGES},
        "type": [named("type", each, lang) for each in types(found)],
        "held": [say(f"held.{each}", lang) for each in (True, False)],
        **{kind: [named(kind, each, lang) for each in KNOWN[kind]] for kind in ("works", "fill", "status")},
    }
    if len(found.areas) <= MOST_AREAS and not plan.marked and all(map(in_list, found.areas)):
        words["area"] = found.areas
    places: dict[str, dict[str, int]] = {}
    for key, known in words.items():
        places[key] = {}
        for word in known:
            places[key].setdefault(word.casefold(), len(places[key]) + 1)
    return places
