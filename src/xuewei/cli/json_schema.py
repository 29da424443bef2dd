"""JSON Schema (2020-12) of the written formats, from the same shapes that read them, for editors.

What no single key can show (an id twice, a school that closes before it opens) is left to ``xuewei check``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from xuewei.answers.optimise.files import CANDIDATES
from xuewei.formats.plan.shapes import PLAN, STAGES, parameter_key
from xuewei.formats.population.assumption_shapes import ASSUMPTIONS
from xuewei.formats.records import Key, Record
from xuewei.formats.scenario.read import SCENARIO, OrNull, Settings
from xuewei.formats.shapes import (
    Choice,
    Day,
    Either,
    ListOf,
    MapOf,
    MonthDay,
    Number,
    OneOrList,
    Shape,
    Truth,
    Whole,
    WholeOr,
    Words,
)
from xuewei.model.parameters import PARAMETERS, YEAR, pattern
from xuewei.workbook.lists.mapping import MAPPING

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS = {
    "plan": (PLAN, "学校建设方案"),
    "scenario": (SCENARIO, "情景：在方案上的改动"),
    "assumptions": (ASSUMPTIONS, "人口与入学的假设"),
    "candidates": (CANDIDATES, "备选学校：optimise 从中选"),
    "mapping": (MAPPING, "名单的列与学校的键怎样对应"),
}
"""What there is a schema of."""


def schema_text(kind: str) -> str:
    """The schema of a kind of file as it is written, without a last line end."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2)


def json_schema(kind: str) -> dict[str, Any]:
    """The schema of one of :data:`KINDS`; KeyError for anything else.

    >>> json_schema("plan")["properties"]["opening_lag"]["maximum"]
    20
    """
    record, title = KINDS[kind]
    return {"$schema": DIALECT, "title": title, **_of(record)}


def _of(shape: Shape) -> dict[str, Any]:
    """The schema of what a shape reads without a fault."""
    match shape:
        case Whole():
            return {"type": "integer", "minimum": shape.low, "maximum": shape.high}
        case Number():
            return {"type": "number", "minimum": shape.low, "maximum": shape.high}
        case WholeOr():
            return {"anyOf": [_of(shape.whole), *({"const": word} for word in shape.words)]}
        case Truth():
            return {"type": "boolean"}
        case Words():
            text = {"type": ["string", "number"], "pattern": r"\S"}
            return {"anyOf": [{"enum": list(shape.usual)}, text]} if shape.usual else text
        case Choice():
            return {"enum": list(shape.known)}
        case Day():
            return {"type": "string", "format": "date", "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"}
        case MonthDay():
            return {"type": "string", "pattern": r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"}
        case ListOf():
            length = {} if shape.length is None else {"minItems": shape.length, "maxItems": shape.length}
            return {"type": "array", "items": _of(shape.item), **length}
        case OneOrList():
            return {"anyOf": [_of(shape.item), {"type": "array", "items": _of(shape.item), "minItems": 1}]}
        case MapOf():
            return {"type": "object", **_map(shape)}
        case Record():
            needed = [name for name, key in shape.keys.items() if key.required]
            return {"type": "object", **_properties(shape.keys.items()), "required": needed}
        case Either():
            return {"anyOf": [_of(shape.scalar), _of(shape.map)]}
        case OrNull():
            return _or_null(_of(shape.shape))
        case Settings():
            return {"type": "object", **_settings()}
    raise TypeError(f"no schema of {type(shape).__name__}")


def _settings() -> dict[str, Any]:
    """Parameters by name, those of stages once for each usual stage; patterns for other stages, and for years."""
    keys = [(each, parameter_key(each.name)) for each in PARAMETERS]
    patterns = {pattern(each.name): _key(key) for each, key in keys if each.per}
    plain = {each.named(stage): key for each, key in keys for stage in STAGES if each.per != YEAR}
    return {**_properties(plain.items()), "patternProperties": patterns}


def _map(shape: MapOf) -> dict[str, Any]:
    inner = _of(shape.value)
    if shape.years:
        return {"patternProperties": {"^[0-9]{1,4}$": inner}, "additionalProperties": False, "minProperties": 1}
    if shape.known:
        return {"properties": dict.fromkeys(shape.known, inner), "additionalProperties": False}
    return {"properties": dict.fromkeys(shape.usual, inner), "additionalProperties": inner}


def _properties(keys: Iterable[tuple[str, Key]]) -> dict[str, Any]:
    return {"properties": {name: _key(key) for name, key in keys}, "additionalProperties": False}


def _key(key: Key) -> dict[str, Any]:
    schema = _or_null(_of(key.shape)) if key.null else _of(key.shape)
    return {"description": key.says, **schema}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
