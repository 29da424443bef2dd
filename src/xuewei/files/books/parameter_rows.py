"""The parameters of a workbook: the head of its plan, the words it uses, and the assumptions it was made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xuewei.errors import Place, nearest
from xuewei.files.books.columns import ASSUMED, VOCABULARY, WORDS_OF, parts_of
from xuewei.files.books.rows import Rows
from xuewei.files.books.typed import Typed, blank, number_of, text_of
from xuewei.files.books.vocabulary import is_balanced, is_listed
from xuewei.files.plans.plan_shapes import PLAN
from xuewei.files.written.nodes import Node
from xuewei.model.parameters import BY_NAME, OneOf
from xuewei.model.plan import BALANCED, LISTED

TEXTS = ("plan", "area", "areas", "population", "source")
"""Keys whose values are text even where they look like numbers."""
Path = tuple[str | int, ...]


@dataclass
class Parameters:
    """What a parameters sheet says: ``head`` of the plan by key, ``assumed`` values by path with their cell."""

    head: dict[str, Node] = field(default_factory=dict)
    assumed: dict[Path, tuple[Typed, Place]] = field(default_factory=dict)


def read_parameters(rows: Rows) -> Parameters:
    """What stands in the rows with a key; the workbook's own words go to the vocabulary of ``rows``."""
    found = Parameters()
    tree: dict[Any, Any] = {}
    for row in rows:
        key = text_of(rows.cell(row, "key"))
        if key is None:
            continue
        parts = parts_of(key)
        if parts is None or (parts[0] not in (*PLAN.keys, ASSUMED, WORDS_OF)) or parts[0] == "schools":
            known = [*PLAN.keys, ASSUMED, WORDS_OF]
            rows.faults.note(
                rows.sheet, rows.head, (row, "key"), "unknown_key", key, nearest(key.partition(".")[0], known)
            )
        elif parts[0] == WORDS_OF:
            label = text_of(rows.cell(row, "value"))
            if len(parts) == 3 and parts[1] in VOCABULARY and label:
                rows.words.learn(str(parts[1]), str(parts[2]), label)
        elif blank(rows.cell(row, "value")) and (parts[0] == ASSUMED or not rows.wrong(row, "value")):
            continue  # a formula of ours that no program has computed says nothing
        elif not rows.wrong(row, "value"):
            value, column = _value(rows, row, parts), rows.head.columns["value"]
            if parts[0] == ASSUMED:
                found.assumed[tuple(parts[1:])] = (value, rows.sheet.cell(row, column, key))
            elif not _put(tree, parts, Node(value, rows.sheet.spot(row, column))):
                rows.faults.note(rows.sheet, rows.head, (row, "key"), "book_key", key)
    found.head = {str(key): _node(each) for key, each in tree.items()}
    _balance(found.head)
    return found


def _value(rows: Rows, row: int, parts: list[str | int]) -> Typed:
    """A value in the type that its key has."""
    cell = rows.cell(row, "value")
    if parts[0] in TEXTS or parts[-1] == "source":
        return text_of(cell)
    text = text_of(cell) or ""
    kind = BY_NAME[str(parts[0])].kind if parts[0] in BY_NAME else None
    if isinstance(kind, OneOf) and kind.labels in VOCABULARY:
        return rows.words.key(kind.labels, text) or text
    if parts[0] == "base_seats" and parts[-1] == "basis":
        return rows.words.key("basis", text) or text
    if parts[:2] == ["base_seats", "seats"] and is_balanced(text):
        return BALANCED
    if parts[:2] == ["base_seats", "seats"] and is_listed(text):
        return LISTED
    return number_of(cell)


def _put(tree: dict[Any, Any], parts: list[str | int], node: Node) -> bool:
    """Put a value under its path; False where a value stands in the way, or there already."""
    *outer, last = parts
    for part in outer:
        tree = tree.setdefault(part, {})
        if not isinstance(tree, dict):
            return False
    if last in tree:
        return False
    tree[last] = node
    return True


def _node(tree: Any) -> Node:
    """A tree of values as a node: items counted from 1 make a list."""
    if isinstance(tree, Node):
        return tree
    inner = {key: _node(each) for key, each in tree.items()}
    line = min(each.line for each in inner.values())
    if all(isinstance(key, int) for key in inner):
        return Node([inner[key] for key in sorted(inner)], line)
    return Node({str(key): each for key, each in inner.items()}, line)


def _balance(head: dict[str, Node]) -> None:
    """Seats in use that are balanced, or listed, in every row are written in one word; balanced ones without a year are
    not written."""
    base = head.get("base_seats")
    if base is None or not isinstance(base.value, dict):
        return
    seats = base.value.get("seats")
    if seats is None:
        base.value["seats"] = Node(BALANCED, base.line)
    elif isinstance(seats.value, dict):
        areas = [each.value for each in seats.value.values()]
        words = {cell.value for each in areas if isinstance(each, dict) for cell in each.values()}
        if words == {LISTED} and all(isinstance(each, dict) for each in areas):
            base.value["seats"] = Node(LISTED, seats.line)
        if all(isinstance(each, dict) and all(cell.value == BALANCED for cell in each.values()) for each in areas):
            base.value["seats"] = Node(BALANCED, seats.line)
            if set(base.value) == {"seats"}:
                del head["base_seats"]  # nothing is written: balanced is what follows without it
