"""The parameters of a workbook, its assumptions and its balance, compared with what is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from xuewei.errors import Place, nearest
from xuewei.formats.book.sheet import BookSheet, Typed, blank, number_of, text_of
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.shapes import PLAN
from xuewei.formats.population.resource_table import rules_of
from xuewei.formats.yaml import Node
from xuewei.language.words import LANGUAGES
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions, Figure
from xuewei.model.parameters import BY_NAME, OneOf, name_of, parameter_of
from xuewei.model.plan import BALANCED, LISTED, Plan, asked_for, stages_of
from xuewei.workbook.columns import (
    ASSUMED,
    VOCABULARY,
    WORDS_OF,
    Vocabulary,
    dotted,
    is_balanced,
    is_listed,
    parts_of,
    sheet_names,
)
from xuewei.workbook.read.heads import LOOKED_AT
from xuewei.workbook.read.labels import normal
from xuewei.workbook.read.table_rows import Rows
from xuewei.workbook.words import say

TEXTS = ("plan", "area", "areas", "use_stages", "population", "source")
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
    if parts[0] == "use_stages":
        text = text_of(cell) or ""
        return rows.words.key("stage", text) or text
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


CLOSE = 1e-9
"""Values that differ by less are the same."""


@dataclass(frozen=True)
class Assumed:
    """A value that is another one in the workbook. ``setting`` is the key of a scenario's ``set`` that would say so;
    empty where none can."""

    place: Place
    key: str
    shown: Typed
    true: float
    setting: str


def changed(shown: Mapping[Path, tuple[Typed, Place]], plan: Plan, assumptions: Assumptions) -> Iterator[Assumed]:
    """Every value in ``shown`` that is not the one of the population (or of the plan's own stages)."""
    assumptions = asked_for(plan, assumptions)
    for path, (value, place) in shown.items():
        true, setting = _true(path, plan, assumptions)
        if true is not None and not (isinstance(value, int | float) and abs(value - true) <= CLOSE):
            yield Assumed(place, dotted(["assumptions", *path]), value, true, setting)


def _true(path: Path, plan: Plan, assumptions: Assumptions) -> tuple[float | None, str]:
    """The value of a path, None for one that there is not, and the key of ``set`` that changes it."""
    name = name_of(dotted(path))
    parameter = parameter_of(name)
    setting = name if parameter else ""
    match path:
        case ("scope", str(area)):
            return assumptions.scope[area].share.value if area in assumptions.scope else 1.0, "population.scope"
        case ("size_caps", str(kind)):
            return caps[kind].value if kind in (caps := assumptions.caps()) else None, setting
        case ("resources", "running", str(stage)):
            return rules_of(assumptions).yuan(stage), ""
        case ("resources", "posts", str(stage), ("pupils_per_post" | "posts_per_class") as key):
            rate = getattr(rules_of(assumptions).posts.get(stage), key, None)
            return None if rate is None else rate.value, ""
        case ("stages", str(stage), str(key), *item):
            stages = {each.name: each for each in stages_of(plan, assumptions)}
            found = getattr(stages.get(stage), key, None)
            if isinstance(found, tuple) and item and isinstance(item[0], int) and item[0] <= len(found):
                return float(found[item[0] - 1]), setting
            return float(found) if isinstance(found, int) else None, setting
    if parameter is None or not parameter.sheet:
        return None, ""
    found = parameter.value(assumptions, name.rpartition(".")[2])
    found = found.value if isinstance(found, Figure) else found
    return found if isinstance(found, int | float) else None, setting


KEYS = ("stage", "area", "year", "balance")


@dataclass(frozen=True)
class ShownBalance:
    """Seats that are spare (negative: short) by the workbook, of one stage, area and school year."""

    place: Place
    stage: str
    area: str
    year: int
    balance: int


def shown_balances(book: Workbook, words: Vocabulary) -> list[ShownBalance]:
    """Every balance that a program has computed; none where the sheet is missing or was never computed."""
    wanted = {normal(name) for name in sheet_names("balance")}
    name = next((each for each in book.names if normal(each) in wanted), None)
    if name is None:
        return []
    sheet = book.sheet(name)
    for row in range(min(LOOKED_AT, len(sheet.rows))):
        columns = _columns(sheet, row)
        if len(columns) == len(KEYS):
            return list(_below(sheet, row + 1, columns, words))
    return []


def _columns(sheet: BookSheet, row: int) -> Mapping[str, int]:
    """The first column of each of our titles in a row."""
    titles = {normal(say(f"balance.{key}", lang)): key for lang in LANGUAGES for key in KEYS}
    found: dict[str, int] = {}
    for place, cell in enumerate(sheet.rows[row]):
        key = titles.get(normal(cell)) if isinstance(cell, str) else None
        if key:
            found.setdefault(key, place)
    return found


def _below(sheet: BookSheet, first: int, columns: Mapping[str, int], words: Vocabulary) -> Iterator[ShownBalance]:
    for row in range(first, len(sheet.rows)):
        stage, area, year, balance = (sheet.rows[row][columns[key]] for key in KEYS)
        label, place, shown, when = text_of(stage), text_of(area), number_of(balance), number_of(year)
        if label and place and isinstance(shown, int) and isinstance(when, int) and when > 0:
            cell = sheet.cell(row, columns["balance"], say("balance.balance", LANGUAGES[0]))
            yield ShownBalance(cell, words.key("stage", label) or label, place, when, shown)


def differing(shown: list[ShownBalance], found: Assessment) -> list[tuple[ShownBalance, int]]:
    """The shown balances that are not those of ``found``, each with the one that is."""
    stages = {stage.name for stage in found.stages}
    known = [each for each in shown if each.stage in stages and each.area in found.areas and each.year in found.years]
    pairs = ((each, found.row(each.year, each.area, each.stage).balance) for each in known)
    return [(each, balance) for each, balance in pairs if balance != each.balance]
