"""What a list says that is left out, taken otherwise or guessed: it is told beside the import, each with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xuewei.errors import Place
from xuewei.files.written.nodes import Node


@dataclass(frozen=True)
class ListNote:
    """One thing to be said: its ``kind`` (``import.list.KIND`` of the words), the ``cells`` it is about, each with
    what is said of it there (empty: nothing), and the values that its sentence needs."""

    kind: str
    cells: tuple[tuple[Place, str], ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


def place_in_list(node: Node) -> Place:
    """The cell of a list from which a value is."""
    assert isinstance(node.line, Place)
    return node.line


def gathered(notes: list[ListNote]) -> list[ListNote]:
    """Notes of one kind and the same values as one, in the order of the first.

    >>> one, other = (ListNote("sums", ((Place("a", n), "小计"),)) for n in (1, 2))
    >>> [len(note.cells) for note in gathered([one, other])]
    [2]
    """
    first: dict[tuple[str, str], ListNote] = {}
    cells: dict[tuple[str, str], list[tuple[Place, str]]] = {}
    for note in notes:
        key = (note.kind, repr(sorted(note.values.items())))
        first.setdefault(key, note)
        cells.setdefault(key, []).extend(note.cells)
    return [ListNote(note.kind, tuple(cells[key]), note.values) for key, note in first.items()]
