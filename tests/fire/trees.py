"""Mutations of trees (YAML, JSON): of their structure alone, and of what their schema allows."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import yaml

from fire.values import anything

Path = tuple[Any, ...]
Schema = dict[str, Any]
Known = dict[str, list[str]]
"""Words by the key that they stand under."""


OURS = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
"""What YAML would make of dates, `yes` and `no`: here they stay text, as the project reads them."""


class _Loader(yaml.SafeLoader):
    """Reads as the project does."""


_Loader.yaml_implicit_resolvers = {
    first: [each for each in known if each[0] not in OURS]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


def load(text: str) -> Any:
    """The tree of a YAML text."""
    return yaml.load(text, _Loader)


def dump(tree: Any) -> str:
    """A tree as YAML."""
    return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)


def places(tree: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of everything in a tree, the tree itself first."""
    yield path
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in children:
        yield from places(value, (*path, key))


def at(tree: Any, path: Path) -> Any:
    """What stands at a path."""
    for key in path:
        tree = tree[key]
    return tree


def put(tree: Any, path: Path, value: Any) -> Any:
    """The tree with ``value`` at ``path``, changed in place (a new one for the empty path)."""
    if not path:
        return value
    at(tree, path[:-1])[path[-1]] = value
    return tree


def mangle(tree: Any, chance: Random) -> Any:
    """A tree with one change of its structure or of one of its values, whatever is allowed there."""
    tree = copy.deepcopy(tree)
    known = list(places(tree))
    path = chance.choice(known[1:] or known)
    value = at(tree, path)
    match chance.choice(
        ["value", "value", "value", "drop", "double", "rename", "splice", "swap", "deep", "wrap", "order"]
    ):
        case "value":
            return put(tree, path, anything(chance))
        case "drop" if path:
            del at(tree, path[:-1])[path[-1]]
        case "double" if path and isinstance(at(tree, path[:-1]), list):
            at(tree, path[:-1]).insert(chance.randint(0, path[-1]), copy.deepcopy(value))
        case "rename" if path and isinstance(at(tree, path[:-1]), dict):
            parent = at(tree, path[:-1])
            name = chance.choice([each[-1] for each in known[1:]] + [anything(chance)])
            changed = {name if key == path[-1] and _fits(name) else key: each for key, each in parent.items()}
            return put(tree, path[:-1], changed)
        case "splice":
            return put(tree, path, copy.deepcopy(at(tree, chance.choice(known))))
        case "swap":
            other = chance.choice(known)
            if other[: len(path)] != path and path[: len(other)] != other:
                one, two = at(tree, path), at(tree, other)
                return put(put(tree, path, two), other, one)
        case "deep":
            for _ in range(chance.choice([5, 60, 200])):
                value = [value] if chance.random() < 0.5 else {"a": value}
            return put(tree, path, value)
        case "wrap":
            return put(tree, path, [value] if chance.random() < 0.5 else {"value": value})
        case "order" if isinstance(value, dict):
            items = list(value.items())
            chance.shuffle(items)
            return put(tree, path, dict(items))
        case "order" if isinstance(value, list):
            chance.shuffle(value)
    return tree


def _fits(name: Any) -> bool:
    return isinstance(name, (str, int, float, bool, type(None)))


def bend(tree: Any, schema: Schema, chance: Random) -> Any:
    """A tree with one change after which it still has the form that its schema asks for."""
    tree = copy.deepcopy(tree)
    known = vocabulary(tree)
    spots = [each for each in _spots(tree, schema, ()) if each[0]]
    if not spots:
        return tree
    path, inner = chance.choice(spots)
    value = at(tree, path)
    if isinstance(value, dict) and chance.random() < 0.8:
        _bend_map(value, inner, known, chance)
    elif isinstance(value, list) and "items" in inner and chance.random() < 0.8:
        _bend_list(value, inner, known, chance)
    else:
        put(tree, path, made(inner, known, chance, key=str(path[-1])))
    return tree


def _bend_map(value: dict[Any, Any], schema: Schema, known: Known, chance: Random) -> None:
    named = list(schema.get("properties", {}))
    missing = [] if _alike(schema) and value else [name for name in named if name not in value]
    loose = [name for name in value if name not in schema.get("required", ())]
    if missing and chance.random() < 0.6:
        name = chance.choice(missing)
    elif loose and chance.random() < 0.3:
        del value[chance.choice(loose)]
        return
    elif value and chance.random() < 0.8:
        name = chance.choice(list(value))
    else:
        name = chance.choice([*chance.choice([*known.values(), [""]]), "2024", "2000", "0", "senior", "甲", *named])
    inner = _inner(schema, name)
    if inner is not None:
        value[name] = made(inner, known, chance, key=str(name))


def _alike(schema: Schema) -> bool:
    """Whether the values of a map are all of one form, such as seats by stage."""
    inner = list(schema.get("properties", {}).values())
    return len(inner) > 1 and all(each == inner[0] for each in inner)


