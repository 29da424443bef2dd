"""The words of the contract as people write them in cells: by the list in the workbook, in either language, or bare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xuewei.errors import nearest
from xuewei.files.books.columns import REMOVALS, VOCABULARY
from xuewei.files.books.totals import SURE, kind_of_label, normal
from xuewei.model.plan import BALANCED, LISTED
from xuewei.model.school_fields import INPUTS, FieldKind
from xuewei.school_types import type_key, type_names
from xuewei.words.book import named, say
from xuewei.words.labels import LABELS, LANGUAGES

STAGES = ("kindergarten", "primary", "middle", "senior")
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
                found |= {normal(say(key, "zh") + say("part.of", "zh")): key for key in STAGES}
            if vocabulary == "type":
                found |= {normal(name): type_key(name) for name in type_names()}
            for lang in LANGUAGES:
                found |= {normal(named(vocabulary, key, lang)): key for key in KNOWN[vocabulary]}
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
