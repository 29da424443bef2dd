"""A plan's register (学校名册), the schools that there are, laid below the plan's own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from xuewei.errors import Fault, InputError, Place, Spot, nearest
from xuewei.formats.kinds import OURS
from xuewei.formats.own_project import people_of
from xuewei.formats.places import AnyPath
from xuewei.formats.plan.register_words import FIGURES
from xuewei.formats.plan.rows import changed, id_of, inside, rows_of, with_rows
from xuewei.formats.shapes import Faults, item_place
from xuewei.formats.yaml import Node, read_yaml

Spots = Mapping[str, Mapping[str, Place]]
"""Where a register names the stages of its schools, by id."""
Staff = Mapping[str, Mapping[str, int]]
"""Staff that a register says its schools have, by id and stage."""
END = 2100
"""A year by which every school of a register is open."""


class Register(str):
    """The file of a register as a plan names it, with where it names the stages of its schools (by id), their
    staff, whether its coordinates were ``turned`` from GCJ-02, and what is wrong with it."""

    spots: Spots = MappingProxyType({})
    staff: Staff = MappingProxyType({})
    faults: Sequence[Fault] = ()
    turned: bool = False


def plan_node(place: AnyPath) -> Node:
    """What the YAML file of a plan (or of a scenario) holds, above its register."""
    return with_register(read_yaml(place, OURS), place)


def with_register(node: Node, place: AnyPath) -> Node:
    """A plan, written in ``place``, with the schools of its register before its own; a row of its own with the id of
    one of those changes it, as a scenario does.

    What is wrong with the register is left in the node, to be told with all else that is wrong with the plan.
    """
    entries = inside(node)
    written = entries.get("register")
    if written is None or isinstance(written.value, dict | list | bool) or written.value in (None, ""):
        return node
    name = Register(written.value)
    try:
        rows, spots, name.staff, name.turned, wrong = _read(people_of(place, name), node)
    except InputError as broken:
        rows, spots, wrong = [], {}, list(broken.faults)
    known = {id_of(row): row for row in rows}
    own, more = _own_rows(entries.get("schools"), known, place, unread=bool(wrong) and not rows)
    name.spots, name.faults = spots, (*wrong, *more)
    entries = {**entries, "register": Node(name, written.line)}
    return with_rows(Node(entries, node.line), "schools", (*known.values(), *own))


def registered(node: Node) -> Register:
    """The register that was laid under a plan's node; an empty one where there is none."""
    written = inside(node).get("register")
    return written.value if written is not None and isinstance(written.value, Register) else Register()


def register_alone(place: AnyPath) -> Node:
    """A register as a plan of nothing else, to find what is wrong in it."""
    name = Register(str(place))
    rows, name.spots, name.staff, name.turned, name.faults = _read(place, Node({}, 0))
    years = Node([Node(END, 0), Node(END, 0)], 0)
    head = {"plan": Node(str(name), 0), "area": Node("—", 0), "years": years, "register": Node(name, 0)}
    return Node({**head, "schools": Node(rows, 0)}, 0)


def _read(place: AnyPath, plan: Node) -> tuple[list[Node], Spots, Staff, bool, list[Fault]]:
    """The schools of a register, as :func:`~xuewei.formats.plan.register_file.read_register` reads them."""
    from xuewei.formats.plan.register_file import read_register  # where workbooks are, which few plans need

    return read_register(place, plan)


def _own_rows(
    schools: Node | None, known: dict[str, Node], place: AnyPath, *, unread: bool
) -> tuple[list[Node], list[Fault]]:
    """The plan's own rows of schools that the register (``known`` by id) has not; those that it has change it.
    ``unread``: nothing of the register could be read, so that rows which may change it are passed over."""
    faults, own = Faults(str(place)), list[Node]()
    first: dict[str, Spot] = {}
    for row in rows_of(schools):
        name = id_of(row)
        alone = bool(name) and "type" not in inside(row)
        if name in first and name in known:
            faults.note(row.line, f"{item_place('schools', 0, name)}.id", "same_id", found=name, first=first[name])
        elif name in known:
            known[name] = changed(known[name], row, str(place))
        elif alone and not unread and not {*FIGURES, "removes"} & {*inside(row)}:
            near = nearest(name, known)
            faults.note(row.line, f"{item_place('schools', 0, name)}.id", "register_none", found=name, near=near)
        elif not (alone and unread):
            own.append(row)
        first.setdefault(name, row.line)
    return own, faults.found