def _bend_list(value: list[Any], schema: Schema, known: Known, chance: Random) -> None:
    match chance.choice(["add", "drop", "double", "double", "order", "clear"] if value else ["add"]):
        case "add":
            value.insert(chance.randint(0, len(value)), made(schema["items"], known, chance))
        case "drop":
            value.pop(chance.randrange(len(value)))
        case "double":
            again = copy.deepcopy(chance.choice(value))
            if isinstance(again, dict) and "id" in again:
                again["id"] = f"{again['id']}-{chance.randint(2, 9)}"
            value.append(again)
        case "order":
            chance.shuffle(value)
        case "clear":
            value.clear()


def _spots(tree: Any, schema: Schema, path: Path) -> Iterator[tuple[Path, Schema]]:
    """Paths of a tree with the part of the schema that holds there."""
    schema = _suited(schema, tree)
    yield path, schema
    if isinstance(tree, dict):
        for name, value in tree.items():
            inner = _inner(schema, name)
            if inner is not None:
                yield from _spots(value, inner, (*path, name))
    elif isinstance(tree, list) and "items" in schema:
        for n, value in enumerate(tree):
            yield from _spots(value, schema["items"], (*path, n))


def _suited(schema: Schema, value: Any) -> Schema:
    """Of several forms, the one that the value has."""
    for each in schema.get("anyOf", ()):
        kind = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else None
        if each.get("type") == kind or (kind is None and each.get("type") not in ("object", "array")):
            return _suited(each, value)
    return schema


def _inner(schema: Schema, name: Any) -> Schema | None:
    found: Schema | None = schema.get("properties", {}).get(name)
    if found is not None:
        return found
    for pattern, inner in schema.get("patternProperties", {}).items():
        if re.search(pattern, str(name)):
            return dict(inner)
    other = schema.get("additionalProperties")
    return other if isinstance(other, dict) else None


def vocabulary(tree: Any) -> Known:
    """The words of a tree by the key that they stand under, so that what is made up speaks of areas, stages and ids
    that there are."""
    found: Known = {}
    for path in places(tree):
        value = at(tree, path)
        named = [each for each in path if isinstance(each, str)]
        if isinstance(value, str) and named and value not in found.setdefault(named[-1], []):
            found[named[-1]].append(value)
        if isinstance(value, dict) and named:
            found.setdefault(f"{named[-1]}:", []).extend(each for each in value if isinstance(each, str))
    return found


def made(schema: Schema, known: Known, chance: Random, depth: int = 0, key: str = "") -> Any:
    """A value of the form that a schema asks for, at its edges more often than not; ``key``: what it stands under."""
    if "anyOf" in schema:
        usual = [each for each in schema["anyOf"] if "enum" in each]
        return made(
            chance.choice(usual if usual and chance.random() < 0.85 else schema["anyOf"]), known, chance, depth, key
        )
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.choice(schema["enum"])
    match schema.get("type"):
        case "integer" | "number":
            return _number(schema, chance)
        case "object":
            return _map(schema, known, chance, depth, key)
        case "array":
            least, most = schema.get("minItems", 0), schema.get("maxItems", 3)
            return [made(schema["items"], known, chance, depth + 1, key) for _ in range(chance.randint(least, most))]
        case "null":
            return None
    return _text(schema, known, chance, key)


LIKE = {
    "from": "stage",
    "to": "stage",
    "areas": "area",
    "remove": "id",
    "population": "population",
    "extends": "extends",
}
STAGES = ("kindergarten", "primary", "middle")


def _text(schema: Schema, known: Known, chance: Random, key: str) -> Any:
    if schema.get("format") == "date":
        return chance.choice(
            ["2020-09-01", "2021-01-01", "2022-03-01", "2023-08-31", "2024-02-29", "1990-01-01", "2100-12-31"]
        )
    if "0[1-9]" in schema.get("pattern", ""):
        return chance.choice(["01-01", "12-31", "08-31", "02-29", "09-01"])
    if key in ("from", "to", "stages"):
        return chance.choice(STAGES)
    there = known.get(LIKE.get(key, key), [])
    if there and chance.random() < 0.85:
        return chance.choice(there)
    return chance.choice(["甲", "x", f"x-{chance.randint(1, 99)}", "2021", "小学"])


def _number(schema: Schema, chance: Random) -> Any:
    low, high = schema.get("minimum", -(10**9)), schema.get("maximum", 10**9)
    whole = schema["type"] == "integer"
    if 1900 <= low < high <= 2200 and chance.random() < 0.85:
        return chance.randint(2019, 2031)
    usual = [each for each in (0, 1, 2, 6, 45, 540, 2020, 2021, 2024, 2030, 0.5) if low <= each <= high]
    edges = [low, high, low + (1 if whole else 1e-9), *usual, chance.uniform(low, min(high, low + 100))]
    found = chance.choice(edges)
    return int(found) if whole else found


def _map(schema: Schema, known: Known, chance: Random, depth: int, key: str) -> dict[Any, Any]:
    named = schema.get("properties", {})
    needed = schema.get("required", ())
    share = 0.4 / (depth + 1)
    found = {
        name: made(each, known, chance, depth + 1, name)
        for name, each in named.items()
        if name in needed or chance.random() < share
    }
    if not found or chance.random() < 0.2:
        names = [*known.get(f"{key}:", []), *known.get("area", []), "2020", "2025", "2030"]
        for name in chance.sample(names, k=chance.randint(1, 2)):
            inner = _inner(schema, name)
            if inner is not None:
                found[name] = made(inner, known, chance, depth + 1, name)
    return found
