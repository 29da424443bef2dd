"""Assumptions from their YAML file; what a file leaves out is as in the shipped one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from typing import Any

from xuewei.errors import Place, nearest
from xuewei.formats.kinds import Kind
from xuewei.formats.places import SHIPPED_POPULATION, AnyPath, exists, inside, kept, same, shipped
from xuewei.formats.plan.read import check_stages, complete, stage_of
from xuewei.formats.population.assumption_shapes import (
    ASSUMPTIONS,
    CHILDREN,
    COSTS,
    PUPILS,
    SENIOR,
    WARNING,
    as_defaults,
    figure_of,
    series_of,
)
from xuewei.formats.population.tables import estate_tables, has_table
from xuewei.formats.records import Record
from xuewei.formats.shapes import Faults, spots_of
from xuewei.formats.yaml import Node, read_yaml
from xuewei.language.school_types import type_key
from xuewei.model.assumptions import (
    ENTRY_LEVELS,
    PATHS,
    Assumptions,
    Chances,
    Children,
    Costs,
    Fertility,
    GoingOn,
    Migration,
    OptionalStage,
    Pupils,
    Scope,
    Survival,
    Uncertainty,
    Wander,
)
from xuewei.model.parameters import out_of_order
from xuewei.model.population import SEXES
from xuewei.model.stages import Stage

LONGEST_DELAY = 20
"""Years by which nobody plans a school late."""
NEAR_ONE = 1e-6


def check_uncertainty(read: Mapping[str, Any], stages: Iterable[str], faults: Faults) -> None:
    """Note what no single key of the section can show: stages that there are not, probabilities that do not add up to
    one, delays that are no whole years, shares above one."""
    known = list(stages)
    for part in ("participation", "level"):
        for name, each in read.get(part, {}).items():
            if name not in known:
                faults.note(
                    each["line"], f"uncertainty.{part}.{name}", "no_stage", found=name, near=nearest(name, known)
                )
    for name, most in (("opening_delay", LONGEST_DELAY), ("delivered_share", 1)):
        if name not in read or not read[name].get("values") or "values" in read[name]["bad"]:
            continue
        line, path = read[name]["lines"]["values"], f"uncertainty.{name}.values"
        for key in read[name]["values"]:
            value = _number(key)
            if value is None or not 0 <= value <= most or (name == "opening_delay" and value != int(value)):
                kind = "whole" if name == "opening_delay" else "number"
                faults.note(line, f"{path}.{key}", kind, found=key, low=0, high=most)
        total = sum(read[name]["values"].values())
        if abs(total - 1) > NEAR_ONE:
            faults.note(line, path, "chances_sum", found=f"{total:g}")


def uncertainty_of(read: Mapping[str, Any]) -> Uncertainty:
    """The uncertainty in a section that was checked and is whole."""
    births, moves = read["births"], read["net_migration"]
    return Uncertainty(
        births=Wander(figure_of(births["step"]), figure_of(births["persistence"]), figure_of(births["common"])),
        net_migration=Wander(figure_of(moves["step"]), figure_of(moves["persistence"])),
        participation={stage: figure_of(each) for stage, each in read["participation"].items()},
        opening_delay=_chances(read["opening_delay"]),
        delivered_share=_chances(read["delivered_share"]),
        level={stage: figure_of(each) for stage, each in read["level"].items()},
    )


def _chances(read: Mapping[str, Any]) -> Chances:
    """Probabilities that add up to one to the last bit that matters."""
    values = {float(key): float(value) for key, value in read["values"].items() if value > 0}
    return Chances(values, read.get("unit", ""), read["basis"], read["source"])


def _number(key: object) -> float | None:
    try:
        return float(str(key))
    except ValueError:
        return None


KIND = Kind("no_assumptions_file", tuple(ASSUMPTIONS.keys), blank=True)


def read_assumptions(place: AnyPath | None = None) -> Assumptions:
    """The assumptions in a YAML file; None reads the shipped ones.

    A section that the file leaves out is as shipped, apart from ``scope``, which is of its own folder: without it
    every area is the whole of the census area of its name; a file that holds nothing leaves all out. Raises InputError
    with every fault.
    """
    own = shipped(SHIPPED_POPULATION, "assumptions.yaml")
    where = own if place is None else place
    node = _shipped_node() if where == own else read_yaml(where, KIND)
    faults = Faults(str(where))
    read = ASSUMPTIONS.read(node, "", faults) or {}
    _check(read, node, faults)
    faults.stop()
    found = _assumptions(read, str(where), {} if _whole(read) else _defaults())
    return replace(found, written=bool(node.value), spots={} if where == own else spots_of(node))


def folder_assumptions(folder: AnyPath) -> Assumptions:
    """The assumptions of a population folder: as shipped, apart from ``scope``, where it has none. Raises InputError
    with every fault."""
    place = inside(folder, "assumptions.yaml")
    if exists(place):
        found = read_assumptions(place)
    else:
        found = replace(_assumptions({}, str(place), _defaults()), written=False)
    return estate_tables().with_rules(found) if has_table(folder, "estates") else found


def resource_tables() -> Any:
    """The module that reads rates of posts and running cost, which only folders that write some need."""
    return import_module("xuewei.formats.population.resource_table")


def _whole(read: Mapping[str, Any]) -> bool:
    """Whether every section is there with all its keys, so that the shipped file need not be read."""
    return all(
        name in ("children", "pupils", "estates", "resources")  # of which nothing is shipped
        or (name in read and (not isinstance(key.shape, Record) or set(key.shape.keys) <= set(read[name])))
        for name, key in ASSUMPTIONS.keys.items()
    ) and _all_levels(read["warning"])


def _all_levels(warning: Mapping[str, Any]) -> bool:
    """Whether a section of warnings has every limit that has to be."""
    return set(WARNING.keys) <= set(warning) and {"yellow", "red"} <= set(warning["entry"])


@kept((SHIPPED_POPULATION, "assumptions.yaml"))
def _shipped_node() -> Node:
    """The shipped file as written."""
    return read_yaml(shipped(SHIPPED_POPULATION, "assumptions.yaml"), KIND)


@kept((SHIPPED_POPULATION, "assumptions.yaml"))
def _shipped() -> Mapping[str, Any]:
    """The shipped file as read, without its scope."""
    read = ASSUMPTIONS.read(_shipped_node(), "", Faults(str(shipped(SHIPPED_POPULATION, "assumptions.yaml")))) or {}
    return {key: value for key, value in read.items() if key != "scope"}


@kept((SHIPPED_POPULATION, "assumptions.yaml"))
def _defaults() -> Mapping[str, Any]:
    """The shipped file as what counts where a folder writes nothing."""
    found: Mapping[str, Any] = as_defaults(_shipped())
    return found


def _fill_sizes(stages: Mapping[str, Any], faults: Faults) -> None:
    """Give stages without a class size that of the shipped ones of their name, whose sizes are rules of the nation; the
    sizes of the grades too, where there are as many. Others must write it."""
    for name, each in stages.items():
        if "class_size" in each or "class_size" in each["bad"]:
            continue
        usual = _shipped()["stages"].get(name)
        if usual is None:
            faults.note(each["line"], f"stages.{name}.class_size", "required")
            continue
        each["class_size"] = usual["class_size"]
        if "class_sizes" not in each and usual.get("grades") == each.get("grades") and "class_sizes" in usual:
            each["class_sizes"], each["lines"] = usual["class_sizes"], {**each["lines"], "class_sizes": each["line"]}


def _check(read: Mapping[str, Any], node: Node, faults: Faults) -> None:
    """What no single key can show, of all that could be read."""
    _fill_sizes(read.get("stages", {}), faults)
    lines = {key: each.line for key, each in node.value.items()} if isinstance(node.value, dict) else {}
    stages = {name: stage_of(name, each) for name, each in read.get("stages", {}).items() if complete(each)}
    ordered = sorted(stages.values(), key=lambda stage: stage.entry_age)
    for earlier, later in pairwise(ordered):
        if later.entry_age < earlier.ages.stop:
            line = read["stages"][later.name]["line"]
            faults.note(line, f"stages.{later.name}", "ages_overlap", other=earlier.name)
    for key in ("stages", "optional_stages"):
        check_stages(read.get(key, {}), key, faults)
    known = set(read.get("stages", {})) or set(_shipped().get("stages", {}))
    known |= {*read.get("optional_stages", {}), *(() if _whole(read) else _shipped()["optional_stages"])}
    check_uncertainty(read.get("uncertainty", {}), known, faults)
    for section in ("participation", "inflow", "grade_step"):
        for name, each in read.get(section, {}).items():
            if name not in known:
                faults.note(each["line"], f"{section}.{name}", "no_stage", near=nearest(name, known))
    for section, key, wanted in (("fertility", "paths", PATHS), ("survival", "life_expectancy", SEXES)):
        written = node_at(node, section, key)
        inner = written.value if written is not None else None
        for name in wanted if isinstance(inner, dict) else ():
            if isinstance(inner, dict) and name not in inner:
                faults.note(lines[section], f"{section}.{key}.{name}", "required")
    shape = read.get("fertility", {}).get("shape", {})
    if shape.get("values") and not any(shape["values"].values()):
        faults.note(shape["lines"]["values"], "fertility.shape.values", "all_zero")
    warning = read.get("warning", {})
    if warning:
        rest = {} if _all_levels(warning) else _shipped()["warning"]
        ends = {name: {**rest, **warning}[name].get("value") for name in ("yellow", "red", "surplus")}
        yellow, red, surplus = ends["yellow"], ends["red"], ends["surplus"]
        if yellow is not None and red is not None and yellow > red and {"yellow", "red"} & set(warning):
            faults.note(lines["warning"], "warning", "warning_order", found=yellow)
        if "surplus" in warning and surplus is not None and yellow is not None and surplus > yellow:
            faults.note(lines["warning"], "warning", "surplus_order", found=surplus)
        entry = {**rest.get("entry", {}), **warning.get("entry", {})}
        values = {name: each["value"] for name, each in entry.items() if name in ENTRY_LEVELS and "value" in each}
        if "entry" in warning and (found := out_of_order(values)):
            faults.note(lines["warning"], "warning.entry", "entry_order", found=found)
    if "estates" in read:
        usual = {**_shipped().get("stages", {}), **_shipped().get("optional_stages", {})}
        grades = {**usual, **read.get("optional_stages", {}), **read.get("stages", {})}
        counted = {name: each["grades"] for name, each in grades.items() if "grades" in each}
        estate_tables().check_rules(read["estates"], known, counted, faults)
    if "resources" in read:
        resource_tables().check_rates(read["resources"], known, faults)
    _ranges(node, "", faults)


def node_at(node: Node, *keys: str) -> Node | None:
    """What is written under some keys, if anything is."""
    found: Node | None = node
    for key in keys:
        found = found.value.get(key) if found is not None and isinstance(found.value, dict) else None
    return found


def _ranges(node: Node, path: str, faults: Faults) -> None:
    """Note every ``range`` whose ends are the wrong way round."""
    for key, each in node.value.items() if isinstance(node.value, dict) else ():
        inner = f"{path}.{key}" if path else key
        if key == "range" and isinstance(each.value, list) and len(each.value) == 2:
            low, high = (end.value for end in each.value)
            if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
                faults.note(each.line, inner, "order", found=f"[{low}, {high}]")
        else:
            _ranges(each, inner, faults)


def _assumptions(read: Mapping[str, Any], file: str, base: Mapping[str, Any]) -> Assumptions:
    merged = {**base, **read}
    sections = (
        *("survival", "fertility", "migration", "uncertainty", "warning", "tracking"),
        *("costs", "senior", "optional_stages"),
    )
    for section in sections:
        merged[section] = {**base.get(section, {}), **read.get(section, {})}
    survival, fertility, migration, uncertainty, warning, tracking, costs, senior, _ = (
        merged[section] for section in sections
    )
    paths = _lines(read.get("fertility", {}).get("paths", {}), file)
    estates = estate_tables().estate_rules(read["estates"]) if "estates" in read else None
    resources = resource_tables().resource_rules(read["resources"]) if "resources" in read else None
    return Assumptions(
        stages=tuple(_stage(name, each, "stages", read, file) for name, each in merged["stages"].items()),
        optional=tuple(_optional(name, each, read, file) for name, each in merged["optional_stages"].items()),
        scope={
            area: Scope(each["census_area"], figure_of(each["share"])) for area, each in read.get("scope", {}).items()
        },
        survival=Survival(
            figure_of(survival["infant_mortality"]),
            figure_of(survival["under_five_mortality"]),
            {sex: figure_of(each) for sex, each in survival["life_expectancy"].items()},
            figure_of(survival["ageing_rate"]),
        ),
        fertility=Fertility(
            series_of(fertility["shape"]),
            {path: series_of(each) for path, each in fertility["paths"].items()},
            fertility.get("path", "medium"),
            places=paths,
        ),
        migration=Migration(figure_of(migration["fades_by"]), migration.get("path", "medium")),
        participation={stage: series_of(each) for stage, each in merged.get("participation", {}).items()},
        inflow={stage: figure_of(each) for stage, each in merged.get("inflow", {}).items()},
        grade_step={stage: figure_of(each) for stage, each in merged.get("grade_step", {}).items()},
        senior=GoingOn(*(series_of(senior[name]) for name in SENIOR.keys)),
        size_caps={type_key(kind): figure_of(each) for kind, each in merged.get("size_caps", {}).items()},
        targets={name: figure_of(each) for name, each in merged.get("targets", {}).items()},
        uncertainty=uncertainty_of(uncertainty),
        base_crowding=figure_of(merged["base_crowding"]),
        yellow=figure_of(warning["yellow"]),
        red=figure_of(warning["red"]),
        surplus=figure_of(warning["surplus"]),
        entry={
            name: figure_of(each)
            for name, each in {**base.get("warning", {}).get("entry", {}), **warning["entry"]}.items()
            if name in ENTRY_LEVELS
        },
        building_months=figure_of(tracking["building_months"]),
        soon_months=figure_of(tracking["soon_months"]),
        costs=Costs(**{name: figure_of(costs[name]) for name in COSTS.keys}),
        children=Children(**{name: each for name, each in merged.get("children", {}).items() if name in CHILDREN.keys}),
        pupils=Pupils(**{name: each for name, each in merged.get("pupils", {}).items() if name in PUPILS.keys}),
        estates=estates,
        resources=resources,
        entry_cutoff=merged["entry_cutoff"],
        nation=merged["nation"],
        horizon=merged["horizon"],
        file=file,
    )


def _stage(name: str, written: Mapping[str, Any], key: str, read: Mapping[str, Any], file: str) -> Stage:
    """A stage from its record under a key; a default where the file does not write it, and in the shipped file."""
    default = name not in read.get(key, {}) or same(file, shipped(SHIPPED_POPULATION, "assumptions.yaml"))
    return replace(stage_of(name, written), default=default)


def _optional(name: str, written: Mapping[str, Any], read: Mapping[str, Any], file: str) -> OptionalStage:
    """An optional stage from its record."""
    figures = {key: figure_of(written[key]) for key in ("inflow", "grade_step", "size_cap", "spread") if key in written}
    rate = series_of(written["participation"]) if "participation" in written else None
    stage = _stage(name, written, "optional_stages", read, file)
    return OptionalStage(stage, written.get("general"), rate, **figures)


def _lines(paths: Mapping[str, Any], file: str) -> dict[int | str, Place]:
    """Where each path of fertility is written; those of the shipped file, which are sound, are not said."""
    return {name: Place(file, each["line"], entry=f"fertility.paths.{name}") for name, each in paths.items()}
