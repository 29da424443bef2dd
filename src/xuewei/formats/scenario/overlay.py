"""Scenarios laid over a plan and its people as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xuewei.errors import Fault, InputError, Place, Spot, nearest
from xuewei.formats.plan.rows import changed, id_of, inside, placed, rows_of, with_rows
from xuewei.formats.scenario.read import Base, Layer, Rows, Setting
from xuewei.formats.shapes import Faults, item_place
from xuewei.formats.yaml import Node
from xuewei.model.assumptions import Assumptions
from xuewei.model.parameters import OF_PLAN, STAGE, YEAR, out_of_order, with_parameter
from xuewei.model.plan import BALANCED, LISTED, Plan, stages_of
from xuewei.model.plan_stages import stage_fault
from xuewei.model.population import Population
from xuewei.model.seats.in_use import base_year
from xuewei.model.seats.mergers import heirs
from xuewei.model.stages import Stage, scaled

CLASS_SIZE = "class_size.STAGE"
"""The parameter of people that a stage of the plan's own takes instead."""


def assumed(plan: Plan, population: Population, layers: Sequence[Layer]) -> Assumptions:
    """The assumptions of ``population`` with the settings of every layer, later ones on top.

    Raises InputError with every setting of a stage that there is not, of a year that the census decides, and of
    warnings in the wrong order.
    """
    assumptions = population.assumptions
    there = stages_of(plan, assumptions)
    stages = [stage.name for stage in there]
    counted = max((row.date.year for row in population.census), default=0)
    wrong = []
    for layer in layers:
        faults = Faults(str(layer.place))
        for name, (value, line, parameter) in layer.settings.items():
            last = name.rpartition(".")[2]
            if parameter.per == STAGE and last not in stages:
                fault = stage_fault(
                    Place.of(line, faults.file), f"set.{name}", last, stages, assumptions.offered, plan.use_stages
                )
                faults.found.append(fault)
            elif name.startswith("senior.") and not _goes_on(there, assumptions):
                faults.note(
                    line, f"set.{name}", "optional_stage", found=name, use=", ".join([*plan.use_stages, "senior"])
                )
            elif parameter.per == YEAR and int(last) < counted:
                faults.note(line, f"set.{name}", "no_effect", found=last, base=counted)
            elif name == "horizon" and value < counted:
                faults.note(line, "set.horizon", "early_horizon", found=value, base=counted)
            elif name == "horizon" and value < base_year(plan):
                faults.note(line, "set.horizon", "horizon_before_seats", found=value, base=base_year(plan))
            elif parameter.of == "people":
                at = Place.of(line, str(layer.place), f"set.{name}")
                assumptions = with_parameter(assumptions, name, value, areas=plan.all_areas(), source=layer.name, at=at)
        colours = [each.line for name, each in layer.settings.items() if name in ("warning.yellow", "warning.red")]
        if colours and assumptions.yellow.value > assumptions.red.value:
            faults.note(max(colours), "set.warning", "warning_order", found=assumptions.yellow.value)
        entry = [each.line for name, each in layer.settings.items() if name.startswith("warning.entry.")]
        if entry and (wrong_way := out_of_order({name: each.value for name, each in assumptions.entry.items()})):
            faults.note(max(entry), "set.warning.entry", "entry_order", found=wrong_way)
        if "warning.surplus" in layer.settings and assumptions.surplus.value > assumptions.yellow.value:
            line = layer.settings["warning.surplus"].line
            faults.note(line, "set.warning.surplus", "surplus_order", found=assumptions.surplus.value)
        wrong += faults.in_order()
    if wrong:
        raise InputError(wrong)
    return assumptions


def _goes_on(stages: Sequence[Stage], assumptions: Assumptions) -> bool:
    """Whether any of some stages takes its part of those who go on after compulsory school."""
    return any(each.general is not None and each.stage in stages for each in assumptions.optional)


