"""Estates under scenarios: those that the plan writes, and those of its population folder."""

from __future__ import annotations

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.plan.own_estates import KEY, estate_documents, estate_node, estate_rows, estates_file
from xuewei.formats.plan.rows import id_of, inside, rows_of, with_rows
from xuewei.formats.plan.shapes import ESTATE
from xuewei.formats.scenario.overlay import over_estates
from xuewei.formats.scenario.read import Base
from xuewei.formats.shapes import Faults, item_place
from xuewei.formats.yaml import Node
from xuewei.model.plan import Plan
from xuewei.model.population import EstateRow, Population


def estates_under(
    base: Base, plan: Plan, people: Population, node: Node
) -> tuple[Node, tuple[EstateRow, ...] | None, list[Fault]]:
    """Estates as the scenarios leave them, with what is wrong with that: in the ``node`` of the plan, where it writes
    them or nothing does, else the rows of its folder."""
    if people.estates and not plan.estates:
        try:
            return node, _folder_under(base, plan, people), []
        except InputError as wrong:
            return node, (), list(wrong.faults)
    rows, faults = over_estates(base, {id_of(row): row for row in rows_of(inside(base.node).get(KEY))})
    return with_rows(node, KEY, rows.values()), None, faults


def _folder_under(base: Base, plan: Plan, people: Population) -> tuple[EstateRow, ...]:
    """The estates of a folder as the scenarios leave them. Raises InputError with every fault; an estate that is in
    several rows because they differ in more than years and dwellings cannot be changed."""
    file, groups = str(estates_file(people)), dict[str, list[EstateRow]]()
    for row in people.estates:
        groups.setdefault(row.id, []).append(row)
    before = {name: estate_node(rows, file) for name, rows in groups.items()}
    after, wrong = over_estates(base, before)
    for layer in base.layers:
        for change in layer.estates.change:
            name = id_of(change)
            if len(estate_documents(groups.get(name, ()))) > 1:
                path = item_place("estates.change", 0, name)
                wrong.append(Fault(Place(str(layer.place), _line(change)), path, "estate_rows", {"file": file}, name))
    if wrong:
        raise InputError(wrong)
    faults = Faults(file)
    touched = {name: node for name, node in after.items() if before.get(name) is not node}
    read = [ESTATE.read(node, item_place(KEY, 0, name), faults) for name, node in touched.items()]
    for part in estate_rows([each for each in read if each is not None], {*plan.all_areas()}, faults):
        groups[part.id] = [*([] if part.id in touched else groups.get(part.id, [])), part]
        touched.pop(part.id, None)
    faults.stop()
    return tuple(part for name in after for part in groups[name])


def _line(node: Node) -> int:
    return node.line if isinstance(node.line, int) else 0
