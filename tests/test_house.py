"""The house stays as it was built: one floor's file names differ, modules have a size, imports stand at the top."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from program import TOP

SOURCE = TOP / "src" / "xuewei"
SAME = {"view", "words", "shapes", "read", "write"}
"""File names that mean the same in every room."""
LONGEST, SMALL = 350, 80
"""Lines of a module that has one subject; and of one that belongs to the only module that imports it."""


@cache
def trees() -> dict[str, ast.Module]:
    """Every module by its dotted name."""
    paths = [path for path in SOURCE.rglob("*.py") if path.name != "__init__.py"]
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)


def lines(name: str) -> int:
    """The lines of a module."""
    return len((SOURCE.parent / Path(*name.split("."))).with_suffix(".py").read_text(encoding="utf-8").splitlines())


def imported(tree: ast.AST) -> Iterator[str]:
    """Modules of ours that are imported anywhere in ``tree``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("xuewei"):
            inside = [f"{node.module}.{each.name}" for each in node.names]
            yield from (each if each in trees() else node.module for each in inside)


def test_a_module_has_at_most_350_lines() -> None:
    """A longer one has two subjects."""
    assert {name: count for name in trees() if (count := lines(name)) > LONGEST} == {}


def test_file_names_of_one_floor_differ() -> None:
    """Nobody has to look at the folder to know which of two files is meant."""
    floors: dict[str, Counter[str]] = defaultdict(Counter)
    for name in trees():
        _, *rooms, last = name.split(".")
        if rooms and last not in SAME:
            floors[rooms[0]][last] += 1
    assert {floor: twice for floor, names in floors.items() if (twice := [k for k, n in names.items() if n > 1])} == {}


def test_hardly_any_small_module_serves_its_neighbour_alone() -> None:
    """Such a one belongs into it. Fifteen are let be."""
    users: dict[str, set[str]] = defaultdict(set)
    for name, tree in trees().items():
        for each in imported(tree):
            users[each].add(name)
    lonely = [
        name
        for name, by in users.items()
        if len(by) == 1 and name in trees() and lines(name) < SMALL and _room(name) == _room(next(iter(by)))
    ]
    assert len(lonely) <= 15, lonely


def _room(name: str) -> str:
    return name.rpartition(".")[0]


def test_imports_of_our_own_stand_at_the_top() -> None:
    """Fewer than forty-five stand inside functions: each saves start-up, or is what a test of the program replaces."""
    inner = [
        (name, node.lineno)
        for name, tree in trees().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xuewei")
    ]
    assert len(set(inner)) < 45, sorted(set(inner))


def test_classes_and_patterns_are_compiled_late() -> None:
    """Those of :mod:`xuewei.late`: what the standard library compiles at once, every command would wait for."""
    at_once = [
        (name, node.lineno)
        for name, tree in trees().items()
        if name != "xuewei.late"
        for node in outside_functions(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in ("re.compile", "dataclasses.dataclass"))
        or (isinstance(node, ast.ImportFrom) and node.module == "dataclasses" and _named(node, "dataclass"))
    ]
    assert at_once == []


def _named(node: ast.ImportFrom, name: str) -> bool:
    return any(each.name == name for each in node.names)


def outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """What is done as a module is imported."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            yield node
            yield from outside_functions(node)
        else:
            yield from getattr(node, "decorator_list", [])