def laid_over(base: Base) -> tuple[Node, list[Fault]]:
    """The plan's node with every layer on it, and a fault for every id that is not there, or there already.

    The nodes that came in stay as they are.
    """
    found, wrong = base.node, list(base.faults)
    rows: dict[str, Node] | None = None
    gone: dict[str, str] = {}
    for layer in base.layers:
        faults = Faults(str(layer.place))
        if layer.schools.any:
            if rows is None:
                rows = {id_of(row): row for row in rows_of(inside(base.node).get("schools"))}
            _change_rows(rows, layer, layer.schools, gone, faults)
        found = _with_settings(found, layer, faults)
        wrong += faults.in_order()
    return found if rows is None else with_rows(found, "schools", rows.values()), wrong


def over_estates(base: Base, rows: dict[str, Node]) -> tuple[dict[str, Node], list[Fault]]:
    """The estates in ``rows`` (by id) with every layer on them, and a fault for every id that is not there, or there
    already."""
    found, wrong, gone = dict(rows), list[Fault](), dict[str, str]()
    for layer in base.layers:
        faults = Faults(str(layer.place))
        _change_rows(found, layer, layer.estates, gone, faults)
        wrong += faults.in_order()
    return found, wrong


def _change_rows(rows: dict[str, Node], layer: Layer, of: Rows, gone: dict[str, str], faults: Faults) -> None:
    """Take schools (or estates) of one layer out of ``rows`` (by id), change and add others, in this order."""
    spoken: dict[str, Spot] = {}
    for n, entry in enumerate(of.remove, start=1):
        name, field = str(entry.value), f"{of.path}remove[{n}]"
        if isinstance(entry.value, dict | list):
            continue  # told already: an id is text
        if name in gone:
            faults.note(entry.line, field, "removed_before", found=name, where=gone[name])
        elif _known(name, entry.line, field, rows, of, faults):
            gone[name] = f"{layer.place}:{entry.line}"
            spoken[name] = entry.line
            del rows[name]
            _orphan(rows, name, Place.of(entry.line, str(layer.place), field))
    for n, row in enumerate(of.change, start=1):
        name, entry_path = id_of(row), item_place(f"{of.path}change", n, id_of(row))
        field = f"{entry_path}.id"
        if not name:
            continue  # told already: an id is required
        if name in spoken:
            kind = "estate_changed_before" if of.path else "changed_before"
            faults.note(row.line, field, kind, found=name, first=spoken[name])
        elif name in gone:
            faults.note(row.line, field, "removed_before", found=name, where=gone[name])
        elif _known(name, row.line, field, rows, of, faults):
            before = rows[name]
            rows[name] = changed(before, row, str(layer.place), entry_path, WHOLE if of.path else ())
            if of.path:
                rows[name] = _assumed_estate(_all_dwellings(rows[name], before), row, layer)
        spoken.setdefault(name, row.line)
    for n, row in enumerate(of.add, start=1):
        name, entry_path = id_of(row), item_place(f"{of.path}add", n, id_of(row))
        if name in rows:
            faults.note(row.line, f"{entry_path}.id", "added_again", found=name)
        rows[name] = placed(row, str(layer.place), entry_path)
        gone.pop(name, None)


SIZES = ("dwellings", "floor_area_m2", "completes", "occupancy", "kind")
"""Keys of an estate that its basis is of."""
WHOLE = ("completes", "occupancy")
"""Keys of an estate whose maps a change replaces: years of both would be more dwellings than either says."""


def _all_dwellings(row: Node, before: Node) -> Node:
    """An estate as a change leaves it, with the dwellings that its years of completion added up to where the change
    says one year for all of them."""
    values, parts = inside(row), inside(inside(before).get("completes"))
    counts = [each.value for each in parts.values() if isinstance(each.value, int | float)]
    year = values.get("completes")
    if "dwellings" in values or year is None or isinstance(year.value, dict) or not counts or len(counts) < len(parts):
        return row
    return Node({**values, "dwellings": Node(sum(counts), year.line)}, row.line)


def _assumed_estate(row: Node, change: Node, layer: Layer) -> Node:
    """An estate as a change leaves it: with another size or course it is assumed, unless the change says what it is."""
    said = inside(change)
    spots = [said[name].line for name in SIZES if name in said]
    if not spots or "basis" in said:
        return row
    spot = Place.of(spots[0], str(layer.place))
    values = {**inside(row), "basis": Node("assumed", spot)}
    return Node(values if "source" in said else {**values, "source": Node(layer.name, spot)}, row.line)


