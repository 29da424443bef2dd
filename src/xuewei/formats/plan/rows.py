"""Rows of schools as they are written: found by id, changed as JSON Merge Patch (RFC 7396) has it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from xuewei.errors import Place
from xuewei.formats.yaml import Node, differ


def inside(node: Node | None) -> dict[str, Node]:
    """The entries of a map; none of anything else."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def rows_of(node: Node | None) -> list[Node]:
    """The items of a list; none of anything else."""
    return node.value if node is not None and isinstance(node.value, list) else []


def id_of(row: Node) -> str:
    """The id of a school's row; empty where it has none."""
    written = inside(row).get("id")
    return str(written.value) if written else ""


def with_rows(plan: Node, key: str, rows: Iterable[Node]) -> Node:
    """The plan with these schools, or these rows of another ``key``."""
    entries = inside(plan)
    line = entries[key].line if key in entries else plan.line
    return Node({**entries, key: Node(list(rows), line)}, plan.line)


def placed(node: Node, file: str, entry: str = "") -> Node:
    """A node whose lines say that they are of (the ``entry`` of) ``file``."""
    value = node.value
    if isinstance(value, dict):
        value = {key: placed(each, file, entry) for key, each in value.items()}
    elif isinstance(value, list):
        value = [placed(each, file, entry) for each in value]
    return Node(value, Place.of(node.line, file, entry))


def changed(row: Node, change: Node, file: str, entry: str = "", whole: Collection[str] = ()) -> Node:
    """A school's row with the keys of a change; a figure that changes loses the basis that the old one had. Maps of the
    keys in ``whole`` replace what was there instead of merging."""
    written = {key: each for key, each in inside(change).items() if key != "id"}
    kept = Node({key: each for key, each in inside(row).items() if not (key in whole and key in written)}, row.line)
    values = _merged(kept, Node(written, change.line), file, entry).value
    if not isinstance(values, dict):
        return row
    basis, own = inside(values.get("basis")), inside(written.get("basis"))
    before = inside(row)
    old = {key for key in basis if key in written and key not in own and differ(values.get(key), before.get(key))}
    if old:
        values["basis"] = Node({key: each for key, each in basis.items() if key not in old}, values["basis"].line)
    lines = [each.line for each in written.values()]
    return Node(values, Place.of(lines[0] if len(lines) == 1 else change.line, file, entry))


def _merged(old: Node | None, new: Node, file: str, entry: str) -> Node:
    """A value as JSON Merge Patch has it: maps merge, null takes out, anything else replaces."""
    if not isinstance(new.value, dict):
        return placed(new, file, entry)
    values = dict(inside(old))
    for key, each in new.value.items():
        if each.value is None:
            values.pop(key, None)
        else:
            values[key] = _merged(values.get(key), each, file, entry)
    return Node(values, Place.of(new.line, file, entry))


def patch_of(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What makes ``one`` ``other`` when it is laid over it.

    >>> patch_of({"opens": 2020, "seats": {"primary": 540, "middle": 300}}, {"seats": {"primary": 600, "middle": 300}})
    {'opens': None, 'seats': {'primary': 600}}
    """
    found: dict[str, Any] = {key: None for key in one if key not in other}
    for key, each in other.items():
        was = one.get(key)
        if isinstance(each, dict) and isinstance(was, dict):
            if inner := patch_of(was, each):
                found[key] = inner
        elif was != each:
            found[key] = each
    return found


def patched(one: Any, patch: Any) -> Any:
    """Two changes, one after the other, as one.

    >>> patched({"closes": 2027, "seats": {"primary": 540}}, {"closes": None, "seats": {"middle": 300}})
    {'closes': None, 'seats': {'primary': 540, 'middle': 300}}
    """
    if not (isinstance(one, dict) and isinstance(patch, dict)):
        return patch
    return {**one, **{key: patched(one.get(key), each) for key, each in patch.items()}}
