"""Plans of many scenarios over one plan: those whose nodes say the same are read once."""

from __future__ import annotations

from collections.abc import Callable

from xuewei.formats.plan.read import plan_of
from xuewei.formats.yaml import Node
from xuewei.model.plan import Plan

ROOM = 100_000
"""Schools of the plans that are kept, some 200 MiB; of more all are forgotten."""


def plan_reader() -> Callable[[Node, str], Plan]:
    """What reads a plan as :func:`~xuewei.formats.plan.read.plan_of` does, and keeps it.

    >>> read, node = plan_reader(), Node({"plan": Node("试", 1), "area": Node("甲", 2), "years": Node([], 3)}, 1)
    >>> node = Node({**node.value, "years": Node([Node(2021, 3), Node(2025, 3)], 3), "schools": Node([], 4)}, 1)
    >>> same = Node(dict(node.value), 1)
    >>> read(node, "plan.yaml") is read(same, "plan.yaml")
    True
    """
    kept: dict[object, tuple[Node, Plan]] = {}  # nodes too: while they live no other has their id
    room = ROOM

    def read(node: Node, file: str) -> Plan:
        nonlocal room
        asked = (file, _mark(node))
        if asked in kept:
            return kept[asked][1]
        plan = plan_of(node, file)
        size = len(plan.schools) + 1
        if size > room:
            kept.clear()
            room = ROOM
        room -= size
        kept[asked] = node, plan
        return plan

    return read


def _mark(node: Node) -> object:
    """What is equal only for nodes that say the same in the same lines: lists, and texts that carry more, by object."""
    value = node.value
    if isinstance(value, dict):
        return node.line, tuple((key, _mark(each)) for key, each in value.items())
    if value is None or type(value) in (str, int, float, bool):
        return node.line, repr(value)
    return node.line, id(value)