def _orphan(rows: dict[str, Node], name: str, cause: Place) -> None:
    """Let schools that were to merge into the school ``name``, which is removed, say that its removal is the cause."""
    for each, row in rows.items():
        merger = inside(row).get("merge_into")
        if merger is not None and name in heirs(str(merger.value)):
            rows[each] = Node({**inside(row), "merge_into": Node(merger.value, cause)}, row.line)


def _known(name: str, line: Spot, field: str, rows: dict[str, Node], of: Rows, faults: Faults) -> bool:
    if name not in rows:
        faults.note(line, field, "no_estate_id" if of.path else "no_school", found=name, near=nearest(name, rows))
    return name in rows


def _with_settings(plan: Node, layer: Layer, faults: Faults) -> Node:
    """The plan with the parameters of one layer that are its own; those of people are set elsewhere."""
    values = dict(inside(plan))
    for name, setting in layer.settings.items():
        line = Place.of(setting.line, str(layer.place), f"set.{name}")
        if setting.parameter in OF_PLAN:
            values[name] = Node(setting.value, line)
        elif setting.parameter.name == CLASS_SIZE:
            values |= _with_class_size(values, name.rpartition(".")[2], setting.value, line)
        elif setting.parameter.of == "plan":
            if _listed_whole(values):
                faults.note(setting.line, f"set.{name}", "listed_set")
                continue
            stage = name.rpartition(".")[2]
            values["base_seats"] = _with_base(values, stage, setting._replace(line=line), layer.name)
    return Node(values, plan.line)


def _with_class_size(plan: dict[str, Node], stage: str, size: int, line: Place) -> dict[str, Node]:
    """The stages of a plan of its own with the class size of one of them, and those of its grades in proportion;
    nothing where the plan has no such stage."""
    stages = inside(plan.get("stages"))
    own = inside(stages.get(stage))
    before = own["class_size"].value if "class_size" in own else None
    if not isinstance(before, int) or before <= 0:
        return {}
    changed = {**own, "class_size": Node(size, line)}
    sizes = [each.value for each in rows_of(own.get("class_sizes"))]
    known = [each for each in sizes if isinstance(each, int)]
    if sizes and known == sizes:
        changed["class_sizes"] = Node([Node(each, line) for each in scaled(known, size / before)], line)
    return {"stages": Node({**stages, stage: Node(changed, line)}, plan["stages"].line)}


def marked(plan: Plan, layers: Sequence[Layer]) -> Plan:
    """The plan with its own stages saying which scenario set their class size."""
    sources = {
        name.rpartition(".")[2]: layer.name
        for layer in layers
        for name, each in layer.settings.items()
        if each.parameter.name == CLASS_SIZE
    }
    stages = tuple(replace(each, resized=sources.get(each.name, "")) for each in plan.stages)
    return replace(plan, stages=stages) if sources else plan


def _listed_whole(plan: dict[str, Node]) -> bool:
    """Whether all seats of the plan's default area are those of its listed schools, so that no stage has its own."""
    seats = inside(plan.get("base_seats")).get("seats")
    own = inside(seats).get(str(plan["area"].value)) if "area" in plan else None
    return any(each is not None and each.value == LISTED for each in (seats, own))


def _with_base(plan: dict[str, Node], stage: str, setting: Setting, scenario: str) -> Node:
    """``base_seats`` with the seats of one stage of the plan's default area; what changes is assumed."""
    line = setting.line
    first = rows_of(plan.get("years"))
    opened = first[0].value if first and isinstance(first[0].value, int) else 0
    written = inside(plan.get("base_seats")) or {"year": Node(opened - 1, line)}
    seats = inside(written.get("seats"))
    area = str(plan["area"].value) if "area" in plan else ""
    by_area = any(isinstance(each.value, dict) for each in seats.values())
    here = inside(seats.get(area)) if by_area else seats
    was = here[stage].value if stage in here else BALANCED
    if was == setting.value:
        return plan["base_seats"] if "base_seats" in plan else Node({**written, "seats": Node(BALANCED, line)}, line)
    inner = Node({**here, stage: Node(setting.value, line)}, line)
    return Node(
        {
            **written,
            "seats": Node({**seats, area: inner}, line) if by_area else inner,
            "basis": Node("assumed", line),
            "source": Node(scenario, line),
        },
        line,
    )
